"""What duties leave to each other: the items of a duty, handovers to acknowledge, and their history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.core.errors import NotFound
from sotong.core.paging import Paged, paged
from sotong.people.models import Officer
from sotong.rota.models import DutyKindEntry, DutySeat, DutySlot, Handover, HandoverItem, HandoverLine
from sotong.rota.states import RotaState


@dataclass(frozen=True, slots=True)
class Post:
    """A duty as a whole: its slot, its kind, and who serves."""

    slot: DutySlot
    kind_name: str
    officer_ids: Sequence[UUID]
    officer_names: Sequence[str]


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """A handover from one duty to the next, with what it hands over."""

    handover: Handover
    giver: Post
    taker: Post | None
    items: Sequence[HandoverItem]


def post(session: Session, slot_id: UUID) -> Post:
    """A published duty. Raises NotFound."""
    found = posts(session, [slot_id]).get(slot_id)
    if found is None:
        raise NotFound
    return found


def posts(session: Session, slot_ids: Collection[UUID]) -> dict[UUID, Post]:
    """Duties of rotas that hold or held, by slot, in two statements."""
    slots = session.execute(
        sa.select(DutySlot, DutyKindEntry.name)
        .join(DutyKindEntry, DutyKindEntry.code == DutySlot.kind_code)
        .where(DutySlot.id.in_(slot_ids), DutySlot.rota_state != RotaState.DRAFT)
    ).all()
    serving: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    rows = session.execute(
        sa.select(DutySeat.slot_id, Officer.id, Officer.name)
        .join(Officer, Officer.id == sa.func.coalesce(DutySeat.served_by_id, DutySeat.officer_id))
        .where(DutySeat.slot_id.in_([slot.id for slot, _ in slots]))
        .order_by(DutySeat.number)
    )
    for slot_id, officer_id, name in rows:
        serving[slot_id].append((officer_id, name))
    return {
        slot.id: Post(
            slot, kind, [key for key, _ in serving[slot.id]], [name for _, name in serving[slot.id]]
        )
        for slot, kind in slots
    }


def next_slot(session: Session, slot: DutySlot) -> DutySlot | None:
    """The next published duty of the same kind, that somebody serves."""
    query = (
        sa.select(DutySlot)
        .join(DutySeat, DutySeat.slot_id == DutySlot.id)
        .where(
            DutySlot.kind_code == slot.kind_code,
            DutySlot.rota_state == RotaState.PUBLISHED,
            DutySlot.starts_at >= slot.ends_at,
            DutySeat.officer_id.is_not(None),
        )
        .order_by(DutySlot.starts_at)
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def items_of(session: Session, slot_id: UUID) -> list[HandoverItem]:
    """What lies with a duty, open first, in the order in which it was written down."""
    query = sa.select(HandoverItem).where(HandoverItem.slot_id == slot_id)
    ordered = query.order_by(HandoverItem.settled_at.is_not(None), HandoverItem.noted_at, HandoverItem.id)
    return list(session.scalars(ordered.execution_options(populate_existing=True)))


def open_items(session: Session, slot_id: UUID) -> list[HandoverItem]:
    """What lies with a duty and is not settled."""
    return [item for item in items_of(session, slot_id) if item.settled_at is None]


def handover_from(session: Session, slot_id: UUID) -> Handover | None:
    """The handover with which a duty gave its open items away."""
    query = sa.select(Handover).where(Handover.from_slot_id == slot_id)
    return session.scalars(query).one_or_none()


def slots_to_hand_over(session: Session, ended_by: datetime, most: int) -> list[DutySlot]:
    """Duties that are over, have open items, and have handed nothing over."""
    handed = sa.select(Handover.from_slot_id)
    unsettled = sa.select(HandoverItem.slot_id).where(HandoverItem.settled_at.is_(None))
    query = sa.select(DutySlot).where(
        DutySlot.id.in_(unsettled), DutySlot.id.not_in(handed), DutySlot.ends_at <= ended_by
    )
    return list(session.scalars(query.order_by(DutySlot.ends_at).limit(most)))


def current_posts(session: Session, officer_id: UUID, since: datetime, until: datetime) -> list[Post]:
    """The duties of an officer that end after `since` and begin before `until`."""
    ids = session.scalars(
        sa.select(DutySlot.id)
        .join(DutySeat, DutySeat.slot_id == DutySlot.id)
        .where(
            DutySlot.rota_state == RotaState.PUBLISHED,
            DutySlot.ends_at > since,
            DutySlot.starts_at <= until,
            sa.func.coalesce(DutySeat.served_by_id, DutySeat.officer_id) == officer_id,
        )
        .distinct()
    ).all()
    return sorted(posts(session, ids).values(), key=lambda one: one.slot.starts_at)


def unanswered(session: Session) -> list[HandoverRow]:
    """Handovers that nobody has acknowledged, the oldest first."""
    query = sa.select(Handover).where(Handover.acknowledged_at.is_(None)).order_by(Handover.handed_at)
    return _rows(session, session.scalars(query).all())


def answered(session: Session, number: int = 1) -> Paged[HandoverRow]:
    """Handovers that were acknowledged, the latest first."""
    query = sa.select(Handover).where(Handover.acknowledged_at.is_not(None))
    found = paged(session, query.order_by(Handover.handed_at.desc()), number)
    return Paged(_rows(session, found.rows), found.number, found.total)


def handover_row(session: Session, handover_id: UUID) -> HandoverRow:
    """A handover. Raises NotFound."""
    found = session.get(Handover, handover_id)
    if found is None:
        raise NotFound
    return _rows(session, [found])[0]


def _rows(session: Session, handovers: Sequence[Handover]) -> list[HandoverRow]:
    if not handovers:
        return []
    slots = {key for one in handovers for key in (one.from_slot_id, one.to_slot_id) if key}
    found = posts(session, slots)
    items: dict[UUID, list[HandoverItem]] = defaultdict(list)
    lines = session.execute(
        sa.select(HandoverLine.handover_id, HandoverItem)
        .join(HandoverItem, HandoverItem.id == HandoverLine.item_id)
        .where(HandoverLine.handover_id.in_([one.id for one in handovers]))
        .order_by(HandoverItem.noted_at, HandoverItem.id)
    )
    for handover_id, item in lines:
        items[handover_id].append(item)
    return [
        HandoverRow(
            one, found[one.from_slot_id], found[one.to_slot_id] if one.to_slot_id else None, items[one.id]
        )
        for one in handovers
    ]
