"""What the room's views share: the blueprint of posts and boards, and until when work is asked for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from flask import Blueprint

from sotong.core.days import korean_day
from sotong.outreach import rules
from sotong.rota.calendar import Calendar
from sotong.rota.rules import DayClass

blueprint = Blueprint("outreach", __name__, url_prefix="/posts")

LONGEST_BREAK: Final = timedelta(days=30)
"""No row of holidays and weekends is longer."""


def default_due(now: datetime) -> datetime:
    """Return until when work that is asked for now is due, unless somebody says otherwise."""
    today = korean_day(now)
    calendar = Calendar(today, today + LONGEST_BREAK)
    return rules.default_due(now, lambda on: calendar.class_of(on) is DayClass.WEEKDAY)
