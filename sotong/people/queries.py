"""Who is who: reads of departments, officers and accounts."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.core.access import SignedIn
from sotong.core.days import korean_day
from sotong.people.models import Account, Appointment, AppointmentKind, Department, LoginSession, Officer


@dataclass(frozen=True, slots=True)
class ActiveOfficer:
    """The primary officer of an open department on a day."""

    officer_id: UUID
    officer_name: str
    department_id: UUID
    department_code: str
    department_name: str
    bureau: str
    account_id: UUID | None


def serving(on: date) -> sa.ColumnElement[bool]:
    """The condition that an appointment runs on the day `on`."""
    return sa.and_(
        Appointment.starts_on <= on,
        sa.or_(Appointment.ends_on.is_(None), Appointment.ends_on > on),
    )


def open_on(on: date) -> sa.ColumnElement[bool]:
    """The condition that a department exists on the day `on`."""
    return sa.or_(Department.closed_on.is_(None), Department.closed_on > on)


def active_officers(session: Session, on: date) -> list[ActiveOfficer]:
    """Return the primary officer of each department that has one on the day `on`, by department code."""
    rows = session.execute(
        sa.select(
            Officer.id,
            Officer.name,
            Department.id,
            Department.code,
            Department.name,
            Department.bureau,
            Account.id,
        )
        .select_from(Appointment)
        .join(Officer, Officer.id == Appointment.officer_id)
        .join(Department, Department.id == Appointment.department_id)
        .outerjoin(Account, Account.officer_id == Officer.id)
        .where(Appointment.kind == AppointmentKind.PRIMARY, serving(on), open_on(on))
        .order_by(Department.code)
    )
    return [ActiveOfficer(*row) for row in rows]


def departments(session: Session, on: date) -> list[Department]:
    """Return the departments that exist on the day `on`, by code."""
    return list(session.scalars(sa.select(Department).where(open_on(on)).order_by(Department.code)))


def department_names(session: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of departments, closed ones too."""
    return _names(session, Department.id, Department.name, ids)


def officer_names(session: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of officers."""
    return _names(session, Officer.id, Officer.name, ids)


def account_names(session: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of accounts, disabled ones too."""
    return _names(session, Account.id, Account.name, ids)


def token_hash(token: str) -> bytes:
    """Return what the tables keep of a secret token: its SHA-256. The token itself has 256 random bits."""
    return hashlib.sha256(token.encode()).digest()


def who(session: Session, token: str, now: datetime) -> SignedIn | None:
    """Return the person whose browser holds `token`, or None if that sign-in is over. One statement."""
    row = session.execute(
        sa.select(Account.id, Account.name, Account.role, Account.officer_id, _department_of(korean_day(now)))
        .join(LoginSession, LoginSession.account_id == Account.id)
        .where(
            LoginSession.token_hash == token_hash(token),
            LoginSession.ended_at.is_(None),
            LoginSession.expires_at > now,
            Account.disabled_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    account_id, name, role, officer_id, department_id = row
    return SignedIn(account_id, name, role, officer_id, department_id, login_token=token)


def _department_of(on: date) -> sa.ScalarSelect[UUID]:
    """The department an account's officer serves on the day `on`: the primary one before a deputy's."""
    return (
        sa.select(Appointment.department_id)
        .where(Appointment.officer_id == Account.officer_id, serving(on))
        .order_by(Appointment.kind == AppointmentKind.DEPUTY, Appointment.starts_on, Appointment.id)
        .limit(1)
        .correlate(Account)
        .scalar_subquery()
    )


def _names(
    session: Session,
    key: sa.orm.InstrumentedAttribute[UUID],
    name: sa.orm.InstrumentedAttribute[str],
    ids: Collection[UUID],
) -> dict[UUID, str]:
    if not ids:
        return {}
    return {row[0]: row[1] for row in session.execute(sa.select(key, name).where(key.in_(set(ids))))}
