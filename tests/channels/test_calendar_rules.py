"""The content calendar's laws: what a series holds, and what changing it leaves alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.channels import calendar_rules as rules
from sotong.channels.calendar_rules import (
    Hand,
    Planned,
    SlotFacts,
    SlotState,
    Term,
    changed,
    draft_due_at,
    planned,
    slots,
)
from sotong.channels.permalinks import canonical
from sotong.channels.platforms import Platform
from sotong.channels.recurrence import Frequency, Recurrence, days_of, read_rule
from sotong.channels.rules import Account
from sotong.core.days import KST, korean_day
from sotong.core.office_days import WEEKENDS_ONLY

CALM = settings(deadline=None, max_examples=60)
OWNER, OTHER, REVIEWER = UUID(int=1), UUID(int=2), UUID(int=3)
MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))

RULES = st.one_of(
    st.builds(Recurrence, st.just(Frequency.DAILY), st.integers(1, 12)),
    st.builds(
        Recurrence,
        st.just(Frequency.WEEKLY),
        st.integers(1, 12),
        st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    ),
    st.builds(
        Recurrence,
        st.just(Frequency.MONTHLY),
        st.integers(1, 12),
        st.just(()),
        st.sampled_from([-1, *range(1, 29)]),
    ),
    st.builds(
        Recurrence,
        st.just(Frequency.MONTHLY_NTH),
        st.integers(1, 12),
        st.integers(0, 6).map(lambda day: (day,)),
        st.just(0),
        st.sampled_from([-1, 1, 2, 3, 4]),
    ),
)


class Holidays:
    """An office whose holidays are given."""

    def __init__(self, *days: date) -> None:
        self.days = frozenset(days)

    def is_holiday(self, on: date) -> bool:
        return on in self.days

    def is_closed(self, on: date) -> bool:
        return on in self.days or WEEKENDS_ONLY.is_closed(on)

    def names_of(self, on: date) -> Sequence[str]:
        return ["쉬는 날"] if on in self.days else []


@dataclass(frozen=True)
class Touched:
    occurs_on: date | None
    starts_at: datetime


def term(from_on: date, rule: Recurrence | None, **how: object) -> Term:
    made = Term(from_on, rule, 9 * 60, 30, False, OWNER, 1, None, 1, NOW)
    return replace(made, **how)  # type: ignore[arg-type] # the test's own words


TERMS = st.lists(
    st.builds(term, DAYS, st.none() | RULES, skips_holidays=st.booleans()),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one.from_on,
)
HOLIDAYS = st.sets(DAYS, max_size=20).map(lambda days: Holidays(*days))


@CALM
@given(RULES)
def test_a_rule_is_read_as_it_is_written(rule: Recurrence) -> None:
    assert read_rule(rule.text) == rule


@CALM
@given(RULES, DAYS)
def test_each_rule_has_a_day_in_every_period(rule: Recurrence, since: date) -> None:
    longest = {"D": 1, "W": 7, "M": 31}[rule.frequency.name[0]] * rule.interval * 2
    assert days_of(rule, since, since, since + timedelta(days=longest))


@CALM
@given(RULES, DAYS, DAYS, st.integers(0, 200))
def test_days_of_a_window_are_those_of_the_whole_within_it(
    rule: Recurrence, since: date, first_on: date, length: int
) -> None:
    last_on = first_on + timedelta(days=length)
    whole = days_of(rule, since, since, max(since, last_on))
    assert days_of(rule, since, first_on, last_on) == [on for on in whole if first_on <= on <= last_on]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("FREQ=DAILY", ["11-23", "11-24", "11-25"]),
        ("FREQ=WEEKLY;BYDAY=MO", ["11-23", "11-30", "12-07"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", ["11-23", "11-26", "12-07"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", ["11-30", "12-31", "01-31"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", ["11-27", "12-25", "01-29"]),
        ("FREQ=MONTHLY;BYDAY=1MO", ["12-07", "01-04", "02-01"]),
    ],
)
def test_rules_mean_what_a_calendar_says(text: str, days: list[str]) -> None:
    found = days_of(read_rule(text), MONDAY, MONDAY, MONDAY + timedelta(days=100))
    assert [f"{on:%m-%d}" for on in found[:3]] == days


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FREQ=YEARLY",
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;INTERVAL=0;BYDAY=MO",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=TH,MO",
        "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYDAY=5MO",
        "FREQ=DAILY;COUNT=3",
    ],
)
def test_what_is_no_rule_of_ours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_rule(text)


@CALM
@given(TERMS, HOLIDAYS, st.lists(st.tuples(st.none() | DAYS, st.integers(0, 400)), max_size=8))
def test_slots_are_exactly_the_rules_dates_less_the_exceptions_plus_the_additions(
    terms: list[Term], holidays: Holidays, touched: list[tuple[date | None, int]]
) -> None:
    first_on, last_on = date(2026, 3, 1), date(2026, 9, 30)
    by_rule = planned(terms, first_on, last_on, holidays)
    seen: set[date] = set()
    exceptions = []
    for on, hours in touched:
        if on is None or on not in seen:
            exceptions.append(Touched(on, NOW + timedelta(hours=hours)))
            seen |= {on} if on else set()
    found = slots(by_rule, exceptions)
    kept = [each for each in found if isinstance(each, Planned)]
    assert {each.occurs_on for each in kept} == {each.occurs_on for each in by_rule} - seen
    assert sorted(map(id, exceptions)) == sorted(id(each) for each in found if isinstance(each, Touched))
    assert [each.starts_at for each in found] == sorted(each.starts_at for each in found)


@CALM
@given(TERMS, HOLIDAYS)
def test_each_day_is_its_terms_and_no_other(terms: list[Term], holidays: Holidays) -> None:
    for each in planned(terms, date(2026, 1, 1), date(2026, 12, 31), holidays):
        running = max((one for one in terms if one.from_on <= each.occurs_on), key=lambda one: one.from_on)
        assert each.term == running
        assert running.rule is not None
        assert not (running.skips_holidays and holidays.is_holiday(each.occurs_on))
        assert korean_day(each.starts_at) == each.occurs_on


@CALM
@given(TERMS, st.builds(term, DAYS, st.none() | RULES), HOLIDAYS)
def test_changing_a_series_from_a_day_on_never_touches_earlier_slots(
    terms: list[Term], new: Term, holidays: Holidays
) -> None:
    first_on, last_on = date(2026, 1, 1), date(2026, 12, 31)
    before = planned(terms, first_on, last_on, holidays)
    after = planned(changed(terms, new), first_on, last_on, holidays)
    assert [one for one in after if one.occurs_on < new.from_on] == [
        one for one in before if one.occurs_on < new.from_on
    ]
    assert all(one.term == new for one in after if one.occurs_on >= new.from_on)


@CALM
@given(DAYS, st.integers(1, 15), HOLIDAYS)
def test_a_draft_is_due_when_the_office_closes_that_many_office_days_before(
    on: date, days: int, holidays: Holidays
) -> None:
    starts_at = datetime(on.year, on.month, on.day, 9, tzinfo=KST)
    due = draft_due_at(starts_at, days, holidays.is_closed).astimezone(KST)
    between = (due.date() + timedelta(days=n) for n in range((on - due.date()).days))
    assert (due.hour, due.minute) == (18, 0)
    assert sum(not holidays.is_closed(day) for day in between) == days
    assert draft_due_at(starts_at, 0, holidays.is_closed) == starts_at


def test_mondays_draft_is_due_on_friday_evening() -> None:
    due = draft_due_at(datetime(2026, 11, 23, 9, tzinfo=KST), 1, WEEKENDS_ONLY.is_closed)
    assert due == datetime(2026, 11, 20, 18, tzinfo=KST)


OWN, NOT_OWN = Hand(UUID(int=11), OWNER), Hand(UUID(int=12), OTHER)
PLANNER = Hand(REVIEWER, None, plans=True)


def facts(state: SlotState, *, written: bool = True, by: UUID | None = None) -> SlotFacts:
    return SlotFacts(state, OWNER, NOW + timedelta(days=1), written, by)


def test_only_the_owner_and_who_plans_may_write() -> None:
    slot = facts(SlotState.DRAFT)
    assert rules.why_not_write(slot, OWN) is None
    assert rules.why_not_write(slot, PLANNER) is None
    assert rules.why_not_write(slot, NOT_OWN) == "slot.not_yours"


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (SlotState.PLANNED, None),
        (SlotState.DRAFT, None),
        (SlotState.RETURNED, None),
        (SlotState.IN_REVIEW, "slot.in_review"),
        (SlotState.APPROVED, "slot.approved"),
        (SlotState.PUBLISHED, "slot.published"),
        (SlotState.CANCELLED, "slot.cancelled"),
    ],
)
def test_what_is_on_its_way_is_not_written_over(state: SlotState, reason: str | None) -> None:
    assert rules.why_not_write(facts(state), OWN) == reason


def test_nothing_unwritten_is_handed_in_and_nobody_approves_her_own() -> None:
    assert rules.why_not_hand_in(facts(SlotState.DRAFT, written=False), OWN) == "slot.nothing_written"
    waiting = facts(SlotState.IN_REVIEW, by=REVIEWER)
    assert rules.why_not_approve(waiting, REVIEWER) == "slot.own_draft"
    assert rules.why_not_approve(waiting, OTHER) is None
    assert rules.why_not_return(waiting, " ") == "slot.reason_missing"


@pytest.mark.parametrize("state", SlotState)
def test_only_what_is_approved_is_published(state: SlotState) -> None:
    assert (rules.why_not_publish(facts(state), OWN) is None) == (state is SlotState.APPROVED)


def test_a_slot_is_moved_to_a_time_to_come_and_ends_after_it_begins() -> None:
    slot, hour = facts(SlotState.PLANNED), timedelta(hours=1)
    assert rules.why_not_move(slot, NOW + hour, NOW + 2 * hour, NOW) is None
    assert rules.why_not_move(slot, NOW, NOW + hour, NOW) == "slot.in_the_past"
    assert rules.why_not_move(slot, NOW + hour, NOW + hour, NOW) == "slot.bad_length"
    assert rules.why_not_move(slot, NOW + hour, NOW + 26 * hour, NOW) == "slot.bad_length"
    published = facts(SlotState.PUBLISHED)
    assert rules.why_not_move(published, NOW + hour, NOW + 2 * hour, NOW) == "slot.published"


def test_what_is_past_stays_as_it_was() -> None:
    assert rules.why_not_change(MONDAY - timedelta(days=1), MONDAY) == "series.change_in_the_past"
    assert rules.why_not_change(MONDAY, MONDAY) is None


def test_a_series_begins_within_two_years_of_today() -> None:
    assert rules.why_not_begin(date(2025, 1, 1), MONDAY) is None
    assert rules.why_not_begin(date.min, MONDAY) == "series.too_far"
    assert rules.why_not_change(date.max, MONDAY) == "series.too_far"


@pytest.mark.parametrize(
    ("address", "asks"),
    [
        ("https://blog.naver.com/ydpgu/223456789012", False),
        ("https://blog.naver.com/other/223456789012", True),
        ("https://x.com/ydpgu/status/1841000000000000001", True),
    ],
)
def test_another_account_than_the_series_is_asked_about(address: str, asks: bool) -> None:
    link = canonical(address)
    assert link is not None
    place = Account(Platform.NAVER_BLOG, "ydpgu", "https://blog.naver.com/ydpgu")
    assert rules.why_not_there(link, place, sure=False) == ("slot.other_channel" if asks else None)
    assert rules.why_not_there(link, place, sure=True) is None
    assert rules.why_not_there(link, None, sure=False) is None


def test_a_deputy_may_what_her_officer_may() -> None:
    deputy = Hand(UUID(int=13), OTHER, stands_in_for=frozenset({OWNER}))
    slot = facts(SlotState.DRAFT)
    assert rules.why_not_hand_in(slot, deputy) is None
