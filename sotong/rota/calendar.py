"""The Korean calendar as the rota sees it: each day's class and name.

Public holidays, substitute holidays (대체공휴일), temporary ones (임시공휴일) and election days come from the
`holidays` package, which follows the Public Holidays Act (공휴일에 관한 법률); since its amendment of 2026
Labour Day (5/1) and Constitution Day (7/17) are public holidays with substitutes. What the package cannot
know (a holiday proclaimed last week, the day the office was founded) is given as the office's own days.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import holidays

from sotong.core.days import FIRST_YEAR, LAST_YEAR
from sotong.rota.rules import DayClass

SATURDAY = 5
LUNAR_FEASTS = ("설날", "추석")  # the day itself, the days before and after, and their substitutes


@dataclass(frozen=True, slots=True)
class OfficeDay:
    """A day that the office itself puts into a class: its founding day, or a holiday just proclaimed."""

    on: date
    name: str
    day_class: DayClass = DayClass.HOLIDAY


class Calendar:
    """Classes and names of days, for the years asked for."""

    def __init__(self, first_on: date, last_on: date, own_days: Iterable[OfficeDay] = ()) -> None:
        """Read the holidays of these days, both included. Raises ValueError outside 2000 to 2100."""
        if not FIRST_YEAR <= first_on.year <= last_on.year <= LAST_YEAR:
            raise ValueError(f"the calendar runs from {FIRST_YEAR} to {LAST_YEAR}")
        years = range(first_on.year, last_on.year + 1)
        self._public = holidays.country_holidays("KR", years=years, language="ko")
        self._own = {day.on: day for day in own_days}

    def names_of(self, on: date) -> list[str]:
        """The holidays on that day, in Korean; none on an ordinary day."""
        own = [self._own[on].name] if on in self._own else []
        return own + [name for name in self._public.get_list(on) if name not in own]

    def class_of(self, on: date) -> DayClass:
        """The class of the day: the office's own word first, then 설·추석, public holiday, weekend."""
        if on in self._own:
            return self._own[on].day_class
        names = self._public.get_list(on)
        if any(name.startswith(LUNAR_FEASTS) for name in names):
            return DayClass.SEOLLAL_CHUSEOK
        if names:
            return DayClass.HOLIDAY
        return DayClass.WEEKEND if on.weekday() >= SATURDAY else DayClass.WEEKDAY


def days_between(first_on: date, last_on: date) -> Iterable[date]:
    """Each day from the first to the last, both included."""
    return (first_on + timedelta(days=n) for n in range((last_on - first_on).days + 1))
