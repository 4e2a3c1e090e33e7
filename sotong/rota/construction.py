"""The first rota: day by day, to whoever is furthest behind; what stays empty is filled by making room.

The second half is an iterative forward search: a seat that nobody is free for goes to the officer for
whom the fewest duties must be lifted, and those go back into the queue; pairs that were in the way before
are avoided (T. Muller, Constraint-based Timetabling, 2005, calls this conflict-based statistics).
"""

from collections import Counter
from random import Random

from sotong.rota.draft import EMPTY, Change, Draft
from sotong.rota.fairness import Measure
from sotong.rota.grid import MEASURES, Grid

ALL, REST = MEASURES.index(Measure.ALL), MEASURES.index(Measure.REST)


def construct(grid: Grid, rng: Random, ejections: int) -> Draft:
    """A draft with as many seats filled as `ejections` allow, fair as far as a first look goes."""
    draft = Draft(grid)
    _deal_out(draft)
    fill(draft, rng, ejections)
    return draft


def fill(draft: Draft, rng: Random, ejections: int) -> None:
    """Fill the empty seats, lifting others where need be, at most so many times."""
    queue = [seat for seat in draft.empty if draft.grid.allowed[seat]]
    in_the_way: Counter[Change] = Counter()
    fewest, best = len(queue), list(draft.who)
    while queue and ejections > 0:
        ejections -= 1
        seat = queue.pop(rng.randrange(len(queue)))
        officer = _least_in_the_way(draft, seat, in_the_way, rng)
        if officer is None:
            queue.append(seat)
            continue
        for lifted in draft.clashing(seat, officer):
            in_the_way[lifted, draft.lift(lifted)] += 1
            queue.append(lifted)
        draft.place(seat, officer)
        if len(queue) < fewest:
            fewest, best = len(queue), list(draft.who)
    draft.apply([(seat, officer) for seat, officer in enumerate(best) if draft.who[seat] != officer])


def _least_in_the_way(draft: Draft, seat: int, in_the_way: Counter[Change], rng: Random) -> int | None:
    """The officer for whom the least has to be lifted, counting what was lifted in vain before."""
    best: tuple[int, int, float] | None = None
    chosen = None
    for officer in draft.grid.allowed[seat]:
        lifted = draft.clashing(seat, officer)
        if any(other in draft.grid.fixed for other in lifted):
            continue
        trouble = sum(1 + in_the_way[other, draft.who[other]] for other in lifted) + in_the_way[seat, officer]
        rank = (trouble, draft.step_cost(seat, officer), rng.random())
        if best is None or rank < best:
            best, chosen = rank, officer
    return chosen


def _deal_out(draft: Draft) -> None:
    """Seat by seat in order of time, to the free officer furthest behind her share so far."""
    grid = draft.grid
    pace = [_paces(grid, m) for m in (ALL, REST)]
    passed = [[0] * len(grid.officers) for _ in pace]
    for seat, officers in enumerate(grid.allowed):
        sides = [side for side, m in enumerate((ALL, REST)) if m in grid.measures[seat]]
        for side in sides:
            for officer in officers:
                passed[side][officer] += 1
        free = [officer for officer in officers if draft.fits(seat, officer)]
        if draft.who[seat] != EMPTY or not free:
            continue
        ranks = []
        for officer in free:
            served = sum(draft.counts[(ALL, REST)[side]][officer] for side in sides)
            behind = sum(pace[side][officer] * passed[side][officer] for side in sides) - served
            ranks.append((grid.wished[seat] >> officer & 1, -behind, officer))
        draft.place(seat, min(ranks)[2])


def _paces(grid: Grid, m: int) -> list[float]:
    """For each officer, the duties owed for each seat that comes past while the officer is there."""
    seats_open = Counter(
        officer
        for seat, officers in enumerate(grid.allowed)
        if m in grid.measures[seat]
        for officer in officers
    )
    shares = grid.shares[MEASURES[m]]
    return [
        float(shares[name].share) / seats_open[officer] if seats_open[officer] and name in shares else 0.0
        for officer, name in enumerate(grid.officers)
    ]
