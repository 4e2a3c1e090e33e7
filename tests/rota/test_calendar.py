"""The Korean calendar of 2026 and 2027, as the law stands."""

from __future__ import annotations

from datetime import date

import pytest

from sotong.rota.calendar import Calendar, OfficeDay, days_between
from sotong.rota.rules import DayClass

CALENDAR = Calendar(date(2026, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("on", "name"),
    [
        (date(2026, 1, 1), "신정"),
        (date(2026, 3, 1), "삼일절"),
        (date(2026, 3, 2), "삼일절 대체"),
        (date(2026, 5, 1), "노동절"),
        (date(2026, 5, 5), "어린이날"),
        (date(2026, 5, 25), "부처님오신날 대체"),
        (date(2026, 6, 3), "지방선거"),
        (date(2026, 6, 6), "현충일"),
        (date(2026, 7, 17), "제헌절"),
        (date(2026, 8, 17), "광복절 대체"),
        (date(2026, 10, 5), "개천절 대체"),
        (date(2026, 10, 9), "한글날"),
        (date(2026, 12, 25), "기독탄신일"),
        (date(2027, 5, 1), "노동절"),
        (date(2027, 5, 3), "노동절 대체"),
        (date(2027, 5, 13), "부처님오신날"),
        (date(2027, 7, 17), "제헌절"),
        (date(2027, 7, 19), "제헌절 대체"),
        (date(2027, 8, 16), "광복절 대체"),
        (date(2027, 10, 4), "개천절 대체"),
        (date(2027, 10, 11), "한글날 대체"),
        (date(2027, 12, 27), "기독탄신일 대체"),
    ],
)
def test_public_and_substitute_holidays_are_holidays(on: date, name: str) -> None:
    assert CALENDAR.class_of(on) is DayClass.HOLIDAY
    assert any(known.startswith(name) for known in CALENDAR.names_of(on))


@pytest.mark.parametrize(
    ("first_on", "last_on"),
    [
        (date(2026, 2, 16), date(2026, 2, 18)),
        (date(2026, 9, 24), date(2026, 9, 26)),
        (date(2027, 2, 6), date(2027, 2, 9)),  # 설날 is a Sunday: the Tuesday is its substitute
        (date(2027, 9, 14), date(2027, 9, 16)),
    ],
)
def test_the_days_of_seollal_and_chuseok_are_a_class_of_their_own(first_on: date, last_on: date) -> None:
    assert {CALENDAR.class_of(on) for on in days_between(first_on, last_on)} == {DayClass.SEOLLAL_CHUSEOK}


@pytest.mark.parametrize("on", [date(2026, 6, 8), date(2027, 6, 7), date(2026, 2, 19), date(2026, 9, 28)])
def test_no_substitute_is_made_up(on: date) -> None:
    """현충일 has none, and a Saturday of 추석 has none."""
    assert CALENDAR.class_of(on) is DayClass.WEEKDAY
    assert CALENDAR.names_of(on) == []


def test_2026_has_as_many_days_of_each_class_as_the_wall_calendar() -> None:
    days = [CALENDAR.class_of(on) for on in days_between(date(2026, 1, 1), date(2026, 12, 31))]
    assert [days.count(day_class) for day_class in DayClass] == [245, 98, 16, 6]


def test_the_offices_own_days_come_first() -> None:
    own = [
        OfficeDay(date(2026, 9, 28), "구민의 날"),
        OfficeDay(date(2026, 6, 3), "투표 지원 근무", DayClass.WEEKDAY),
    ]
    calendar = Calendar(date(2026, 1, 1), date(2026, 12, 31), own)
    assert calendar.class_of(date(2026, 9, 28)) is DayClass.HOLIDAY
    assert calendar.names_of(date(2026, 9, 28)) == ["구민의 날"]
    assert calendar.class_of(date(2026, 6, 3)) is DayClass.WEEKDAY
    assert calendar.names_of(date(2026, 6, 3)) == ["투표 지원 근무", "지방선거일"]


@pytest.mark.parametrize("year", [1999, 2101])
def test_years_beyond_the_lunar_tables_are_refused(year: int) -> None:
    with pytest.raises(ValueError, match="2000 to 2100"):
        Calendar(date(year, 1, 1), date(year, 12, 31))


def test_temporary_holidays_are_known_once_the_package_knows_them() -> None:
    calendar = Calendar(date(2025, 1, 1), date(2025, 12, 31))
    assert calendar.class_of(date(2025, 1, 27)) is DayClass.HOLIDAY
    assert calendar.names_of(date(2025, 1, 27)) == ["임시공휴일"]
