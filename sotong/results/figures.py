"""Figures that open into their arithmetic: each holds what it was made from, by which operation, how rounded.

The value of a figure *is* its operation applied to the rounded values of its inputs: there is no second
sum behind the one that is shown. Everything is exact; only a rounding step of the rule changes a value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from math import lcm
from typing import Final, NamedTuple

from sotong.contests.rule_parts import RoundingStep


class Operation(StrEnum):
    """What is done with the inputs."""

    GIVEN = "given"
    """Nothing: this is where the arithmetic starts."""
    SUM = "sum"
    MEAN = "mean"
    MEDIAN = "median"
    """The middle one; of an even number the mean of the two in the middle."""
    HIGHEST = "highest"
    LOWEST = "lowest"
    PRODUCT = "product"
    PROPORTION = "proportion"
    """The first times the second, divided by the third."""


class Step(NamedTuple):
    """One figure.

    `code` says what it is ("step.jury_score"), `subject` of whom: a judge, criterion or channel, by id.
    `value` is what the operation gives, `rounded` what is carried on: the same unless the rule rounds here.
    `beside` holds what was looked at but not computed on: marks dropped by trimming, a place's score.
    """

    code: str
    operation: Operation
    value: Fraction
    rounded: Fraction
    inputs: tuple[Step, ...] = ()
    subject: str = ""
    beside: tuple[Step, ...] = ()
    rounding: RoundingStep | None = None


def given(code: str, value: Fraction | int, subject: str = "") -> Step:
    """A figure that comes from outside: a mark, a weight, a number of votes."""
    amount = value if isinstance(value, Fraction) else Fraction(value)
    return Step(code, Operation.GIVEN, amount, amount, subject=subject)


def figure(
    code: str,
    operation: Operation,
    inputs: Sequence[Step],
    *,
    subject: str = "",
    beside: Sequence[Step] = (),
    rounding: RoundingStep | None = None,
) -> Step:
    """A figure computed from others, rounded if the rule says so here."""
    value = _COMPUTE[operation]([step.rounded for step in inputs])
    rounded = rounding.apply(value) if rounding else value
    return Step(code, operation, value, rounded, tuple(inputs), subject, tuple(beside), rounding)


def in_order(steps: Sequence[Step]) -> list[Step]:
    """The figures from lowest to highest; equal ones stay in the order given."""
    numbers = _whole_numbers([step.rounded for step in steps])[0]
    return [steps[at] for at in sorted(range(len(steps)), key=numbers.__getitem__)]


def _whole_numbers(values: Sequence[Fraction]) -> tuple[list[int], int]:
    """The values as whole numbers over one denominator, which are far cheaper to add up and to order."""
    divisor = lcm(*(value.denominator for value in values))
    return [value.numerator * (divisor // value.denominator) for value in values], divisor


def _sum(values: Sequence[Fraction]) -> Fraction:
    numbers, divisor = _whole_numbers(values)
    return Fraction(sum(numbers), divisor)


def _mean(values: Sequence[Fraction]) -> Fraction:
    numbers, divisor = _whole_numbers(values)
    return Fraction(sum(numbers), divisor * len(numbers))


def _median(values: Sequence[Fraction]) -> Fraction:
    numbers, divisor = _whole_numbers(values)
    numbers.sort()
    middle = len(numbers) // 2
    return Fraction(numbers[middle] + numbers[~middle], 2 * divisor)


def _product(values: Sequence[Fraction]) -> Fraction:
    one, two = values
    return Fraction(one.numerator * two.numerator, one.denominator * two.denominator)


def _proportion(values: Sequence[Fraction]) -> Fraction:
    one, two, three = values
    above = one.numerator * two.numerator * three.denominator
    return Fraction(above, one.denominator * two.denominator * three.numerator)


_COMPUTE: Final[Mapping[Operation, Callable[[Sequence[Fraction]], Fraction]]] = {
    Operation.SUM: _sum,
    Operation.MEAN: _mean,
    Operation.MEDIAN: _median,
    Operation.HIGHEST: max,
    Operation.LOWEST: min,
    Operation.PRODUCT: _product,
    Operation.PROPORTION: _proportion,
}
