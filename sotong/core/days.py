"""Days, where the office is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, Protocol
from zoneinfo import ZoneInfo

KST = ZoneInfo("Asia/Seoul")
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100
"""The lunar tables behind Korea's holidays are sure for these."""


def korean_day(instant: datetime) -> date:
    """Return the day on which `instant` (aware) falls in Korea."""
    return instant.astimezone(KST).date()


class OfficeDays(Protocol):
    """The days of a period."""

    def is_holiday(self, on: date) -> bool:
        """Whether it is a public holiday or one of the office's own; a mere Sunday is none."""

    def is_closed(self, on: date) -> bool:
        """Whether the office does not work on that day."""

    def names_of(self, on: date) -> Sequence[str]:
        """The names of the holidays on that day, in Korean."""
