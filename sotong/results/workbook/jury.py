"""The jury's sheet: judges' figures side by side, and what they come to together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from sotong.contests.contest_rule import weighted_maximum
from sotong.contests.rule_parts import Method, Per, RoundingPoint
from sotong.results.facts import Entry
from sotong.results.figures import Operation, Step
from sotong.results.workbook.facts import NOTHING, Scores, Tallied, in_order, parts_of, put_score
from sotong.results.workbook.formulas import Place, averaged, guarded, points, rounded, unless
from sotong.results.workbook.grid import Cell, Grid
from sotong.results.workbook.marks import Sheets
from sotong.results.workbook.rule import RulePlaces


def jury_grid(facts: Tallied, where: RulePlaces, sheets: Sheets) -> tuple[Grid, Scores]:
    """Write the jury's sheet in the way that the rule judges; return where the jury scores stand."""
    grid = Grid(facts.say("book.jury"))
    lines = _Lines(facts, where, grid, sheets)
    if facts.rule.jury.per is Per.CRITERION:
        return grid, lines.by_criteria()
    return grid, lines.by_ranks() if facts.rule.jury.per is Per.RANK else lines.by_sheets()


@dataclass(frozen=True)
class _Lines:
    """The sheet's lines while they are written."""

    facts: Tallied
    where: RulePlaces
    grid: Grid
    sheets: Sheets

    @cached_property
    def judges(self) -> list[str]:
        """Those with a sheet that counts, by number."""
        return sorted(self.facts.marking.judges, key=in_order)

    def by_sheets(self) -> Scores:
        """One line an entry: every judge's score, and what they come to together."""
        rule, found = self.facts.rule, {}
        self._head(self._names(), ["step.jury_score", "book.exactly"])
        for entry in self.facts.standing:
            row = self._scores(entry)
            if self.judges:
                cells = self.grid.across(row, 2, 1 + len(self.judges)).here
                average = rounded(averaged(rule.jury, cells), rule.rounding(RoundingPoint.JURY_SCORE))
                formula = unless(f"COUNT({cells})=0", average)
                score = self.facts.jury.scores.get(entry.id)
                found[entry.id] = put_score(self.grid, row, 2 + len(self.judges), formula, score)
        return found

    def by_ranks(self) -> Scores:
        """One line an entry: every judge's score, the points of its place, and the points together."""
        earned = [f"{name} ({self.facts.say('step.judge_points')})" for name in self._names()]
        self._head([*self._names(), *earned], ["step.jury_points", "step.jury_score", "book.exactly"])
        first = self.grid.next_row
        rows = {entry.id: self._scores(entry) for entry in self.facts.standing}
        if not self.judges:
            return {}
        for row, step in ((row, self.facts.jury.scores.get(entry)) for entry, row in rows.items()):
            self._earned(row, first, parts_of(step) if step else {})
        return {
            entry: self._from_points(row, self.facts.jury.scores.get(entry)) for entry, row in rows.items()
        }

    def by_criteria(self) -> Scores:
        """A line for each entry and criterion; at the end of each entry's lines its score."""
        last = ("step.criterion_average", "step.weighted_criterion", "step.reachable", "step.jury_score")
        self._head([self.facts.say("book.criterion"), *self._names()], [*last, "book.exactly"])
        found = {}
        for entry in self.facts.standing:
            rubric = self.facts.rubrics[entry.format]
            score = self.facts.jury.scores.get(entry.id)
            parts, first = parts_of(score) if score else {}, self.grid.next_row
            for one in rubric if self.judges else ():
                row = self.grid.write([entry.id, entry.label, one.label])
                self._criterion(row, entry, one.id, parts.get(one.id))
                found[entry.id] = self.grid.place(row, 6 + len(self.judges))
            if entry.id in found:
                self._from_criteria(entry, first, found[entry.id], score)
        return found

    def _names(self) -> list[str]:
        return [self.facts.judge(one) for one in self.judges]

    def _head(self, middle: Sequence[str], last: Sequence[str]) -> None:
        say = self.facts.say
        self.grid.head([say("book.number"), say("tally.entry"), *middle, *(say(code) for code in last)])

    def _scores(self, entry: Entry) -> int:
        """Write every judge's score for the entry; return the row."""
        row = self.grid.write([entry.id, entry.label])
        scores = self.facts.marking.scores[entry.id]
        for column, judge in enumerate(self.judges, 2):
            sheet = self.sheets.get((judge, entry.id))
            if sheet and sheet.score:
                value: Fraction | str = scores[judge].rounded if judge in scores else ""
                self.grid.put(row, column, Cell(value, self._score(sheet.score.fixed)))
        return row

    def _score(self, own: str) -> str:
        """A judge's score; guarded where it is ranked and not computed on."""
        ranked = self.facts.rule.jury.per is Per.RANK
        return unless(f"NOT(ISNUMBER({own}))", guarded(own)) if ranked else own

    def _earned(self, row: int, first: int, earned: dict[str, Step]) -> None:
        """Write the points of the place at which each judge puts the entry."""
        last, count = first + len(self.facts.standing) - 1, len(self.judges)
        for column, judge in enumerate(self.judges, 2):
            own, among = self.grid.place(row, column).here, self.grid.down(column, first, last).still
            if self.where.jury_points:
                formula = points(self.facts.rule.jury.tied, own, among, self.where.jury_points)
                value: Fraction | str = earned[judge].rounded if judge in earned else ""
                self.grid.put(row, column + count, Cell(value, unless(f"NOT(ISNUMBER({own}))", formula)))

    def _from_points(self, row: int, step: Step | None) -> Place:
        """Write the judges' points together, and the score that they come to."""
        jury, count = self.facts.rule.jury, len(self.judges)
        cells = self.grid.across(row, 2 + count, 1 + 2 * count).here
        together = averaged(jury, cells)
        if jury.method is not Method.SUM:
            together = unless(f"COUNT({cells})=0", together)
        whole = step.inputs[0] if step and step.operation is Operation.PROPORTION else step
        at = self.grid.put(row, 2 + 2 * count, Cell(whole.value if whole else "", together)).here
        figure = at
        if self.where.scale and self.where.jury_points:
            most = f"INDEX({self.where.jury_points.each},1)"
            most += f"*{count}" if jury.method is Method.SUM else ""
            figure = f"{at}*{self.where.scale.fixed}/({most})"
        rounding = self.facts.rule.rounding(RoundingPoint.JURY_SCORE)
        formula = unless(f"{at}={NOTHING}", rounded(figure, rounding))
        return put_score(self.grid, row, 3 + 2 * count, formula, step)

    def _criterion(self, row: int, entry: Entry, criterion: str, part: Step | None) -> None:
        """Write the judges' marks in one criterion, their average, and what it weighs."""
        rule, at = self.facts.rule, 3 + len(self.judges)
        for column, judge in enumerate(self.judges, 3):
            self._mark(row, column, (judge, entry.id), criterion)
        cells = self.grid.across(row, 3, at - 1).here
        average = rounded(averaged(rule.jury, cells), rule.rounding(RoundingPoint.CRITERION_AVERAGE))
        value: Fraction | str = part.rounded if part else ""
        own = Cell(_average_in(part) if part else "", unless(f"COUNT({cells})=0", average))
        average_at = self.grid.put(row, at, own).here
        none = f"{average_at}={NOTHING}"
        weight = self.where.of_criterion(entry.format, "weight", criterion).fixed
        product = rounded(f"{average_at}*{weight}", rule.rounding(RoundingPoint.WEIGHTED_CRITERION))
        self.grid.put(row, at + 1, Cell(value, unless(none, product)))
        whole = self.where.of_criterion(entry.format, "weighted_max", criterion).fixed
        full = weighted_maximum([one for one in self.facts.rubrics[entry.format] if one.id == criterion])
        self.grid.put(row, at + 2, Cell(full if part else 0, f"IF({none},0,{whole})"))

    def _mark(self, row: int, column: int, pair: tuple[str, str], criterion: str) -> None:
        sheet = self.sheets.get(pair)
        if sheet is None:
            return
        judge, entry = pair
        step = self.facts.marking.marks[entry].get(judge, {}).get(criterion)
        own = sheet.marks[criterion].fixed
        formula = f"IF({sheet.counts.fixed}=1,IF({own}={NOTHING},{NOTHING},{own}),{NOTHING})"
        self.grid.put(row, column, Cell(step.rounded if step else "", formula))

    def _from_criteria(self, entry: Entry, first: int, score_at: Place, score: Step | None) -> None:
        """Write what an entry's criteria come to, on the rule's scale."""
        _sheet, last, column = score_at
        weighted, reach = (self.grid.down(column - before, first, last).here for before in (2, 1))
        figure = f"SUM({weighted})*{self.where.full(entry.format)}/SUM({reach})"
        rounding = self.facts.rule.rounding(RoundingPoint.JURY_SCORE)
        formula = unless(f"COUNT({weighted})=0", rounded(figure, rounding))
        put_score(self.grid, last, column, formula, score)


def _average_in(part: Step) -> Fraction:
    """The average that a weighted criterion is made of, which is itself where the weight is 1."""
    return part.rounded if part.code == "step.criterion_average" else part.inputs[0].rounded
