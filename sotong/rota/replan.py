"""A rota that is under way and no longer fits: the fewest changes, or the fairest rest.

What has begun never changes. Within the notice window a duty changes only if its officer can no longer
serve it. Of the rest two proposals are made, to be looked at side by side.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from sotong.core.days import korean_day
from sotong.rota.construction import fill
from sotong.rota.draft import EMPTY, Change, Draft
from sotong.rota.grid import Grid, grid_of
from sotong.rota.improvement import improve
from sotong.rota.planner import EJECTIONS, MOVES
from sotong.rota.rules import Assignment, RotaProblem, why_not_seat


@dataclass(frozen=True, slots=True)
class SeatChange:
    """One seat that changes hands; `was` is None if it stood empty."""

    slot_id: str
    seat: int
    was: str | None
    becomes: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rota for what is left, and how it differs from the one before.

    `cost` is that of `Grid.cost`. `fewest` says that it was proved that no rota changes fewer seats.
    """

    assignments: tuple[Assignment, ...]
    changes: tuple[SeatChange, ...]
    cost: int
    fewest: bool


@dataclass(frozen=True, slots=True)
class Replan:
    """What can be done: `problem` has the frozen seats fixed; `proposals` are those with the fewest changes,
    then the fairest if it is another. Without any, no way was found: see `loosening.ways_out(problem)`.

    `must_change` is the number of seats whose officers can no longer serve: no rota changes fewer.
    """

    problem: RotaProblem
    must_change: int
    proposals: tuple[Proposal, ...]


def freeze(
    problem: RotaProblem, before: Iterable[Assignment], *, now: datetime, notice_days: int
) -> RotaProblem:
    """The problem with what must stay fixed. `before` may hold no unknown seat or officer (KeyError)."""
    slots = {slot.id: slot for slot in problem.slots}
    officers = {officer.id: officer for officer in problem.officers}
    first_free_on = korean_day(now) + timedelta(days=notice_days)
    fixed = [
        a
        for a in before
        for slot in (slots[a.slot_id],)
        if slot.starts_at <= now
        or (
            slot.on < first_free_on
            and why_not_seat(officers[a.officer_id], slot, a.seat, problem.absences) is None
        )
    ]
    return replace(problem, fixed=tuple(fixed))


def replan(
    problem: RotaProblem,
    before: Sequence[Assignment],
    *,
    now: datetime,
    notice_days: int,
    seed: int = 0,
    moves: int = MOVES,
) -> Replan:
    """Proposals for a rota whose facts have changed: `problem` holds the new ones, `before` the old rota."""
    frozen = freeze(problem, before, now=now, notice_days=notice_days)
    grid, rng = grid_of(frozen), Random(seed)  # noqa: S311 - a search, not a secret
    old = grid.numbers(before)
    must_change = sum(officer not in grid.allowed[seat] for seat, officer in enumerate(old))
    draft = _as_before(grid, old)
    mend(draft)
    if draft.empty:
        fill(draft, rng, EJECTIONS)
        _give_back(draft, old)
    if draft.empty:
        return Replan(frozen, must_change, ())
    fewest = _proposal(grid, draft.who, old, must_change)
    draft = Draft.of(_loath_to_change(grid, old), draft.who)
    improve(draft, rng, moves)
    fairest = _proposal(grid, draft.who, old, must_change)
    different = fairest.assignments != fewest.assignments
    return Replan(frozen, must_change, (fewest, fairest) if different else (fewest,))


def _as_before(grid: Grid, old: Sequence[int]) -> Draft:
    """The old rota as far as it still holds; where two duties now clash, the later one is left empty."""
    draft = Draft(grid)
    for seat, officer in enumerate(old):
        if officer != EMPTY and draft.who[seat] == EMPTY and draft.fits(seat, officer):
            draft.place(seat, officer)
    return draft


def mend(draft: Draft) -> None:
    """Fill each empty seat with whoever is cheapest, or else by passing on as few duties as possible."""
    for seat in draft.empty:
        free = [officer for officer in draft.grid.allowed[seat] if draft.fits(seat, officer)]
        if free:
            draft.place(seat, min(free, key=lambda officer: draft.step_cost(seat, officer)))
    for seat in draft.empty:
        draft.apply(_shortest_chain(draft, seat))


def _shortest_chain(draft: Draft, seat: int) -> Sequence[Change]:
    """The fewest changes that fill the seat, one officer stepping in for the other; empty if none was found.

    A breadth-first search over the seats to be filled: each officer who has just one duty in the way may
    take the seat, and that duty is the next seat. Of the shortest chains that hold, the cheapest is taken.
    """
    came_from: dict[int, Change] = {}
    layer, reached = [seat], {seat}
    while layer:
        chains, following = [], []
        for place in layer:
            for officer in draft.grid.allowed[place]:
                clashing = draft.clashing(place, officer)
                if not clashing:
                    chains.append(_trace(came_from, seat, (place, officer)))
                elif len(clashing) == 1 and not reached.issuperset(clashing):
                    came_from[clashing[0]] = (place, officer)
                    following += clashing
                    reached.update(clashing)
        holding = [(cost, chain) for chain in chains if (cost := _cost_of(draft, chain)) is not None]
        if holding:
            return min(holding)[1]
        layer = following
    return ()


def _trace(came_from: Mapping[int, Change], first: int, last: Change) -> list[Change]:
    chain = [last]
    while chain[-1][0] != first:
        chain.append(came_from[chain[-1][0]])
    return chain


def _cost_of(draft: Draft, chain: Sequence[Change]) -> int | None:
    """What the chain would cost, or None if its steps get in each other's way."""
    before, holders = draft.cost, [(seat, draft.who[seat]) for seat, _ in chain]
    for seat, holder in holders:
        if holder != EMPTY:
            draft.lift(seat)
    placed = []
    for seat, officer in chain:
        if draft.fits(seat, officer):
            draft.place(seat, officer)
            placed.append(seat)
    cost = draft.cost - before if len(placed) == len(chain) else None
    for seat in placed:
        draft.lift(seat)
    for seat, holder in holders:
        if holder != EMPTY:
            draft.place(seat, holder)
    return cost


def _give_back(draft: Draft, old: Sequence[int]) -> None:
    """Undo the changes that turned out not to be needed."""
    for seat, officer in enumerate(old):
        now = draft.who[seat]
        if officer not in (EMPTY, now) and now != EMPTY:
            draft.lift(seat)
            draft.place(seat, officer if draft.fits(seat, officer) else now)


def _loath_to_change(grid: Grid, old: Sequence[int]) -> Grid:
    """The grid with everybody's wish that each seat stay with its old officer: fairness, but no churn."""
    everybody = (1 << len(grid.officers)) - 1
    wished = [
        wished | everybody & ~(1 << officer) if officer in allowed else wished
        for wished, officer, allowed in zip(grid.wished, old, grid.allowed, strict=True)
    ]
    return replace(grid, wished=wished)


def _proposal(grid: Grid, who: Sequence[int], old: Sequence[int], must_change: int) -> Proposal:
    changes = tuple(
        SeatChange(slot_id, seat, None if was == EMPTY else grid.officers[was], grid.officers[becomes])
        for (slot_id, seat), was, becomes in zip(grid.seats, old, who, strict=True)
        if was != becomes
    )
    return Proposal(grid.assignments(who), changes, grid.cost(who), len(changes) == must_change)
