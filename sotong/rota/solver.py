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
from os import cpu_count
from types import TracebackType
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from sotong.rota.grid import Grid, grid_of
from sotong.rota.loosening import Loosening, forbidden_pairs, loosen
from sotong.rota.planner import Verdict, plan
from sotong.rota.rules import Assignment, RotaProblem

if TYPE_CHECKING:
    from sotong.rota import cpsat

T = TypeVar("T")
POLL_SECONDS = 0.2
MOST_WORKERS = 8
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


class Run(Generic[T]):
    """One task in its process. Use as a context manager: leaving it ends the process.

    `result` is the task's answer, None if it was cancelled or overran its time; `best` the last progress.
    """

    def __init__(self, task: Callable[..., T], *facts: object, seconds: float) -> None:
        """Start. Raises SolverMissing without OR-Tools."""
        if find_spec("ortools") is None:
            raise SolverMissing
        spawn = multiprocessing.get_context("spawn")
        self.best: Progress | None = None
        self.result: T | None = None
        self.ended = False
        self._last_moment = time.monotonic() + seconds + GRACE_SECONDS
        self._pipe, theirs = spawn.Pipe(duplex=False)
        self._process = spawn.Process(target=_work, args=(theirs, task, facts, seconds), daemon=True)
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

    grid = grid_of(problem)
    model = cpsat.RotaModel(grid)
    cost = model.unfairness()
    if start:
        model.hint(grid.numbers(start))
    outcome = model.minimise(cost, seconds, _workers(), _teller(grid, tell))
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
    model = cpsat.RotaModel(grid)
    if start:
        model.hint(grid.numbers(start))
    changes = model.changes(grid.numbers(before))
    first = model.minimise(changes, seconds, _workers(), _teller(grid, tell))
    if first.who is None or first.status != cpsat.PROVED:
        return replace(_answer(grid, first), cost=None, bound=0, changes=first.cost, fewest=first.bound)
    model.model.add(changes <= first.cost)
    cost = model.unfairness()
    model.hint(first.who)
    second = model.minimise(cost, ends - time.monotonic(), _workers(), _teller(grid, tell))
    best = second if second.who else first
    return replace(_answer(grid, best), changes=first.cost, fewest=first.cost)


def smallest_way_out(problem: RotaProblem, known: Loosening, seconds: float, tell: Tell) -> Loosening:
    """A task: the fewest rules, of all kinds mixed, whose loosening gives a rota with the gap of a known way.

    Starts from the known way, so it never answers with a larger one. Progress counts the rules.
    """
    from sotong.rota import cpsat  # noqa: PLC0415

    grid = grid_of(replace(problem, gap_days=known.gap_days))
    model = cpsat.RotaModel(grid, forbidden_pairs(grid))
    model.hint(grid.numbers(plan(loosen(problem, known), moves=0).assignments), known.rules)
    fewest = sum(model.keys.values())
    outcome = model.minimise(fewest, seconds, _workers(), _teller(grid, tell))
    if outcome.who is None:
        return known
    return Loosening(
        known.gap_days, tuple(sorted(outcome.loosened, key=repr)), outcome.status == cpsat.PROVED
    )


def _work(pipe: Connection, task: Callable[..., object], facts: Sequence[object], seconds: float) -> None:
    """What the process does; a fault ends it, and its traceback goes to the server's log."""
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


def _workers() -> int:
    return min(MOST_WORKERS, cpu_count() or 1)
