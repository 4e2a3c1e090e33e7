"""Amounts are exact: what is read is what was written, and rounding does what its name says."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.contests.amounts import LARGEST, RoundingMode, amount_text, read_amount, round_amount

units = st.integers(-LARGEST * 10**6, LARGEST * 10**6)
decimal_modes = {
    RoundingMode.HALF_UP: ROUND_HALF_UP,
    RoundingMode.HALF_EVEN: ROUND_HALF_EVEN,
    RoundingMode.DOWN: ROUND_DOWN,
}


@settings(deadline=None)
@given(units)
def test_an_amount_written_out_reads_back_as_itself(millionths: int) -> None:
    amount = Fraction(millionths, 10**6)
    assert read_amount(amount_text(amount)) == amount
    assert read_amount(Decimal(millionths).scaleb(-6)) == amount


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("9.25", Fraction(37, 4)),
        ("0.1", Fraction(1, 10)),
        ("-3", Fraction(-3)),
        ("007.50", Fraction(15, 2)),
        (40, Fraction(40)),
        (Decimal("1E+2"), Fraction(100)),
        (Decimal("2.500000000"), Fraction(5, 2)),
        (0, Fraction(0)),
    ],
)
def test_whole_numbers_decimals_and_texts_are_amounts(written: object, amount: Fraction) -> None:
    assert read_amount(written) == amount


@pytest.mark.parametrize(
    "written",
    [
        0.1,
        float("nan"),
        True,
        None,
        "",
        " 1",
        "1,000",
        "1e3",
        "1/3",
        ".5",
        "5.",
        "NaN",
        "९",
        "１０",
        "=1+1",
        "0.1234567",
        "1000000000.1",
        LARGEST + 1,
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("1E+999999999"),
        Decimal("1E-999999999"),
        Decimal("0.1234567"),
        "9" * 5000,
        [1],
    ],
    ids=lambda written: repr(written)[:30],
)
def test_what_is_not_a_plain_exact_number_is_none(written: object) -> None:
    assert read_amount(written) is None


def test_an_amount_that_no_short_decimal_holds_is_not_written_as_one() -> None:
    with pytest.raises(ValueError, match="decimal places"):
        amount_text(Fraction(1, 3))


@pytest.mark.parametrize(
    ("mode", "rounded"),
    [
        (RoundingMode.HALF_UP, ["0.13", "0.14", "-0.13", "0.12", "0.13"]),
        (RoundingMode.HALF_EVEN, ["0.12", "0.14", "-0.12", "0.12", "0.13"]),
        (RoundingMode.DOWN, ["0.12", "0.13", "-0.12", "0.12", "0.12"]),
    ],
)
def test_halves_go_where_the_mode_says(mode: RoundingMode, rounded: list[str]) -> None:
    written = ["0.125", "0.135", "-0.125", "0.124999", "0.125001"]
    assert [amount_text(round_amount(Fraction(one), 2, mode)) for one in written] == rounded


@settings(deadline=None)
@given(units, st.integers(0, 6), st.sampled_from(RoundingMode))
def test_rounding_is_that_of_decimal_arithmetic(millionths: int, places: int, mode: RoundingMode) -> None:
    exact = Decimal(millionths).scaleb(-6)
    expected = exact.quantize(Decimal(1).scaleb(-places), rounding=decimal_modes[mode])
    assert round_amount(Fraction(exact), places, mode) == Fraction(expected)


@settings(deadline=None)
@given(st.fractions(), st.fractions(), st.integers(0, 4), st.sampled_from(RoundingMode))
def test_rounding_never_turns_an_order_around(
    one: Fraction, two: Fraction, places: int, mode: RoundingMode
) -> None:
    low, high = sorted([one, two])
    assert round_amount(low, places, mode) <= round_amount(high, places, mode)
