"""A rota at once: arithmetic first, then construction, then local search. No extra needed, no clock read.

The same problem and seed give the same rota on every machine. A rota that misses no fair bound and passes
over no wish is proved the best by that alone; for the rest there is `solver`.
"""

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from multiprocessing import get_context
from random import Random

from sotong.rota.capacity import Capacity, capacity_of
from sotong.rota.construction import construct
from sotong.rota.draft import Draft
from sotong.rota.grid import Grid, grid_of
from sotong.rota.improvement import improve
from sotong.rota.rules import Assignment, RotaProblem, why_not_plan

MOVES = 60_000  # about a second on an office PC for 54 officers and a year
EJECTIONS = 6_000


class Verdict(StrEnum):
    """What is known of a rota."""

    PROVED = "proved"  # no rota is better
    SOLVED = "solved"  # it breaks no rule; a better one may exist
    IMPOSSIBLE = "impossible"  # no rota fills all seats without breaking a rule
    NOT_FOUND = "not_found"  # none was found, and that there is none was not proved


@dataclass(frozen=True, slots=True)
class Plan:
    """A rota and what is known of it. It breaks no rule; unless solved or proved, seats are left empty.

    `cost` counts misses of the fair bounds and wishes passed over (see `grid`), 0 being the best there is.
    """

    verdict: Verdict
    assignments: tuple[Assignment, ...]
    cost: int
    capacity: Capacity

    @property
    def complete(self) -> bool:
        """True if every seat is filled."""
        return self.verdict in (Verdict.PROVED, Verdict.SOLVED)


def plan(problem: RotaProblem, *, seed: int = 0, moves: int = MOVES, ejections: int = EJECTIONS) -> Plan:
    """Plan the rota. Raises ValueError with the reason if the problem is too large (`rules.why_not_plan`)."""
    if reason := why_not_plan(problem):
        raise ValueError(reason)
    return plan_grid(grid_of(problem), seed=seed, moves=moves, ejections=ejections)


def plan_grid(grid: Grid, *, seed: int = 0, moves: int = MOVES, ejections: int = EJECTIONS) -> Plan:
    """Plan a problem that is numbered already."""
    rng = Random(seed)  # noqa: S311 - a search, not a secret
    capacity = capacity_of(grid)
    draft = construct(grid, rng, 0 if capacity.short else ejections)
    if not draft.empty:
        improve(draft, rng, moves)
    return Plan(_verdict(draft, capacity), grid.assignments(draft.who), draft.cost, capacity)


def plan_many(problems: Iterable[RotaProblem], *, processes: int, seed: int = 0) -> list[Plan]:
    """Plan several offices side by side, each in one of so many processes; the order is kept."""
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return list(pool.map(partial(plan, seed=seed), problems))


def _verdict(draft: Draft, capacity: Capacity) -> Verdict:
    if capacity.short:
        return Verdict.IMPOSSIBLE
    if draft.empty:
        return Verdict.NOT_FOUND
    return Verdict.SOLVED if draft.cost else Verdict.PROVED
