"""Rotas and duties for the pages: lists, a month, one's own duties, who is on now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from sotong.core.months import Month
from sotong.core.paging import Paged, paged
from sotong.people.models import Appointment, AppointmentKind, Department, Officer
from sotong.rota.calendar import Calendar
from sotong.rota.models import (
    DutyKindEntry,
    DutyQualification,
    DutySeat,
    DutySlot,
    OfficeDayEntry,
    Rota,
    RotaRun,
)
from sotong.rota.queries.problems import office_days
from sotong.rota.rules import DayClass
from sotong.rota.states import RotaState, RunKind

MOST_PAST_DUTIES = 20
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cell:
    """A seat in the grid. `officer_name` is empty where nobody sits."""

    seat: DutySeat
    slot: DutySlot
    officer_name: str


@dataclass(frozen=True, slots=True)
class GridDay:
    """A day of the grid: its class and holidays, and for each column its cell, or None without a duty."""

    on: date
    day_class: DayClass
    names: Sequence[str]
    cells: Sequence[Cell | None]


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A seat of a kind of duty, down the days."""

    kind_code: str
    kind_name: str
    number: int
    role: str


@dataclass(frozen=True, slots=True)
class GridTable:
    """A month of duties: days by seats."""

    columns: Sequence[GridColumn]
    days: Sequence[GridDay]

    @property
    def filled(self) -> bool:
        """Whether there is a duty at all."""
        return bool(self.columns)


@dataclass(frozen=True, slots=True)
class OwnDuty:
    """A duty of one officer, with the names of those who serve beside her."""

    seat: DutySeat
    slot: DutySlot
    kind_name: str
    beside: Sequence[str]

    def is_on(self, now: datetime) -> bool:
        """Whether it runs now."""
        return self.slot.starts_at <= now < self.slot.ends_at


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Somebody who is, or is next, on duty."""

    slot: DutySlot
    kind_name: str
    number: int
    role: str
    officer_id: UUID | None
    officer_name: str
    department_name: str


def rotas(session: Session, number: int = 1) -> Paged[Rota]:
    """A page of rotas, the latest first."""
    query = sa.select(Rota).order_by(Rota.first_on.desc(), Rota.made_at.desc())
    return paged(session, query, number)


def newest_rules(session: Session) -> str | None:
    """The rules of the rota that was made last, to begin the next one with."""
    return session.scalars(sa.select(Rota.rules).order_by(Rota.made_at.desc()).limit(1)).one_or_none()


def published_rota_on(session: Session, on: date) -> Rota | None:
    """The published rota that holds the day, else the one that ends last before it."""
    query = (
        sa.select(Rota)
        .where(Rota.state == RotaState.PUBLISHED, Rota.first_on <= on)
        .order_by((Rota.last_on >= on).desc(), Rota.last_on.desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def published_rotas(session: Session) -> list[Rota]:
    """All published rotas, the latest first."""
    query = sa.select(Rota).where(Rota.state == RotaState.PUBLISHED).order_by(Rota.first_on.desc())
    return list(session.scalars(query))


def newest_run(session: Session, rota_id: UUID, kind: RunKind) -> RotaRun | None:
    """The last run of a kind for a rota."""
    query = sa.select(RotaRun).where(RotaRun.rota_id == rota_id, RotaRun.kind == kind)
    return session.scalars(query.order_by(RotaRun.asked_at.desc()).limit(1)).one_or_none()


def month_of_rota(session: Session, rota: Rota, month: Month) -> GridTable:
    """A month of one rota, draft or not."""
    return _table(session, DutySlot.rota_id == rota.id, month)


def published_month(session: Session, month: Month) -> GridTable:
    """A month of all published rotas together."""
    return _table(session, DutySlot.rota_state == RotaState.PUBLISHED, month)


def _table(session: Session, which: sa.ColumnElement[bool], month: Month) -> GridTable:
    rows = session.execute(
        sa.select(DutySlot, DutySeat, Officer.name, DutyKindEntry.name)
        .join(DutySeat, DutySeat.slot_id == DutySlot.id)
        .join(DutyKindEntry, DutyKindEntry.code == DutySlot.kind_code)
        .outerjoin(Officer, Officer.id == DutySeat.officer_id)
        .where(which, DutySlot.on.between(month.first_on, month.last_on))
        .order_by(DutySlot.on, DutySlot.starts_at, DutySlot.kind_code, DutySeat.number)
    ).all()
    columns = sorted({(slot.kind_code, kind, seat.number): seat.role for slot, seat, _, kind in rows}.items())
    places = {(code, number): n for n, ((code, _, number), _) in enumerate(columns)}
    by_day: dict[date, list[Cell | None]] = defaultdict(lambda: [None] * len(columns))
    classes: dict[date, DayClass] = {}
    for slot, seat, name, _kind in rows:
        by_day[slot.on][places[slot.kind_code, seat.number]] = Cell(seat, slot, name or "")
        classes[slot.on] = slot.day_class
    known = Calendar(month.first_on, month.last_on, office_days(session))
    days = (month.first_on + n * ONE_DAY for n in range((month.last_on - month.first_on).days + 1))
    return GridTable(
        [GridColumn(code, kind, number, role) for (code, kind, number), role in columns],
        [GridDay(on, classes.get(on) or known.class_of(on), known.names_of(on), by_day[on]) for on in days]
        if columns
        else [],
    )


def own_duties(session: Session, officer_id: UUID, *, since: datetime) -> list[OwnDuty]:
    """An officer's published duties that end after `since`, in order of time. Three statements."""
    query = _own(officer_id).where(DutySlot.ends_at > since).order_by(DutySlot.starts_at)
    return _with_others(session, session.execute(query).all())


def past_duties(session: Session, officer_id: UUID, *, now: datetime) -> list[OwnDuty]:
    """The last published duties that an officer has served, the latest first."""
    query = _own(officer_id).where(DutySlot.ends_at <= now).order_by(DutySlot.starts_at.desc())
    return _with_others(session, session.execute(query.limit(MOST_PAST_DUTIES)).all())


def _own(officer_id: UUID) -> sa.Select[DutySeat, DutySlot, str]:
    return (
        sa.select(DutySeat, DutySlot, DutyKindEntry.name)
        .join(DutySlot, DutySlot.id == DutySeat.slot_id)
        .join(DutyKindEntry, DutyKindEntry.code == DutySlot.kind_code)
        .where(
            DutySlot.rota_state == RotaState.PUBLISHED,
            sa.func.coalesce(DutySeat.served_by_id, DutySeat.officer_id) == officer_id,
        )
    )


def _with_others(session: Session, rows: Iterable[sa.Row[DutySeat, DutySlot, str]]) -> list[OwnDuty]:
    own = [(seat, slot, kind) for seat, slot, kind in rows]
    beside: dict[UUID, list[str]] = defaultdict(list)
    if own:
        others = session.execute(
            sa.select(DutySeat.slot_id, Officer.name)
            .join(Officer, Officer.id == sa.func.coalesce(DutySeat.served_by_id, DutySeat.officer_id))
            .where(
                DutySeat.slot_id.in_([slot.id for _, slot, _ in own]),
                DutySeat.id.not_in([seat.id for seat, _, _ in own]),
            )
            .order_by(DutySeat.number)
        )
        for slot_id, name in others:
            beside[slot_id].append(name)
    return [OwnDuty(seat, slot, kind, beside[slot.id]) for seat, slot, kind in own]


def on_duty(session: Session, now: datetime) -> list[OnDuty]:
    """Who is on duty at an instant, by duty and seat."""
    running = sa.and_(DutySlot.starts_at <= now, DutySlot.ends_at > now)
    return _on_duty(session, running)


def next_on_duty(session: Session, now: datetime) -> list[OnDuty]:
    """Whose duty begins next."""
    next_at = session.scalar(
        sa.select(sa.func.min(DutySlot.starts_at)).where(
            DutySlot.rota_state == RotaState.PUBLISHED, DutySlot.starts_at > now
        )
    )
    return _on_duty(session, DutySlot.starts_at == next_at) if next_at else []


def _on_duty(session: Session, when: sa.ColumnElement[bool]) -> list[OnDuty]:
    person, term = aliased(Officer), aliased(Appointment)
    rows = session.execute(
        sa.select(DutySlot, DutyKindEntry.name, DutySeat, person.id, person.name, Department.name)
        .join(DutySeat, DutySeat.slot_id == DutySlot.id)
        .join(DutyKindEntry, DutyKindEntry.code == DutySlot.kind_code)
        .outerjoin(person, person.id == sa.func.coalesce(DutySeat.served_by_id, DutySeat.officer_id))
        .outerjoin(
            term,
            sa.and_(
                term.officer_id == person.id,
                term.kind == AppointmentKind.PRIMARY,
                term.starts_on <= DutySlot.on,
                sa.or_(term.ends_on.is_(None), term.ends_on > DutySlot.on),
            ),
        )
        .outerjoin(Department, Department.id == term.department_id)
        .where(DutySlot.rota_state == RotaState.PUBLISHED, when)
        .order_by(DutySlot.starts_at, DutySlot.kind_code, DutySeat.number)
    )
    return [
        OnDuty(slot, kind, seat.number, seat.role, officer_id, name or "", department or "")
        for slot, kind, seat, officer_id, name, department in rows
    ]


def kind_names(session: Session) -> dict[str, str]:
    """The names of the kinds of duty, by code."""
    return {entry.code: entry.name for entry in session.scalars(sa.select(DutyKindEntry))}


def office_day_entries(session: Session) -> list[OfficeDayEntry]:
    """The office's own days, the latest first."""
    return list(session.scalars(sa.select(OfficeDayEntry).order_by(OfficeDayEntry.on.desc())))


def qualifications(session: Session) -> dict[UUID, list[str]]:
    """The roles that officers may take, by officer."""
    roles: dict[UUID, list[str]] = defaultdict(list)
    for row in session.scalars(sa.select(DutyQualification).order_by(DutyQualification.role)):
        roles[row.officer_id].append(row.role)
    return roles
