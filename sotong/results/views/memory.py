"""A short memory of what many ask for at once, so that their asking does not reach the database."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from typing import Final, Generic, NamedTuple, TypeVar

V = TypeVar("V")
MOST: Final = 64
"""So many answers are kept; a process serves few shows at a time."""


class _Kept(NamedTuple, Generic[V]):
    answer: V
    made_at: float


class Memory(Generic[V]):
    """Keeps each answer for `lasts_s` seconds; while one thread makes it anew, others get what was there."""

    def __init__(self, lasts_s: float, tick: Callable[[], float] = time.monotonic) -> None:
        self._lasts_s, self._tick = lasts_s, tick
        self._kept: dict[Hashable, _Kept[V]] = {}
        self._making = threading.Lock()

    def ask(self, key: Hashable, make: Callable[[], V]) -> V:
        """Return what is kept under the key, or what `make` gives. What it raises is kept by nobody."""
        kept = self._kept.get(key)
        if kept is not None and self._tick() < kept.made_at + self._lasts_s:
            return kept.answer
        if kept is not None and self._making.locked():
            return kept.answer
        with self._making:
            return self._made(key, make)

    def _made(self, key: Hashable, make: Callable[[], V]) -> V:
        kept = self._kept.get(key)
        began_at = self._tick()
        if kept is not None and began_at < kept.made_at + self._lasts_s:
            return kept.answer  # another thread made it while this one waited
        answer = make()
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[key] = _Kept(answer, began_at)
        return answer

    def forget(self) -> None:
        """Have everything made anew: something has just changed in this very process."""
        self._kept.clear()
