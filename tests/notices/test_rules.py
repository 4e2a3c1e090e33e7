"""When notices go out: nothing at night but what is urgent, and nobody waits longer than said."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotong.core.days import KST
from sotong.notices import rules
from sotong.notices.rules import Digest, MessageState, QuietHours, Reach

DAY = timedelta(days=1)
INSTANTS = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
HOURS = st.integers(0, 23).map(time)
QUIET = st.builds(QuietHours, HOURS, HOURS)
LONGEST = {Digest.SOON: timedelta(minutes=10), Digest.HOURLY: timedelta(hours=1), Digest.DAILY: DAY}


def _is_quiet(quiet: QuietHours, instant: datetime) -> bool:
    """Hour by hour, as a person would look it up."""
    hour, silent = quiet.begin.hour, set()
    while hour != quiet.end.hour:
        silent.add(hour)
        hour = (hour + 1) % 24
    return instant.astimezone(KST).hour in silent


@given(instant=INSTANTS, quiet=QUIET)
def test_what_falls_into_the_night_waits_for_its_end_and_nothing_else_waits(
    instant: datetime, quiet: QuietHours
) -> None:
    over = quiet.over_at(instant)
    assert not _is_quiet(quiet, over)
    assert quiet.over_at(over) == over
    assert (over == instant) == (not _is_quiet(quiet, instant))
    assert instant <= over < instant + DAY


@given(now=INSTANTS, digest=st.sampled_from(Digest), quiet=st.none() | QUIET)
def test_a_digest_collects_for_as_long_as_chosen_and_then_at_most_until_morning(
    now: datetime, digest: Digest, quiet: QuietHours | None
) -> None:
    due = rules.due_at(now, digest=digest, quiet=quiet)
    assert now < due <= now + LONGEST[digest] + (DAY if quiet else timedelta())
    if digest is Digest.DAILY and quiet is None:
        assert due.astimezone(KST).time() == rules.DAILY_AT


def test_tries_are_further_and_further_apart_and_come_to_an_end() -> None:
    waits = [rules.wait_after(tries) for tries in range(1, rules.MOST_TRIES + 1)]
    between = [wait for wait in waits if wait is not None]
    assert waits[-1] is None
    assert len(between) == rules.MOST_TRIES - 1
    assert between == sorted(between)
    assert timedelta(hours=8) < sum(between, timedelta()) < timedelta(hours=9)


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("010-1234-5678", "01012345678"),
        ("+82 10-1234-5678", "01012345678"),
        ("+82 (0)10 1234 5678", "01012345678"),
        ("011 123 4567", "0111234567"),
        ("02-2670-3114", None),
        ("010-1234", None),
        ("", None),
    ],
)
def test_only_mobile_numbers_get_text_messages(written: str, digits: str | None) -> None:
    assert rules.mobile(written) == digits


def test_urgent_notices_pass_all_but_a_plain_no() -> None:
    assert [rules.wanted(reach, urgent=True) for reach in Reach] == [True, True, False]
    assert [rules.wanted(reach, urgent=False) for reach in Reach] == [True, False, False]
    assert rules.why_not_try_again(MessageState.GIVEN_UP) is None
