"""An officer's scorecard: what was asked, what came in time, and the arithmetic between; pure.

    rate = in time / (in time + came late + late + silent)

What was excused, what is not due yet, what fell into an election window, and what an officer who keeps her
own accounts to herself had no account for (`freed`) is counted neither for nor against her. Everything is
exact; a share is rounded where it is shown, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from fractions import Fraction
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Figures:
    """How many assignments there were; each is in exactly one of these.

    in_time, came_late: handed in by the due time, or after it. late, silent: overdue, seen or never seen.
    open: not due yet. excused: by a reviewer. freed: overdue, but the officer keeps her own accounts to
    herself and her department has none. paused: due in an election window.
    """

    in_time: int = 0
    came_late: int = 0
    late: int = 0
    silent: int = 0
    open: int = 0
    excused: int = 0
    freed: int = 0
    paused: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Figures)))

    @property
    def asked(self) -> int:
        """All that was asked of her."""
        return sum(getattr(self, one.name) for one in fields(Figures))

    @property
    def counted(self) -> int:
        """What the rate is made of: the denominator."""
        return self.in_time + self.came_late + self.late + self.silent

    @property
    def rate(self) -> Fraction | None:
        """The part done in time; None where nothing is counted."""
        return Fraction(self.in_time, self.counted) if self.counted else None

    def freeing(self, late: int, silent: int) -> Figures:
        """The figures when so much of what is overdue could not be done without an account of one's own.

        The rate never falls by it: only the denominator becomes smaller.
        """
        late, silent = min(late, self.late), min(silent, self.silent)
        return replace(
            self, late=self.late - late, silent=self.silent - silent, freed=self.freed + late + silent
        )


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last, both included."""

    first_on: date
    last_on: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last_on - self.first_on).days + 1

    def days_of(self, starts_on: date, ends_on: date | None) -> int:
        """How many of them lie from `starts_on` up to, not including, `ends_on`."""
        first = max(self.first_on, starts_on)
        after = min(self.last_on.toordinal() + 1, ends_on.toordinal() if ends_on else date.max.toordinal())
        return max(0, after - first.toordinal())


def pro_rata(figures: Figures, days_served: int, days: int) -> Fraction | None:
    """What was done in time, as if the officer had served all of the days; None for somebody who served none.

    Whoever came in the middle of a month is compared by this, not by the bare number.
    """
    return Fraction(figures.in_time * days, days_served) if days_served else None


def places(rates: Mapping[Key, Fraction | None]) -> dict[Key, int | None]:
    """The place of each, 1 for the best; equal rates share a place, and the next one counts them all.

    Whoever has no rate has no place.
    """
    known = sorted((rate for rate in rates.values() if rate is not None), reverse=True)
    first: dict[Fraction, int] = {}
    for place, rate in enumerate(known, 1):
        first.setdefault(rate, place)
    return {key: None if rate is None else first[rate] for key, rate in rates.items()}


def total(figures: Iterable[Figures]) -> Figures:
    """Add figures up."""
    return sum(figures, Figures())


def percent(rate: Fraction | None) -> str:
    """A rate as it is shown: one digit after the point, halves to the even one; a dash for none."""
    return "–" if rate is None else f"{round(rate * 1000) / 10:.1f}%"


@dataclass(frozen=True, slots=True)
class Scorecard:
    """An officer's figures in a department, month by month, and the days that she served there."""

    by_month: Sequence[Figures]
    days_served: int
    days: int

    @property
    def figures(self) -> Figures:
        """All months together."""
        return total(self.by_month)

    @property
    def per_period(self) -> Fraction | None:
        """`pro_rata` of all months."""
        return pro_rata(self.figures, self.days_served, self.days)
