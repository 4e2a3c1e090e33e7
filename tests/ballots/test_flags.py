"""What is put on the fraud desk, and what is not: a crowd comes and goes, a script starts and stops."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.ballots.flags import (
    BURST_LENGTHS,
    SMALLEST_BURST,
    Cell,
    Flag,
    FlagKind,
    LinkFacts,
    flags,
    stands_out,
    surges,
)

NINE = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""Nine in the morning in Seoul."""
LATER = NINE + timedelta(days=1)
LINK, OTHER_LINK = UUID(int=1), UUID(int=2)
OFFICE, ELSEWHERE = b"office--", b"elsewher"
VISITED = (LinkFacts(LINK, visits={date(2026, 11, 23): 10_000}),)


def cells(by_minute: dict[int, int], cohort: bytes = OFFICE, link: UUID = LINK) -> list[Cell]:
    """Participations by minute, counted from nine o'clock."""
    return [
        Cell(cohort, link, NINE + timedelta(minutes=minute), number)
        for minute, number in by_minute.items()
        if number
    ]


def seen(found: list[Cell], links: tuple[LinkFacts, ...] = VISITED) -> list[Flag]:
    return flags(found, links, LATER)


def crowd(people: int, half_life: float, seed: int) -> Counter[int]:
    """People who hear of the vote at nine and follow one by one, half of those left every `half_life` min."""
    chance = random.Random(seed)
    return Counter(int(chance.expovariate(0.693 / half_life)) for _ in range(people))


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("half_life", [5, 10, 30, 120])
def test_five_hundred_honest_voters_behind_one_address_are_not_flagged(half_life: float, seed: int) -> None:
    assert seen(cells(crowd(500, half_life, seed))) == []


@pytest.mark.parametrize("seed", range(10))
def test_an_office_that_votes_after_every_meeting_of_the_day_is_not_flagged(seed: int) -> None:
    day = Counter[int]()
    for meeting, people in ((0, 120), (90, 60), (240, 200), (420, 120)):
        day.update({meeting + minute: n for minute, n in crowd(people, 8, seed + meeting).items()})
    assert seen(cells(day)) == []


@given(st.integers(1, 3_000), st.integers(20, 300))
@settings(deadline=None, max_examples=50)
def test_however_many_vote_a_steady_flow_is_not_flagged(a_minute: int, minutes: int) -> None:
    steady = dict.fromkeys(range(minutes), a_minute)
    assert seen(cells(steady), (LinkFacts(LINK, visits={date(2026, 11, 23): 10**7}),)) == []


@given(st.integers(500, 100_000), st.floats(5, 240))
@settings(deadline=None, max_examples=50)
def test_however_many_vote_a_crowd_that_ebbs_away_is_not_flagged(people: int, half_life: float) -> None:
    left = [people * 0.5 ** (minute / half_life) for minute in range(1_000)]
    ebb = {minute: round(left[minute] - left[minute + 1]) for minute in range(999)}
    counts = {minute: number for minute, number in ebb.items() if number}
    assert surges(counts, BURST_LENGTHS, SMALLEST_BURST) == []


@given(st.integers(SMALLEST_BURST, 2_000), st.integers(1, 10))
@settings(deadline=None, max_examples=50)
def test_a_script_of_few_minutes_from_one_network_is_flagged_whole(votes: int, minutes: int) -> None:
    burst = {200 + at: votes // minutes + (at < votes % minutes) for at in range(minutes)}
    found = [flag for flag in seen(cells(burst)) if flag.kind is FlagKind.COHORT_BURST]
    assert [(flag.number, flag.cohort, flag.link_id) for flag in found] == [(votes, OFFICE, None)]


def test_a_script_behind_the_address_of_an_office_is_told_from_the_office() -> None:
    office = crowd(500, 60, seed=1)
    script = {300: 40, 301: 40, 302: 40}
    (found,) = (flag for flag in seen(cells(office + Counter(script))) if flag.kind is FlagKind.COHORT_BURST)
    assert found.since == NINE + timedelta(minutes=300)
    assert found.until <= NINE + timedelta(minutes=304), "the script and at most a handful of its neighbours"
    assert 120 <= found.number <= 125


def test_a_script_that_comes_back_is_flagged_each_time() -> None:
    found = [flag.since for flag in seen(cells({0: 30, 1: 20, 60: 50, 200: 40}))]
    assert {minute - NINE for minute in found} == {timedelta(minutes=minute) for minute in (0, 60, 200)}


def test_many_networks_in_the_same_minute_are_flagged_by_the_link() -> None:
    spread = [Cell(number.to_bytes(8, "big"), LINK, NINE + timedelta(minutes=30), 1) for number in range(60)]
    (found,) = seen(spread)
    assert (found.kind, found.link_id, found.cohort) == (FlagKind.SAME_MINUTE, LINK, None)
    assert (found.number, found.since, found.until) == (60, *[NINE + timedelta(minutes=30)] * 2)


def test_a_post_that_goes_out_and_is_opened_by_thousands_is_no_series() -> None:
    reached = crowd(5_000, 4, seed=3)
    spread = [
        Cell((minute * 10_000 + at).to_bytes(8, "big"), LINK, NINE + timedelta(minutes=minute), 1)
        for minute, number in reached.items()
        for at in range(number)
    ]
    assert seen(spread) == []


def test_a_retired_link_that_carries_a_single_vote_is_flagged() -> None:
    retired = LinkFacts(LINK, retired_at=NINE + timedelta(minutes=10), visits={date(2026, 11, 23): 99})
    voted = cells({5: 1, 10: 1, 11: 1, 40: 1})
    (found,) = seen(voted, (retired,))
    assert (found.kind, found.link_id, found.number) == (FlagKind.RETIRED_LINK, LINK, 1)
    assert found.since == NINE + timedelta(minutes=40)


@pytest.mark.parametrize(("visits", "flagged"), [(0, True), (12, True), (13, False), (100, False)])
def test_a_hardly_visited_link_that_suddenly_carries_votes_is_flagged(visits: int, flagged: bool) -> None:
    voted = cells(dict.fromkeys(range(0, 250, 10), 1))
    found = seen(voted, (LinkFacts(LINK, visits={date(2026, 11, 23): visits}),))
    assert [flag.kind for flag in found] == [FlagKind.UNVISITED_LINK] * flagged


def test_visits_that_are_still_on_their_way_are_waited_for() -> None:
    voted = cells(dict.fromkeys(range(25), 1))
    link = LinkFacts(LINK)
    assert flags(voted, [link], NINE + timedelta(minutes=21)) == []
    assert len(flags(voted, [link], NINE + timedelta(minutes=40))) == 1


def test_visits_of_another_day_or_link_excuse_nothing() -> None:
    voted = cells(dict.fromkeys(range(0, 250, 10), 1))
    links = (LinkFacts(LINK, visits={date(2026, 11, 22): 500}), LinkFacts(OTHER_LINK, None, {}))
    assert [flag.link_id for flag in seen(voted, links)] == [LINK]


@given(
    st.dictionaries(st.integers(0, 400), st.integers(1, 200), max_size=40),
    st.lists(st.integers(0, 400), max_size=3),
)
@settings(deadline=None, max_examples=60)
def test_spans_never_overlap_and_hold_what_lies_in_them(counts: dict[int, int], moved: list[int]) -> None:
    found = surges(counts, BURST_LENGTHS, SMALLEST_BURST)
    inside = [minute for one in found for minute in range(one.first, one.last + 1)]
    assert len(inside) == len(set(inside))
    for one in found:
        assert one.number == sum(counts.get(minute, 0) for minute in range(one.first, one.last + 1))
    shifted = {minute + 7: number for minute, number in counts.items()}
    assert [(one.first - 7, one.number) for one in surges(shifted, BURST_LENGTHS, SMALLEST_BURST)] == [
        (one.first, one.number) for one in found
    ]


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_more_inside_or_fewer_beside_never_makes_it_less_odd(inside: int, beside: int) -> None:
    if stands_out(inside, beside):
        assert stands_out(inside + 1, beside)
        assert stands_out(inside, max(0, beside - 1))


@given(st.permutations(cells({0: 60, 90: 45}) + cells({5: 31}, ELSEWHERE, OTHER_LINK)))
@settings(deadline=None, max_examples=20)
def test_the_order_of_rows_changes_nothing(voted: list[Cell]) -> None:
    links = (*VISITED, LinkFacts(OTHER_LINK))
    found = seen(voted, links)
    assert [flag.key for flag in found] == [flag.key for flag in seen(sorted(voted, key=repr), links)]
    assert len({flag.key for flag in found}) == len(found)
    assert [flag.number for flag in found] == sorted((flag.number for flag in found), reverse=True)
