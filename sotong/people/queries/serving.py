"""Who serves where on a day, and what ids are called."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from sotong.core.places import EnglishNames
from sotong.people.models import Account, Appointment, AppointmentKind, Department, Officer
from sotong.people.rules import Term


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


def serving(on: date | sa.BindParameter[date]) -> sa.ColumnElement[bool]:
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


def stood_in_for(session: Session, officer_id: UUID, on: date) -> frozenset[UUID]:
    """The primary officers of the departments whose deputy this officer is on the day `on`. One statement."""
    hers, theirs = aliased(Appointment), aliased(Appointment)
    runs = [(one.starts_on <= on) & (one.ends_on.is_(None) | (one.ends_on > on)) for one in (hers, theirs)]
    query = (
        sa.select(theirs.officer_id)
        .join(hers, hers.department_id == theirs.department_id)
        .where(
            *runs,
            hers.officer_id == officer_id,
            hers.kind == AppointmentKind.DEPUTY,
            theirs.kind == AppointmentKind.PRIMARY,
        )
    )
    return frozenset(session.scalars(query))


def departments(session: Session, on: date) -> list[Department]:
    """Return the departments that exist on the day `on`, by code."""
    return list(session.scalars(sa.select(Department).where(open_on(on)).order_by(Department.code)))


def department_names(session: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of departments, closed ones too."""
    return _names(session, Department.id, Department.name, ids)


def english_names(session: Session) -> EnglishNames:
    """Return the English names of departments and bureaus, by their Korean names: one statement.

    Of two departments with the same Korean name, the one that still exists counts. A bureau's is written down
    with its departments, with one of them at the least; where they differ, the first by code counts.
    """
    query = sa.select(Department.name, Department.name_en, Department.bureau, Department.bureau_en)
    rows = session.execute(query.order_by(Department.closed_on.is_(None), Department.code.desc())).all()
    return EnglishNames(
        {name: english for name, english, _bureau, _bureau_en in rows if english},
        {bureau: english for _name, _name_en, bureau, english in rows if english},
    )


def officer_names(session: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of officers."""
    return _names(session, Officer.id, Officer.name, ids)


def accounts_of_officers(session: Session, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return the account of each officer of `ids` who has one that is not disabled. One statement."""
    query = sa.select(Account.officer_id, Account.id).where(
        Account.officer_id.in_(set(ids)), Account.disabled_at.is_(None)
    )
    rows = session.execute(query) if ids else ()
    return {officer_id: account_id for officer_id, account_id in rows if officer_id is not None}


def account_names(session: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of accounts, disabled ones too."""
    return _names(session, Account.id, Account.name, ids)


def term_of(appointment: Appointment) -> Term:
    """Return an appointment as the rules see it."""
    return Term(
        appointment.id,
        appointment.officer_id,
        appointment.department_id,
        appointment.kind is AppointmentKind.PRIMARY,
        appointment.starts_on,
        appointment.ends_on,
    )


def terms(session: Session, *, officer_id: UUID, department_id: UUID) -> list[Term]:
    """Return every appointment of the officer and every one of the department, past ones too."""
    concerned = sa.or_(Appointment.officer_id == officer_id, Appointment.department_id == department_id)
    return [term_of(found) for found in session.scalars(sa.select(Appointment).where(concerned))]


def _names(
    session: Session,
    key: sa.orm.InstrumentedAttribute[UUID],
    name: sa.orm.InstrumentedAttribute[str],
    ids: Collection[UUID],
) -> dict[UUID, str]:
    if not ids:
        return {}
    return {row[0]: row[1] for row in session.execute(sa.select(key, name).where(key.in_(set(ids))))}
