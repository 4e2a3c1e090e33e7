"""Days and instants as offices write them in files."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Final

from sotong.core.days import FIRST_YEAR, KST, LAST_YEAR
from sotong.core.tables.shape import MOST_SHOWN, Problem

_DAY: Final = re.compile(
    r"(\d{4})\s*(?:[-/.]|년)\s*(\d{1,2})\s*(?:[-/.]|월)\s*(\d{1,2})\s*(?:[.]|일)?(?:\s*\([월화수목금토일]\))?",
    re.ASCII,
)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_SERIAL: Final = re.compile(r"[1-9]\d{4}(?:\.\d+)?", re.ASCII)
_WITH_TIME: Final = re.compile(r"(.+?)[ T]+(?:(오전|오후) ?)?(\d{1,2}):(\d{2})(?::\d{2}(?:\.0+)?)?", re.ASCII)
_NOON: Final = 12
_MINUTES_A_DAY: Final = 24 * 60
_EXCELS_DAY_0: Final = datetime(1899, 12, 30, tzinfo=KST)


def day(text: str) -> date | None:
    """Read 2026-12-19, 2026.12.19., 2026. 12. 19.(토), 2026년 12월 19일, 20261219; None for no day.

    None too for a day in a far year (`is_near`).
    """
    parts = _parts(text)
    try:
        read = date(*map(int, parts.groups())) if parts else None
    except ValueError:
        return None
    return read if read and is_near(read) else None


def is_near(on: date) -> bool:
    """Whether a day is in the years that an office can mean, 2000 to 2100."""
    return FIRST_YEAR <= on.year <= LAST_YEAR


def _parts(text: str) -> re.Match[str] | None:
    """Year, month and day of a text that is written as a day, whether or not there is such a day."""
    return _DAY.fullmatch(text) or _COMPACT.fullmatch(text)


@lru_cache(maxsize=10_000)
def instant(text: str, at: time | None = None) -> datetime | None:
    """Read a Korean time, such as 2026-12-19 14:00 or 2026. 12. 19. 오후 2:00; None for what is none.

    A day alone is meant `at` this time, if one is given.
    """
    found = _WITH_TIME.fullmatch(text)
    on = day(found[1] if found else text)
    try:
        hour = time(_of_24(int(found[3]), found[2]), int(found[4])) if found else at
        return datetime.combine(on, hour, tzinfo=KST).astimezone(UTC) if on and hour else None
    except (ValueError, OverflowError):
        return None


def _of_24(hour: int, half: str | None) -> int:
    """The hour of the day. Raises ValueError for one that the half of a day does not have."""
    if half is None:
        return hour
    if not 1 <= hour <= _NOON:
        raise ValueError(hour)
    return hour % _NOON + (_NOON if half == "오후" else 0)


def not_a_day(reason: str, line: int, column: str, text: str) -> Problem:
    """Return what is wrong with a cell that holds no day.

    Perhaps it is Excel's number of one, a day of a far year, a day or a time that is none; else `reason`.
    """
    facts = {"text": text[:MOST_SHOWN]}
    if meant := _of_serial(text):
        return Problem("table.serial_day", line, column, {**facts, "day": meant})
    found = _WITH_TIME.fullmatch(text)
    parts = _parts(found[1] if found else text)
    if parts and not FIRST_YEAR <= int(parts[1]) <= LAST_YEAR:
        return far_day(line, column, text)
    if parts and day(parts[0]) is None:
        return Problem("table.no_such_day", line, column, facts)
    if parts and found and instant(text) is None:
        return Problem("table.no_such_time", line, column, facts)
    return Problem(reason, line, column, facts)


def far_day(line: int, column: str, text: str) -> Problem:
    """Return what is wrong with a day in a far year."""
    years = {"first": FIRST_YEAR, "last": LAST_YEAR}
    return Problem("table.far_day", line, column, {"text": text[:MOST_SHOWN], **years})


def _of_serial(text: str) -> str | None:
    """The day that Excel counts so, with its time if it is not midnight; None for no such number."""
    if not _SERIAL.fullmatch(text):
        return None
    minutes = round(Fraction(text) * _MINUTES_A_DAY)
    meant = _EXCELS_DAY_0 + timedelta(minutes=minutes)
    if not FIRST_YEAR <= meant.year <= LAST_YEAR:
        return None
    return f"{meant:%Y-%m-%d %H:%M}" if minutes % _MINUTES_A_DAY else f"{meant:%Y-%m-%d}"
