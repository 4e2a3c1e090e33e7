"""How instants, days and numbers look on a page."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from flask import Flask, has_request_context, request, url_for
from flask_babel import format_date, format_datetime, format_decimal, get_locale

from sotong.contests.amounts import amount_text
from sotong.core import labels, places
from sotong.core.access import may_use
from sotong.core.column_titles import column_called, column_title
from sotong.core.counting import counted
from sotong.core.days import KST
from sotong.core.holiday_names import holiday
from sotong.core.own_words import own_words
from sotong.core.tables.shape import MOST_PROBLEMS

# Babel prints PM for Korean `a`; `B` gives 오전/오후. A 24-hour clock needs neither.
_DAY = {"ko": "y. M. d.(EEE)", "en": "EEE d MMM y"}


def _language() -> str:
    return str(get_locale()) if get_locale() else "ko"


def kst(instant: datetime | None) -> str:
    """Show an instant in Korean time, to the minute."""
    if instant is None:
        return "–"
    return str(format_datetime(instant, f"{_DAY[_language()]} HH:mm"))


def kst_seconds(instant: datetime) -> str:
    """Show an instant in Korean time, to the second (audit pages)."""
    return instant.astimezone(KST).strftime("%Y-%m-%d %H:%M:%S")


def kst_day(day: date | datetime | None) -> str:
    """Show a day; of an instant, the Korean day on which it falls."""
    if day is None:
        return "–"
    if isinstance(day, datetime):
        day = day.astimezone(KST).date()
    return str(format_date(day, _DAY[_language()]))


def kst_time(instant: datetime) -> str:
    """Show only the time of day, in Korean time."""
    return instant.astimezone(KST).strftime("%H:%M")


def iso(instant: datetime) -> str:
    """Write an instant for the `datetime` attribute of a `time` element."""
    return instant.astimezone(KST).isoformat(timespec="seconds")


def number(value: int | Decimal) -> str:
    """Show a number with its thousands apart."""
    return str(format_decimal(value))


def mark(value: Fraction | Decimal | None, places: int = 2) -> str:
    """Show a mark or total with fixed decimals. Only for showing: rounding that counts is the rule's."""
    if value is None:
        return "–"
    exact = Fraction(value)
    scaled = round(exact * 10**places)
    return f"{Decimal(scaled).scaleb(-places):.{places}f}"


@cache
def _static_address(_root: str, filename: str) -> str:
    return url_for("static", filename=filename)


def address_of(endpoint: str, **values: Any) -> str:
    """What `url_for` is in templates: the addresses of styles and pictures, a dozen a page, are made once."""
    if endpoint == "static" and values.keys() == {"filename"} and has_request_context():
        return _static_address(request.script_root, values["filename"])
    return url_for(endpoint, **values)


def prepare(app: Flask) -> None:
    """Make the filters and words known to every template."""
    for shown in (kst, kst_seconds, kst_day, kst_time, iso, number, mark):
        app.add_template_filter(shown)
    app.add_template_filter(amount_text, "plain")
    app.add_template_filter(holiday)
    app.add_template_filter(own_words)
    app.add_template_filter(places.department)
    app.add_template_filter(places.bureau)
    app.add_template_filter(places.titled)
    app.add_template_global(places.either)
    app.add_template_filter(labels.word, "word")
    app.add_template_filter(labels.tone, "tone")
    app.add_template_filter(labels.deed, "deed")
    app.add_template_global(labels.sentence, "sentence")
    app.add_template_global(column_called)
    app.jinja_env.globals["MOST_PROBLEMS"] = MOST_PROBLEMS
    app.add_template_filter(column_title)
    app.add_template_global(counted, "_n")
    app.add_template_global(may_use)
    app.add_template_global(get_locale)
    app.add_template_global(address_of, "url_for")
