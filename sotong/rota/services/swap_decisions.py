"""Approving a swap, refusing it, undoing it; and what happens while nobody decides."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.core.canonical import Json
from sotong.core.errors import Refused
from sotong.rota import swap_rules as rules
from sotong.rota.models import DutyKindEntry, Swap, SwapCutoff
from sotong.rota.queries import swaps as queries
from sotong.rota.queries.recipients import admins
from sotong.rota.queries.swaps import Duty
from sotong.rota.services import seats
from sotong.rota.services.seats import Move
from sotong.rota.services.swap_steps import duties_of, end, held_swap, record, tell
from sotong.rota.states import ChangeCause
from sotong.rota.swap_rules import OPEN, SeatFacts, SwapState

MOST_AT_ONCE: Final = 500


def approve(
    session: Session, *, swap_id: UUID, seen: int, actor_id: UUID, now: datetime, reason: str = ""
) -> Swap:
    """Let a taken swap come true: the seats change hands, and credit with them.

    Judged by the checker once more; what breaks a rule by now needs a written reason ("swap.needs_reason").
    Refused with "swap.moved_on" if a seat is no longer as it was when it was offered or taken.
    """
    swap = held_swap(session, swap_id, seen)
    duty, back = duties_of(session, swap)
    if refusal := rules.why_not_decide(swap.facts, _as_seen(swap, duty, back), now):
        raise Refused(refusal)
    assert swap.taker_id is not None  # noqa: S101 - the rule above and the table say so
    broken = queries.judge_of(session, duty.slot.rota_id).of_swap(swap, swap.taker_id, back, duty)
    if broken and not reason.strip():
        raise Refused("swap.needs_reason", count=len(broken))
    pairs = _pairs(duty, back, swap.taker_id, swap.requester_id)
    _move(session, swap, pairs, actor_id=actor_id, reason=reason.strip(), now=now)
    end(swap, SwapState.APPROVED, reason=reason.strip(), actor_id=actor_id, now=now)
    session.flush()
    record(session, "swap.approve", swap, actor_id=actor_id, now=now, more={"broken": len(broken)})
    tell(session, "swap.approved", swap, duty, officers=[swap.requester_id, swap.taker_id], now=now)
    return swap


def refuse(session: Session, *, swap_id: UUID, seen: int, actor_id: UUID, now: datetime, reason: str) -> Swap:
    """Turn a swap down, taken or not; its parties are told."""
    swap = held_swap(session, swap_id, seen)
    if swap.state not in OPEN:
        raise Refused("swap.is_over")
    duty, _ = duties_of(session, swap)
    end(swap, SwapState.REFUSED, reason=reason, actor_id=actor_id, now=now)
    session.flush()
    record(session, "swap.refuse", swap, actor_id=actor_id, now=now, more={"reason": reason})
    tell(session, "swap.refused", swap, duty, officers=[swap.requester_id, swap.taker_id], now=now)
    return swap


def undo(session: Session, *, swap_id: UUID, seen: int, actor_id: UUID, now: datetime, reason: str) -> Swap:
    """Give an approved swap's duties back to those who had them, if nothing has changed or begun since."""
    swap = held_swap(session, swap_id, seen)
    if swap.state is not SwapState.APPROVED or swap.taker_id is None:
        raise Refused("swap.not_approved")
    duty, back = duties_of(session, swap)
    for sequence, seat in _as_seen(swap, duty, back):
        if refusal := rules.why_moved(sequence + 1, seat):
            raise Refused(refusal)
        if seat.starts_at <= now:
            raise Refused("swap.has_begun")
    pairs = _pairs(duty, back, swap.requester_id, swap.taker_id)
    _move(session, swap, pairs, actor_id=actor_id, reason=reason, now=now)
    end(swap, SwapState.UNDONE, reason=reason, actor_id=actor_id, now=now)
    session.flush()
    record(session, "swap.undo", swap, actor_id=actor_id, now=now, more={"reason": reason})
    tell(session, "swap.undone", swap, duty, officers=[swap.requester_id, swap.taker_id], now=now)
    return swap


def escalate_overdue(session: Session, now: datetime) -> int:
    """End swaps that have come to nothing, and remind the admins urgently of overdue approvals.

    A chore of the worker. Return how many swaps it touched. Whoever is deciding about one holds it, and it
    is passed over until the next time.
    """
    query = sa.select(Swap).where(Swap.state.in_(OPEN)).order_by(Swap.closes_at).limit(MOST_AT_ONCE)
    found = session.scalars(query.with_for_update(skip_locked=True)).all()
    return sum(_lapse_or_chase(session, swap, now) for swap in found)


def set_cutoff(session: Session, *, kind_code: str, hours: int, actor_id: UUID, now: datetime) -> None:
    """Set how many hours before it begins a kind of duty is no longer swapped; for offers from now on."""
    entry = session.scalar(sa.select(DutyKindEntry).where(DutyKindEntry.code == kind_code).with_for_update())
    if entry is None:
        raise Refused("swap.unknown_kind")
    cutoff = session.scalar(sa.select(SwapCutoff).where(SwapCutoff.kind_code == kind_code))
    if cutoff is None:
        session.add(SwapCutoff(id=uuid4(), kind_code=kind_code, hours=hours))
    else:
        cutoff.hours = hours
    body: dict[str, Json] = {"hours": hours, "kind": kind_code}
    audit.record(session, "swap.cutoff", at=now, actor_id=actor_id, subject_id=entry.id, body=body)


def _as_seen(swap: Swap, duty: Duty, back: Duty | None) -> Iterator[tuple[int, SeatFacts]]:
    yield swap.seat_sequence, duty.facts
    if back is not None and swap.back_sequence is not None:
        yield swap.back_sequence, back.facts


def _pairs(duty: Duty, back: Duty | None, serves_id: UUID, serves_back_id: UUID) -> list[tuple[Duty, UUID]]:
    return [(duty, serves_id), *([(back, serves_back_id)] if back else [])]


def _move(
    session: Session,
    swap: Swap,
    pairs: Collection[tuple[Duty, UUID]],
    *,
    actor_id: UUID,
    reason: str,
    now: datetime,
) -> None:
    (rota_id,) = {duty.slot.rota_id for duty, _ in pairs}
    seats.move(
        session,
        rota_id=rota_id,
        moves=[Move(duty.seat.id, serves_id, seen=duty.seat.sequence) for duty, serves_id in pairs],
        cause=ChangeCause.SWAP if swap.wants_return else ChangeCause.GIVEN,
        actor_id=actor_id,
        now=now,
        reason=reason,
    )


def _lapse_or_chase(session: Session, swap: Swap, now: datetime) -> bool:
    duty, back = duties_of(session, swap)
    if reason := rules.why_lapsed(swap.facts, _as_seen(swap, duty, back), now):
        end(swap, SwapState.LAPSED, reason=reason, actor_id=None, now=now)
        session.flush()
        record(session, "swap.lapse", swap, actor_id=None, now=now, more={"reason": reason})
        officers = {swap.requester_id, swap.asked_of_id, swap.taker_id}
        tell(session, "swap.lapsed", swap, duty, officers=officers, now=now)
        return True
    overdue = swap.taken_at is not None and now >= rules.decide_by(swap.taken_at, swap.closes_at)
    if not overdue or swap.chased_at is not None:
        return False
    swap.chased_at = now
    record(session, "swap.chase", swap, actor_id=None, now=now)
    tell(session, "swap.overdue", swap, duty, accounts=admins(session), now=now, urgent=True)
    return True
