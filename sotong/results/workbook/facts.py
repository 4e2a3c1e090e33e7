"""What a workbook is made from, and what its sheets share: a score with its exact amount beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final, TypeAlias

from sotong.contests.contest_rule import ContestRule
from sotong.contests.rule_parts import Criterion, Format, Per, RoundingPoint
from sotong.results.citizens import CitizenScores, citizen_scores
from sotong.results.facts import Entry, Sheet, Votes
from sotong.results.figures import Operation, Step
from sotong.results.jury import JuryScores, jury_scores
from sotong.results.marking import Marking, mark
from sotong.results.tally import Tally
from sotong.results.tally_report import exact_text
from sotong.results.workbook.formulas import Place
from sotong.results.workbook.grid import Cell, Grid, Look

Say: TypeAlias = Callable[[str], str]
Scores: TypeAlias = Mapping[str, Place]
"""Where each entry's score stands."""
Rubrics: TypeAlias = Mapping[Format | None, tuple[Criterion, ...]]
NOTHING: Final = '""'


@dataclass(frozen=True, slots=True)
class Named:
    """What a contest is called, and the hashes that say which rule and which tally this is."""

    office: str
    title: str
    code: str
    rule_digest: str
    tally_digest: str


@dataclass(frozen=True)
class Tallied:
    """A contest that was tallied: everything that its workbook tells, and its words.

    `judge` and `channel` give the names of those; `say` gives the word for a code.
    """

    rule: ContestRule
    entries: Sequence[Entry]
    sheets: Sequence[Sheet]
    votes: Votes
    tally: Tally
    named: Named
    departments: Mapping[str, str]
    say: Say
    judge: Callable[[str], str]
    channel: Callable[[str], str]

    @cached_property
    def standing(self) -> list[Entry]:
        """Entries that were not withdrawn, by number."""
        return sorted((one for one in self.entries if not one.withdrawn), key=lambda one: in_order(one.id))

    @cached_property
    def marking(self) -> Marking:
        """What counts of the sheets."""
        return mark(self.rule, self.entries, self.sheets)

    @cached_property
    def jury(self) -> JuryScores:
        """The jury scores."""
        return jury_scores(self.rule, self.entries, self.marking)

    @cached_property
    def citizens(self) -> CitizenScores:
        """The citizen scores."""
        return citizen_scores(self.rule, self.entries, self.votes)

    @cached_property
    def rubrics(self) -> Rubrics:
        """The rubrics that entries which stand are judged by."""
        return {one.format: self.rule.rubric(one.format) or () for one in self.standing}

    @cached_property
    def weighs_marks(self) -> bool:
        """Whether a mark in a sheet is anything but itself: weighted, or rounded before it is added up."""
        weights = {one.weight for rubric in self.rubrics.values() for one in rubric}
        by_sheets = self.rule.jury.per is not Per.CRITERION
        return by_sheets and (weights != {1} or self.rule.rounding(RoundingPoint.WEIGHTED_MARK) is not None)


def in_order(number: str) -> tuple[int, str]:
    """Entries and judges go by number where they have one."""
    return int(number) if number.isdecimal() else 0, number


def parts_of(score: Step) -> dict[str, Step]:
    """The figures that a score adds up, by what each is of."""
    whole = score.inputs[0] if score.operation is Operation.PROPORTION else score
    return {one.subject: one for one in (*whole.inputs, *whole.beside)}


def put_score(grid: Grid, row: int, column: int, formula: str, step: Step | None) -> Place:
    """Write a score, and beside it what it is exactly; return where the score stands."""
    places = step.rounding.places if step and step.rounding else None
    value: Fraction | str = step.rounded if step else ""
    grid.put(row, column, Cell(value, formula, Look.RESULT, places))
    grid.put(row, column + 1, Cell(exact_text(step.rounded) if step else "–"))
    return grid.place(row, column)
