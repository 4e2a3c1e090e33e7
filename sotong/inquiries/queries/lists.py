"""Questions in lists and on boards."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.core.paging import ROWS_PER_PAGE, Paged, paged
from sotong.inquiries import rules
from sotong.inquiries.course import HELD, InquiryState, Party, StepKind
from sotong.inquiries.models import Inquiry, InquiryStep
from sotong.inquiries.queries.office import closed_days
from sotong.inquiries.rules import Urgency
from sotong.people.models import Department

LATELY = timedelta(days=30)
MOST_WAITING = 50
MOST_LATE = 8
IS_HELD = Inquiry.state.in_(HELD)

Conditions = Sequence[sa.ColumnElement[bool]]


class Shown(StrEnum):
    """Which questions a list shows."""

    OPEN = "open"
    LATE = "late"
    DUE_SOON = "due_soon"
    SILENT = "silent"
    PAUSED = "paused"
    ANSWERED = "answered"
    MERGED = "merged"


class Whose(StrEnum):
    """Whose questions a list shows: those my department holds, or those that I took down."""

    HELD = "held"
    RECORDED = "recorded"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which questions a list shows; None and "" mean any. `whose` is of the person and department named."""

    text: str = ""
    shown: Shown | None = None
    whose: Whose | None = None
    department_id: UUID | None = None
    account_id: UUID | None = None
    own_department_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A question in a list."""

    inquiry: Inquiry
    department_name: str | None
    urgency: Urgency
    silent: bool
    """Whether its holder has not opened it within three working hours."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many open questions stand how."""

    by_urgency: Mapping[Urgency, int] = field(default_factory=dict)
    silent: int = 0
    answered: int = 0
    """In the last 30 days."""

    def of(self, urgency: Urgency) -> int:
        """How many stand so."""
        return self.by_urgency.get(urgency, 0)

    @property
    def late(self) -> int:
        """Past due."""
        return self.of(Urgency.LATE)

    @property
    def due_soon(self) -> int:
        """Due within three working hours."""
        return self.of(Urgency.DUE_SOON)

    @property
    def paused(self) -> int:
        """Those that wait for the citizen."""
        return self.of(Urgency.PAUSED)

    @property
    def held(self) -> int:
        """All that somebody has to do something about."""
        return sum(self.by_urgency.values())


@dataclass(frozen=True, slots=True)
class HolderRow:
    """A department, or (None) the coordinator, and how its questions stand."""

    department: Department | None
    counts: Counts


@dataclass(frozen=True, slots=True)
class Board:
    """All that is open: in sum, by holder, and the late ones."""

    total: Counts
    holders: Sequence[HolderRow]
    late: Paged[Row]


def inquiries(session: Session, wanted: Wanted, now: datetime, number: int = 1) -> Paged[Row]:
    """Page `number` of the questions wanted, open ones by due time, then the settled: three statements."""
    at = _at(session, now)
    return _page(session, _conditions(wanted, at), at, number)


def waiting_for(session: Session, department_id: UUID, now: datetime) -> list[Row]:
    """The questions that wait for a department, by due time; those that wait for a citizen last."""
    at = _at(session, now)
    query = _listed([Inquiry.holder_department_id == department_id, IS_HELD]).limit(MOST_WAITING)
    return [_row(found, name, at) for found, name in session.execute(query)]


def late(session: Session, now: datetime) -> Paged[Row]:
    """The first of the questions that are late, the latest first: three statements."""
    at = _at(session, now)
    return _page(session, _shown(Shown.LATE, at), at, 1, MOST_LATE)


def totals(session: Session, now: datetime) -> Counts:
    """How all open questions stand: two statements."""
    return total_of(_counts(session, _at(session, now), [IS_HELD]).values())


def board(session: Session, now: datetime, number: int = 1) -> Board:
    """The board over all open questions: six statements, however many."""
    at = _at(session, now)
    counts = _with_answered(_counts(session, at, [IS_HELD]), _answered_lately(session, now))
    query = sa.select(Department).where(Department.id.in_([key for key in counts if key]))
    departments = session.scalars(query.order_by(Department.code)).all()
    return Board(
        total=total_of(counts.values()),
        holders=[
            HolderRow(None, counts.get(None, Counts())),
            *(HolderRow(found, counts[found.id]) for found in departments),
        ],
        late=_page(session, _shown(Shown.LATE, at), at, number),
    )


def department_counts(session: Session, department_id: UUID, now: datetime) -> Counts:
    """How a department's open questions stand, and how many it answered lately: three statements."""
    held = _counts(session, _at(session, now), [IS_HELD, Inquiry.holder_department_id == department_id])
    return _with_answered(held, _answered_lately(session, now)).get(department_id, Counts())


def total_of(counts: Collection[Counts]) -> Counts:
    """Add counts up."""
    by_urgency = {urgency: sum(one.of(urgency) for one in counts) for urgency in Urgency}
    return Counts(by_urgency, sum(one.silent for one in counts), sum(one.answered for one in counts))


@dataclass(frozen=True, slots=True)
class _At:
    """The present instant, and up to which one a question is due soon."""

    now: datetime
    soon: datetime

    @property
    def urgency(self) -> sa.Case[str]:
        """`rules.urgency` in SQL, for counting."""
        return sa.case(
            (Inquiry.state != InquiryState.OPEN, sa.cast(Inquiry.state, sa.Text())),
            (Inquiry.due_at < self.now, Urgency.LATE.value),
            (Inquiry.due_at <= self.soon, Urgency.DUE_SOON.value),
            else_=Urgency.ON_TIME.value,
        )

    @property
    def silent(self) -> sa.ColumnElement[bool]:
        """Whether the holder has not opened an open question within three working hours, in SQL."""
        unseen = sa.and_(Inquiry.state == InquiryState.OPEN, Inquiry.seen_at.is_(None))
        return sa.and_(unseen, Inquiry.look_by_at < self.now)


def _at(session: Session, now: datetime) -> _At:
    return _At(now, rules.soon_until(now, closed_days(session, now)))


def _shown(shown: Shown, at: _At) -> list[sa.ColumnElement[bool]]:
    is_open = Inquiry.state == InquiryState.OPEN
    match shown:
        case Shown.OPEN:
            return [IS_HELD]
        case Shown.LATE:
            return [is_open, Inquiry.due_at < at.now]
        case Shown.DUE_SOON:
            return [is_open, Inquiry.due_at >= at.now, Inquiry.due_at <= at.soon]
        case Shown.SILENT:
            return [at.silent]
        case _:
            return [Inquiry.state == InquiryState(shown.value)]


def _conditions(wanted: Wanted, at: _At) -> list[sa.ColumnElement[bool]]:
    conditions = _shown(wanted.shown, at) if wanted.shown else []
    if wanted.text:
        conditions.append(_says(wanted.text))
    if wanted.department_id:
        conditions.append(Inquiry.holder_department_id == wanted.department_id)
    if wanted.whose is Whose.RECORDED:
        conditions.append(Inquiry.recorded_by_id == wanted.account_id)
    if wanted.whose is Whose.HELD:
        own = wanted.own_department_id
        is_own = Inquiry.holder_department_id == own if own else Inquiry.holder_party == Party.COORDINATOR
        conditions.append(is_own)
    return conditions


def _says(text: str) -> sa.ColumnElement[bool]:
    says = Inquiry.text.icontains(text, autoescape=True) | Inquiry.pseudonym.icontains(text, autoescape=True)
    digits = text.removeprefix("#")
    if digits.isascii() and digits.isdecimal() and len(digits) < len("1000000000"):
        return says | (Inquiry.number == int(digits))
    return says


def _listed(conditions: Conditions) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(Inquiry, Department.name)
        .outerjoin(Department, Department.id == Inquiry.holder_department_id)
        .where(*conditions)
        .order_by(
            sa.case({"open": 0, "paused": 1}, value=sa.cast(Inquiry.state, sa.Text()), else_=2),
            sa.case((IS_HELD, Inquiry.due_at)),
            Inquiry.settled_at.desc(),
            Inquiry.number.desc(),
        )
    )


def _page(
    session: Session, conditions: Conditions, at: _At, number: int, size: int = ROWS_PER_PAGE
) -> Paged[Row]:
    page = paged(session, _listed(conditions), number, size)
    return replace(page, rows=[_row(found, name, at) for found, name in page.rows])


def _row(found: Inquiry, department_name: str | None, at: _At) -> Row:
    silent = found.state is InquiryState.OPEN and found.seen_at is None and found.look_by_at < at.now
    return Row(found, department_name, rules.urgency(found.state, found.due_at, at.now, at.soon), silent)


def _counts(session: Session, at: _At, conditions: Conditions) -> dict[UUID | None, Counts]:
    """How questions stand, by the department that holds them; None: the coordinator. One statement."""
    # By its name, because PostgreSQL cannot see that two expressions with parameters are one.
    urgency, silent = at.urgency.label("stands"), sa.func.count(sa.case((at.silent, 1)))
    holder = Inquiry.holder_department_id
    query = sa.select(holder, urgency, sa.func.count(), silent).where(*conditions)
    found: dict[UUID | None, Counts] = {}
    for department_id, stands, number, unseen in session.execute(query.group_by(holder, sa.text("stands"))):
        before = found.get(department_id, Counts())
        by_urgency = {**before.by_urgency, Urgency(stands): number}
        found[department_id] = Counts(by_urgency, before.silent + unseen)
    return found


def _answered_lately(session: Session, now: datetime) -> dict[UUID | None, int]:
    giver = InquiryStep.from_department_id
    answered = (InquiryStep.kind == StepKind.ANSWERED, InquiryStep.at > now - LATELY)
    query = sa.select(giver, sa.func.count()).where(*answered).group_by(giver)
    return dict(session.execute(query).all())


def _with_answered(
    counts: Mapping[UUID | None, Counts], answered: Mapping[UUID | None, int]
) -> dict[UUID | None, Counts]:
    return {
        key: replace(counts.get(key, Counts()), answered=answered.get(key, 0))
        for key in counts.keys() | answered.keys()
    }
