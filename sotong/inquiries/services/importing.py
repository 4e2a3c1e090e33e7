"""Taking down a file of questions, all of it or nothing; the same file again adds nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.core.canonical import Json
from sotong.core.days import korean_day
from sotong.core.tables import Problem, Reading, Row
from sotong.core.tables.days import instant
from sotong.core.tables.shape import MOST_SHOWN
from sotong.inquiries import queries, rules, telling
from sotong.inquiries.course import Holder, StepKind, department
from sotong.inquiries.imports import InquiryRow, read_inquiries
from sotong.inquiries.masking import masked
from sotong.inquiries.models import Inquiry
from sotong.inquiries.services.recording import Asked, first_holder, next_number, written
from sotong.inquiries.services.steps import By, take
from sotong.people.queries import departments
from sotong.people.rules import ByName


@dataclass(slots=True)
class Imported:
    """What a file did: how many questions are new, how many were there, how much was masked in them."""

    added: int = 0
    there: int = 0
    masked: int = 0
    handed: list[Inquiry] = field(default_factory=list)
    ignored: tuple[str, ...] = ()
    """Titles of columns that were not read."""


def import_inquiries(session: Session, *, content: bytes, by: By) -> Imported:
    """Take down every question of a CSV or XLSX file that is not there yet; departments hear of theirs.

    Raises TableInvalid with what is wrong, line by line.
    """
    reading = read_inquiries(content)
    holders = _holders(session, reading, by)
    rows = reading.close()
    closed = queries.closed_days(session, by.now)
    known, number = _known(session, rows), next_number(session)
    imported = Imported(ignored=reading.ignored)
    for row, to in zip(rows, holders, strict=True):
        key = (row.platform, row.received_at, masked(row.text).text)
        if key in known:
            imported.there += 1
            continue
        known.add(key)
        one = written(session, number + imported.added, _asked(row), by, closed)
        imported.added += 1
        imported.masked += sum(one.inquiry.masked.values())
        if to != one.inquiry.holder:
            take(session, one, StepKind.RELAYED, by, chosen=to)
            imported.handed.append(one.inquiry)
    session.flush()
    telling.tell_imported(session, imported.handed, now=by.now)
    if imported.added:
        digest = hashlib.sha256(content).hexdigest()
        body: dict[str, Json] = {"file_sha256": digest, "added": imported.added, "there": imported.there}
        audit.record(session, "inquiry.import", at=by.now, actor_id=by.account_id, body=body)
    return imported


def _holders(session: Session, reading: Reading[InquiryRow], by: By) -> list[Holder]:
    """Whom each line names, or whoever imports it; what cannot be taken down is added to what is wrong."""
    there = departments(session, korean_day(by.now))
    named = ByName((one.names, department(one.id)) for one in there)
    meant = [named.called(row.department) if row.department else (first_holder(by),) for row in reading.lines]
    reading.add([*_nobodys(reading.rows, named), *_out_of_time(reading.rows, by)])
    return [holders[0] for holders in meant if len(holders) == 1]


def _nobodys(rows: Sequence[Row], named: ByName[Holder]) -> list[Problem]:
    counted = ((row, len(named.called(row["department"]))) for row in rows if row["department"])
    return [
        Problem(
            "inquiry.department_ambiguous" if number else "inquiry.unknown_department",
            row.line,
            "department",
            {"text": row["department"][:MOST_SHOWN]},
        )
        for row, number in counted
        if number != 1
    ]


def _out_of_time(rows: Sequence[Row], by: By) -> list[Problem]:
    times = ((row, instant(row["received_at"])) for row in rows)
    reasons = ((row, rules.why_not_record(received_at, by.now)) for row, received_at in times if received_at)
    return [Problem(reason, row.line, "received_at") for row, reason in reasons if reason]


def _known(session: Session, rows: Sequence[InquiryRow]) -> set[tuple[object, ...]]:
    """What came in between the first and the last of these lines and is there already."""
    times = [row.received_at for row in rows]
    query = sa.select(Inquiry.platform, Inquiry.received_at, Inquiry.text)
    return {
        tuple(row)
        for row in session.execute(query.where(Inquiry.received_at.between(min(times), max(times))))
    }


def _asked(row: InquiryRow) -> Asked:
    return Asked(row.platform, row.text, row.received_at, row.term_days, row.link, row.pseudonym)
