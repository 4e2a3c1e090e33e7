"""Months, as pages are turned."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from sotong.core.days import FIRST_YEAR, LAST_YEAR

_ONE_DAY = timedelta(days=1)
_WRITTEN = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the calendar."""

    year: int
    month: int

    @classmethod
    def of(cls, on: date) -> Month:
        """The month of a day."""
        return cls(on.year, on.month)

    @classmethod
    def read(cls, text: str) -> Month | None:
        """The month written "2026-12"; None for what is none, or beyond the calendar."""
        written = _WRITTEN.fullmatch(text)
        found = cls(int(written[1]), int(written[2])) if written else None
        return found if found and FIRST_YEAR < found.year < LAST_YEAR else None

    @property
    def first_on(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last_on(self) -> date:
        """Its last day."""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def before(self) -> Month:
        """The month before."""
        return Month.of(self.first_on - _ONE_DAY)

    @property
    def after(self) -> Month:
        """The month after."""
        return Month.of(self.last_on + _ONE_DAY)

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"
