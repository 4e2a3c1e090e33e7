"""Taking a question down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.channels.platforms import Permalink, Platform
from sotong.channels.queries import registered_channel
from sotong.core.errors import Refused
from sotong.core.locks import take_turn
from sotong.core.office_clock import Closed
from sotong.inquiries import clocks, queries, rules, telling
from sotong.inquiries.clocks import Term
from sotong.inquiries.course import (
    COORDINATOR,
    NOBODY,
    Course,
    Holder,
    InquiryState,
    StepKind,
    department,
)
from sotong.inquiries.masking import Personal, masked
from sotong.inquiries.models import Inquiry
from sotong.inquiries.services.steps import By, Held, Said, record, take, write_step

SENT_TWICE_WITHIN: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it came in: where, by whom, when, and how many days there are to answer (0: at once).

    Text and pseudonym may hold personal data; what is kept of them does not.
    """

    platform: Platform
    text: str
    received_at: datetime
    term_days: int
    link: Permalink | None = None
    pseudonym: str = ""


def record_inquiry(session: Session, *, asked: Asked, by: By, to: Holder = NOBODY, note: str = "") -> Inquiry:
    """Take a question down, for oneself or (`to`, with a word) for another holder at once, who is told.

    Whoever takes it down holds it first, so that it can come back. Raises Refused if it came in later than
    now or over a year ago, or if this person has taken the same down a moment ago.
    """
    closed = queries.closed_days(session, by.now)
    number = next_number(session)
    if twin := _sent_twice(session, asked, by):
        raise Refused("inquiry.recorded_just_now", number=twin)
    one = written(session, number, asked, by, closed)
    handed = to not in (NOBODY, one.inquiry.holder)
    if handed:
        take(session, one, StepKind.RELAYED, by, said=Said(masked(note).text), chosen=to)
    record(
        session,
        "inquiry.record",
        one.inquiry,
        by,
        received_at=asked.received_at.isoformat(),
        term_days=asked.term_days,
        masked=sum(one.inquiry.masked.values()),
    )
    if handed:
        telling.tell_given(session, one.inquiry, now=by.now)
    return one.inquiry


def _sent_twice(session: Session, asked: Asked, by: By) -> int | None:
    """The number of the same question, taken down by the same person a moment ago: a form sent twice."""
    query = sa.select(Inquiry.number).where(
        Inquiry.recorded_by_id == by.account_id,
        Inquiry.recorded_at > by.now - SENT_TWICE_WITHIN,
        Inquiry.platform == asked.platform,
        Inquiry.text == masked(asked.text).text,
        Inquiry.pseudonym == masked(asked.pseudonym).text,
    )
    return session.scalars(query.limit(1)).first()


def next_number(session: Session) -> int:
    """The number of the next question; nobody else takes one until the commit."""
    take_turn(session, "inquiry.number")
    return (session.scalar(sa.select(sa.func.max(Inquiry.number))) or 0) + 1


def written(session: Session, number: int, asked: Asked, by: By, closed: Closed) -> Held:
    """Write a question down, masked, with its first step. Raises Refused as `record_inquiry`."""
    if reason := rules.why_not_record(asked.received_at, by.now):
        raise Refused(reason)
    row = _row(session, number, asked, by, closed)
    session.add(row)
    session.flush()  # the table, not the order of objects, says that steps come after their question
    one = Held(row, [], Course(InquiryState.OPEN, row.holder), closed)
    write_step(session, one, StepKind.RECEIVED, by, giver=NOBODY, said=Said())
    return one


def first_holder(by: By) -> Holder:
    """Who holds what this person takes down: her department, or the coordinator."""
    return department(by.actor.department_id) if by.actor.department_id else COORDINATOR


def _row(session: Session, number: int, asked: Asked, by: By, closed: Closed) -> Inquiry:
    first = first_holder(by)
    text, name = masked(asked.text), masked(asked.pseudonym)
    counts = {kind: text.counts.get(kind, 0) + name.counts.get(kind, 0) for kind in Personal}
    told = clocks.due_at(asked.received_at, Term(asked.term_days), closed)
    channel = registered_channel(session, asked.link) if asked.link else None
    return Inquiry(
        id=uuid4(),
        number=number,
        platform=asked.platform,
        channel_id=channel.id if channel else None,
        permalink=asked.link.url if asked.link else None,
        pseudonym=name.text,
        text=text.text,
        masked_resident_numbers=counts[Personal.RESIDENT_NUMBER],
        masked_phones=counts[Personal.PHONE],
        masked_emails=counts[Personal.EMAIL],
        received_at=asked.received_at,
        recorded_at=by.now,
        recorded_by_id=by.account_id,
        recorded_for_id=first.department_id,
        term_days=asked.term_days,
        round_began_at=asked.received_at,
        told_due_at=told,
        due_at=told,
        state=InquiryState.OPEN,
        holder_party=first.party,
        holder_department_id=first.department_id,
        held_since=by.now,
        look_by_at=rules.look_by(by.now, closed),
        seen_at=by.now,
    )
