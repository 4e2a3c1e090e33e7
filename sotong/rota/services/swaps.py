"""Offering a duty, taking it, and stepping back from either before it is approved."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound, Refused
from sotong.rota import swap_rules as rules
from sotong.rota.models import Rota, Swap
from sotong.rota.queries import swaps as queries
from sotong.rota.queries.recipients import admins
from sotong.rota.queries.swaps import Duty, Judge
from sotong.rota.services.swap_steps import duties_of, end, held_rota, held_swap, record, step, tell
from sotong.rota.swap_rules import SwapState


def offer(
    session: Session,
    *,
    seat_id: UUID,
    officer_id: UUID,
    asked_of_id: UUID | None = None,
    wants_return: bool = False,
    note: str = "",
    actor_id: UUID,
    now: datetime,
    on_behalf: bool = False,
) -> Swap:
    """Offer a duty to one officer or to all, for another duty in return or as a gift.

    Told to whom it is offered; if to all, to those who could take it by the checker's word. Refused if it is
    not the officer's, has begun, is in another open swap, or closes (an admin `on_behalf` may be late).
    """
    rota = held_rota(session, seat_id)
    duty = queries.duty(session, seat_id)
    closes = rules.closes_at(duty.slot.starts_at, queries.closes_hours(session, duty.slot.kind_code))
    if reason := rules.why_not_offer(duty.facts, officer_id, asked_of_id, now):
        raise Refused(reason)
    if not on_behalf and (reason := rules.why_closed(closes, now)):
        raise Refused(reason)
    if queries.open_swap_on(session, [seat_id]):
        raise Refused("swap.already_open")
    swap = Swap(
        id=uuid4(),
        seat_id=seat_id,
        seat_sequence=duty.seat.sequence,
        requester_id=officer_id,
        asked_of_id=asked_of_id,
        wants_return=wants_return,
        note=note,
        state=SwapState.OFFERED,
        version=1,
        offered_at=now,
        offered_by_id=actor_id,
        closes_at=closes,
    )
    with refusing_clash(session, "swap.already_open"):
        session.add(swap)
    record(session, "swap.offer", swap, actor_id=actor_id, now=now)
    if not on_behalf:
        _tell_offered(session, rota, swap, duty, now)
    return swap


def take(
    session: Session,
    *,
    swap_id: UUID,
    taker_id: UUID,
    back_seat_id: UUID | None = None,
    seen: int | None = None,
    actor_id: UUID,
    now: datetime,
    on_behalf: bool = False,
) -> Swap:
    """Take what is offered, subject to approval; who asked and the admins are told, `on_behalf` both parties.

    An officer is refused what would break a rule ("swap.breaks_rules"), or comes after the cut-off; an admin
    `on_behalf` is not, for she gives her reason when approving.
    """
    swap = held_swap(session, swap_id, seen)
    duty, _ = duties_of(session, swap)
    back = _back(session, duty, back_seat_id)
    if reason := rules.why_not_take(swap.facts, duty.facts, taker_id, back.facts if back else None, now):
        raise Refused(reason)
    if not on_behalf:
        if reason := rules.why_closed(swap.closes_at, now):
            raise Refused(reason)
        if broken := queries.judge_of(session, duty.slot.rota_id).of_swap(swap, taker_id, back, duty):
            raise Refused("swap.breaks_rules", count=len(broken))
    swap.taker_id, swap.taken_at, swap.taken_by_id = taker_id, now, actor_id
    swap.back_seat_id, swap.back_sequence = (back.seat.id, back.seat.sequence) if back else (None, None)
    step(swap, SwapState.TAKEN)
    with refusing_clash(session, "swap.return_in_swap"):
        session.flush()
    record(session, "swap.take", swap, actor_id=actor_id, now=now)
    if on_behalf:
        tell(session, "swap.arranged", swap, duty, officers=[swap.requester_id, taker_id], now=now)
    else:
        tell(session, "swap.taken", swap, duty, officers=[swap.requester_id], now=now)
        tell(session, "swap.to_approve", swap, duty, accounts=admins(session), now=now)
    return swap


def untake(
    session: Session, *, swap_id: UUID, officer_id: UUID | None, actor_id: UUID, now: datetime
) -> Swap:
    """Step back from a duty taken before it is approved: it is on offer again, and who asked is told.

    What an admin had arranged for both is not put on offer, for nobody offered it: it ends.
    `officer_id`: only if she took it; another's is NotFound. None: an admin on her behalf.
    """
    swap = held_swap(session, swap_id, None)
    if officer_id is not None and swap.taker_id != officer_id:
        raise NotFound
    if swap.state is not SwapState.TAKEN:
        raise Refused("swap.not_taken")
    duty, _ = duties_of(session, swap)
    taker_id = swap.taker_id
    if swap.offered_by_id == swap.taken_by_id:
        end(swap, SwapState.WITHDRAWN, reason="", actor_id=actor_id, now=now)
    else:
        _put_on_offer(swap)
    session.flush()
    record(session, "swap.untake", swap, actor_id=actor_id, now=now, more={"taker": str(taker_id)})
    officers = [swap.requester_id, taker_id if officer_id is None else None]
    tell(session, "swap.untaken", swap, duty, officers=officers, now=now)
    return swap


def withdraw(session: Session, *, swap_id: UUID, officer_id: UUID, actor_id: UUID, now: datetime) -> Swap:
    """Take an offer back before it is approved. Whoever was asked or has taken it is told."""
    swap = held_swap(session, swap_id, None)
    if swap.requester_id != officer_id:
        raise NotFound
    if swap.state not in rules.OPEN:
        raise Refused("swap.is_over")
    duty, _ = duties_of(session, swap)
    end(swap, SwapState.WITHDRAWN, reason="", actor_id=actor_id, now=now)
    session.flush()
    record(session, "swap.withdraw", swap, actor_id=actor_id, now=now)
    tell(session, "swap.withdrawn", swap, duty, officers={swap.asked_of_id, swap.taker_id}, now=now)
    return swap


def _put_on_offer(swap: Swap) -> None:
    swap.taker_id = swap.taken_at = swap.taken_by_id = None
    swap.back_seat_id = swap.back_sequence = swap.chased_at = None
    step(swap, SwapState.OFFERED)


def _back(session: Session, duty: Duty, back_seat_id: UUID | None) -> Duty | None:
    if back_seat_id is None:
        return None
    back = queries.duty(session, back_seat_id)
    if back.slot.rota_id != duty.slot.rota_id:
        raise Refused("swap.other_rota")
    if queries.open_swap_on(session, [back_seat_id]):
        raise Refused("swap.return_in_swap")
    return back


def _tell_offered(session: Session, rota: Rota, swap: Swap, duty: Duty, now: datetime) -> None:
    if swap.asked_of_id:
        tell(session, "swap.asked", swap, duty, officers=[swap.asked_of_id], now=now)
        return
    judge = queries.judge_of(session, rota.id)
    able = [one for one in _others(judge, swap) if not judge.of({duty.place: str(one)})]
    tell(session, "swap.offered", swap, duty, officers=able, now=now)


def _others(judge: Judge, swap: Swap) -> list[UUID]:
    return [UUID(one.id) for one in judge.problem.officers if one.id != str(swap.requester_id)]
