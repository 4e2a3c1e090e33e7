"""Scorecards read from the assignments about posts: a fixed number of statements, however many officers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments.models import AccountChoice, Assignment
from sotong.assignments.rules import OF_ACCOUNTS, TO_DO, AssignmentState, ProofKind, SubjectKind
from sotong.channels.models import Channel
from sotong.core.days import KST, korean_day
from sotong.core.months import Month
from sotong.people.models import Appointment, AppointmentKind, Department, Officer
from sotong.reports.scorecards import Figures, Period, Scorecard, places, total

Window = tuple[datetime, datetime]
"""From when on and until when, not including; UTC."""
Whose = tuple[UUID, UUID]
"""A department and its officer."""
ONE_DAY = timedelta(days=1)
SUBJECT = SubjectKind.POST


@dataclass(frozen=True, slots=True)
class Asked:
    """Which scorecards: of which months in a row, as of when, without which election windows, of whom."""

    months: Sequence[Month]
    now: datetime
    paused: Sequence[Window] = ()
    department_id: UUID | None = None

    @property
    def period(self) -> Period:
        """All of the months."""
        return Period(self.months[0].first_on, self.months[-1].last_on)

    @property
    def starts(self) -> list[datetime]:
        """The instant at which each month begins, and that at which the last one ends."""
        days = [*(month.first_on for month in self.months), self.months[-1].after.first_on]
        return [datetime.combine(day, time(0), tzinfo=KST).astimezone(UTC) for day in days]


@dataclass(frozen=True, slots=True)
class Line:
    """A scorecard in a list: whose it is, and its place if departments are ranked by it."""

    department_id: UUID
    department_code: str
    department_name: str
    bureau: str
    officer_id: UUID
    officer_name: str
    card: Scorecard
    place: int | None = None


def lines(session: Session, asked: Asked) -> list[Line]:
    """The scorecards asked for, by department; five statements.

    Everybody who was a department's officer in these months is there, and whoever else was asked something.
    """
    figures = _figures(session, asked)
    _free(session, asked, figures)
    served = _days_served(session, asked)
    whose = sorted({*figures, *served}, key=str)
    named = _names(session, whose)
    found = [Line(*named[one], card=_card(asked, figures.get(one, {}), served.get(one, 0))) for one in whose]
    return sorted(found, key=lambda line: (line.department_code, line.officer_name))


def ranked(found: Sequence[Line]) -> list[Line]:
    """The same lines with their places, the best first, those without a place last."""
    rates = places({(line.department_id, line.officer_id): line.card.figures.rate for line in found})
    placed = [replace(line, place=rates[line.department_id, line.officer_id]) for line in found]
    last = len(placed) + 1
    return sorted(placed, key=lambda line: (line.place or last, line.department_code, line.officer_name))


@dataclass(frozen=True, slots=True)
class DepartmentYear:
    """A department's figures, month by month."""

    department_id: UUID
    department_name: str
    by_month: Sequence[Figures]

    @property
    def rate(self) -> Fraction | None:
        """Of all months."""
        return total(self.by_month).rate


def by_department(found: Iterable[Line]) -> list[DepartmentYear]:
    """The lines of several officers of one department in one; in the order in which they come."""
    together: dict[UUID, list[Line]] = defaultdict(list)
    for line in found:
        together[line.department_id].append(line)
    return [
        DepartmentYear(
            theirs[0].department_id,
            theirs[0].department_name,
            [total(month) for month in zip(*(line.card.by_month for line in theirs), strict=True)],
        )
        for theirs in together.values()
    ]


def counting(asked: Asked) -> sa.Select[*tuple[Any, ...]]:
    """The one statement that counts: for each department, officer and month its figures."""
    due, to_do = Assignment.due_at, Assignment.state.in_(TO_DO)
    handed_in = Assignment.handed_in_at.is_not(None)
    overdue = to_do & (due < _instant(asked.now))
    paused = _paused(asked)
    kinds = (
        handed_in & (Assignment.handed_in_at <= due),
        handed_in & (Assignment.handed_in_at > due),
        overdue & Assignment.first_seen_at.is_not(None),
        overdue & Assignment.first_seen_at.is_(None),
        to_do & (due >= _instant(asked.now)),
        Assignment.state == AssignmentState.EXCUSED,
    )
    sums = [sa.func.count(sa.case((kind & ~paused, 1))) for kind in kinds]
    month = _month(asked).label("month")
    return (
        sa.select(
            Assignment.department_id,
            Assignment.officer_id,
            month,
            *sums,
            sa.func.count(sa.case((paused, 1))),
        )
        .where(*_within(asked), Assignment.state != AssignmentState.CANCELLED)
        .group_by(Assignment.department_id, Assignment.officer_id, sa.text("month"))
    )


def _figures(session: Session, asked: Asked) -> dict[Whose, dict[int, Figures]]:
    found: dict[Whose, dict[int, Figures]] = defaultdict(dict)
    # Rows of numbers, thousands of them: the session would look for objects in each.
    for department_id, officer_id, month, *sums, paused in session.connection().execute(counting(asked)):
        in_time, came_late, late, silent, still_open, excused = sums
        found[department_id, officer_id][month] = Figures(
            in_time, came_late, late, silent, still_open, excused, 0, paused
        )
    return found


def _free(session: Session, asked: Asked, figures: dict[Whose, dict[int, Figures]]) -> None:
    """Take out what officers who keep their own accounts to themselves had no account for. Two statements.

    Only what is overdue can be freed, and few officers have it, so this stays small.
    """
    rows = session.execute(_overdue_of_choosers(asked)).all()
    channels = _open_channels(session, {department_id for department_id, *_rest in rows})
    for department_id, officer_id, month, due_at, seen_at in rows:
        if any(open_on(korean_day(due_at)) for open_on in channels.get(department_id, ())):
            continue
        months = figures[department_id, officer_id]
        months[month] = months[month].freeing(late=int(seen_at is not None), silent=int(seen_at is None))


def _overdue_of_choosers(asked: Asked) -> sa.Select[*tuple[Any, ...]]:
    due = Assignment.due_at
    return (
        sa.select(
            Assignment.department_id,
            Assignment.officer_id,
            _month(asked),
            due,
            Assignment.first_seen_at,
        )
        .join(AccountChoice, AccountChoice.officer_id == Assignment.officer_id)
        .where(
            *_within(asked),
            Assignment.state.in_(TO_DO),
            Assignment.act.in_(OF_ACCOUNTS),
            Assignment.proof_kind == ProofKind.PERMALINK,
            due < _instant(asked.now),
            AccountChoice.begun_at <= due,
            sa.or_(AccountChoice.ended_at.is_(None), AccountChoice.ended_at > due),
            ~_paused(asked),
        )
    )


class _OpenOn:
    """Whether an account is run on a day."""

    def __init__(self, opened_on: date | None, closed_on: date | None) -> None:
        self.opened_on, self.closed_on = opened_on, closed_on

    def __call__(self, on: date) -> bool:
        return (self.opened_on or on) <= on < (self.closed_on or on + ONE_DAY)


def _open_channels(session: Session, department_ids: Collection[UUID]) -> Mapping[UUID, list[_OpenOn]]:
    query = sa.select(Channel.department_id, Channel.opened_on, Channel.closed_on).where(
        Channel.department_id.in_(department_ids), Channel.peer.is_(None)
    )
    found: dict[UUID, list[_OpenOn]] = defaultdict(list)
    for department_id, opened_on, closed_on in session.execute(query):
        if department_id is not None:
            found[department_id].append(_OpenOn(opened_on, closed_on))
    return found


def _days_served(session: Session, asked: Asked) -> dict[Whose, int]:
    period = asked.period
    query = sa.select(
        Appointment.department_id, Appointment.officer_id, Appointment.starts_on, Appointment.ends_on
    ).where(
        Appointment.kind == AppointmentKind.PRIMARY,
        Appointment.starts_on <= period.last_on,
        sa.or_(Appointment.ends_on.is_(None), Appointment.ends_on > period.first_on),
    )
    if asked.department_id is not None:
        query = query.where(Appointment.department_id == asked.department_id)
    days: dict[Whose, int] = defaultdict(int)
    for department_id, officer_id, starts_on, ends_on in session.execute(query):
        days[department_id, officer_id] += period.days_of(starts_on, ends_on)
    return days


def _names(session: Session, whose: Collection[Whose]) -> dict[Whose, tuple[UUID, str, str, str, UUID, str]]:
    """All departments and officers by id: fewer than the assignments, and asking for some is no quicker."""
    departments = {
        row.id: row
        for row in session.execute(
            sa.select(Department.id, Department.code, Department.name, Department.bureau)
        )
    }
    officers = {row.id: row.name for row in session.execute(sa.select(Officer.id, Officer.name))}
    return {
        (department_id, officer_id): (
            department_id,
            departments[department_id].code,
            departments[department_id].name,
            departments[department_id].bureau,
            officer_id,
            officers[officer_id],
        )
        for department_id, officer_id in whose
    }


def _card(asked: Asked, by_month: Mapping[int, Figures], days_served: int) -> Scorecard:
    months = [by_month.get(number, Figures()) for number in range(len(asked.months))]
    return Scorecard(months, days_served, asked.period.days)


def _within(asked: Asked) -> list[sa.ColumnElement[bool]]:
    first, last = asked.starts[0], asked.starts[-1]
    conditions = [
        Assignment.subject_kind == SUBJECT,
        Assignment.due_at >= _instant(first),
        Assignment.due_at < _instant(last),
    ]
    if asked.department_id is not None:
        conditions.append(Assignment.department_id == asked.department_id)
    return conditions


def _paused(asked: Asked) -> sa.ColumnElement[bool]:
    due = Assignment.due_at
    return sa.or_(sa.false(), *((due >= _instant(a)) & (due < _instant(b)) for a, b in asked.paused))


def _month(asked: Asked) -> sa.ColumnElement[int]:
    ends = asked.starts[1:-1]
    if not ends:
        return sa.literal(0, sa.Integer)
    cases = [(Assignment.due_at < _instant(end), number) for number, end in enumerate(ends)]
    return sa.case(*cases, else_=len(ends))


def _instant(at: datetime) -> sa.BindParameter[datetime]:
    return sa.literal(at, Assignment.due_at.type)
