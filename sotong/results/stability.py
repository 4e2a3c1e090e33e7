"""The stability sheet: would the winner or an award change, had one thing been otherwise?

Without any one judge, without any one channel, by mean, median or trimmed mean, with the weights moved by
ten points either way, with the void ballots counted. And how many votes it would have taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, NamedTuple

from sotong.contests.contest_rule import ContestRule
from sotong.contests.rule_parts import JuryRule, Method
from sotong.results.facts import Decision, Entry, Sheet, Votes, check_facts
from sotong.results.flipping import Flip, cheapest_flip
from sotong.results.marking import mark
from sotong.results.tally import MarkedContest, Tally, tally_marked

SHIFT: Final = Fraction(1, 10)
"""Ten points of a hundred."""


@dataclass(frozen=True, slots=True)
class Variant:
    """The contest with one thing otherwise: what (`code`, of which `subject`), and what came of it.

    `moved` are the entries whose award differs from the real one.
    """

    code: str
    subject: str
    winners: tuple[str, ...]
    new_winner: bool
    moved: tuple[str, ...]
    places: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class StabilitySheet:
    """All variants, and the fewest votes that would have made another winner (None: no number would)."""

    winners: tuple[str, ...]
    variants: tuple[Variant, ...]
    flip: Flip | None

    @property
    def is_stable(self) -> bool:
        """Whether no variant has another winner."""
        return not any(variant.new_winner for variant in self.variants)


def stability(
    rule: ContestRule,
    entries: Sequence[Entry],
    sheets: Sequence[Sheet],
    votes: Votes,
    decisions: Sequence[Decision] = (),
) -> StabilitySheet:
    """Compute the stability sheet of a contest. Raises FactsInvalid as the tally does."""
    check_facts(rule, entries, sheets, votes, decisions)
    contest = MarkedContest(rule, entries, mark(rule, entries, sheets), votes, decisions)
    real = tally_marked(contest)
    variants = tuple(_compared(real, change) for change in _changes(contest))
    return StabilitySheet(real.winners, variants, cheapest_flip(contest, real))


class _Change(NamedTuple):
    code: str
    subject: str
    contest: MarkedContest


def _changes(contest: MarkedContest) -> Iterator[_Change]:
    rule, votes = contest.rule, contest.votes
    judges = contest.marking.judges if rule.jury.weight else []
    heard = [channel for channel, counts in sorted(votes.counts.items()) if any(counts.values())]
    yield from _without_one_judge(contest, judges)
    if rule.citizens.weight:
        yield from _without_one_channel(contest, heard)
    for jury in _other_methods(rule.jury) if judges else ():
        yield _Change("stability.method", jury.method, replace(contest, rule=replace(rule, jury=jury)))
    for subject, shifted in _shifted(rule) if judges and heard else ():
        yield _Change("stability.weights", subject, replace(contest, rule=shifted))
    if any(any(counts.values()) for counts in votes.quarantined.values()):
        yield _Change("stability.void_counted", "", replace(contest, votes=votes.released()))


def _without_one_judge(contest: MarkedContest, judges: Sequence[str]) -> Iterator[_Change]:
    for judge in judges if len(judges) > 1 else ():
        left = replace(contest, marking=contest.marking.without(judge))
        yield _Change("stability.without_judge", judge, left)


def _without_one_channel(contest: MarkedContest, channels: Sequence[str]) -> Iterator[_Change]:
    for channel in channels if len(channels) > 1 else ():
        left = replace(contest, votes=contest.votes.without(channel))
        yield _Change("stability.without_channel", channel, left)


def _other_methods(jury: JuryRule) -> Iterator[JuryRule]:
    """The jury by mean, by median, and by the mean without one highest and one lowest."""
    plain = replace(jury, drop_highest=0, drop_lowest=0)
    for method in (Method.MEAN, Method.MEDIAN):
        if jury.method is not method:
            yield replace(plain, method=method)
    if jury.method is not Method.TRIMMED:
        yield replace(jury, method=Method.TRIMMED, drop_highest=1, drop_lowest=1)


def _shifted(rule: ContestRule) -> Iterator[tuple[str, ContestRule]]:
    """The rule with ten points of the whole weight moved to the jury ("+10") and to the citizens ("-10")."""
    whole = rule.jury.weight + rule.citizens.weight
    if not rule.jury.weight or not rule.citizens.weight:
        return
    for subject, shift in (("+10", SHIFT), ("-10", -SHIFT)):
        weight = min(max(rule.jury.weight + shift * whole, Fraction(0)), whole)
        jury, citizens = replace(rule.jury, weight=weight), replace(rule.citizens, weight=whole - weight)
        yield subject, replace(rule, jury=jury, citizens=citizens)


def _compared(real: Tally, change: _Change) -> Variant:
    other = tally_marked(change.contest)
    return Variant(
        code=change.code,
        subject=change.subject,
        winners=other.winners,
        new_winner=other.winners != real.winners,
        moved=tuple(
            result.entry.id
            for result in real.results
            if real.award_of(result.entry.id) != other.award_of(result.entry.id)
        ),
        places={result.entry.id: result.place for result in other.results if result.place},
    )
