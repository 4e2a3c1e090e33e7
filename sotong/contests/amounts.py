"""Exact amounts: marks, weights, scores and totals as fractions, read from and written as plain decimals.

An amount that people write has at most 6 decimal places and lies within +-1,000,000,000. What comes out of
dividing (a mean of three marks, a share of votes) is a fraction that no decimal need hold, so inside
everything is `Fraction` and nothing is rounded before the contest rule says so.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

PLACES: Final = 6
LARGEST: Final = 10**9

_UNIT: Final = 10**PLACES
_DIGITS: Final = 30
_WRITTEN: Final = re.compile(rf"[+-]?[0-9]{{1,10}}(?:\.[0-9]{{1,{PLACES}}})?")


class RoundingMode(StrEnum):
    """What becomes of the part that is cut off."""

    HALF_UP = "half_up"
    """To the nearest; exactly half goes away from zero (사사오입)."""
    HALF_EVEN = "half_even"
    """To the nearest; exactly half goes to the even neighbour."""
    DOWN = "down"
    """Cut off, towards zero (절사)."""


def read_amount(value: object) -> Fraction | None:
    """Return the amount that an int, a Decimal or a decimal text such as "9.25" holds; None for all else.

    A float is None too: 0.1 as a float is not a tenth. So are bools, exponents, infinities, digits of other
    scripts, more than 6 decimal places, and anything beyond +-1,000,000,000.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Fraction(value) if abs(value) <= LARGEST else None
    text = _plain(value) if isinstance(value, Decimal) else value
    if not isinstance(text, str) or not _WRITTEN.fullmatch(text):
        return None
    amount = Fraction(text)
    return amount if abs(amount) <= LARGEST else None


def amount_text(amount: Fraction) -> str:
    """Write an amount of at most 6 decimal places as the shortest plain decimal: 40, 0.5, 9.25.

    Raises ValueError where that is not the amount itself, as with a third.
    """
    units = amount * _UNIT
    if units.denominator != 1:
        raise ValueError(f"{amount} has more than {PLACES} decimal places")
    whole, part = divmod(abs(units.numerator), _UNIT)
    sign = "-" if amount < 0 else ""
    return f"{sign}{whole}.{part:0{PLACES}d}".rstrip("0").rstrip(".")


def round_amount(amount: Fraction, places: int, mode: RoundingMode) -> Fraction:
    """Round to `places` decimal places, exactly as `mode` says."""
    unit = 10**places
    whole, rest = divmod(abs(amount.numerator) * unit, amount.denominator)
    if _goes_up(whole, 2 * rest, amount.denominator, mode):
        whole += 1
    return Fraction(whole if amount >= 0 else -whole, unit)


def _goes_up(whole: int, twice_rest: int, divisor: int, mode: RoundingMode) -> bool:
    if mode is RoundingMode.DOWN or twice_rest < divisor:
        return False
    if twice_rest > divisor or mode is RoundingMode.HALF_UP:
        return True
    return whole % 2 == 1


def _plain(value: Decimal) -> str:
    """Write a Decimal out, without the zeros behind it; empty where that takes more than a line (1E+9999)."""
    if not value.is_finite() or abs(value.adjusted()) > _DIGITS or len(value.as_tuple().digits) > _DIGITS:
        return ""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
