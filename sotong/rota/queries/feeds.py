"""The duties that a calendar tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.core.feeds import KEPT_PAST
from sotong.people.models import Officer
from sotong.rota.duty_calendar import KEPT_CANCELLED
from sotong.rota.models import DutyChange, DutyKindEntry, DutySeat, DutySlot, Rota
from sotong.rota.states import RotaState


@dataclass(frozen=True, slots=True)
class FeedDuty:
    """A duty as a feed tells it. It is cancelled where it is no longer hers, or nobody's, or not held."""

    seat: DutySeat
    slot: DutySlot
    kind_name: str
    officer_name: str
    changed_at: datetime
    cancelled: bool


def feed_duties(session: Session, officer_id: UUID | None, now: datetime) -> Sequence[FeedDuty]:
    """The duties of one officer, or of all, in one statement; those removed not long ago as cancelled."""
    changed = (
        sa.select(DutyChange.seat_id, sa.func.max(DutyChange.changed_at).label("at"))
        .group_by(DutyChange.seat_id)
        .subquery()
    )
    credited = sa.func.coalesce(DutySeat.served_by_id, DutySeat.officer_id)
    rows = session.execute(
        sa.select(
            DutySeat, DutySlot, DutyKindEntry.name, Officer.id, Officer.name, changed.c.at, Rota.published_at
        )
        .join(DutySlot, DutySlot.id == DutySeat.slot_id)
        .join(Rota, Rota.id == DutySlot.rota_id)
        .join(DutyKindEntry, DutyKindEntry.code == DutySlot.kind_code)
        .outerjoin(Officer, Officer.id == credited)
        .outerjoin(changed, changed.c.seat_id == DutySeat.id)
        .where(
            DutySlot.rota_state != RotaState.DRAFT,
            DutySlot.ends_at > now - KEPT_PAST,
            _once_hers(credited, officer_id),
        )
    )
    told = []
    for seat, slot, kind_name, serves_id, name, at, published_at in rows:
        held = slot.rota_state is RotaState.PUBLISHED and serves_id is not None
        cancelled = not held or (officer_id is not None and serves_id != officer_id)
        changed_at = max(at or published_at, published_at)
        if not cancelled or (seat.sequence and now - changed_at <= KEPT_CANCELLED):
            told.append(FeedDuty(seat, slot, kind_name, name or "", changed_at, cancelled))
    return told


def _once_hers(credited: sa.ColumnElement[UUID], officer_id: UUID | None) -> sa.ColumnElement[bool]:
    if officer_id is None:
        return sa.true()
    parties = (DutyChange.was_id, DutyChange.becomes_id, DutyChange.served_by_id)
    once = sa.select(DutyChange.seat_id).where(sa.or_(*(party == officer_id for party in parties)))
    return sa.or_(credited == officer_id, DutySeat.id.in_(once))
