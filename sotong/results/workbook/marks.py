"""The sheet of marks: one line for each judge and entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias

from sotong.contests.contest_rule import weighted_maximum
from sotong.contests.rule_parts import MissingMark, Per, RoundingPoint
from sotong.results.facts import Entry, Sheet
from sotong.results.figures import Step
from sotong.results.workbook.facts import NOTHING, Tallied, in_order, parts_of, put_score
from sotong.results.workbook.formulas import Block, Place, rounded, unless
from sotong.results.workbook.grid import Cell, Grid, Look
from sotong.results.workbook.rule import RulePlaces


@dataclass(frozen=True, slots=True)
class SheetPlaces:
    """Where a judge's sheet for an entry stands: whether it counts, its marks, its score."""

    counts: Place
    marks: Mapping[str, Place]
    score: Place | None


Sheets: TypeAlias = Mapping[tuple[str, str], SheetPlaces]
"""Where each judge's sheet for each entry stands."""
_MARKS_FROM: Final = 5


def marks_grid(facts: Tallied, where: RulePlaces) -> tuple[Grid, Sheets]:
    """One line a sheet: its marks, whether it counts, and, where judging goes by sheets, its score."""
    say, grid = facts.say, Grid(facts.say("book.marks"))
    labels = {one.id: one.label for rubric in facts.rubrics.values() for one in rubric}
    own = [say(code) for code in ("book.judge", "book.number", "tally.entry", "book.state", "book.counts")]
    scored = facts.rule.jury.per is not Per.CRITERION
    weighted = (
        [f"{label} ({say('book.weighted')})" for label in labels.values()] if facts.weighs_marks else []
    )
    last = [say("step.reachable"), say("step.sheet_score"), say("book.exactly")] if scored else []
    grid.head([*own, *labels.values(), *weighted, *last])
    entries = {one.id: one for one in facts.entries}
    by_number = sorted(facts.sheets, key=lambda one: (in_order(one.entry), in_order(one.judge)))
    found: dict[tuple[str, str], SheetPlaces] = {}
    for sheet in by_number:
        line = _Line(facts, where, grid, sheet, entries[sheet.entry])
        found[sheet.judge, sheet.entry] = line.write()
    return grid, found


@dataclass(frozen=True)
class _Line:
    """One line of the marks' sheet."""

    facts: Tallied
    where: RulePlaces
    grid: Grid
    sheet: Sheet
    entry: Entry

    def write(self) -> SheetPlaces:
        row = self.grid.write(
            [
                self.facts.judge(self.sheet.judge),
                self.sheet.entry,
                self.entry.label,
                self.facts.say(self._state()),
            ]
        )
        marks = {
            criterion: self.grid.place(row, _MARKS_FROM + at)
            for at, criterion in enumerate(self.where.criteria)
        }
        for criterion, value in self.sheet.marks.items():
            if criterion in marks:
                self.grid.put(row, marks[criterion].column, Cell(value, look=Look.GIVEN))
        counts = self.grid.put(row, _MARKS_FROM - 1, self._counts(row))
        scored = self.facts.rule.jury.per is not Per.CRITERION and not self.entry.withdrawn and marks
        return SheetPlaces(counts, marks, self._score(row) if scored else None)

    def _state(self) -> str:
        if self.entry.withdrawn:
            return "book.withdrawn"
        if self.sheet.recused:
            return "book.recused"
        return "book.signed" if self.sheet.signed else "book.unsigned"

    def _counts(self, row: int) -> Cell:
        if self._state() != "book.signed" or not self.where.criteria:
            return Cell(0)
        cells = self._across(row, 0).here
        whole = f"COUNT({self.where.rows[self.entry.format, 'max'].fixed})"
        every = self.facts.rule.jury.missing is MissingMark.MARK
        formula = f"IF(COUNT({cells})>0,1,0)" if every else f"IF(COUNT({cells})={whole},1,0)"
        return Cell(int(self._judge_marks() is not None), formula)

    def _judge_marks(self) -> Mapping[str, Step] | None:
        return self.facts.marking.marks.get(self.sheet.entry, {}).get(self.sheet.judge)

    def _across(self, row: int, offset: int) -> Block:
        first = _MARKS_FROM + offset
        return self.grid.across(row, first, first + len(self.where.criteria) - 1)

    def _score(self, row: int) -> Place:
        """Weighted marks, what they could have reached, and the score on the rule's scale."""
        count, format_ = len(self.where.criteria), self.entry.format
        score = self.facts.marking.scores[self.sheet.entry].get(self.sheet.judge)
        parts = parts_of(score) if score else {}
        shift = count if self.facts.weighs_marks else 0
        for one in self.facts.rubrics[format_] if shift else ():
            self._weighted(row, one.id, parts.get(one.id))
        whole = self.where.rows[format_, "weighted_max"].fixed
        present = [one for one in self.facts.rubrics[format_] if one.id in self.sheet.marks]
        reach = f"SUMPRODUCT(ISNUMBER({self._across(row, 0).here})*{whole})"
        reachable = self.grid.put(row, _MARKS_FROM + count + shift, Cell(weighted_maximum(present), reach))
        sums = f"SUM({self._across(row, shift).here})*{self.where.full(format_)}/{reachable.here}"
        rounding = self.facts.rule.rounding(RoundingPoint.SHEET_SCORE)
        counts = self.grid.place(row, _MARKS_FROM - 1).here
        formula = unless(f"{counts}=0", rounded(sums, rounding))
        return put_score(self.grid, row, _MARKS_FROM + count + shift + 1, formula, score)

    def _weighted(self, row: int, criterion: str, part: Step | None) -> None:
        column = _MARKS_FROM + self.where.criteria.index(criterion)
        own = self.grid.place(row, column).here
        product = f"{own}*{self.where.of_criterion(self.entry.format, 'weight', criterion).fixed}"
        rounding = self.facts.rule.rounding(RoundingPoint.WEIGHTED_MARK)
        formula = unless(f"{own}={NOTHING}", rounded(product, rounding))
        value: Fraction | str = part.rounded if part else ""
        if part is None and criterion in self.sheet.marks:  # a sheet that does not count
            value = self._alone(criterion)
        self.grid.put(row, column + len(self.where.criteria), Cell(value, formula))

    def _alone(self, criterion: str) -> Fraction:
        weights = {one.id: one.weight for one in self.facts.rubrics[self.entry.format]}
        value = self.sheet.marks[criterion] * weights[criterion]
        rounding = self.facts.rule.rounding(RoundingPoint.WEIGHTED_MARK)
        return rounding.apply(value) if rounding else value
