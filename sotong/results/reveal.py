"""The award show: a tally turned into the steps in which a hall learns of it, from last to first.

`script` turns a tally into steps, each holding only what it adds. `screen` makes a screen from the steps that
have been shown, and is given no others: that nothing comes out before its time is a matter of what it has in
its hands, not of what it takes care to leave out. So nothing that depends on later steps may be put into an
earlier one either: not their number, not a width, not how many entries share a score that is still to come.

Pure, and in plain values, so that a script can be kept as JSON for as long as the evening takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from typing import Any, Final

from sotong.contests.contest_rule import ContestRule
from sotong.core.canonical import Json
from sotong.results.figures import Step
from sotong.results.tally import Result, Tally
from sotong.results.tally_report import shown

SINGLY: Final = 10
"""So many of the best are revealed one by one unless the host says otherwise."""
_TOLD: Final = {"tally.nothing_counted", "tally.no_entries", "tally.no_judges", "tally.no_votes"}


class RevealKind(StrEnum):
    """What a step of the show brings."""

    TITLE = "title"
    LINEUP = "lineup"
    """Who is in the contest, in the order of presentation."""
    JURY = "jury"
    HALFWAY = "halfway"
    """What the jury's scores come to in the total, before the citizens' are added."""
    CITIZENS = "citizens"
    PLACES = "places"
    """The places, ties told apart as the rule says."""
    AWARD = "award"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class Line:
    """What a step says of one entry. `amount` is what the running order goes by from here on."""

    entry: str
    score: str = ""
    amount: Fraction | None = None
    total: str = ""
    votes: int | None = None
    place: int | None = None
    reason: str = ""

    def to_json(self) -> dict[str, Json]:
        """Write the line; what is empty is left out."""
        written = {name: getattr(self, name) for name in self.__slots__}
        written["amount"] = None if self.amount is None else str(self.amount)
        return {name: value for name, value in written.items() if value not in (None, "")}

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Line:
        """Read what `to_json` wrote."""
        amount = body.get("amount")
        return cls(**{**body, "amount": None if amount is None else Fraction(amount)})


@dataclass(frozen=True, slots=True)
class RevealStep:
    """One press of the host: what it adds to what is known."""

    kind: RevealKind
    lines: tuple[Line, ...] = ()
    label: str = ""
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Json]:
        """Write the step."""
        lines: list[Json] = [line.to_json() for line in self.lines]
        return {"kind": self.kind.value, "lines": lines, "label": self.label, "notes": list(self.notes)}

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> RevealStep:
        """Read what `to_json` wrote."""
        lines = tuple(Line.from_json(line) for line in body["lines"])
        return cls(RevealKind(body["kind"]), lines, body["label"], tuple(body["notes"]))


@dataclass(frozen=True, slots=True)
class Options:
    """How a tally is shown: the order of presentation, and how many of the best appear one by one."""

    order: tuple[str, ...]
    singly: int = SINGLY


def script(rule: ContestRule, tally: Tally, options: Options) -> tuple[RevealStep, ...]:
    """Return the steps of the show. Withdrawn entries are in none of them."""
    present = [result for result in _in_order(tally, options) if not result.entry.withdrawn]
    jury = {one.entry.id: one.jury for one in present if one.jury and rule.jury.weight}
    citizens = {one.entry.id: one.citizens for one in present if one.citizens and rule.citizens.weight}
    steps = [RevealStep(RevealKind.TITLE)]
    if present:
        steps.append(RevealStep(RevealKind.LINEUP, tuple(Line(one.entry.id) for one in present)))
    steps += _reveal(RevealKind.JURY, [_jury_line(one) for one in present if one.entry.id in jury], options)
    if jury and citizens:
        halves = tuple(line for one in present for line in _half_line(one))
        steps.append(RevealStep(RevealKind.HALFWAY, halves))
    heard = [
        (citizens[one.entry.id].rounded, _citizens_line(one)) for one in present if one.entry.id in citizens
    ]
    steps += _reveal(RevealKind.CITIZENS, heard, options)
    if present:
        steps.append(_places(tally, present))
    steps += [
        RevealStep(RevealKind.AWARD, _award_lines(one.winners, one.waiting), one.award.label)
        for one in reversed(tally.awards)
        if one.winners or one.waiting
    ]
    return (*steps, RevealStep(RevealKind.THANKS))


def _in_order(tally: Tally, options: Options) -> list[Result]:
    """Everybody, in the order of presentation; those whom it leaves out come after, by id."""
    at = {entry: number for number, entry in enumerate(options.order)}
    return sorted(tally.results, key=lambda one: (at.get(one.entry.id, len(at)), one.entry.id))


_Weighed = tuple[Fraction, Line]


def _jury_line(result: Result) -> _Weighed:
    score = result.jury
    if score is None:
        raise ValueError(result.entry.id)
    return score.rounded, Line(result.entry.id, score=shown(score), amount=score.rounded)


def _half_line(result: Result) -> Iterator[Line]:
    if result.total is not None:
        part = result.total.inputs[0]
        yield Line(result.entry.id, amount=part.rounded, total=shown(part))


def _citizens_line(result: Result) -> Line:
    amount = None if result.total is None else result.total.rounded
    total = "" if result.total is None else shown(result.total)
    return Line(result.entry.id, _text(result.citizens), amount, total, result.votes)


def _text(step: Step | None) -> str:
    return "" if step is None else shown(step)


def _reveal(kind: RevealKind, weighed: Iterable[_Weighed], options: Options) -> Iterator[RevealStep]:
    """The lowest together, then the best so many one by one; who has the same score comes together.

    How many come together at first depends on them alone: were it made up from the best, it would tell of
    ties among them.
    """
    rising = sorted(weighed, key=lambda one: one[0])
    groups = [[line for _score, line in group] for _, group in groupby(rising, key=lambda one: one[0])]
    together: list[Line] = []
    while groups and len(together) < len(rising) - max(1, options.singly):
        together += groups.pop(0)
    for lines in [together, *groups] if together else groups:
        yield RevealStep(kind, tuple(lines))


def _places(tally: Tally, present: Sequence[Result]) -> RevealStep:
    lines = tuple(
        Line(one.entry.id, place=one.place, total=_text(one.total), reason=one.unplaced) for one in present
    )
    notes = tuple(dict.fromkeys(note.code for note in tally.notes if note.code in _TOLD))
    return RevealStep(RevealKind.PLACES, lines, notes=notes)


def _award_lines(winners: Sequence[str], waiting: Sequence[str]) -> tuple[Line, ...]:
    waits = (Line(entry, reason="award.waiting") for entry in waiting)
    return (*(Line(entry) for entry in winners), *waits)


@dataclass(frozen=True, slots=True)
class Row:
    """One entry as it stands: what is known of it. `moved` is how many ranks it rose; below 0 it fell."""

    entry: str
    rank: int | None = None
    jury: str = ""
    citizens: str = ""
    votes: int | None = None
    total: str = ""
    reason: str = ""
    is_new: bool = False
    moved: int = 0
    amount: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Screen:
    """What the hall sees: the step that was shown last, and everybody as they stand, best first.

    Whoever has no rank yet stands after the others in the order of presentation. `new` are the rows that
    this step is about, `awards` all that have been given so far, this step's last.
    """

    kind: RevealKind
    rows: tuple[Row, ...]
    label: str = ""
    notes: tuple[str, ...] = ()
    awards: tuple[RevealStep, ...] = ()

    @property
    def new(self) -> tuple[Row, ...]:
        """The rows that this step is about, in the order in which they stand."""
        return tuple(row for row in self.rows if row.is_new)


@dataclass(slots=True)
class _Board:
    rows: dict[str, Row] = field(default_factory=dict)

    def take(self, step: RevealStep) -> None:
        before = {entry: row.rank for entry, row in self.rows.items()}
        rows = {entry: replace(row, is_new=False, moved=0) for entry, row in self.rows.items()}
        for line in step.lines:
            rows[line.entry] = _told(step.kind, rows.get(line.entry, Row(line.entry)), line)
        self.rows = rows
        if step.kind in (RevealKind.JURY, RevealKind.HALFWAY, RevealKind.CITIZENS):
            self._rank()
        if step.kind in (RevealKind.CITIZENS, RevealKind.PLACES):
            self._note_moves(before)

    def _rank(self) -> None:
        amounts = [row.amount for row in self.rows.values() if row.amount is not None]
        for entry, row in self.rows.items():
            amount = row.amount
            rank = None if amount is None else 1 + sum(other > amount for other in amounts)
            self.rows[entry] = replace(row, rank=rank)

    def _note_moves(self, before: Mapping[str, int | None]) -> None:
        for entry, row in self.rows.items():
            was = before.get(entry)
            if was is not None and row.rank is not None:
                self.rows[entry] = replace(row, moved=was - row.rank)

    def in_order(self) -> tuple[Row, ...]:
        """Best first; the sort is stable, so equals keep the order of presentation."""
        return tuple(sorted(self.rows.values(), key=lambda row: (row.rank is None, row.rank or 0)))


def _told(kind: RevealKind, row: Row, line: Line) -> Row:
    """The row with what a line adds to it."""
    if kind is RevealKind.JURY:
        return replace(row, jury=line.score, amount=line.amount, is_new=True)
    if kind is RevealKind.HALFWAY:
        return replace(row, total=line.total, amount=line.amount)
    if kind is RevealKind.CITIZENS:
        said = replace(row, citizens=line.score, votes=line.votes, total=line.total, is_new=True)
        return replace(said, amount=line.amount)
    if kind is RevealKind.PLACES:
        return replace(row, rank=line.place, total=line.total or row.total, reason=line.reason)
    if kind is RevealKind.AWARD:
        return replace(row, reason=line.reason, is_new=True)
    return row


def screen(steps: Sequence[RevealStep]) -> Screen:
    """Make the screen of the last of these steps. Give it the steps that have been shown, and no others."""
    board = _Board()
    for step in steps:
        board.take(step)
    last = steps[-1]
    awards = tuple(step for step in steps if step.kind is RevealKind.AWARD)
    return Screen(last.kind, board.in_order(), last.label, last.notes, awards)
