"""Planning beside requests: a thread of the web process watches a process of its own, and writes its beat.

Everything that two web processes must know of each other stands in the run's row: a press on "stop" in one
reaches the thread in the other within a beat.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from sotong.core import clock
from sotong.core.db import transaction
from sotong.rota.answers import Unfit, Worked, plan_task, replan_task
from sotong.rota.rules import Assignment
from sotong.rota.services import runs
from sotong.rota.services.runs import Claimed
from sotong.rota.solver import Run, SolverDied
from sotong.rota.states import RunKind

BEAT_SECONDS: Final = 2.0
PLANNER_SECONDS: Final = 120.0
"""What the planner itself may take, beyond the time that is given to the search."""

Context = Callable[[], AbstractContextManager[object]]
log = structlog.get_logger("sotong")


class Planning:
    """What an application starts its plannings with; `context` opens its context in another thread."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def start(self, run_id: UUID) -> None:
        """Work on a run in a thread of its own; it ends with the process."""
        name = f"rota-run-{run_id}"
        threading.Thread(target=self._work, args=(run_id,), name=name, daemon=True).start()

    def _work(self, run_id: UUID) -> None:
        with self._context():
            try:
                work_on(run_id)
            except SQLAlchemyError as problem:
                log.warning("rota_run_not_written", run=str(run_id), problem=type(problem).__name__)


def work_on(run_id: UUID) -> None:
    """Take up a run and see it through: its process, its beat, a stop if asked, its answer."""
    with transaction() as session:
        claimed = runs.claim(session, run_id=run_id, now=clock.now())
    if claimed is None:
        return
    try:
        worked, best = _watched(run_id, claimed)
    except SolverDied as died:
        log.warning("rota_run_died", run=str(run_id), problem=str(died))
        with transaction() as session:
            runs.fail(session, run_id=run_id, now=clock.now())
        return
    with transaction() as session:
        runs.finish(session, run_id=run_id, worked=worked, best=best, now=clock.now())


def _watched(run_id: UUID, claimed: Claimed) -> tuple[Worked | None, Sequence[Assignment]]:
    """The answer, None if it was stopped or overran its time, and the best rota on the way."""
    with _begun(claimed) as run:
        while not run.ended:
            run.wait(BEAT_SECONDS)
            cost, bound = (run.best.cost, run.best.bound) if run.best else (None, None)
            with transaction() as session:
                stop = runs.beat(session, run_id=run_id, cost=cost, bound=bound, now=clock.now())
            if stop:
                run.cancel()
    return run.result, run.best.assignments if run.best else ()


def _begun(claimed: Claimed) -> Run[Worked]:
    search = float(claimed.seconds)
    start = partial(Run[Worked], seconds=search + PLANNER_SECONDS, needs_solver=False)
    if claimed.kind is RunKind.PLAN:
        return start(plan_task, claimed.problem, search)
    unfit = Unfit(claimed.problem, claimed.before, clock.now(), claimed.notice_days)
    return start(replan_task, unfit, search)
