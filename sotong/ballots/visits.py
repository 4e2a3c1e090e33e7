"""Visits of vote links, counted in memory, so that opening a link writes nothing."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple
from uuid import UUID

VISITS: Final = "sotong_visits"
"""Where an application keeps its book."""


class Seen(NamedTuple):
    """Who opened a link: people, or programmes that draw previews."""

    link_id: UUID
    crawler: bool


class VisitBook:
    """Counts until somebody takes the counts away. `wake` is called when there is something to take."""

    def __init__(self, wake: Callable[[], None] = lambda: None) -> None:
        self._wake = wake
        self._lock = threading.Lock()
        self._counts: Counter[Seen] = Counter()

    def note(self, link_id: UUID, *, crawler: bool) -> None:
        """Count one visit."""
        with self._lock:
            first = not self._counts
            self._counts[Seen(link_id, crawler)] += 1
        if first:
            self._wake()

    def take(self) -> dict[Seen, int]:
        """Return all counts, and begin anew."""
        with self._lock:
            taken, self._counts = dict(self._counts), Counter()
        return taken

    def give_back(self, counts: Mapping[Seen, int]) -> None:
        """Put counts back that could not be stored."""
        with self._lock:
            self._counts.update(counts)
