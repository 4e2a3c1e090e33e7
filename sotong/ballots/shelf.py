"""The ballot papers a web process has read lately, so that a rush on a link asks the tables once a second.

A paper holds the instants at which its vote opens and closes, and each request holds its own time against
them: those are exact. What an official changes (a link retired, a contest cancelled, a phase moved) is seen
by every process within `LASTS_S`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

from sqlalchemy.orm import Session

from sotong.ballots import queries
from sotong.ballots.rules import BallotPaper

LASTS_S: Final = 1.0
MOST_KEPT: Final = 1_000
"""The links of running contests are few; the rest of this is what people mistype."""


class PaperShelf:
    """Papers by the code of their link, each kept for `lasts_s` seconds of `clock`; 0 keeps none."""

    def __init__(self, lasts_s: float = LASTS_S, clock: Callable[[], float] = time.monotonic) -> None:
        self._lasts_s, self._clock = lasts_s, clock
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, BallotPaper | None]] = {}

    def paper(self, link_code: str, session: Callable[[], Session]) -> BallotPaper | None:
        """Return the paper behind a vote link, or None if there is no such link."""
        now = self._clock()
        until, paper = self._kept.get(link_code, (now, None))
        if now < until:
            return paper
        paper = queries.ballot_paper(session(), link_code)
        if self._lasts_s > 0:
            self._keep(link_code, now + self._lasts_s, paper)
        return paper

    def _keep(self, link_code: str, until: float, paper: BallotPaper | None) -> None:
        with self._lock:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[link_code] = (until, paper)
