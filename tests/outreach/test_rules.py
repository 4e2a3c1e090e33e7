"""Until when a share is asked for, and what may be done with a post."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.core.days import KST, korean_day
from sotong.outreach import rules
from sotong.outreach.rules import Audience, PostFacts
from sotong.rota.calendar import Calendar
from sotong.rota.rules import DayClass

CALENDAR = Calendar(date(2026, 1, 1), date(2027, 12, 31))
moments = st.timedeltas(timedelta(0), timedelta(days=600)).map(
    lambda after: datetime(2026, 1, 1, tzinfo=UTC) + after
)


def is_office_day(on: date) -> bool:
    return CALENDAR.class_of(on) is DayClass.WEEKDAY


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-23 10:00", "2026-11-24 18:00"),  # Monday: tomorrow
        ("2026-11-23 23:59", "2026-11-24 18:00"),
        ("2026-11-24 00:00", "2026-11-25 18:00"),
        ("2026-11-27 10:00", "2026-11-30 18:00"),  # Friday: over the weekend
        ("2026-12-24 17:00", "2026-12-28 18:00"),  # Christmas on a Friday
        ("2026-09-23 09:00", "2026-09-28 18:00"),  # Chuseok, Thursday to Saturday
    ],
)
def test_a_share_is_due_at_the_close_of_the_next_office_day(now: str, due: str) -> None:
    found = rules.default_due(datetime.fromisoformat(now).replace(tzinfo=KST), is_office_day)
    assert found == datetime.fromisoformat(due).replace(tzinfo=KST)


@settings(deadline=None)
@given(moments)
def test_everybody_has_a_whole_office_day_for_a_share(now: datetime) -> None:
    due = rules.default_due(now, is_office_day)
    assert is_office_day(korean_day(due))
    assert korean_day(due) > korean_day(now)
    between = (korean_day(due) - korean_day(now)).days
    assert not any(is_office_day(korean_day(now) + timedelta(days=n)) for n in range(1, between))


def test_a_post_is_not_recorded_before_it_stands() -> None:
    now = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    assert rules.why_not_record(now + rules.CLOCKS_DIFFER_BY, now) is None
    assert rules.why_not_record(now + timedelta(minutes=6), now) == "post.posted_in_the_future"


def test_nothing_is_asked_about_a_cancelled_post() -> None:
    assert rules.why_not_assign(PostFacts(cancelled=True)) == "post.cancelled"
    assert rules.why_not_assign(PostFacts()) is None
    assert rules.why_not_cancel(PostFacts(cancelled=True)) == "post.cancelled"


@pytest.mark.parametrize(
    ("due", "fits"),
    [
        ("2026-11-24T18:00", True),
        ("2026-11-24T09:00", True),
        ("2026-11-24T08:59", False),
        ("2026-11-24T18:01", False),
        ("2026-11-28T15:00", False),
    ],
)
def test_work_is_due_in_office_hours_unless_it_is_asked_of_who_is_on_duty(due: str, fits: bool) -> None:
    at = datetime.fromisoformat(due).replace(tzinfo=KST)
    for audience, expected in ((Audience.ALL, fits), (Audience.ON_DUTY, True)):
        assert (rules.why_not_due(at, _is_weekend, audience) is None) == expected


def _is_weekend(on: date) -> bool:
    return on.weekday() >= 5
