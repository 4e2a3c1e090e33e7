"""One step of a question: taken under its lock, written down, put on record, and told to whom it concerns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.channels.platforms import Permalink
from sotong.core.canonical import Json
from sotong.core.days import korean_day
from sotong.core.errors import NotFound, Refused
from sotong.core.office_clock import Closed
from sotong.inquiries import clocks, course, queries, rules
from sotong.inquiries.course import COORDINATOR, HELD, NOBODY, Course, Holder, Step, StepKind
from sotong.inquiries.models import Inquiry, InquiryStep
from sotong.inquiries.rules import Actor
from sotong.people.models import Department


@dataclass(frozen=True, slots=True)
class By:
    """Who does something, and as whom: her account, her department, whether as the coordinator; and when."""

    account_id: UUID
    actor: Actor
    now: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """What goes with a step: words, where a reply stands, into which question it was merged."""

    note: str = ""
    link: Permalink | None = None
    main_id: UUID | None = None


@dataclass(slots=True)
class Held:
    """A question under its lock, with its steps so far and how it stands."""

    inquiry: Inquiry
    steps: list[InquiryStep]
    course: Course
    closed: Closed


def held(session: Session, inquiry_id: UUID, now: datetime) -> Held:
    """One question, locked and read afresh. Raises NotFound."""
    (found,) = all_held(session, [inquiry_id], now)
    return found


def all_held(session: Session, inquiry_ids: list[UUID], now: datetime) -> list[Held]:
    """Questions in the order asked for, locked in one order so that two people cannot block each other."""
    query = sa.select(Inquiry).where(Inquiry.id.in_(inquiry_ids)).order_by(Inquiry.id).with_for_update()
    rows = session.scalars(query.execution_options(populate_existing=True)).all()
    by_id = {row.id: row for row in rows}
    if by_id.keys() != set(inquiry_ids):
        raise NotFound
    closed = queries.closed_days(session, now)
    return [_held(session, by_id[inquiry_id], closed) for inquiry_id in inquiry_ids]


def refuse_if(reason: str | None) -> None:
    """Raise Refused if there is a reason."""
    if reason:
        raise Refused(reason)


def take(
    session: Session,
    one: Held,
    kind: StepKind,
    by: By,
    *,
    said: Said = Said(),
    chosen: Holder = NOBODY,
) -> InquiryStep:
    """Take a step, and write down how the question stands after it. What is allowed, the caller has asked."""
    to = _still_there(session, course.goes_to(one.course, kind, chosen), by.now)
    giver = one.course.holder
    one.course = course.after(one.course, Step(kind, by.now, to))
    row = one.inquiry
    if kind is StepKind.REOPENED:
        row.round_began_at, row.main_id = by.now, None
        row.told_due_at = clocks.due_at(by.now, row.term, one.closed)
    row.state, row.holder, row.settled_at = one.course.state, to, None if one.course.state in HELD else by.now
    row.main_id = said.main_id
    if to != giver:
        given(row, by.now, one.closed)
    step = write_step(session, one, kind, by, giver=giver, said=said)
    if one.course.state in HELD:
        row.due_at = queries.due_of(row, one.steps, one.closed)
    return step


def given(row: Inquiry, now: datetime, closed: Closed) -> None:
    """Note that a question has just come to its holder."""
    row.held_since, row.look_by_at, row.seen_at = now, rules.look_by(now, closed), None


def record(session: Session, action: str, row: Inquiry, by: By, **body: Json) -> None:
    """Put a step on the office's record: whose question it is, but nothing of what the citizen wrote."""
    told: dict[str, Json] = {"number": row.number, "holder": holder_text(row.holder), **body}
    audit.record(session, action, at=by.now, actor_id=by.account_id, subject_id=row.id, body=told)


def holder_text(holder: Holder) -> str:
    """A holder as the record names it."""
    return str(holder.department_id) if holder.department_id else holder.party.value


def _held(session: Session, row: Inquiry, closed: Closed) -> Held:
    steps = list(queries.steps_of(session, row.id))
    return Held(row, steps, course.course_of([step.facts for step in steps]), closed)


def write_step(
    session: Session, one: Held, kind: StepKind, by: By, *, giver: Holder, said: Said
) -> InquiryStep:
    """Write a step down, as it left the question."""
    row = one.inquiry
    step = InquiryStep(
        id=uuid4(),
        inquiry_id=row.id,
        number=len(one.steps) + 1,
        kind=kind,
        at=by.now,
        by_id=by.account_id,
        from_party=giver.party,
        from_department_id=giver.department_id,
        to_party=row.holder_party,
        to_department_id=row.holder_department_id,
        note=said.note,
        permalink=said.link.url if said.link else None,
        told_due_at=row.told_due_at if kind in {StepKind.RECEIVED, StepKind.REOPENED} else None,
        main_id=said.main_id,
    )
    session.add(step)
    one.steps.append(step)
    return step


def _still_there(session: Session, holder: Holder, now: datetime) -> Holder:
    """The holder, or the coordinator if it is a department that has been dissolved."""
    if holder.department_id is None:
        return holder
    found = session.get(Department, holder.department_id)
    if found is None:
        raise NotFound
    return COORDINATOR if found.closed_on is not None and found.closed_on <= korean_day(now) else holder
