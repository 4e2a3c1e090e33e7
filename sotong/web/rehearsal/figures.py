"""What came of a rehearsal, as figures: slice by slice, and altogether. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sotong.web.burst import OK, Exchange

PATIENT_FOR_S = 1.0
"""Longer than this, and people begin to press again (Nielsen 1993: the limit of an uninterrupted thought)."""


@dataclass(frozen=True)
class Slice:
    """A stretch of the rehearsal: seconds from and to, who came in it, who got a receipt, the waits (s)."""

    from_s: float
    to_s: float
    came: int
    voted: int
    unanswered: int
    """Answers that were not what was asked for: refused for now, or lost."""
    waits_s: tuple[float, ...]

    @property
    def votes_a_second(self) -> float:
        return self.voted / (self.to_s - self.from_s)

    def wait_s(self, share: float) -> float:
        """Return how long this share of those who were answered waited at most, for a page or a receipt."""
        return self.waits_s[math.ceil(share * len(self.waits_s)) - 1] if self.waits_s else 0.0


@dataclass(frozen=True)
class Outcome:
    """A rehearsal: how many were to come, how many ballots are stored, and every page and vote."""

    voters: int
    lasts_s: float
    stored: int
    exchanges: Sequence[Exchange]

    @property
    def whole(self) -> Slice:
        """Everything, as one slice."""
        return self.slices(1)[0]

    @property
    def carried(self) -> bool:
        """Whether everybody got a receipt for a stored ballot, and 95 of 100 did not wait long."""
        whole = self.whole
        everybody = whole.voted == self.stored == self.voters and not whole.unanswered
        return everybody and whole.wait_s(0.95) <= PATIENT_FOR_S

    def slices(self, number: int) -> list[Slice]:
        """Cut the time into so many slices, up to the last answer."""
        ends_s = max([self.lasts_s, *(one.due_s + one.took_s for one in self.exchanges)])
        length_s = ends_s / number
        kept: list[list[Exchange]] = [[] for _slice in range(number)]
        came = [0] * number
        for one in self.exchanges:
            kept[_place(one.due_s + one.took_s, length_s, number)].append(one)
            came[_place(one.due_s, length_s, number)] += one.name == "page"
        return [
            _slice(at * length_s, (at + 1) * length_s, came[at], answered) for at, answered in enumerate(kept)
        ]


def _place(at_s: float, length_s: float, number: int) -> int:
    return min(int(at_s / length_s), number - 1)


def _slice(from_s: float, to_s: float, came: int, answered: Sequence[Exchange]) -> Slice:
    good = [one for one in answered if one.status == OK]
    voted = sum(one.name == "vote" for one in good)
    waits_s = tuple(sorted(one.took_s for one in good))
    return Slice(from_s, to_s, came, voted, len(answered) - len(good), waits_s)
