"""Days on which officers would rather not serve."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.rota.models import DutyWish
from sotong.rota.rules import Wish


def own_wishes(session: Session, officer_id: UUID, since: date) -> list[DutyWish]:
    """An officer's days from a day on."""
    query = sa.select(DutyWish).where(DutyWish.officer_id == officer_id, DutyWish.on >= since)
    return list(session.scalars(query.order_by(DutyWish.on)))


def days_of(session: Session, officer_id: UUID) -> list[date]:
    """All days of an officer."""
    return list(session.scalars(sa.select(DutyWish.on).where(DutyWish.officer_id == officer_id)))


def wishes_between(session: Session, first_on: date, last_on: date) -> tuple[Wish, ...]:
    """Everybody's days within a period, as the engines know them."""
    query = sa.select(DutyWish.officer_id, DutyWish.on).where(DutyWish.on.between(first_on, last_on))
    rows = session.execute(query.order_by(DutyWish.on, DutyWish.officer_id))
    return tuple(Wish(str(officer_id), on, on) for officer_id, on in rows)
