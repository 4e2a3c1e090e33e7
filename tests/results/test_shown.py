"""Figures for people: the rule's places, or four, and the exact value never lost."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sotong.contests.amounts import RoundingMode
from sotong.contests.rule_parts import RoundingPoint, RoundingStep
from sotong.results.figures import given
from sotong.results.tally_report import exact, shown


@pytest.mark.parametrize(
    ("amount", "text", "behind"),
    [
        (Fraction(2625, 32), "82.0313", "82.03125"),
        (Fraction(200, 3), "66.6667", "200/3"),
        (Fraction(82) + Fraction(1, 10**6), "82.0000", "82.000001"),
        (Fraction(-1, 3), "-0.3333", "-1/3"),
        (Fraction("90.5"), "90.5", ""),
        (Fraction(100), "100", ""),
    ],
)
def test_a_figure_is_written_to_four_places_with_its_exact_value_behind_it(
    amount: Fraction, text: str, behind: str
) -> None:
    step = given("step.mark", amount)
    assert (shown(step), exact(step)) == (text, behind)


def test_what_the_rule_rounds_is_written_with_all_the_rules_places() -> None:
    to_two = RoundingStep(RoundingPoint.TOTAL, 2, RoundingMode.HALF_UP)
    for amount, text in (("9.5", "9.50"), ("-0.5", "-0.50"), ("7", "7.00")):
        step = given("step.total", Fraction(amount))._replace(rounding=to_two)
        assert (shown(step), exact(step)) == (text, "")
