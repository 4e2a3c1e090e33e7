"""Korea's holidays have names in English on English pages, every one of them."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask_babel import force_locale

from sotong.core.days import FIRST_YEAR, LAST_YEAR
from sotong.core.holiday_names import holiday
from sotong.rota.calendar import Calendar, OfficeDay, days_between
from sotong.web import language

FIRST, LAST = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
FOUNDED = OfficeDay(date(2026, 9, 28), "개청기념일")


@pytest.fixture
def bare() -> Flask:
    """An application that speaks, and nothing else."""
    app = Flask("sotong")
    language.prepare(app)
    return app


def test_every_holiday_of_the_century_is_called_in_the_readers_language(bare: Flask) -> None:
    known = Calendar(FIRST, LAST)
    names = {name for on in days_between(FIRST, LAST) for name in known.names_of(on)}
    assert len(names) > 30
    with bare.test_request_context(), force_locale("en"):
        assert [name for name in names if not holiday(name).isascii()] == []
    with bare.test_request_context(), force_locale("ko"):
        assert {holiday(name) for name in names} == names


def test_a_day_is_called_as_it_is_known_in_english_and_the_offices_own_as_the_office_does(
    bare: Flask,
) -> None:
    known = Calendar(date(2026, 1, 1), date(2026, 12, 31), [FOUNDED])
    days = (date(2026, 2, 17), date(2026, 8, 17), FOUNDED.on)
    with bare.test_request_context(), force_locale("en"):
        said = [holiday(name) for on in days for name in known.names_of(on)]
    assert said == ["Seollal", "Substitute holiday for Liberation Day", "개청기념일"]
