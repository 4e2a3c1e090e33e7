"""Marks are read as people type them, exactly."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotong.contests.rule_parts import Criterion
from sotong.judging import rules

EFFECT = Criterion(id="effect", label="소통 효과", low=Fraction(0), high=Fraction(30), weight=Fraction(1))


@given(st.decimals(0, 30, places=2))
def test_what_was_typed_is_what_is_kept(mark: Decimal) -> None:
    assert rules.read_mark(str(mark), EFFECT) == mark
    assert rules.read_mark(f"  {mark} ".replace(".", ","), EFFECT) == mark
    wide = str.maketrans("0123456789.", "０１２３４５６７８９．")
    assert rules.read_mark(str(mark).translate(wide), EFFECT) == mark


@pytest.mark.parametrize("blank", ["", "  ", "\t"])
def test_blank_is_not_entered_and_never_zero(blank: str) -> None:
    assert rules.read_mark(blank, EFFECT) is None


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("30.01", "mark.beyond"),
        ("-1", "mark.beyond"),
        ("1e1", "mark.not_a_number"),
        ("1_0", "mark.not_a_number"),
        ("8.123", "mark.too_fine"),
        ("NaN", "mark.not_a_number"),
        ("Infinity", "mark.not_a_number"),
        ("팔", "mark.not_a_number"),
        ("1" * 400, "mark.not_a_number"),
        ("8..5", "mark.not_a_number"),
    ],
)
def test_what_is_no_mark_is_refused_with_its_reason(typed: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        rules.read_mark(typed, EFFECT)


@given(st.text(max_size=20))
def test_nothing_typed_breaks_the_reading(typed: str) -> None:
    outcome: object
    try:
        outcome = rules.read_mark(typed, EFFECT)
    except ValueError as refused:
        outcome = str(refused)
    assert outcome is None or str(outcome).startswith("mark.") or 0 <= Decimal(str(outcome)) <= 30
