"""One processor for each server process.

Python runs one thread of a process at a time, so a server process fills one processor, however many there
are. Its threads hand the permission to run to one another many times a request; where the next one lies
asleep on another processor, that has to be woken first, and meanwhile nobody computes. On one processor the
next one simply goes on. nginx can bind its workers too (worker_cpu_affinity).
See docs/decisions/0034-one-processor.md.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
from contextlib import suppress
from typing import Final

_before: Final[set[int]] = set()


class Seats:
    """The processors that a service may use, and which of its processes sits on which.

    Made by the process that looks after the others, and shared with them. Where there are more processes than
    processors, or the system binds nothing (only Linux does), nobody sits.
    """

    def __init__(self, processes: int) -> None:
        processors = sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else []
        random.shuffle(processors)  # two services on one machine should not both begin with the first
        self._processors = processors if processes <= len(processors) else []
        self._sitting = multiprocessing.Array("q", len(self._processors))

    def sit_down(self) -> None:
        """Bind this process, and all threads that it starts from now on, to a processor that is nobody's.

        Who was started in place of one that has ended takes its seat; who finds none stands.
        """
        with self._sitting:
            for seat, processor in enumerate(self._processors):
                if not _runs(self._sitting[seat]):
                    self._sitting[seat] = os.getpid()
                    _before.update(os.sched_getaffinity(0))
                    os.sched_setaffinity(0, {processor})
                    _take_no_ones_turn()
                    return


def allowed_before() -> frozenset[int]:
    """Return the processors that this process might use before it sat down; none if it never did."""
    return frozenset(_before)


def stand_up(processors: frozenset[int]) -> None:
    """Let this process, whose parent sits, compute wherever its parent might have."""
    if processors:
        os.sched_setaffinity(0, processors)


def _take_no_ones_turn() -> None:
    """Let who is woken wait until who computes has come to a wait of its own (sched(7), SCHED_BATCH).

    Otherwise the system puts the woken thread before the one that woke it, which has Python's permission to
    run; so the woken one goes to sleep again, and has to be woken a second time.
    """
    with suppress(OSError):  # a sandbox may forbid it; then threads get into each other's way, no more
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def _runs(pid: int) -> bool:
    if pid == 0:
        return False
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True
