"""Which duties there are on which day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from sotong.rota.calendar import Calendar
from sotong.rota.rules import DayClass
from sotong.rota.slots import lay_out_slots
from tests.rota.made_up import kind, slots_of


def test_an_evening_in_seoul_is_morning_in_utc() -> None:
    (slot,) = slots_of(kind(), days=1)
    assert slot.id == "evening@2026-09-14"
    assert slot.starts_at == datetime(2026, 9, 14, 9, tzinfo=UTC)
    assert slot.ends_at == datetime(2026, 9, 14, 13, tzinfo=UTC)
    assert (slot.first_on, slot.last_on) == (date(2026, 9, 14), date(2026, 9, 14))


def test_a_night_duty_touches_two_days_and_one_until_midnight_a_single_one() -> None:
    (night,) = slots_of(kind(starts=18 * 60, ends=33 * 60), days=1)
    (evening,) = slots_of(kind(starts=18 * 60, ends=24 * 60), days=1)
    assert (night.first_on, night.last_on) == (date(2026, 9, 14), date(2026, 9, 15))
    assert evening.last_on == date(2026, 9, 14)


def test_a_festival_runs_round_the_clock_on_its_five_days_only() -> None:
    first_on, last_on = date(2026, 9, 16), date(2026, 9, 20)
    slots = slots_of(
        kind("festival", starts=540, ends=540 + 1440, first_on=first_on, last_on=last_on), days=30
    )
    assert [slot.on.day for slot in slots] == [16, 17, 18, 19, 20]
    assert all((slot.ends_at - slot.starts_at).total_seconds() == 24 * 3600 for slot in slots)


def test_a_duty_keeps_to_its_weekdays_and_classes_of_day() -> None:
    mondays = slots_of(kind(weekdays=frozenset({0})), days=28)
    assert [slot.on.weekday() for slot in mondays] == [0, 0, 0, 0]
    feast = slots_of(kind(day_classes=frozenset({DayClass.SEOLLAL_CHUSEOK})), days=28)
    assert [slot.on.day for slot in feast] == [24, 25, 26]


def test_rest_days_come_from_the_class_unless_the_duty_says() -> None:
    first_on, last_on = date(2026, 9, 25), date(2026, 9, 25)
    earns = {DayClass.SEOLLAL_CHUSEOK: Fraction(2)}
    kinds = (kind("a"), kind("b", rest_days=Fraction(1, 2)))
    slots = lay_out_slots(kinds, Calendar(first_on, last_on), first_on, last_on, earns)
    assert [(slot.kind_id, slot.rest_days) for slot in slots] == [("a", 2), ("b", Fraction(1, 2))]


def test_february_29_is_laid_out_in_leap_years() -> None:
    first_on, last_on = date(2028, 2, 28), date(2028, 3, 1)
    slots = lay_out_slots((kind(),), Calendar(first_on, last_on), first_on, last_on)
    assert [slot.on for slot in slots] == [date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1)]


@pytest.mark.parametrize("hours", [(600, 600), (600, 500), (600, 600 + 1441), (-1, 60)])
def test_a_duty_of_no_time_or_more_than_a_day_is_refused(hours: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="24 hours"):
        kind(starts=hours[0], ends=hours[1])
