"""The meter of effective weights: what a rule's announced weights come to in practice.

A rule may announce 60:40 and give 90:10, if one side's scores lie close together and the other's far apart.
What a side weighs in effect is its share in what sets entries apart: take every two entries, look how far
apart each side's part puts them in the total, and average (Gini's mean difference). It is shown on made-up
contests, whose numbers are fixed and readable, and on past ones, before a rule is locked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from sotong.contests.contest_rule import ContestRule
from sotong.contests.rule_parts import Criterion
from sotong.results.facts import Entry, Sheet, Votes
from sotong.results.figures import Step
from sotong.results.marking import mark
from sotong.results.tally import Tally, tally

FAR: Final = Fraction(1, 10)
"""A side that weighs ten points of a hundred more or less than announced is worth a warning."""
ENTRIES: Final = 10
DEFAULT_CHANNELS: Final = ("band", "facebook")


@dataclass(frozen=True, slots=True)
class Levels:
    """A contest to try a rule on: how near full marks each entry came (0..1), and its votes by channel."""

    code: str
    name: str
    jury: Mapping[str, Fraction]
    votes: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class EffectiveWeights:
    """What the jury's weight comes to on one contest, as shares of 1; the citizens have the rest.

    `effective` is None where nothing sets the entries apart, or nobody could be placed.
    """

    code: str
    name: str
    announced: Fraction
    effective: Fraction | None

    @property
    def announced_percent(self) -> Decimal:
        """The jury's announced weight in hundredths of the whole, to one place; only for showing."""
        return _percent(self.announced)

    @property
    def effective_percent(self) -> Decimal | None:
        """What it comes to, in the same way."""
        return None if self.effective is None else _percent(self.effective)

    @property
    def is_far(self) -> bool:
        """Whether to warn."""
        return self.effective is not None and abs(self.effective - self.announced) > FAR


def meter(
    rule: ContestRule,
    past: Sequence[Levels] = (),
    *,
    judges: int = 5,
    channels: Sequence[str] = DEFAULT_CHANNELS,
) -> tuple[EffectiveWeights, ...]:
    """Try the rule on the made-up contests and on past ones, with as many judges and channels as will be."""
    tried = (*made_up(channels), *past)
    return tuple(_measured(rule, levels, judges) for levels in tried)


def has_two_sides(rule: ContestRule) -> bool:
    """Whether there is anything to measure: a rule that lets one side decide gives it the whole weight."""
    return bool(rule.jury.weight and rule.citizens.weight)


def effective_weights(rule: ContestRule, result: Tally) -> Fraction | None:
    """The jury's effective share in a tally's totals; None if neither side sets anybody apart."""
    both = [(one.jury.rounded, one.citizens.rounded) for one in result.results if one.jury and one.citizens]
    jury = rule.jury.weight * _mean_gap([jury for jury, _ in both])
    citizens = rule.citizens.weight * _mean_gap([citizens for _, citizens in both])
    return jury / (jury + citizens) if jury + citizens else None


def made_up(channels: Sequence[str] = DEFAULT_CHANNELS) -> Iterator[Levels]:
    """Three contests of ten entries. Those whom the jury likes are not those whom the citizens like.

    Uniform: marks from none to full, votes from none to 900. Close: marks from 85 to 94 in 100, votes from
    910 to 1,000. Lopsided: close marks, and each entry has half the votes of the one before it.
    """
    spots = range(ENTRIES)
    even = [Fraction(at, ENTRIES - 1) for at in spots]
    close = [Fraction(85 + at, 100) for at in spots]
    yield _levels("weights.uniform", even, [100 * at for at in spots], channels)
    yield _levels("weights.close", close, [910 + 10 * at for at in spots], channels)
    yield _levels("weights.lopsided", close, [2 * 2**at for at in spots], channels)


def past_levels(
    rule: ContestRule,
    entries: Sequence[Entry],
    sheets: Sequence[Sheet],
    votes: Votes,
    *,
    code: str,
    name: str,
) -> Levels | None:
    """What a past contest's facts say of its entries, by the rule that it had. None if a side was missing.

    How near full marks an entry came is the mean over the sheets that counted for it. Entries that were
    withdrawn, or that nobody scored, are left out.
    """
    standing = {entry.id: entry for entry in entries if not entry.withdrawn}
    if not sheets or not any(any(counts.values()) for counts in votes.counts.values()):
        return None
    jury = {
        entry: _nearness(rule.rubric(standing[entry].format) or (), [*by_judge.values()])
        for entry, by_judge in mark(rule, entries, sheets).marks.items()
        if entry in standing and by_judge
    }
    counts = {
        channel: {entry: count for entry, count in by_entry.items() if entry in jury}
        for channel, by_entry in votes.counts.items()
    }
    return Levels(code, name, jury, counts) if jury else None


def _nearness(rubric: Sequence[Criterion], sheets: Sequence[Mapping[str, Step]]) -> Fraction:
    """How near full marks the sheets come on average, from 0 to 1; what is not marked is left out."""
    return sum((_near(rubric, marks) for marks in sheets), Fraction(0)) / len(sheets)


def _near(rubric: Sequence[Criterion], marks: Mapping[str, Step]) -> Fraction:
    marked = [one for one in rubric if one.id in marks]
    reached = sum((one.weight * (marks[one.id].value - one.low) for one in marked), Fraction(0))
    reachable = sum((one.weight * (one.high - one.low) for one in marked), Fraction(0))
    return reached / reachable if reachable else Fraction(1)


def _percent(share: Fraction) -> Decimal:
    return Decimal(round(share * 1000)).scaleb(-1)


def _levels(code: str, jury: Sequence[Fraction], votes: Sequence[int], channels: Sequence[str]) -> Levels:
    shuffled = [votes[(7 * at + 3) % ENTRIES] for at in range(ENTRIES)]
    names = [f"e{at}" for at in range(ENTRIES)]
    counts = dict(zip(names, shuffled, strict=True))
    return Levels(code, "", dict(zip(names, jury, strict=True)), dict.fromkeys(channels, counts))


def _measured(rule: ContestRule, levels: Levels, judges: int) -> EffectiveWeights:
    format_ = None if rule.criteria else next(iter(rule.rubrics), None)
    entries = [Entry(name, name, format_) for name in levels.jury]
    rubric = rule.rubric(format_) or ()
    sheets = [
        Sheet(f"j{at}", entry, _marks(rubric, level))
        for at in range(judges)
        for entry, level in levels.jury.items()
    ]
    result = tally(rule, entries, sheets if rubric else [], Votes(levels.votes))
    announced = rule.jury.weight / (rule.jury.weight + rule.citizens.weight)
    return EffectiveWeights(levels.code, levels.name, announced, effective_weights(rule, result))


def _marks(rubric: Sequence[Criterion], level: Fraction) -> dict[str, Fraction]:
    return {one.id: one.low + level * (one.high - one.low) for one in rubric}


def _mean_gap(values: Sequence[Fraction]) -> Fraction:
    """How far apart two of the values are on average."""
    count = len(values)
    if count <= 1:
        return Fraction(0)
    gaps = sum(((2 * at - count + 1) * value for at, value in enumerate(sorted(values))), Fraction(0))
    return gaps / (count * (count - 1) // 2)
