"""Days, where the office is."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

KST = ZoneInfo("Asia/Seoul")
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100
"""The lunar tables behind Korea's holidays are sure for these."""


def korean_day(instant: datetime) -> date:
    """Return the day on which `instant` (aware) falls in Korea."""
    return instant.astimezone(KST).date()
