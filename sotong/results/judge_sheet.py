"""The judge sheet: how harshly, how widely, and how much in step with the others each judge scored.

For the organiser, after the contest. It says nothing about who is right: the judge who differs may be the
one who saw it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from typing import Final

from sotong.contests.contest_rule import ContestRule
from sotong.results.facts import Entry, Sheet
from sotong.results.marking import mark, rubrics, sheet_score

_ROOTS: Final = Context(prec=50)
_FOUR_PLACES: Final = Decimal("0.0001")
_ENOUGH: Final = 3
"""Two points always lie on a line: a correlation of fewer than three entries says nothing."""


@dataclass(frozen=True, slots=True)
class JudgeLine:
    """One judge's line, from the sheets that count; scores on the rule's scale.

    `harshness`: how far below the other judges' mean for the same entries, on average (negative: milder).
    `spread`: standard deviation of the judge's own scores. `correlation`: Pearson's, with the others' mean.
    The last two hold roots and are rounded to 4 places. None where there is too little to say it from.
    """

    judge: str
    sheets: int
    mean: Fraction
    harshness: Fraction | None
    spread: Decimal | None
    correlation: Decimal | None

    @property
    def mean_drawn(self) -> Decimal:
        """The mean to two places; only for drawing."""
        return Decimal(round(self.mean * 100)).scaleb(-2)


def judge_sheet(
    rule: ContestRule, entries: Sequence[Entry], sheets: Sequence[Sheet]
) -> tuple[JudgeLine, ...]:
    """Compute every judge's line, by id. The facts must be such as the tally takes."""
    ready = rubrics(rule, entries)
    scores: dict[str, dict[str, Fraction]] = {}
    for entry, by_judge in mark(rule, entries, sheets).marks.items():
        for judge, marks in by_judge.items():
            scores.setdefault(judge, {})[entry] = sheet_score(rule, ready[entry], marks, judge).rounded
    return tuple(_line(judge, scores) for judge in sorted(scores))


def _line(judge: str, scores: Mapping[str, Mapping[str, Fraction]]) -> JudgeLine:
    own = scores[judge]
    pairs = [
        (score, _mean(others))
        for entry, score in own.items()
        if (others := [theirs[entry] for name, theirs in scores.items() if name != judge and entry in theirs])
    ]
    return JudgeLine(
        judge=judge,
        sheets=len(own),
        mean=_mean(list(own.values())),
        harshness=_mean([theirs - mine for mine, theirs in pairs]) if pairs else None,
        spread=_root(_covariance([(score, score) for score in own.values()])) if len(own) > 1 else None,
        correlation=_correlation(pairs),
    )


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _covariance(pairs: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
    first, second = _mean([one for one, _ in pairs]), _mean([two for _, two in pairs])
    return _mean([(one - first) * (two - second) for one, two in pairs])


def _correlation(pairs: Sequence[tuple[Fraction, Fraction]]) -> Decimal | None:
    if len(pairs) < _ENOUGH:
        return None
    spreads = _covariance([(one, one) for one, _ in pairs]) * _covariance([(two, two) for _, two in pairs])
    together = _covariance(pairs)
    if not spreads:
        return None
    size = _root(together * together / spreads)
    return -size if together < 0 else size


def _root(square: Fraction) -> Decimal:
    """The square root, to 4 places."""
    quotient = _ROOTS.divide(Decimal(square.numerator), Decimal(square.denominator))
    return _ROOTS.quantize(_ROOTS.sqrt(quotient), _FOUR_PLACES)
