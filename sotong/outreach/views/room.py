"""What the room's views share: the blueprint of posts and boards, and until when work is asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

from flask import Blueprint

from sotong.core import office_days
from sotong.core.days import korean_day
from sotong.core.db import db
from sotong.outreach import rules
from sotong.rota.calendar import Calendar
from sotong.rota.rules import DayClass

blueprint = Blueprint("outreach", __name__, url_prefix="/posts")

LONGEST_BREAK: Final = timedelta(days=30)
"""No row of holidays and weekends is longer."""
FARTHEST: Final = timedelta(days=120)
"""How far ahead due times are held against the office's calendar."""


def is_closed(now: datetime) -> Callable[[date], bool]:
    """Return whether the office is closed on a day; days farther off than a due time lies count as open."""
    today = korean_day(now)
    last_on = today + FARTHEST
    days = office_days.between(db.session(), today, last_on)
    return lambda on: today <= on <= last_on and days.is_closed(on)


def default_due(now: datetime) -> datetime:
    """Return until when work that is asked for now is due, unless somebody says otherwise."""
    today = korean_day(now)
    calendar = Calendar(today, today + LONGEST_BREAK)
    return rules.default_due(now, lambda on: calendar.class_of(on) is DayClass.WEEKDAY)
