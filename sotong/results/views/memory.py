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
    """Keeps each answer for `lasts_s` seconds.

    While one thread makes an answer anew, the others get what was there. What is asked for in vain, such as a
    made-up address, is kept by nobody and keeps nobody else waiting.
    """

    def __init__(self, lasts_s: float, tick: Callable[[], float] = time.monotonic) -> None:
        self._lasts_s, self._tick = lasts_s, tick
        self._kept: dict[Hashable, _Kept[V]] = {}
        self._being_made: set[Hashable] = set()
        self._lock = threading.Lock()

    def ask(self, key: Hashable, make: Callable[[], V]) -> V:
        """Return what is kept under the key, or what `make` gives; what that raises goes through."""
        now = self._tick()
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None and (now < kept.made_at + self._lasts_s or key in self._being_made):
                return kept.answer
            self._being_made.add(key)
        try:
            answer = make()
            self._keep(key, _Kept(answer, now))
        finally:
            with self._lock:
                self._being_made.discard(key)
        return answer

    def _keep(self, key: Hashable, made: _Kept[V]) -> None:
        with self._lock:
            if len(self._kept) >= MOST:
                self._kept.clear()
            self._kept[key] = made

    def forget(self) -> None:
        """Have everything made anew: something has just changed in this very process."""
        with self._lock:
            self._kept.clear()
