"""One question with its history and its clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.channels.models import Channel
from sotong.core.errors import NotFound
from sotong.core.office_clock import Closed
from sotong.inquiries import clocks, rules
from sotong.inquiries.course import Course, Holder, InquiryState, charges, course_of, pauses
from sotong.inquiries.models import Inquiry, InquiryStep
from sotong.inquiries.queries.office import closed_days
from sotong.inquiries.rules import Moved, Remaining, Urgency
from sotong.people.queries import account_names, department_names

MOST_ALIKE = 20


@dataclass(frozen=True, slots=True)
class Clock:
    """How a question's time stands: what was told, what it is now and why, and what is left."""

    told_due_at: datetime
    due_at: datetime
    moved: Moved
    urgency: Urgency
    remaining: Remaining
    kind: clocks.TermKind


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step in words' reach: who did it, from whom to whom."""

    step: InquiryStep
    by_name: str
    giver: str | None
    to: str | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One question with all that its page shows."""

    inquiry: Inquiry
    course: Course
    clock: Clock
    lines: Sequence[StepLine]
    charged: Sequence[tuple[Holder, str | None, timedelta]]
    channel: Channel | None
    main: Inquiry | None
    duplicates: Sequence[Inquiry]
    alike: Sequence[Inquiry]
    """Others under the same address that are not merged with it."""
    names: Mapping[UUID, str]
    """Of the departments that its steps name."""

    def name_of(self, holder: Holder) -> str | None:
        """The name of a department that holds or held it; None for the coordinator and for nobody."""
        return self.names.get(holder.department_id) if holder.department_id else None


def inquiry(session: Session, inquiry_id: UUID) -> Inquiry:
    """One question. Raises NotFound."""
    found = session.get(Inquiry, inquiry_id)
    if found is None:
        raise NotFound
    return found


def inquiry_numbered(session: Session, number: int) -> Inquiry | None:
    """The question with a number, if there is one."""
    return session.scalars(sa.select(Inquiry).where(Inquiry.number == number)).one_or_none()


def has_duplicates(session: Session, inquiry_id: UUID) -> bool:
    """Whether other questions were merged into this one."""
    return bool(session.scalar(sa.select(sa.exists().where(Inquiry.main_id == inquiry_id))))


def steps_of(session: Session, inquiry_id: UUID) -> Sequence[InquiryStep]:
    """Everything that was done with a question, in order: one statement."""
    query = sa.select(InquiryStep).where(InquiryStep.inquiry_id == inquiry_id)
    return session.scalars(query.order_by(InquiryStep.number)).all()


def sheet(session: Session, inquiry_id: UUID, now: datetime) -> Sheet:
    """One question with its history, clock and minutes: a fixed number of statements. Raises NotFound."""
    found = inquiry(session, inquiry_id)
    steps, closed = steps_of(session, inquiry_id), closed_days(session, now)
    parties = [party for step in steps for party in (step.giver, step.to)]
    names = department_names(session, {party.department_id for party in parties if party.department_id})
    people = account_names(session, {step.by_id for step in steps})
    spent = charges([step.facts for step in steps], found.received_at, now, closed)
    return Sheet(
        inquiry=found,
        course=course_of([step.facts for step in steps]),
        clock=clock_of(found, steps, closed, now),
        lines=[_line(step, people, names) for step in steps],
        charged=[(holder, _name(holder, names), time) for holder, time in spent.items()],
        channel=session.get(Channel, found.channel_id) if found.channel_id else None,
        main=session.get(Inquiry, found.main_id) if found.main_id else None,
        duplicates=_others(session, Inquiry.main_id == found.id),
        alike=_alike(session, found),
        names=names,
    )


def clock_of(found: Inquiry, steps: Sequence[InquiryStep], closed: Closed, now: datetime) -> Clock:
    """How a question's time stands. A settled one stands as it did when it was settled."""
    at = found.settled_at or now
    due = found.due_at
    if found.state is InquiryState.OPEN:
        due = due_of(found, steps, closed)
    unpaused = clocks.due_at(found.round_began_at, found.term, closed)
    settled = found.settled_at is not None
    return Clock(
        told_due_at=found.told_due_at,
        due_at=due,
        moved=rules.moved(found.told_due_at, due if settled else unpaused, due),
        urgency=rules.urgency(found.state, due, now, rules.soon_until(now, closed)),
        remaining=rules.remaining(due, at, closed),
        kind=found.term.kind,
    )


def due_of(found: Inquiry, steps: Sequence[InquiryStep], closed: Closed) -> datetime:
    """When a question is due by the calendar and with the pauses that are over."""
    last = steps[-1].at
    return clocks.due_at(
        found.round_began_at, found.term, closed, pauses([step.facts for step in steps], last)
    )


def _others(session: Session, *conditions: sa.ColumnElement[bool]) -> Sequence[Inquiry]:
    query = sa.select(Inquiry).where(*conditions).order_by(Inquiry.number.desc())
    return session.scalars(query.limit(MOST_ALIKE)).all()


def _alike(session: Session, found: Inquiry) -> Sequence[Inquiry]:
    if found.permalink is None or found.main_id is not None:
        return []
    return _others(
        session,
        Inquiry.permalink == found.permalink,
        Inquiry.id != found.id,
        Inquiry.state != InquiryState.MERGED,
    )


def _line(step: InquiryStep, people: Mapping[UUID, str], names: Mapping[UUID, str]) -> StepLine:
    return StepLine(step, people.get(step.by_id, ""), _name(step.giver, names), _name(step.to, names))


def _name(holder: Holder, names: Mapping[UUID, str]) -> str | None:
    return names.get(holder.department_id) if holder.department_id else None
