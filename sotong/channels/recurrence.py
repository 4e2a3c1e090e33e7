"""When something comes again: a small part of RFC 5545's recurrence rules, pure.

Every day, on some days of the week, or on one day of the month, each also every second, third, ... time.
That is what an office's series need, and each of these rules has a day in every period: a 31st of the month,
which some months lack, is written as the last day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Final, Literal

from dateutil import rrule

LONGEST_INTERVAL: Final = 12
LAST: Final = -1
LAST_SURE_DAY: Final = 28
"""Every month has it."""
MOST_NTH: Final = 4
SUNDAY: Final = 6
DAY_CODES: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_TEXT: Final = re.compile(
    r"FREQ=(?P<freq>DAILY|WEEKLY|MONTHLY)(?:;INTERVAL=(?P<interval>\d{1,2}))?"
    r"(?:;BYDAY=(?P<nth>-?\d)?(?P<days>[A-Z,]{2,20}))?(?:;BYMONTHDAY=(?P<month_day>-?\d{1,2}))?"
)


class Frequency(StrEnum):
    """How a rule counts. MONTHLY: on a day of the month; MONTHLY_NTH: on its n-th Monday, Tuesday, ..."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    MONTHLY_NTH = "monthly_nth"


_FREQUENCIES: Final[dict[Frequency, Literal[1, 2, 3]]] = {
    Frequency.DAILY: rrule.DAILY,
    Frequency.WEEKLY: rrule.WEEKLY,
    Frequency.MONTHLY: rrule.MONTHLY,
    Frequency.MONTHLY_NTH: rrule.MONTHLY,
}


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule. `weekdays` count from Monday, 0; `month_day` and `nth` may be -1, the last.

    Raises ValueError for what is no rule of this kind.
    """

    frequency: Frequency
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    month_day: int = 0
    nth: int = 0

    def __post_init__(self) -> None:
        if reason := why_not_rule(self):
            raise ValueError(reason)

    @property
    def text(self) -> str:
        """The rule as iCalendar writes it (RFC 5545, section 3.3.10), always in one spelling."""
        kind = "MONTHLY" if self.frequency is Frequency.MONTHLY_NTH else self.frequency.name
        parts = [f"FREQ={kind}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.weekdays:
            which = str(self.nth) if self.nth else ""
            parts.append(f"BYDAY={which}{','.join(DAY_CODES[day] for day in self.weekdays)}")
        if self.month_day:
            parts.append(f"BYMONTHDAY={self.month_day}")
        return ";".join(parts)


def why_not_rule(rule: Recurrence) -> str | None:
    """Why something is no rule."""
    if not 1 <= rule.interval <= LONGEST_INTERVAL:
        return "series.bad_interval"
    sure_day = rule.month_day == LAST or 1 <= rule.month_day <= LAST_SURE_DAY
    sure_nth = rule.nth == LAST or 1 <= rule.nth <= MOST_NTH
    in_order = tuple(sorted(set(rule.weekdays))) == rule.weekdays
    days = len(rule.weekdays) if in_order and all(0 <= day <= SUNDAY for day in rule.weekdays) else -1
    fits = {
        Frequency.DAILY: not days and not rule.month_day and not rule.nth,
        Frequency.WEEKLY: days > 0 and not rule.month_day and not rule.nth,
        Frequency.MONTHLY: not days and sure_day and not rule.nth,
        Frequency.MONTHLY_NTH: days == 1 and not rule.month_day and sure_nth,
    }
    return None if fits[rule.frequency] else "series.bad_rule"


def read_rule(text: str) -> Recurrence:
    """Read a rule as `Recurrence.text` writes it. Raises ValueError."""
    found = _TEXT.fullmatch(text)
    if found is None:
        raise ValueError(f"not a rule of ours: {text!r}")
    nth = int(found["nth"] or 0)
    return Recurrence(
        frequency=Frequency.MONTHLY_NTH if nth else Frequency(found["freq"].lower()),
        interval=int(found["interval"] or 1),
        weekdays=tuple(DAY_CODES.index(code) for code in (found["days"] or "").split(",") if code),
        month_day=int(found["month_day"] or 0),
        nth=nth,
    )


def days_of(rule: Recurrence, since: date, first_on: date, last_on: date) -> list[date]:
    """The days of a rule that runs since a day, from the first to the last, both included, in order."""
    if last_on < max(since, first_on):
        return []
    days = [getattr(rrule, DAY_CODES[day]) for day in rule.weekdays]
    recurring = rrule.rrule(
        _FREQUENCIES[rule.frequency],
        dtstart=datetime.combine(since, time.min),
        interval=rule.interval,
        byweekday=[day(rule.nth) for day in days] if rule.nth else days or None,
        bymonthday=rule.month_day or None,
        until=datetime.combine(last_on, time.min),
    )
    return [each.date() for each in recurring if each.date() >= first_on]
