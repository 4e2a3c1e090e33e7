"""What may be done to a contest, and when. Facts and the time come in; a reason, or None, goes out.

A phase is a half-open window, `opens_at <= now < closes_at`, so that touching phases never share an instant.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PhaseKind(StrEnum):
    """The phases of a contest, in the order in which they come."""

    ENTRY = "entry"
    VOTE = "vote"
    JUDGING = "judging"
    PUBLICATION = "publication"


@dataclass(frozen=True, slots=True)
class PhaseFacts:
    """One phase: what it is for, and its half-open window in UTC."""

    kind: PhaseKind
    opens_at: datetime
    closes_at: datetime

    def is_open(self, now: datetime) -> bool:
        return self.opens_at <= now < self.closes_at

    def has_opened(self, now: datetime) -> bool:
        return self.opens_at <= now

    def is_over(self, now: datetime) -> bool:
        return self.closes_at <= now


@dataclass(frozen=True, slots=True)
class ContestFacts:
    """What the rules need to know of a contest."""

    phases: tuple[PhaseFacts, ...]
    rule_locked: bool = False
    cancelled: bool = False
    published: bool = False

    def phase(self, kind: PhaseKind) -> PhaseFacts | None:
        """The phase of that kind, if it has been set."""
        return next((phase for phase in self.phases if phase.kind is kind), None)

    def is_open(self, kind: PhaseKind, now: datetime) -> bool:
        """Whether the phase of that kind has been set and is open."""
        phase = self.phase(kind)
        return phase is not None and phase.is_open(now)

    def has_opened(self, kind: PhaseKind, now: datetime) -> bool:
        """Whether the phase of that kind has been set and has opened, even if it is over."""
        phase = self.phase(kind)
        return phase is not None and phase.has_opened(now)


ORDERED_PAIRS = (
    (PhaseKind.ENTRY, PhaseKind.VOTE),
    (PhaseKind.ENTRY, PhaseKind.JUDGING),
    (PhaseKind.VOTE, PhaseKind.PUBLICATION),
    (PhaseKind.JUDGING, PhaseKind.PUBLICATION),
)
"""The first of each pair closes before the second opens. Vote and judging may run side by side."""


def phase_now(phases: Iterable[PhaseFacts], now: datetime) -> PhaseFacts | None:
    """The phase that is open now; of two that run side by side, the one that opened last."""
    return max(
        (phase for phase in phases if phase.is_open(now)), key=lambda phase: phase.opens_at, default=None
    )


def next_phase(phases: Iterable[PhaseFacts], now: datetime) -> PhaseFacts | None:
    """The phase that opens next."""
    ahead = (phase for phase in phases if not phase.has_opened(now))
    return min(ahead, key=lambda phase: phase.opens_at, default=None)
