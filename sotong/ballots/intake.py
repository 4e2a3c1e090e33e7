"""Many votes, one commit: request threads hand their votes to one writer, which answers after the commit.

A commit to a disk costs milliseconds, a row costs microseconds. So the writer takes whatever waits, writes it
in one transaction, commits with full durability, and only then does anybody hear yes. A lone vote is a group
of one and goes at once. In a rush, after a group of more than one, the writer waits a moment for company, as
PostgreSQL does with commit_delay and commit_siblings; while it writes, nobody else computes.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from queue import Empty, SimpleQueue
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from sotong.ballots.box import AlreadyCast, BoxWriter, Casting, Outcome, Vote
from sotong.ballots.voting import Receipt
from sotong.core.db import transaction
from sotong.core.errors import Busy
from sotong.core.turns import OF_THIS_PROCESS, Answer

WAITING_ROOM = 4_000
LARGEST_GROUP = 500
PATIENCE_S = 15
GATHERING_S = 0.015
"""In a rush the writer waits so long for further votes. A lone vote is never held back."""

Item = tuple[Casting, Answer[Outcome | Exception]]


class Intake:
    """The one writer of a web process, started with its first vote.

    `context` opens what the database session needs around it (the application's context).
    """

    def __init__(self, context: Callable[[], AbstractContextManager[object]]) -> None:
        self._context = context
        self._queue: SimpleQueue[Item] = SimpleQueue()
        self._writers: dict[UUID, BoxWriter] = {}
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def cast(self, vote: Vote) -> Receipt | AlreadyCast:
        """Hand in a vote and wait until it is committed.

        Raises Refused if a rule says no; Busy if the tables cannot be written or the waiting room is full.
        After Busy the vote may or may not stand: sending the same form again gives its one receipt.
        """
        self._start()
        if self._queue.qsize() >= WAITING_ROOM:
            raise Busy
        answer: Answer[Outcome | Exception] = Answer()
        self._queue.put((Casting.of(vote), answer))
        try:
            outcome = answer.wait(PATIENCE_S)
        except TimeoutError as took_too_long:
            raise Busy from took_too_long
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def _start(self) -> None:
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="ballot intake", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        rush = False
        while True:
            group = self._group(GATHERING_S if rush else 0)
            rush = len(group) > 1
            by_contest: dict[UUID, list[Item]] = defaultdict(list)
            for item in group:
                by_contest[item[0].vote.contest_id].append(item)
            with OF_THIS_PROCESS.alone():
                for contest_id, items in by_contest.items():
                    self._settle(contest_id, items)

    def _group(self, gathering_s: float) -> list[Item]:
        """Wait for a vote, take it and all that wait with it or come within `gathering_s`."""
        group = [self._queue.get()]
        if gathering_s:
            time.sleep(gathering_s)  # not waiting at the queue: each vote would wake the writer
        with suppress(Empty):
            while len(group) < LARGEST_GROUP:
                group.append(self._queue.get_nowait())
        return group

    def _settle(self, contest_id: UUID, items: list[Item]) -> None:
        writer = self._writers.setdefault(contest_id, BoxWriter(contest_id))
        try:
            with self._context(), transaction() as session:
                outcomes = writer.write_castings(session, [casting for casting, _answer in items])
            writer.committed()
        except SQLAlchemyError:
            writer.settle_unknown()
            self._fail(items, Busy())
        except Exception as problem:  # noqa: BLE001 - the writer must outlive any vote; the asker hears of it
            writer.settle_unknown()
            self._fail(items, problem)
        else:
            for (_casting, answer), outcome in zip(items, outcomes, strict=True):
                answer.give(outcome)

    @staticmethod
    def _fail(items: list[Item], problem: Exception) -> None:
        for _casting, answer in items:
            answer.give(problem)
