"""When a duty may be offered, taken, approved and given back, and what a swap would break.

A swap has three parties: who asks, who takes, and the admin who approves. Until the approval the duty stays
with who asked; after it, credit goes to whoever serves.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, TypeAlias
from uuid import UUID

from sotong.rota.checker import Broken, check
from sotong.rota.rules import Assignment, RotaProblem

Place: TypeAlias = tuple[str, int]
"""A seat as the engines know it: slot id and number."""

CLOSES_HOURS: Final = 24
"""So many hours before a duty begins its swaps close, where its kind says nothing else."""
MOST_CLOSES_HOURS: Final = 720
DECIDED_WITHIN: Final = timedelta(hours=24)
"""An approval that takes longer, or that still lacks when the swap closes, is chased up."""


class SwapState(StrEnum):
    """How far a swap has come. Offered and taken ones are open."""

    OFFERED = "offered"
    TAKEN = "taken"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    UNDONE = "undone"


OPEN: Final = frozenset({SwapState.OFFERED, SwapState.TAKEN})


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """A seat of a published rota: who holds it, when it begins, and the number of its last change."""

    holder_id: UUID | None
    served_by_id: UUID | None
    starts_at: datetime
    sequence: int


@dataclass(frozen=True, slots=True)
class SwapFacts:
    """A swap. `sequence` and `back_sequence` are those of its seats when it was offered and taken."""

    state: SwapState
    requester_id: UUID
    asked_of_id: UUID | None
    wants_return: bool
    closes_at: datetime
    sequence: int
    taker_id: UUID | None = None
    back_sequence: int | None = None


def closes_at(starts_at: datetime, hours: int | None) -> datetime:
    """The instant from which a duty is no longer offered or taken; None: the usual hours."""
    return starts_at - timedelta(hours=CLOSES_HOURS if hours is None else hours)


def why_not_offer(seat: SeatFacts, officer_id: UUID, asked_of_id: UUID | None, now: datetime) -> str | None:
    """The reason why the officer cannot offer the seat, the cut-off aside, or None."""
    if seat.holder_id != officer_id:
        return "swap.not_yours"
    if seat.starts_at <= now:
        return "swap.has_begun"
    if seat.served_by_id is not None:
        return "swap.has_deputy"
    return "swap.asked_oneself" if asked_of_id == officer_id else None


def why_closed(closes: datetime, now: datetime) -> str | None:
    """The reason why it is too late for offering and taking, or None."""
    return "swap.too_late" if now >= closes else None


def why_not_take(
    swap: SwapFacts, seat: SeatFacts, taker_id: UUID, back: SeatFacts | None, now: datetime
) -> str | None:
    """The reason why the officer cannot take what is offered, cut-off and checker aside, or None.

    `back` is the duty that she gives in return.
    """
    if reason := why_not_for(swap, taker_id):
        return reason
    if seat.starts_at <= now:
        return "swap.has_begun"
    if reason := why_moved(swap.sequence, seat):
        return reason
    if swap.wants_return != (back is not None):
        return "swap.wants_return" if swap.wants_return else "swap.wants_nothing"
    return why_not_give_back(back, taker_id, now) if back else None


def why_not_for(swap: SwapFacts, taker_id: UUID) -> str | None:
    """The reason why what is offered is not for this officer, or None."""
    if swap.state is not SwapState.OFFERED:
        return "swap.not_offered"
    if taker_id == swap.requester_id:
        return "swap.own_duty"
    return "swap.asked_of_another" if swap.asked_of_id not in (None, taker_id) else None


def why_not_give_back(back: SeatFacts, taker_id: UUID, now: datetime) -> str | None:
    """The reason why a duty cannot be what the taker gives in return, or None."""
    if back.holder_id != taker_id or back.served_by_id is not None:
        return "swap.return_not_hers"
    return "swap.return_has_begun" if back.starts_at <= now else None


def why_moved(sequence: int, seat: SeatFacts) -> str | None:
    """The reason why a seat is no longer as it was when the swap was made, or None."""
    return "swap.moved_on" if seat.sequence != sequence else None


def why_not_decide(swap: SwapFacts, seats: Iterable[tuple[int, SeatFacts]], now: datetime) -> str | None:
    """The reason why a swap cannot be approved, the checker's word aside, or None.

    `seats` are the seats that would change hands, each with its number as seen. An approval may come after
    the cut-off, but not after the duty has begun.
    """
    if swap.state is not SwapState.TAKEN:
        return "swap.not_taken"
    for sequence, seat in seats:
        if reason := why_moved(sequence, seat):
            return reason
        if seat.starts_at <= now:
            return "swap.has_begun"
    return None


def decide_by(taken_at: datetime, closes: datetime) -> datetime:
    """Until when an approval is waited for without a reminder: a day, but not beyond the cut-off."""
    return min(taken_at + DECIDED_WITHIN, closes)


def why_lapsed(swap: SwapFacts, seats: Iterable[tuple[int, SeatFacts]], now: datetime) -> str | None:
    """The reason why an open swap has come to nothing, or None."""
    for sequence, seat in seats:
        if reason := why_moved(sequence, seat):
            return reason
        if seat.starts_at <= now:
            return "swap.has_begun"
    return why_closed(swap.closes_at, now) if swap.state is SwapState.OFFERED else None


def becomes(place: Place, requester: str, taker: str, back: Place | None = None) -> dict[Place, str]:
    """Who sits where after a swap: the taker in what was offered, and who asked in what she gives back."""
    return {place: taker} | ({back: requester} if back else {})


def newly_broken(
    problem: RotaProblem, plan: Iterable[Assignment], changes: Mapping[Place, str]
) -> tuple[Broken, ...]:
    """The rules that a rota would break, beyond those it breaks as it is, if seats changed so.

    Only the duties of those concerned are looked at: a rule is about one duty or about one officer's, so what
    lies elsewhere is broken before and after alike. That makes it quick enough to judge a list of offers.
    """
    held = {(a.slot_id, a.seat): a.officer_id for a in plan}
    people = set(changes.values()) | {held[place] for place in changes if place in held}
    slot_ids = {slot_id for slot_id, _ in changes}
    slot_ids |= {slot_id for (slot_id, _), officer_id in held.items() if officer_id in people}
    near = _narrowed(problem, slot_ids, people)
    known = set(check(near, _assignments(held, slot_ids)))
    after = check(near, _assignments(held | dict(changes), slot_ids))
    return tuple(broken for broken in after if broken not in known)


def _narrowed(problem: RotaProblem, slot_ids: Collection[str], people: Collection[str]) -> RotaProblem:
    return RotaProblem(
        officers=problem.officers,
        slots=tuple(slot for slot in problem.slots if slot.id in slot_ids),
        absences=tuple(absence for absence in problem.absences if absence.officer_id in people),
        gap_days=problem.gap_days,
        long_absence_days=problem.long_absence_days,
        served=tuple(served for served in problem.served if served.officer_id in people),
        fixed=tuple(fixed for fixed in problem.fixed if fixed.slot_id in slot_ids),
    )


def _assignments(held: Mapping[Place, str], slot_ids: Collection[str]) -> list[Assignment]:
    return [Assignment(slot, number, who) for (slot, number), who in held.items() if slot in slot_ids]
