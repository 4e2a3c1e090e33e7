"""How far a long piece of work has come: told by whoever does it, to whoever watches, if anybody does.

    with watched_by(bar):                            # the door: a terminal
        for row in through(rows, Step.CHECK, len(rows)):   # the work, however deep below the door
            ...

Nothing here decides anything: with nobody watching, `through` only hands the items on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from typing import Final, Protocol, TypeVar

T = TypeVar("T")
EVERY: Final = 500
"""So many items go by before the watcher is told again."""


class Step(StrEnum):
    """What is being done with the lines of a file."""

    READ = "read"
    CHECK = "check"
    WRITE = "write"


class Watcher(Protocol):
    """Who is told."""

    def came_to(self, step: Step, done: int, total: int | None) -> None:
        """So many of `total` items have gone through this step; None: nobody knows how many there are."""


_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watched_by(watcher: Watcher) -> Iterator[None]:
    """Let the watcher be told of what is done in this block."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


def through(items: Iterable[T], step: Step, total: int | None, *, each: int = 1) -> Iterator[T]:
    """Hand the items on, telling who watches; `each` of them stands for so many of `total`."""
    watcher = _watcher.get()
    if watcher is None:
        yield from items
        return
    done = told = 0
    watcher.came_to(step, 0, total)
    for item in items:
        yield item
        done += each
        if done - told >= EVERY:
            watcher.came_to(step, done if total is None else min(done, total), total)
            told = done
    watcher.came_to(step, done if total is None else total, total)
