"""Score sheets: saved as drafts, signed for good."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.audit.rules import Fact
from sotong.core.canonical import canonical_json
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound, Refused
from sotong.judging import rules
from sotong.judging.models import Judge, ScoreSheet, facts_of
from sotong.judging.queries import (
    Bench,
    Chair,
    EntryToScore,
    entry_to_score,
    locked_chair,
    newest_sheet,
)
from sotong.judging.rules import SheetFacts
from sotong.judging.services.panel_log import log_panel
from sotong.people.models import Account
from sotong.people.services.passwords import proof_of

SALT_BYTES = 16


def save_sheet(
    session: Session,
    contest_code: str,
    entry_number: int,
    *,
    account_id: UUID,
    marks: Mapping[str, Decimal],
    comment: str,
    note: str,
    seen: int,
    now: datetime,
) -> ScoreSheet:
    """Save a draft. Refused if the sheet moved on since version `seen`: nothing is overwritten unseen."""
    chair = locked_chair(session, contest_code, account_id, entry_number)
    if chair.own_department:
        raise Refused("judging.own_department")
    sheet = newest_sheet(session, chair.judge.id, chair.entry_id)
    if reason := rules.why_not_save(chair.contest.facts, sheet_facts(sheet, chair), seen=seen, now=now):
        raise Refused(reason)
    if sheet is None:
        sheet = ScoreSheet(
            contest_id=chair.contest.id,
            entry_id=chair.entry_id,
            judge_id=chair.judge.id,
            revision=1,
            version=0,
        )
        session.add(sheet)
    sheet.version += 1
    sheet.marks = canonical_json({criterion: str(mark) for criterion, mark in marks.items()})
    sheet.comment, sheet.note, sheet.saved_at = comment, note, now
    with refusing_clash(session, "judging.moved_on"):
        session.flush()
    audit.record(
        session,
        "sheet.save",
        at=now,
        actor_id=account_id,
        subject_id=sheet.id,
        body={"version": sheet.version, "marks": len(marks)},
    )
    return sheet


def sign_sheet(
    session: Session, contest_code: str, entry_number: int, *, account_id: UUID, seen: int, now: datetime
) -> ScoreSheet:
    """Sign a complete sheet for good; its salted hash goes on the contest's log."""
    bench, entry = entry_to_score(session, contest_code, account_id, entry_number)
    sheet = locked_sheet(session, bench, entry)
    reason = rules.why_not_sign(
        bench.contest.facts, sheet_facts(sheet, entry), entry.rubric, seen=seen, now=now
    )
    if reason:
        raise Refused(reason)
    if sheet is None or bench.contest.log_stream_id is None:
        raise NotFound
    log_panel(session, bench.contest, now=now)
    salt = secrets.token_bytes(SALT_BYTES)
    digest = rules.sheet_digest(
        salt=salt,
        entry_number=entry.entry.number,
        judge_number=bench.judge.number,
        marks=sheet.mark_values,
        revision=sheet.revision,
    )
    fact = Fact("sheet", body={"digest": digest})
    position = audit.append(session, bench.contest.log_stream_id, [fact], at=now).positions[0]
    sheet.signed_at, sheet.salt, sheet.digest, sheet.position = now, salt, digest, position
    audit.record(
        session, "sheet.sign", at=now, actor_id=account_id, subject_id=sheet.id, body={"digest": digest}
    )
    return sheet


def sign_as(
    session: Session,
    contest_code: str,
    entry_number: int,
    *,
    account_id: UUID,
    password: str,
    seen: int,
    now: datetime,
) -> ScoreSheet:
    """Sign, once the judge has typed her password again: a tablet left on a table signs nothing."""
    account = session.get(Account, account_id)
    if account is None or proof_of(password, account.password_hash) is None:
        raise Refused("judging.wrong_password")
    return sign_sheet(session, contest_code, entry_number, account_id=account_id, seen=seen, now=now)


def locked_sheet(session: Session, bench: Bench, entry: EntryToScore) -> ScoreSheet | None:
    """Read the sheet afresh under a lock on the judge's row: her tablets stand in line."""
    session.get(Judge, bench.judge.id, with_for_update=True)
    return newest_sheet(session, bench.judge.id, entry.entry.id)


def sheet_facts(sheet: ScoreSheet | None, entry: EntryToScore | Chair) -> SheetFacts:
    return replace(facts_of(sheet, entry.recusal), recused=entry.recused)
