"""Which accounts hear of something that concerns officers, their deputies, or the admins."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from sotong.core.permissions import Role
from sotong.people.models import Account, Appointment, AppointmentKind


def accounts_of(session: Session, officer_ids: Collection[UUID]) -> list[UUID]:
    """The accounts with which these officers sign in; those that are shut are left out."""
    query = sa.select(Account.id).where(Account.officer_id.in_(officer_ids), Account.disabled_at.is_(None))
    return list(session.scalars(query.order_by(Account.id))) if officer_ids else []


def accounts_by_officer(session: Session, officer_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The accounts with which each of these officers signs in; those who have none are left out."""
    query = sa.select(Account.officer_id, Account.id).where(
        Account.officer_id.in_(officer_ids), Account.disabled_at.is_(None)
    )
    found: dict[UUID, list[UUID]] = {}
    for officer_id, account_id in session.execute(query.order_by(Account.id)) if officer_ids else ():
        if officer_id is not None:
            found.setdefault(officer_id, []).append(account_id)
    return found


def admins(session: Session) -> list[UUID]:
    """The accounts of all admins."""
    query = sa.select(Account.id).where(Account.role == Role.ADMIN, Account.disabled_at.is_(None))
    return list(session.scalars(query.order_by(Account.id)))


def deputies_of(session: Session, officer_ids: Collection[UUID], on: date) -> list[UUID]:
    """The deputies (대직), on a day, of the departments that these officers serve; officers, not accounts."""
    if not officer_ids:
        return []
    primary, deputy = aliased(Appointment), aliased(Appointment)
    ids = session.scalars(
        sa.select(deputy.officer_id)
        .join(primary, primary.department_id == deputy.department_id)
        .where(
            primary.officer_id.in_(officer_ids),
            primary.kind == AppointmentKind.PRIMARY,
            deputy.kind == AppointmentKind.DEPUTY,
            deputy.officer_id.not_in(officer_ids),
            *(_runs(term, on) for term in (primary, deputy)),
        )
        .order_by(deputy.starts_on, deputy.officer_id)
    )
    return list(dict.fromkeys(ids))


def _runs(term: type[Appointment], on: date) -> sa.ColumnElement[bool]:
    return sa.and_(term.starts_on <= on, sa.or_(term.ends_on.is_(None), term.ends_on > on))
