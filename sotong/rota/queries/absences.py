"""Who is away when, for the pages and for files of absences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.core.paging import Paged, paged
from sotong.people.models import Appointment, AppointmentKind, Department, ImportDraft, Officer
from sotong.people.rules import names_of
from sotong.rota.models import AbsenceEntry, DutySeat, DutySlot
from sotong.rota.queries.problems import slot_of
from sotong.rota.rules import Absence, Slot
from sotong.rota.states import RotaState

MOST_OWN = 50


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """An absence with the name of whoever is away."""

    entry: AbsenceEntry
    officer_name: str


@dataclass(frozen=True, slots=True)
class KnownOfficer:
    """An officer whom a file may mean."""

    id: UUID
    name: str
    email: str
    department: str
    department_code: str = ""
    department_en: str = ""

    @property
    def department_names(self) -> frozenset[str]:
        """All that a file may call her department by."""
        return names_of(self.department_code, self.department, self.department_en)


def own_absences(session: Session, officer_id: UUID) -> list[AbsenceEntry]:
    """An officer's newest absences, the latest first, without those taken back."""
    query = (
        sa.select(AbsenceEntry)
        .where(AbsenceEntry.officer_id == officer_id, AbsenceEntry.withdrawn_at.is_(None))
        .order_by(AbsenceEntry.first_on.desc())
    )
    return list(session.scalars(query.limit(MOST_OWN)))


def absences(session: Session, *, since: date | None, number: int = 1) -> Paged[AbsenceRow]:
    """A page of everybody's absences by first day. `since` leaves out those that were over by then."""
    query = (
        sa.select(AbsenceEntry, Officer.name)
        .join(Officer, Officer.id == AbsenceEntry.officer_id)
        .where(AbsenceEntry.withdrawn_at.is_(None))
        .order_by(AbsenceEntry.first_on, Officer.name, AbsenceEntry.id)
    )
    if since is not None:
        query = query.where(AbsenceEntry.last_on >= since)
    found: Paged[Any] = paged(session, query, number)
    return Paged([AbsenceRow(*row) for row in found.rows], found.number, found.total, found.size)


def duties_left(
    session: Session, absences: Collection[Absence], now: datetime
) -> list[tuple[UUID, DutySlot]]:
    """The published duties ahead that fall on these absences, each with whoever was to serve it."""
    away: dict[UUID, list[Absence]] = defaultdict(list)
    for absence in absences:
        away[UUID(absence.officer_id)].append(absence)
    serves = sa.func.coalesce(DutySeat.served_by_id, DutySeat.officer_id)
    rows = session.execute(
        sa.select(DutySeat, DutySlot)
        .join(DutySlot, DutySlot.id == DutySeat.slot_id)
        .where(DutySlot.rota_state == RotaState.PUBLISHED, DutySlot.starts_at > now, serves.in_(away))
        .order_by(DutySlot.starts_at, DutySeat.number)
    ).all()
    return [
        (seat.credited_id, slot)
        for seat, slot in rows
        if seat.credited_id and _touches(away[seat.credited_id], slot_of(slot, [seat.role]))
    ]


def _touches(absences: Iterable[Absence], slot: Slot) -> bool:
    return any(absence.touches(slot.first_on, slot.last_on) for absence in absences)


def known_officers(session: Session, *, on: date) -> list[KnownOfficer]:
    """Whoever serves a department as its officer on the day `on` or later."""
    rows = session.execute(
        sa.select(
            Officer.id, Officer.name, Officer.email, Department.name, Department.code, Department.name_en
        )
        .join(Appointment, Appointment.officer_id == Officer.id)
        .join(Department, Department.id == Appointment.department_id)
        .where(
            Appointment.kind == AppointmentKind.PRIMARY,
            sa.or_(Appointment.ends_on.is_(None), Appointment.ends_on > on),
        )
        .order_by(Officer.name, Officer.id, Appointment.starts_on)
    )
    return list({row[0]: KnownOfficer(*row) for row in rows}.values())


def holding_entries(session: Session, officer_ids: Collection[UUID]) -> list[AbsenceEntry]:
    """The absences of some officers that are not taken back, by first day."""
    query = sa.select(AbsenceEntry).where(
        AbsenceEntry.officer_id.in_(officer_ids), AbsenceEntry.withdrawn_at.is_(None)
    )
    return list(session.scalars(query.order_by(AbsenceEntry.first_on)))


def kept_file(session: Session, subject: str, account_id: UUID) -> ImportDraft | None:
    """The file that an account has previewed and not yet confirmed."""
    query = sa.select(ImportDraft).where(ImportDraft.subject == subject, ImportDraft.account_id == account_id)
    return session.scalars(query).one_or_none()
