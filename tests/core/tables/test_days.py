"""Days and times are read as offices write them; Excel's number of one is named for what it is."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from sotong.core.days import KST
from sotong.core.tables import Problem
from sotong.core.tables.days import day, instant, not_a_day


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-22", "2026.11.22", "2026.11.22.", "2026. 11. 22.", "2026/11/22", "20261122"),
        *("2026년 11월 22일", "2026.11.22.(일)", "2026-11-22 (일)"),
    ],
)
def test_a_day_is_read_in_every_korean_way(text: str) -> None:
    assert day(text) == date(2026, 11, 22)


@pytest.mark.parametrize(
    "text", ["", "26.11.22", "11/22/2026", "2026-02-30", "46348", "2026-11", "어제", "20261322"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert day(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-22 14:05", "2026-11-22T14:05:00", "2026. 11. 22. 14:05", "2026.11.22.(일) 14:05"),
        *("2026-11-22 오후 2:05:00", "2026년 11월 22일 오후 2:05"),
    ],
)
def test_a_time_is_read_in_every_korean_way(text: str) -> None:
    assert instant(text) == datetime(2026, 11, 22, 14, 5, tzinfo=KST)


def test_noon_and_midnight_are_told_apart() -> None:
    for text, hour in (("오전 12:00", 0), ("오전 9:00", 9), ("오후 12:00", 12), ("오후 11:00", 23)):
        assert instant(f"2026-11-22 {text}") == datetime(2026, 11, 22, hour, tzinfo=KST)
    assert instant("2026-11-22 오후 13:00") is None
    assert instant("2026-11-22") is None
    assert instant("2026-11-22", time(9)) == datetime(2026, 11, 22, 9, tzinfo=KST)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        *(("2800-01-01", "table.far_day"), ("1999. 12. 31.", "table.far_day"), ("29991231", "table.far_day")),
        *(("2101-01-01 09:00", "table.far_day"), ("2026-02-30", "table.no_such_day")),
        *(("2026. 13. 1. 09:00", "table.no_such_day"), ("2026-11-22 25:00", "table.no_such_time")),
        *(("2026-11-22 오후 13:00", "table.no_such_time"), ("2026-11-22 09:00", "activity.not_an_instant")),
        *(("어제", "activity.not_an_instant"), ("", "activity.not_an_instant")),
    ],
)
def test_what_is_wrong_with_a_day_is_said(text: str, reason: str) -> None:
    assert day(text) is None
    assert not_a_day("activity.not_an_instant", 2, "day", text).reason == reason


@pytest.mark.parametrize(
    ("text", "meant"),
    [("46348", "2026-11-22"), ("46348.5868055556", "2026-11-22 14:05"), ("12345", None), ("123456", None)],
)
def test_excels_number_of_a_day_is_named_with_the_day_it_means(text: str, meant: str | None) -> None:
    wrong = not_a_day("channel.not_a_day", 2, "day", text)
    plain = Problem("channel.not_a_day", 2, "day", {"text": text})
    assert wrong == (Problem("table.serial_day", 2, "day", {"text": text, "day": meant}) if meant else plain)
