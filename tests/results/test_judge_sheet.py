"""The judge sheet: harshness, spread and agreement of each judge, against plain statistics."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.contests.contest_rule import ContestRule
from sotong.results.facts import Entry, Sheet
from sotong.results.judge_sheet import JudgeLine, judge_sheet

RULE: dict[str, Any] = {
    "criteria": [{"id": "all", "label": "총점", "max": 100}],
    "jury": {"weight": 1},
    "citizens": {"weight": 0},
    "identity": {"level": "phone"},
}


def lines(**by_judge: Sequence[int | None]) -> dict[str, JudgeLine]:
    """The judge sheet of marks out of 100, entry by entry; None where there is no sheet."""
    entries = [Entry(f"e{at}", f"e{at}") for at in range(max(map(len, by_judge.values())))]
    sheets = [
        Sheet(judge, f"e{at}", {"all": Fraction(mark)})
        for judge, marks in by_judge.items()
        for at, mark in enumerate(marks)
        if mark is not None
    ]
    return {one.judge: one for one in judge_sheet(ContestRule.from_mapping(RULE), entries, sheets)}


def test_a_harsh_judge_is_so_many_points_below_the_others_on_the_same_entries() -> None:
    found = lines(kim=[80, 70, 60], lee=[80, 70, 60], park=[70, 60, 50])
    assert found["park"].harshness == 10
    assert found["kim"].harshness == -5
    assert (found["park"].mean, found["park"].sheets) == (Fraction(60), 3)


def test_harshness_is_not_held_against_who_got_the_weaker_entries() -> None:
    found = lines(kim=[90, 90, 20], lee=[90, 90, 20], park=[None, None, 20])
    assert found["park"].harshness == 0


def test_a_judge_in_step_with_the_others_correlates_fully_and_one_against_them_negatively() -> None:
    found = lines(kim=[80, 70, 60], lee=[82, 72, 62], park=[40, 50, 60])
    assert found["park"].correlation == -1
    assert lines(kim=[80, 70, 60], lee=[90, 80, 70])["kim"].correlation == 1


def test_spread_is_the_standard_deviation_of_the_judges_own_scores() -> None:
    assert lines(kim=[10, 20, 30, 40])["kim"].spread == Decimal("11.1803")


@pytest.mark.parametrize(
    ("marks", "spread", "correlation"),
    [([50], None, None), ([50, 60], Decimal("5.0000"), None), ([50, 50, 50], Decimal("0.0000"), None)],
)
def test_where_there_is_too_little_to_say_it_from_nothing_is_said(
    marks: Sequence[int], spread: Decimal | None, correlation: Decimal | None
) -> None:
    kim = lines(kim=marks, lee=[10, 20, 30][: len(marks)])["kim"]
    assert (kim.spread, kim.correlation) == (spread, correlation)


def test_a_judge_alone_has_no_others_to_be_compared_with() -> None:
    assert lines(kim=[10, 20, 30])["kim"].harshness is None


def test_no_sheets_give_no_lines() -> None:
    assert judge_sheet(ContestRule.from_mapping(RULE), [], []) == ()


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(*[st.integers(0, 100)] * 3), min_size=3, max_size=8))
def test_figures_are_those_of_the_standard_librarys_statistics(rows: list[tuple[int, int, int]]) -> None:
    kim, lee, park = ([row[at] for row in rows] for at in range(3))
    found = lines(kim=list(kim), lee=list(lee), park=list(park))["kim"]
    assert float(found.spread or 0) == pytest.approx(statistics.pstdev(kim), abs=1e-4)
    others = [(two + three) / 2 for two, three in zip(lee, park, strict=True)]
    if len(set(kim)) > 1 and len(set(others)) > 1:
        assert float(found.correlation or 0) == pytest.approx(statistics.correlation(kim, others), abs=1e-3)
    else:
        assert found.correlation is None
