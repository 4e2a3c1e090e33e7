"""The lists of the people room's pages, each with a fixed number of statements. No contact details in any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from sotong.core import places
from sotong.core.errors import NotFound
from sotong.core.paging import Paged, paged
from sotong.core.permissions import Role
from sotong.people.models import (
    Account,
    Appointment,
    AppointmentKind,
    Department,
    DepartmentKind,
    Invitation,
    LoginSession,
    Officer,
)
from sotong.people.queries.serving import open_on, serving

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """A department in the list, with its primary officer of the day and how many deputies there are."""

    id: UUID
    code: str
    name: str
    name_en: str
    kind: DepartmentKind
    bureau: str
    closed_on: date | None
    officer_id: UUID | None
    officer_name: str | None
    deputies: int


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """An officer in the list, with the department of the day and the account if there are."""

    id: UUID
    name: str
    department_id: UUID | None
    department_name: str | None
    deputy_in: int
    account_id: UUID | None


@dataclass(frozen=True, slots=True)
class Served:
    """An appointment in a history: who, where, as what, from when to when."""

    id: UUID
    officer_id: UUID
    officer_name: str
    department_id: UUID
    department_name: str
    kind: AppointmentKind
    starts_on: date
    ends_on: date | None

    @property
    def last_on(self) -> date | None:
        """The last day served; people write that, not the first day of not serving."""
        return None if self.ends_on is None else self.ends_on - timedelta(days=1)

    def standing(self, on: date) -> str:
        """What the appointment is on the day `on`: "present", "coming" or "past"."""
        if self.starts_on > on:
            return "coming"
        return "past" if self.ends_on is not None and self.ends_on <= on else "present"


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account in the list. `invited_until` is set while an invitation is open."""

    id: UUID
    login: str
    name: str
    role: Role
    officer_id: UUID | None
    disabled_at: datetime | None
    has_password: bool
    last_sign_in_at: datetime | None
    invited_until: datetime | None


def department_rows(
    session: Session, *, on: date, text: str = "", bureau: str = "", closed: bool = False, number: int = 1
) -> Paged[DepartmentRow]:
    """Return a page of departments by code. `closed`: the dissolved ones, instead of those that exist."""
    primary = aliased(Appointment)
    query = (
        sa.select(
            Department.id,
            Department.code,
            Department.name,
            Department.name_en,
            Department.kind,
            Department.bureau,
            Department.closed_on,
            Officer.id.label("officer_id"),
            Officer.name.label("officer_name"),
            _deputies(Appointment.department_id == Department.id, on).label("deputies"),
        )
        .outerjoin(primary, sa.and_(primary.department_id == Department.id, *_primary(primary, on)))
        .outerjoin(Officer, Officer.id == primary.officer_id)
        .where(sa.not_(open_on(on)) if closed else open_on(on))
        .order_by(Department.code)
    )
    if text:
        query = query.where(_holds(text, Department.code, Department.name, Department.name_en, Officer.name))
    if bureau:
        query = query.where(Department.bureau == bureau)
    return _of(DepartmentRow, paged(session, query, number))


def officer_rows(
    session: Session, *, on: date, text: str = "", bureau: str = "", number: int = 1
) -> Paged[OfficerRow]:
    """Return a page of officers by name, whether they serve on the day `on` or not."""
    primary = aliased(Appointment)
    query = (
        sa.select(
            Officer.id,
            Officer.name,
            Department.id.label("department_id"),
            Department.name.label("department_name"),
            _deputies(Appointment.officer_id == Officer.id, on).label("deputy_in"),
            Account.id.label("account_id"),
        )
        .outerjoin(primary, sa.and_(primary.officer_id == Officer.id, *_primary(primary, on)))
        .outerjoin(Department, Department.id == primary.department_id)
        .outerjoin(Account, Account.officer_id == Officer.id)
        .order_by(Officer.name, Officer.id)
    )
    if text:
        query = query.where(_holds(text, Officer.name, Department.name))
    if bureau:
        query = query.where(Department.bureau == bureau)
    return _of(OfficerRow, paged(session, query, number))


def department_history(session: Session, department_id: UUID) -> list[Served]:
    """Return every appointment of a department, the latest first."""
    return _history(session, Appointment.department_id == department_id)


def officer_history(session: Session, officer_id: UUID) -> list[Served]:
    """Return every appointment of an officer, the latest first."""
    return _history(session, Appointment.officer_id == officer_id)


def department(session: Session, department_id: UUID) -> Department:
    """Return a department, dissolved or not. Raises NotFound."""
    return _found(session.get(Department, department_id))


def officer(session: Session, officer_id: UUID) -> Officer:
    """Return an officer. Raises NotFound."""
    return _found(session.get(Officer, officer_id))


def appointment(session: Session, appointment_id: UUID) -> Served:
    """Return an appointment as its page shows it. Raises NotFound."""
    return _found(next(iter(_history(session, Appointment.id == appointment_id)), None))


def officer_choices(session: Session, *, on: date) -> list[tuple[UUID, str]]:
    """Return every officer to choose from, with the department of the day behind the name."""
    primary = aliased(Appointment)
    rows = session.execute(
        sa.select(Officer.id, Officer.name, Department.name)
        .outerjoin(primary, sa.and_(primary.officer_id == Officer.id, *_primary(primary, on)))
        .outerjoin(Department, Department.id == primary.department_id)
        .order_by(Officer.name, Officer.id)
    )
    return [(key, places.beside(name, department)) for key, name, department in rows]


def officers_in_full(session: Session, *, on: date) -> list[tuple[object, ...]]:
    """Return who serves on the day `on`, with contact details, in the columns of an import.

    These are personal data: whoever asks gives a reason, which is put on record.
    """
    rows = session.execute(
        sa.select(
            Department.code,
            Department.name,
            Officer.name,
            Officer.email,
            Officer.phone,
            Appointment.starts_on,
            Appointment.kind,
        )
        .select_from(Appointment)
        .join(Officer, Officer.id == Appointment.officer_id)
        .join(Department, Department.id == Appointment.department_id)
        .where(serving(on), open_on(on))
        .order_by(Department.code, Appointment.kind.desc(), Officer.name)
    )
    return [(*row[:-1], row[-1].value) for row in rows]


def bureaus(session: Session) -> list[str]:
    """Return the bureaus that departments belong to."""
    return list(session.scalars(sa.select(Department.bureau).distinct().order_by(Department.bureau)))


def officers_without_account(session: Session) -> list[Officer]:
    """Return the officers who cannot sign in yet, by name."""
    query = (
        sa.select(Officer).outerjoin(Account, Account.officer_id == Officer.id).where(Account.id.is_(None))
    )
    return list(session.scalars(query.order_by(Officer.name, Officer.id)))


def account_rows(
    session: Session, *, now: datetime, text: str = "", role: Role | None = None, number: int = 1
) -> Paged[AccountRow]:
    """Return a page of accounts by name."""
    query = _accounts(now).order_by(Account.name, Account.login)
    if text:
        query = query.where(_holds(text, Account.name, Account.login))
    if role is not None:
        query = query.where(Account.role == role)
    return _of(AccountRow, paged(session, query, number))


def account_page(session: Session, account_id: UUID, now: datetime) -> AccountRow:
    """Return one account as its page shows it. Raises NotFound."""
    row = session.execute(_accounts(now).where(Account.id == account_id)).one_or_none()
    return AccountRow(*_found(row))


def _accounts(now: datetime) -> sa.Select[*tuple[Any, ...]]:
    last_sign_in_at = sa.select(sa.func.max(LoginSession.created_at)).where(
        LoginSession.account_id == Account.id
    )
    invited_until = sa.select(sa.func.max(Invitation.expires_at)).where(
        Invitation.account_id == Account.id, Invitation.used_at.is_(None), Invitation.expires_at > now
    )
    return sa.select(
        Account.id,
        Account.login,
        Account.name,
        Account.role,
        Account.officer_id,
        Account.disabled_at,
        Account.password_hash.is_not(None).label("has_password"),
        last_sign_in_at.scalar_subquery().label("last_sign_in_at"),
        invited_until.scalar_subquery().label("invited_until"),
    )


def _history(session: Session, concerned: sa.ColumnElement[bool]) -> list[Served]:
    rows = session.execute(
        sa.select(
            Appointment.id,
            Officer.id,
            Officer.name,
            Department.id,
            Department.name,
            Appointment.kind,
            Appointment.starts_on,
            Appointment.ends_on,
        )
        .select_from(Appointment)
        .join(Officer, Officer.id == Appointment.officer_id)
        .join(Department, Department.id == Appointment.department_id)
        .where(concerned)
        .order_by(Appointment.starts_on.desc(), Appointment.kind.desc(), Officer.name)
    )
    return [Served(*row) for row in rows]


def _primary(appointment: type[Appointment], on: date) -> tuple[sa.ColumnElement[bool], ...]:
    running = sa.or_(appointment.ends_on.is_(None), appointment.ends_on > on)
    return appointment.kind == AppointmentKind.PRIMARY, appointment.starts_on <= on, running


def _deputies(concerned: sa.ColumnElement[bool], on: date) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .select_from(Appointment)
        .where(concerned, Appointment.kind == AppointmentKind.DEPUTY, serving(on))
        .scalar_subquery()
    )


def _holds(text: str, *columns: Any) -> sa.ColumnElement[bool]:
    return sa.or_(*(column.icontains(text, autoescape=True) for column in columns))


def _of(row: Any, page: Paged[Any]) -> Paged[Any]:
    return Paged([row(*values) for values in page.rows], page.number, page.total, page.size)


def _found(thing: T | None) -> T:
    if thing is None:
        raise NotFound
    return thing
