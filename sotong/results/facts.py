"""What a tally starts from: entries, judges' sheets, vote counts and recorded decisions, each checked.

A mark outside its criterion's range, a sheet for an entry that does not exist, a negative count: none of
these is quietly left out. They are mistakes of whoever gathered the facts, and the tally refuses to begin
(`check_facts`). What can be but does not count, such as an unsigned sheet, becomes a `Note` on the result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from sotong.contests.contest_rule import ContestRule
from sotong.contests.rule_parts import Criterion, Format


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry. `format` says which rubric it is judged by, where the rule has several."""

    id: str
    label: str
    format: Format | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One judge's sheet for one entry: marks by criterion; a criterion left out has no mark, not a zero."""

    judge: str
    entry: str
    marks: Mapping[str, Fraction]
    signed: bool = True
    recused: bool = False


@dataclass(frozen=True, slots=True)
class Votes:
    """Picks counted by channel and entry. Quarantined ones are held apart and not counted."""

    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    quarantined: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def released(self) -> Votes:
        """The same votes with the quarantined ones counted in."""
        return Votes(
            {
                channel: Counter(self.counts.get(channel, {})) + Counter(self.quarantined.get(channel, {}))
                for channel in {*self.counts, *self.quarantined}
            }
        )

    def without(self, channel: str) -> Votes:
        """The same votes as if this channel had never been."""
        return Votes({name: counts for name, counts in self.counts.items() if name != channel})


@dataclass(frozen=True, slots=True)
class Decision:
    """A recorded decision on a tie: these entries, best first. The last one that covers a tie holds."""

    order: tuple[str, ...]
    reason: str = ""


class Note(NamedTuple):
    """A remark on the facts: a reason code, and the entry, judge, criterion or channel that it is about."""

    code: str
    entry: str = ""
    judge: str = ""
    criterion: str = ""
    channel: str = ""


class FactsInvalid(ValueError):
    """The facts do not fit the rule or each other. `wrong` holds every one that does not."""

    def __init__(self, wrong: Sequence[Note]) -> None:
        super().__init__("; ".join(" ".join(part for part in fact if part) for fact in wrong))
        self.wrong = tuple(wrong)


def check_facts(
    rule: ContestRule,
    entries: Sequence[Entry],
    sheets: Sequence[Sheet],
    votes: Votes,
    decisions: Sequence[Decision],
) -> None:
    """Raise FactsInvalid if any fact cannot be."""
    known = {entry.id: entry for entry in entries}
    wrong = [
        *_bad_entries(rule, entries),
        *_bad_sheets(rule, known, sheets),
        *_bad_votes(known, votes),
        *_bad_decisions(known, decisions),
    ]
    if wrong:
        raise FactsInvalid(wrong)


def _bad_entries(rule: ContestRule, entries: Sequence[Entry]) -> Iterator[Note]:
    for entry_id, times in Counter(entry.id for entry in entries).items():
        if times > 1:
            yield Note("entry.twice", entry=entry_id)
    for entry in entries:
        if rule.jury.weight and rule.rubric(entry.format) is None:
            yield Note("entry.no_rubric", entry=entry.id)


def _bad_sheets(rule: ContestRule, known: Mapping[str, Entry], sheets: Sequence[Sheet]) -> Iterator[Note]:
    for (judge, entry), times in Counter((sheet.judge, sheet.entry) for sheet in sheets).items():
        if times > 1:
            yield Note("sheet.twice", entry=entry, judge=judge)
    formats = {entry.format for entry in known.values()}
    ranges = {format_: _ranges(rule.rubric(format_) or ()) for format_ in formats}
    for sheet in sheets:
        if sheet.entry not in known:
            yield Note("sheet.unknown_entry", entry=sheet.entry, judge=sheet.judge)
        else:
            yield from _bad_marks(sheet, ranges[known[sheet.entry].format])


def _bad_marks(sheet: Sheet, ranges: Mapping[str, _Range]) -> Iterator[Note]:
    for criterion_id, mark in sheet.marks.items():
        if criterion_id not in ranges:
            yield Note("mark.no_such_criterion", sheet.entry, sheet.judge, criterion_id)
        elif not ranges[criterion_id].holds(mark):
            yield Note("mark.out_of_range", sheet.entry, sheet.judge, criterion_id)


class _Range(NamedTuple):
    """A criterion's marks, over one denominator: comparing whole numbers is what makes big contests quick."""

    low: int
    high: int
    divisor: int

    def holds(self, mark: Fraction) -> bool:
        return self.low * mark.denominator <= mark.numerator * self.divisor <= self.high * mark.denominator


def _ranges(rubric: Sequence[Criterion]) -> dict[str, _Range]:
    ranges = {}
    for one in rubric:
        divisor = lcm(one.low.denominator, one.high.denominator)
        ranges[one.id] = _Range(int(one.low * divisor), int(one.high * divisor), divisor)
    return ranges


def _bad_votes(known: Mapping[str, Entry], votes: Votes) -> Iterator[Note]:
    for kept in (votes.counts, votes.quarantined):
        for channel, counts in kept.items():
            for entry, count in counts.items():
                if entry not in known:
                    yield Note("votes.unknown_entry", entry=entry, channel=channel)
                if count < 0:
                    yield Note("votes.negative", entry=entry, channel=channel)


def _bad_decisions(known: Mapping[str, Entry], decisions: Sequence[Decision]) -> Iterator[Note]:
    for decision in decisions:
        for entry, times in Counter(decision.order).items():
            if times > 1:
                yield Note("decision.entry_twice", entry=entry)
            if entry not in known:
                yield Note("decision.unknown_entry", entry=entry)
