"""What the room's views share."""

from __future__ import annotations

from datetime import date

from flask import Blueprint

from sotong.core import clock
from sotong.core.days import korean_day

blueprint = Blueprint("rota", __name__)


def this_day() -> date:
    """Return the present day in Korea."""
    return korean_day(clock.now())
