"""A month's questions: each with how it ended, and by department how many were answered in time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from sotong.core.days import KST
from sotong.core.months import Month
from sotong.inquiries.course import HELD, InquiryState, StepKind
from sotong.inquiries.models import Inquiry, InquiryStep
from sotong.people.models import Department


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A question of the month: who holds it or answered it (None: the coordinator), and its last answer."""

    inquiry: Inquiry
    department_id: UUID | None
    department_name: str | None
    answer: InquiryStep | None


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """How the questions of a month ended; each is in exactly one of these but `received`, which has all."""

    received: int = 0
    in_time: int = 0
    came_late: int = 0
    open: int = 0
    overdue: int = 0
    merged: int = 0

    def with_one(self, row: MonthRow, now: datetime) -> MonthFigures:
        """These figures and one question more. In time is by the due time that holidays and pauses made."""
        name = _ended(row.inquiry, now)
        return replace(self, received=self.received + 1, **{name: getattr(self, name) + 1})


@dataclass(frozen=True, slots=True)
class DepartmentMonth:
    """A department (None: the coordinator), and how its questions of a month ended."""

    name: str | None
    figures: MonthFigures


def month_rows(session: Session, month: Month) -> Sequence[MonthRow]:
    """The questions received in a month, in order of receipt: one statement."""
    holder, giver = aliased(Department), aliased(Department)
    last = (
        sa.select(sa.func.max(InquiryStep.number))
        .where(InquiryStep.inquiry_id == Inquiry.id, InquiryStep.kind == StepKind.ANSWERED)
        .correlate(Inquiry)
        .scalar_subquery()
    )
    is_last = (InquiryStep.inquiry_id == Inquiry.id) & (InquiryStep.number == last)
    query = (
        sa.select(Inquiry, InquiryStep, holder.id, holder.name, giver.id, giver.name)
        .outerjoin(InquiryStep, is_last & (Inquiry.state == InquiryState.ANSWERED))
        .outerjoin(holder, holder.id == Inquiry.holder_department_id)
        .outerjoin(giver, giver.id == InquiryStep.from_department_id)
        .where(Inquiry.received_at >= _begins_at(month), Inquiry.received_at < _begins_at(month.after))
        .order_by(Inquiry.received_at, Inquiry.number)
    )
    return [
        MonthRow(found, *((giver_id, giver_name) if answer else (holder_id, holder_name)), answer)
        for found, answer, holder_id, holder_name, giver_id, giver_name in session.execute(query)
    ]


def by_department(rows: Iterable[MonthRow], now: datetime) -> list[DepartmentMonth]:
    """The month's figures by department, the coordinator's last."""
    found: dict[str | None, MonthFigures] = {}
    for row in rows:
        found[row.department_name] = found.get(row.department_name, MonthFigures()).with_one(row, now)
    named = sorted(found, key=lambda name: (name is None, name or ""))
    return [DepartmentMonth(name, found[name]) for name in named]


def total_of(rows: Iterable[MonthRow], now: datetime) -> MonthFigures:
    """The month's figures of all departments."""
    figures = MonthFigures()
    for row in rows:
        figures = figures.with_one(row, now)
    return figures


def _ended(inquiry: Inquiry, now: datetime) -> str:
    if inquiry.state in HELD:
        return "overdue" if inquiry.state is InquiryState.OPEN and inquiry.due_at < now else "open"
    if inquiry.state is InquiryState.MERGED or inquiry.settled_at is None:
        return "merged"
    return "in_time" if inquiry.settled_at <= inquiry.due_at else "came_late"


def _begins_at(month: Month) -> datetime:
    return datetime.combine(month.first_on, time(0), KST).astimezone(UTC)
