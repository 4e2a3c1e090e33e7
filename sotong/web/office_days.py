"""The rota's calendar, as the rooms below it may ask it for the days on which the office is closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from sotong.core import office_days
from sotong.core.days import FIRST_YEAR, LAST_YEAR, OfficeDays
from sotong.rota import queries
from sotong.rota.calendar import Calendar
from sotong.rota.rules import DayClass

_OPEN = DayClass.WEEKDAY
_NO_HOLIDAYS = (DayClass.WEEKDAY, DayClass.WEEKEND)


class _Days:
    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar

    def is_holiday(self, on: date) -> bool:
        return self._calendar.class_of(on) not in _NO_HOLIDAYS

    def is_closed(self, on: date) -> bool:
        return self._calendar.class_of(on) is not _OPEN

    def names_of(self, on: date) -> Sequence[str]:
        return self._calendar.names_of(on)


class _Rota:
    def between(self, session: Session, first_on: date, last_on: date) -> OfficeDays:
        first, last = (
            min(max(on, date(FIRST_YEAR, 1, 1)), date(LAST_YEAR, 12, 31)) for on in (first_on, last_on)
        )
        return _Days(Calendar(first, last, queries.office_days(session)))


def prepare() -> None:
    """Have the rota asked."""
    office_days.register(_Rota())
