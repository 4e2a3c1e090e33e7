"""What every step of a swap does: hold the rota, hold the swap, put it on record, tell those concerned."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.core.canonical import Json
from sotong.core.errors import NotFound, Refused
from sotong.notices import services as notices
from sotong.rota.models import Rota, Swap
from sotong.rota.queries import swaps as queries
from sotong.rota.queries.recipients import accounts_of
from sotong.rota.queries.swaps import Duty
from sotong.rota.services import seats
from sotong.rota.states import RotaState
from sotong.rota.swap_rules import SwapState


def held_rota(session: Session, seat_id: UUID) -> Rota:
    """The published rota of a seat, held until the commit, as whoever changes a seat holds it."""
    rota = seats.locked(session, seats.rota_id_of_seat(session, seat_id))
    if rota.state is not RotaState.PUBLISHED:
        raise Refused("rota.not_published")
    return rota


def held_swap(session: Session, swap_id: UUID, seen: int | None) -> Swap:
    """The swap, held until the commit after its rota. `seen` is the version that was looked at.

    Raises NotFound; refused if it is another version by now.
    """
    seat_id = session.scalar(sa.select(Swap.seat_id).where(Swap.id == swap_id))
    if seat_id is None:
        raise NotFound
    held_rota(session, seat_id)
    query = sa.select(Swap).where(Swap.id == swap_id).with_for_update()
    swap = session.scalars(query.execution_options(populate_existing=True)).one()
    if seen is not None and seen != swap.version:
        raise Refused("swap.changed")
    return swap


def duties_of(session: Session, swap: Swap) -> tuple[Duty, Duty | None]:
    """What a swap gives and what it returns, as the tables have them now."""
    ids = [key for key in (swap.seat_id, swap.back_seat_id) if key]
    found = queries.duties(session, ids)
    return found[swap.seat_id], found[swap.back_seat_id] if swap.back_seat_id else None


def step(swap: Swap, state: SwapState) -> None:
    """Bring a swap to its next state."""
    swap.state = state
    swap.version += 1


def end(swap: Swap, state: SwapState, *, reason: str, actor_id: UUID | None, now: datetime) -> None:
    """Bring a swap to a state in which nothing further happens by itself."""
    step(swap, state)
    swap.ended_at, swap.ended_by_id, swap.reason = now, actor_id, reason


def record(
    session: Session,
    action: str,
    swap: Swap,
    *,
    actor_id: UUID | None,
    now: datetime,
    more: Mapping[str, Json] | None = None,
) -> None:
    """Put a step on the office's record."""
    body: dict[str, Json] = {
        "requester": str(swap.requester_id),
        "seat": str(swap.seat_id),
        "version": swap.version,
        "taker": str(swap.taker_id) if swap.taker_id else None,
        "back": str(swap.back_seat_id) if swap.back_seat_id else None,
        **(more or {}),
    }
    audit.record(session, action, at=now, actor_id=actor_id, subject_id=swap.id, body=body)


def tell(
    session: Session,
    kind: str,
    swap: Swap,
    duty: Duty,
    *,
    officers: Collection[UUID | None] = (),
    accounts: Collection[UUID] = (),
    now: datetime,
    urgent: bool = False,
) -> int:
    """Tell officers and accounts of a step; each once for this version of the swap."""
    to = [*accounts_of(session, [one for one in officers if one]), *accounts]
    return notices.queue(
        session,
        to=to,
        kind=kind,
        facts={"duty": duty.kind_name, "starts_at": duty.slot.starts_at},
        link=f"/rota/swaps/{swap.id}",
        dedupe_key=f"{kind}:{swap.id}:{swap.version}",
        now=now,
        urgent=urgent,
    )
