"""The meter of effective weights: what announced weights come to, and when it warns."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from sotong.contests.contest_rule import ContestRule
from sotong.results.weights import EffectiveWeights, Levels, effective_weights, made_up, meter
from tests.results.made_up import MadeUp, contests

RULE: dict[str, Any] = {
    "criteria": [
        {"id": "content", "label": "내용", "max": 60},
        {"id": "stage", "label": "발표", "max": 20, "weight": 2},
    ],
    "jury": {"weight": 60},
    "citizens": {"weight": 40},
    "identity": {"level": "phone"},
}


def measured(**changes: Any) -> dict[str, EffectiveWeights]:
    return {one.code: one for one in meter(ContestRule.from_mapping({**RULE, **changes}))}


def test_when_both_sides_use_their_whole_scale_weights_are_what_was_announced() -> None:
    uniform = measured()["weights.uniform"]
    assert (uniform.announced, uniform.effective, uniform.is_far) == (Fraction(3, 5), Fraction(3, 5), False)


def test_raw_shares_of_votes_are_small_numbers_and_leave_the_citizens_with_little() -> None:
    """As with the national award that announced 60 to 20 to 20 and in effect gave 86 to 6 to 8."""
    uniform = measured(citizens={"weight": 40, "method": "share"})["weights.uniform"]
    assert uniform.effective is not None
    assert uniform.effective > Fraction(85, 100)
    assert uniform.is_far


def test_scaling_lopsided_votes_to_the_leader_hands_the_contest_to_the_citizens() -> None:
    lopsided = measured()["weights.lopsided"]
    assert lopsided.effective is not None
    assert lopsided.effective < Fraction(30, 100)
    assert lopsided.is_far


def test_rank_points_weigh_the_same_however_the_votes_are_spread() -> None:
    table = list(range(90, -1, -10))
    citizens = {"weight": 40, "method": "rank_points", "points": table}
    found = measured(citizens=citizens, jury={"weight": 60, "per": "rank", "points": table})
    assert {one.effective for one in found.values()} == {Fraction(3, 5)}


@pytest.mark.parametrize(("side", "effective"), [("jury", Fraction(0)), ("citizens", Fraction(1))])
def test_a_side_without_weight_weighs_nothing_in_effect_either(side: str, effective: Fraction) -> None:
    assert {one.effective for one in measured(**{side: {"weight": 0}}).values()} == {effective}


def test_a_rule_with_rubrics_for_formats_only_is_tried_on_the_first_of_them() -> None:
    video = [{"id": "editing", "label": "영상", "max": 10}]
    assert measured(criteria=[], rubrics={"video": video})["weights.uniform"].effective == Fraction(3, 5)


def test_a_rule_for_a_contest_without_judges_needs_no_criteria() -> None:
    found = measured(criteria=[], jury={"weight": 0})
    assert found["weights.uniform"].effective is None


def test_it_is_tried_on_past_contests_too() -> None:
    past = Levels(
        "weights.past",
        "2025",
        {"a": Fraction(9, 10), "b": Fraction(8, 10)},
        {"band": {"a": 80, "b": 100}},
    )
    found = meter(ContestRule.from_mapping(RULE), [past])[-1]
    assert (found.code, found.name) == ("weights.past", "2025")
    assert found.effective == Fraction(60 * 10, 60 * 10 + 40 * 20)


def test_a_past_contest_in_which_all_were_equal_says_nothing() -> None:
    level = Levels(
        "weights.past", "2024", {"a": Fraction(1, 2), "b": Fraction(1, 2)}, {"band": {"a": 5, "b": 5}}
    )
    found = meter(ContestRule.from_mapping(RULE), [level])[-1]
    assert (found.effective, found.is_far) == (None, False)


def test_the_made_up_contests_are_always_the_same() -> None:
    assert list(made_up()) == list(made_up())
    assert [one.code for one in made_up()] == ["weights.uniform", "weights.close", "weights.lopsided"]


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(contests())
def test_an_effective_weight_is_a_share(contest: MadeUp) -> None:
    effective = effective_weights(ContestRule.from_mapping(contest.rule), contest.tally())
    assert effective is None or 0 <= effective <= 1
