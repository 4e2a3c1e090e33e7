"""The tables as the engines' facts: officers, slots, absences, and what the rotas around this one hold."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from sotong.core.errors import NotFound
from sotong.people.models import Appointment, AppointmentKind, Department
from sotong.people.models import Officer as Person
from sotong.rota.calendar import OfficeDay
from sotong.rota.grid import LONGEST_DUTY_DAYS
from sotong.rota.models import AbsenceEntry, DutyQualification, DutySeat, DutySlot, OfficeDayEntry, Rota
from sotong.rota.queries.wishes import wishes_between
from sotong.rota.rules import Absence, Assignment, DayClass, Officer, RotaProblem, Served, Slot
from sotong.rota.states import RotaState

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Loaded:
    """A rota as rows and as facts. `seats` are the rows by the engines' slot id and seat number."""

    rota: Rota
    problem: RotaProblem
    seats: Mapping[tuple[str, int], DutySeat]

    @property
    def plan(self) -> tuple[Assignment, ...]:
        """Who sits where, as the engines write it; empty seats are left out."""
        return tuple(
            Assignment(slot_id, number, str(seat.officer_id))
            for (slot_id, number), seat in self.seats.items()
            if seat.officer_id
        )

    @property
    def credited(self) -> tuple[Assignment, ...]:
        """Who served, or is to serve, where: deputies count for those they stood in for."""
        return tuple(
            Assignment(slot_id, number, str(seat.credited_id))
            for (slot_id, number), seat in self.seats.items()
            if seat.credited_id
        )


def rota_of(session: Session, rota_id: UUID) -> Rota:
    """A rota. Raises NotFound."""
    rota = session.get(Rota, rota_id)
    if rota is None:
        raise NotFound
    return rota


def loaded(session: Session, rota: Rota) -> Loaded:
    """The rota with all that it is judged by, in nine statements."""
    rows = session.scalars(
        sa.select(DutySlot)
        .where(DutySlot.rota_id == rota.id)
        .options(selectinload(DutySlot.seats))
        .order_by(DutySlot.on, DutySlot.starts_at, DutySlot.kind_code)
        .execution_options(populate_existing=True)
    ).all()
    slots = tuple(slot_of(row, [seat.role for seat in row.seats]) for row in rows)
    seats = [seat for row in rows for seat in row.seats]
    held = {person for seat in seats for person in (seat.officer_id, seat.served_by_id) if person}
    officers = officers_of(session, rota, held)
    known = {officer.id for officer in officers}
    wishes = wishes_between(session, rota.first_on, rota.last_on + ONE_DAY)
    problem = RotaProblem(
        officers=officers,
        slots=slots,
        wishes=tuple(wish for wish in wishes if wish.officer_id in known),
        absences=absences_between(session, rota.first_on, rota.last_on + ONE_DAY),
        gap_days=rota.gap_days,
        long_absence_days=rota.long_absence_days,
        served=served_around(session, rota, slots),
    )
    return Loaded(rota, problem, {(row.key, seat.number): seat for row in rows for seat in row.seats})


def slot_of(row: DutySlot, roles: Collection[str]) -> Slot:
    """A slot's row as a fact."""
    return Slot(
        id=row.key,
        kind_id=row.kind_code,
        on=row.on,
        day_class=row.day_class,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        seats=tuple(roles),
        gap_days=row.gap_days,
        different_bureaus=row.different_bureaus,
        rest_days=Fraction(row.rest_days),
    )


def officers_of(session: Session, rota: Rota, others: Collection[UUID] = ()) -> tuple[Officer, ...]:
    """Whoever is some department's primary officer within the rota's period, by department.

    `others` are added though they serve nowhere: they hold a seat that the checker must then name. A person
    who moves from one department to the next without a day between is one officer, of the later one's bureau.
    """
    served = _served_departments(session, rota.first_on, rota.last_on + LONGEST_DUTY_DAYS * ONE_DAY)
    roles = _roles(session)
    carried = carried_of(rota)
    found = [_officer(person, terms, roles, carried) for person, terms in served.items()]
    missing = set(others) - {person.id for person in served}
    if missing:
        people = session.scalars(sa.select(Person).where(Person.id.in_(missing)).order_by(Person.name))
        found += [replace(_officer(person, [], roles, carried), leaves_on=rota.first_on) for person in people]
    return tuple(found)


_Term = tuple[date, date | None, str, str]


def _served_departments(session: Session, first_on: date, last_on: date) -> dict[Person, list[_Term]]:
    rows = session.execute(
        sa.select(Person, Appointment.starts_on, Appointment.ends_on, Department.name, Department.bureau)
        .join(Appointment, Appointment.officer_id == Person.id)
        .join(Department, Department.id == Appointment.department_id)
        .where(
            Appointment.kind == AppointmentKind.PRIMARY,
            Appointment.starts_on <= last_on,
            sa.or_(Appointment.ends_on.is_(None), Appointment.ends_on > first_on),
        )
        .order_by(Department.code, Appointment.starts_on)
    )
    terms: dict[Person, list[_Term]] = defaultdict(list)
    for person, starts_on, ends_on, department, bureau in rows:
        terms[person].append((starts_on, ends_on, department, bureau))
    return terms


def _roles(session: Session) -> dict[UUID, frozenset[str]]:
    roles: dict[UUID, set[str]] = defaultdict(set)
    for row in session.scalars(sa.select(DutyQualification)):
        roles[row.officer_id].add(row.role)
    return {officer_id: frozenset(theirs) for officer_id, theirs in roles.items()}


def _officer(
    person: Person,
    terms: list[_Term],
    roles: Mapping[UUID, frozenset[str]],
    carried: Mapping[UUID, Mapping[DayClass, Fraction]],
) -> Officer:
    in_order = sorted(terms, key=lambda term: term[0])
    ends = [term[1] for term in in_order]
    return Officer(
        id=str(person.id),
        name=person.name,
        department=in_order[-1][2] if terms else "",
        bureau=in_order[-1][3] if terms else "",
        roles=roles.get(person.id, frozenset()),
        joins_on=in_order[0][0] if terms else None,
        leaves_on=None if None in ends else max(end for end in ends if end) if terms else None,
        carried=carried.get(person.id, {}),
    )


def carried_of(rota: Rota) -> dict[UUID, dict[DayClass, Fraction]]:
    """What each officer brought along, by class."""
    return {
        UUID(officer_id): {DayClass(name): Fraction(amount) for name, amount in by_class.items()}
        for officer_id, by_class in json.loads(rota.carried).items()
    }


def absences_between(session: Session, first_on: date, last_on: date) -> tuple[Absence, ...]:
    """The absences that hold and touch these days, whole."""
    rows = session.scalars(
        sa.select(AbsenceEntry)
        .where(
            AbsenceEntry.withdrawn_at.is_(None),
            AbsenceEntry.first_on <= last_on,
            AbsenceEntry.last_on >= first_on,
        )
        .order_by(AbsenceEntry.first_on, AbsenceEntry.id)
    )
    return tuple(Absence(str(row.officer_id), row.first_on, row.last_on, row.kind) for row in rows)


def office_days(session: Session) -> tuple[OfficeDay, ...]:
    """The office's own days, by day."""
    rows = session.scalars(sa.select(OfficeDayEntry).order_by(OfficeDayEntry.on))
    return tuple(OfficeDay(row.on, row.name, row.day_class) for row in rows)


def served_around(session: Session, rota: Rota, slots: Collection[Slot]) -> tuple[Served, ...]:
    """The duties of other published rotas that are near enough to matter, before, within and after."""
    reach = max([LONGEST_DUTY_DAYS, rota.gap_days, *(slot.gap_days for slot in slots)]) * ONE_DAY
    rows = session.execute(
        sa.select(DutySlot, DutySeat)
        .join(DutySeat, DutySeat.slot_id == DutySlot.id)
        .where(
            DutySlot.rota_id != rota.id,
            DutySlot.rota_state == RotaState.PUBLISHED,
            DutySlot.on.between(rota.first_on - reach, rota.last_on + reach),
            DutySeat.officer_id.is_not(None),
        )
        .order_by(DutySlot.on, DutySlot.kind_code, DutySeat.number)
    )
    return tuple(Served(str(seat.credited_id), slot_of(slot, [seat.role])) for slot, seat in rows)
