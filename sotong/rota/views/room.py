"""What the room's views share."""

from __future__ import annotations

from datetime import date

from flask import Blueprint
from flask_babel import format_date

from sotong.core import clock, places
from sotong.core.days import korean_day

blueprint = Blueprint("rota", __name__)


@blueprint.app_template_filter("short_day")
def short_day(on: date) -> str:
    """Show a day without its year, for grids."""
    return str(format_date(on, "d MMM (EEE)" if places.reads_english() else "M. d.(EEE)"))


def this_day() -> date:
    """Return the present day in Korea."""
    return korean_day(clock.now())
