"""Days, where the office is."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

KST = ZoneInfo("Asia/Seoul")


def korean_day(instant: datetime) -> date:
    """Return the day on which `instant` (aware) falls in Korea."""
    return instant.astimezone(KST).date()
