"""OR-Tools CP-SAT in a process of its own: proof, fewest changes, and what to loosen.

The process can be watched (`for progress in run`), stopped at any moment (`run.cancel()`) and is ended
when its time is up; the best rota so far is in `run.best`. It is a spawned process, so that the web
server's threads and memory stay out of it, on every system alike. OR-Tools comes with the extra `rota`.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from multiprocessing.connection import Connection
from types import TracebackType
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from sotong.core.processors import allowed_before, stand_up
from sotong.core.signals import be_reached, held_as_before
from sotong.rota.draft import Draft
from sotong.rota.grid import Grid, grid_of
from sotong.rota.loosening import Loosening, forbidden_pairs, loosen
from sotong.rota.planner import Verdict, plan
from sotong.rota.replan import mend
from sotong.rota.rules import Assignment, RotaProblem

if TYPE_CHECKING:
    from sotong.rota import cpsat

T = TypeVar("T")
POLL_SECONDS = 0.2
WORKERS = 8  # the solver's kinds of search; fewer take longer even where there are fewer processors
GRACE_SECONDS = 5.0  # for building the model, beyond the time limit of the search
Tell = Callable[["Progress"], None]


class SolverMissing(Exception):
    """OR-Tools is not installed."""

    def __init__(self) -> None:
        super().__init__("OR-Tools is missing: install the extra with  pip install 'sotong[rota]'")


class SolverDied(Exception):
    """The solver's process ended without an answer: a fault, or out of memory."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A better rota: how much it has of what is being reduced (`cost`), and what every rota has (`bound`)."""

    assignments: tuple[Assignment, ...]
    cost: int
    bound: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The best rota found and what was proved of it; no assignments if none was found.

    `bound`: no rota costs less (see `Grid.cost`). `changes` and `fewest` are set when changes were asked
    for: how many seats change hands, and how many must.
    """

    verdict: Verdict
    assignments: tuple[Assignment, ...] = ()
    cost: int | None = None
    bound: int = 0
    changes: int | None = None
    fewest: int | None = None


def has_solver() -> bool:
    """Whether OR-Tools is installed."""
    return find_spec("ortools") is not None


class Run(Generic[T]):
    """One task in its process. Use as a context manager: leaving it ends the process.

    `result` is the task's answer, None if it was cancelled or overran its time; `best` the last progress.
    """

    def __init__(
        self, task: Callable[..., T], *facts: object, seconds: float, needs_solver: bool = True
    ) -> None:
        """Start. Raises SolverMissing if the task needs OR-Tools and there is none."""
        if needs_solver and not has_solver():
            raise SolverMissing
        spawn = multiprocessing.get_context("spawn")
        self.best: Progress | None = None
        self.result: T | None = None
        self.ended = False
        self._last_moment = time.monotonic() + seconds + GRACE_SECONDS
        self._pipe, theirs = spawn.Pipe(duplex=False)
        self._process = spawn.Process(
            target=_work, args=(theirs, task, facts, seconds, allowed_before()), daemon=True
        )
        with held_as_before():
            self._process.start()
        theirs.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cancel()

    def __iter__(self) -> Iterator[Progress]:
        """Each better rota as it is found, until the task is done, cancelled or out of time."""
        while not self.ended:
            progress = self.wait(POLL_SECONDS)
            if progress:
                yield progress

    def wait(self, seconds: float) -> Progress | None:
        """The next better rota, or None if none came within the time. Raises SolverDied."""
        if not self.ended and self._pipe.poll(seconds):
            return self._receive()
        if time.monotonic() > self._last_moment:
            self.cancel()
        return None

    def cancel(self) -> None:
        """End the process now; what was found stays in `best`."""
        self.ended = True
        self._process.terminate()
        self._process.join()
        self._pipe.close()

    def _receive(self) -> Progress | None:
        try:
            message = self._pipe.recv()
        except EOFError:
            self.cancel()
            raise SolverDied(f"exit code {self._process.exitcode}") from None
        if isinstance(message, Progress):
            self.best = message
            return message
        self.result = message[0]
        self.cancel()
        return None


def solve(
    task: Callable[..., T], *facts: object, seconds: float, on_progress: Tell | None = None
) -> tuple[T | None, Progress | None]:
    """Run a task to its end: its answer (None if it overran its time) and the best rota on the way."""
    with Run(task, *facts, seconds=seconds) as run:
        for progress in run:
            if on_progress:
                on_progress(progress)
    return run.result, run.best


def fairest(problem: RotaProblem, start: Sequence[Assignment], seconds: float, tell: Tell) -> Answer:
    """A task: the cheapest rota, from the planner's (`start`, may be empty), and whether it is proved.

    Of two rotas at one price the answer is the one that was there.
    """
    from sotong.rota import cpsat  # noqa: PLC0415 - only here, in the solver's own process, is OR-Tools loaded

    ends = time.monotonic() + seconds
    grid = grid_of(problem)
    model = cpsat.RotaModel(grid)
    cost = model.unfairness()
    if start:
        model.hint(grid.numbers(start))
    outcome = model.minimise(cost, ends - time.monotonic(), WORKERS, _teller(grid, tell))
    answer = _answer(grid, outcome)
    known = grid.cost(grid.numbers(start)) if start else None
    if known is None or answer.cost is None or answer.cost < known:
        return answer
    return replace(answer, assignments=tuple(start), cost=known)


def fewest_changes(
    problem: RotaProblem,
    before: Sequence[Assignment],
    start: Sequence[Assignment],
    seconds: float,
    tell: Tell,
) -> Answer:
    """A task: of the rotas that change the fewest seats of `before`, the cheapest. `start` may be empty."""
    from sotong.rota import cpsat  # noqa: PLC0415

    ends = time.monotonic() + seconds
    grid = grid_of(problem)
    old, best = grid.numbers(before), grid.numbers(start) if start else None
    rough = _planned_where_hit(grid, old, ends)
    if rough.status == cpsat.IMPOSSIBLE:
        return Answer(Verdict.IMPOSSIBLE)
    best, bound = _fewer(old, best, _completed(grid, rough.who)), rough.bound
    model = cpsat.RotaModel(grid)
    changes, cost = model.changes(old), model.unfairness()
    if best is None or _changed(old, best) > bound:
        if best:
            model.hint(best)
        first = model.minimise(changes, ends - time.monotonic(), WORKERS, _teller(grid, tell))
        best, bound = _fewer(old, best, first.who), max(bound, first.bound)
        if best is None:
            return _answer(grid, first)
    fewest = _changed(old, best)
    model.model.add(changes <= fewest)
    model.hint(best)
    last = model.minimise(cost, ends - time.monotonic(), WORKERS, _teller(grid, tell))
    who = last.who or best
    verdict = Verdict.PROVED if last.status == cpsat.PROVED and fewest == bound else Verdict.SOLVED
    return Answer(verdict, grid.assignments(who), grid.cost(who), last.bound, changes=fewest, fewest=bound)


def _planned_where_hit(grid: Grid, old: Sequence[int], ends: float) -> "cpsat.Outcome":
    """Plan only the seats of the roles that are hit; the others stay or go to anybody, which bounds them too.

    A year's rota with its assistants takes minutes to prove, its leads alone a few seconds.
    """
    from sotong.rota import cpsat  # noqa: PLC0415

    roles = [
        grid.problem.slots[slot].seats[seat] for slot, (_, seat) in zip(grid.slot, grid.seats, strict=True)
    ]
    hit = {roles[seat] for seat, officer in enumerate(old) if not (officer >= 0 and grid.may(seat, officer))}
    stay_or_go = {seat: officer for seat, officer in enumerate(old) if roles[seat] not in hit}
    model = cpsat.RotaModel(grid, stay_or_go=stay_or_go)
    return model.minimise(model.changes(old), (ends - time.monotonic()) / 2, WORKERS, lambda *_: None)


def _completed(grid: Grid, who: Sequence[int] | None) -> list[int] | None:
    """The rota with its empty seats filled, if that can be done without more ado."""
    if who is None:
        return None
    draft = Draft.of(grid, who)
    mend(draft)
    return None if draft.empty else draft.who


def _changed(old: Sequence[int], who: Sequence[int]) -> int:
    return sum(one != other for one, other in zip(old, who, strict=True))


def _fewer(old: Sequence[int], *rotas: list[int] | None) -> list[int] | None:
    """The rota with the fewest changes."""
    return min((who for who in rotas if who), key=lambda who: _changed(old, who), default=None)


def smallest_way_out(problem: RotaProblem, known: Loosening, seconds: float, tell: Tell) -> Loosening:
    """A task: the fewest rules, of all kinds mixed, whose loosening gives a rota with the gap of a known way.

    Starts from the known way, so it never answers with a larger one. Progress counts the rules.
    """
    from sotong.rota import cpsat  # noqa: PLC0415

    ends = time.monotonic() + seconds
    grid = grid_of(replace(problem, gap_days=known.gap_days))
    model = cpsat.RotaModel(grid, forbidden_pairs(grid))
    model.hint(grid.numbers(plan(loosen(problem, known), moves=0).assignments), known.rules)
    fewest = sum(model.keys.values())
    outcome = model.minimise(fewest, ends - time.monotonic(), WORKERS, _teller(grid, tell))
    if outcome.who is None:
        return known
    return Loosening(
        known.gap_days, tuple(sorted(outcome.loosened, key=repr)), outcome.status == cpsat.PROVED
    )


def _work(
    pipe: Connection,
    task: Callable[..., object],
    facts: Sequence[object],
    seconds: float,
    processors: frozenset[int],
) -> None:
    """What the process does; a fault ends it, and its traceback goes to the server's log."""
    be_reached()
    stand_up(processors)
    pipe.send((task(*facts, seconds, pipe.send),))


def _teller(grid: Grid, tell: Tell) -> Callable[[list[int], int, int], None]:
    return lambda who, cost, bound: tell(Progress(grid.assignments(who), cost, bound))


def _answer(grid: Grid, outcome: "cpsat.Outcome") -> Answer:
    from sotong.rota import cpsat  # noqa: PLC0415

    if outcome.who is None:
        none = outcome.status == cpsat.IMPOSSIBLE
        return Answer(Verdict.IMPOSSIBLE if none else Verdict.NOT_FOUND)
    verdict = Verdict.PROVED if outcome.status == cpsat.PROVED else Verdict.SOLVED
    return Answer(verdict, grid.assignments(outcome.who), grid.cost(outcome.who), outcome.bound)
