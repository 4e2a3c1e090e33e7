"""What the room's views share."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, request
from flask_babel import format_date, get_locale

from sotong.core import clock
from sotong.core.days import korean_day
from sotong.core.errors import Refused
from sotong.core.months import Month

blueprint = Blueprint("rota", __name__)


@blueprint.app_template_filter("short_day")
def short_day(on: date) -> str:
    """Show a day without its year, for grids."""
    return str(format_date(on, "d MMM (EEE)" if str(get_locale()) == "en" else "M. d.(EEE)"))


def this_day() -> date:
    """Return the present day in Korea."""
    return korean_day(clock.now())


def asked_month(first_on: date | None = None, last_on: date | None = None) -> Month:
    """Return the month asked for in the address; else this one, kept within a period if one is given.

    Refused with "rota.no_such_month" if what was asked for is none.
    """
    today = this_day()
    if first_on and last_on:
        today = min(max(today, first_on), last_on)
    text = request.args.get("month", "")
    month = Month.read(text, today)
    if text and text != str(month):
        raise Refused("rota.no_such_month")
    return month
