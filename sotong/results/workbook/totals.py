"""The last two sheets: totals with the exact amount beside them, and places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from sotong.contests.rule_parts import Combine, RoundingPoint
from sotong.results.facts import Entry
from sotong.results.figures import Step
from sotong.results.workbook.facts import NOTHING, Scores, Tallied, put_score
from sotong.results.workbook.formulas import Block, Place, guarded, rounded, unless
from sotong.results.workbook.grid import Cell, Grid, Look
from sotong.results.workbook.rule import RulePlaces

SCORES, PARTS, TOTAL, EXACT = 2, 4, 6, 8
"""Columns of both scores, of both parts, of the total, and of its exact amount as a number."""


class Side(NamedTuple):
    """The jury or the citizens: what they are announced to weigh and where that stands, and their scores."""

    code: str
    announced: Fraction
    weight_at: Place
    at: RoundingPoint
    scores: Mapping[str, Step]
    scores_at: Scores

    @property
    def weight(self) -> Fraction:
        """What the side weighs here: nothing where it has no score at all."""
        return self.announced if self.scores else Fraction(0)


def totals_grid(facts: Tallied, where: RulePlaces, jury: Scores, citizens: Scores) -> tuple[Grid, Scores]:
    """Write one line an entry: both scores, their parts, the total; and whether it is the exact one."""
    rule, say, grid = facts.rule, facts.say, Grid(facts.say("book.totals"))
    sides = (
        Side(
            "book.jury_weight",
            rule.jury.weight,
            where.jury_weight,
            RoundingPoint.JURY_PART,
            facts.jury.scores,
            jury,
        ),
        Side(
            "book.citizen_weight",
            rule.citizens.weight,
            where.citizen_weight,
            RoundingPoint.CITIZEN_PART,
            facts.citizens.scores,
            citizens,
        ),
    )
    lines = _Lines(facts, grid, sides, _weights(facts, grid, sides))
    grid.skip()
    codes = ("step.jury_score", "step.citizen_score", "step.jury_part", "step.citizen_part", "step.total")
    last = [say(code) for code in ("book.exactly", "book.exact_number", "book.same")]
    grid.head([say("book.number"), say("tally.entry"), *(say(code) for code in codes), *last])
    return grid, {entry.id: lines.write(entry) for entry in facts.standing}


def _weights(facts: Tallied, grid: Grid, sides: Sequence[Side]) -> list[str]:
    """Write what each side weighs here, and both together; return where."""
    weights = []
    for side in sides:
        formula = f"IF({_scored(side.scores_at)}>0,{side.weight_at.fixed},0)"
        row = grid.write([facts.say(side.code), "", Cell(side.weight, formula)])
        weights.append(grid.place(row, 2).still)
    together = Cell(sum((side.weight for side in sides), Fraction(0)), "+".join(weights))
    row = grid.write([facts.say("step.weights"), "", together])
    return [*weights, grid.place(row, 2).still]


def _scored(cells: Scores) -> str:
    """How many entries have a score of this side."""
    rows = sorted(cells.values(), key=lambda cell: cell.row)
    return f"COUNT({Block(rows[0], rows[-1]).fixed})" if rows else "0"


@dataclass(frozen=True)
class _Lines:
    """The totals while they are written."""

    facts: Tallied
    grid: Grid
    sides: Sequence[Side]
    weights: Sequence[str]

    def write(self, entry: Entry) -> Place:
        """Write an entry's line; return where its total stands."""
        row = self.grid.write([entry.id, entry.label])
        for at, side in enumerate(self.sides):
            score, cell = side.scores.get(entry.id), side.scores_at.get(entry.id)
            value = score.rounded if score else ""
            self.grid.put(row, SCORES + at, Cell(value, cell.fixed if cell else NOTHING))
            self._part(row, at, score)
        return self._total(row, self.facts.tally.result(entry.id).total)

    def _part(self, row: int, at: int, score: Step | None) -> None:
        """Write a side's part in the total: its score times its weight, in a mean over all weights."""
        rule, side, weight = self.facts.rule, self.sides[at], self.weights[at]
        own, rounding = self.grid.place(row, SCORES + at).here, rule.rounding(self.sides[at].at)
        over = f"/{self.weights[-1]}" if rule.combine is Combine.MEAN else ""
        figure = unless(f"{own}={NOTHING}", rounded(f"{own}*{weight}{over}", rounding))
        value = self._value(side, score)
        places = rounding.places if rounding else None
        self.grid.put(row, PARTS + at, Cell(value, f"IF({weight}=0,0,{figure})", places=places))

    def _value(self, side: Side, score: Step | None) -> Fraction | str:
        """What the part comes to; nothing where the side weighs here but the entry has no score of it."""
        rule = self.facts.rule
        if not side.weight:
            return Fraction(0)
        if score is None:
            return ""
        mean = rule.combine is Combine.MEAN
        value = score.rounded * side.weight / (sum(one.weight for one in self.sides) if mean else 1)
        rounding = rule.rounding(side.at)
        return rounding.apply(value) if rounding else value

    def _total(self, row: int, total: Step | None) -> Place:
        """Write the total, the exact one in words and as a number, and whether they are the same."""
        rounding = self.facts.rule.rounding(RoundingPoint.TOTAL)
        parts = [self.grid.place(row, PARTS + at).here for at in range(len(self.sides))]
        none = ",".join([f"{self.weights[-1]}=0", *(f"{part}={NOTHING}" for part in parts)])
        formula = unless(f"OR({none})", rounded("+".join(parts), rounding))
        at = put_score(self.grid, row, TOTAL, formula, total)
        exact = self.grid.put(row, EXACT, Cell(total.rounded if total else "")).here
        same = f"IF(ISNUMBER({at.here}),ABS({at.here}-{exact})<0.000000001,{exact}={NOTHING})"
        yes, no = self.facts.say("book.equal"), self.facts.say("book.differs")
        self.grid.put(row, EXACT + 1, Cell(yes, f'IF({same},"{yes}","{no}")'))
        return at


class _Totals(NamedTuple):
    """All totals: the cells that repeat them on the sheet of ranks, and what they are."""

    cells: str
    amounts: Sequence[Fraction]


def ranks_grid(facts: Tallied, totals_at: Scores) -> Grid:
    """Write the result: places by the totals, moved on among equals as the tally found, and awards."""
    say, grid = facts.say, Grid(facts.say("book.ranks"))
    codes = ("tally.place", "book.number", "tally.entry", "book.department", "tally.total", "book.by_total")
    grid.head([say(code) for code in (*codes, "book.among_equals", "book.broken_by", "tally.award")])
    amounts, first = [one.total.rounded for one in facts.tally.results if one.total], grid.next_row
    totals = _Totals(grid.down(4, first, first + len(amounts) - 1).still, amounts)
    for result in facts.tally.results:
        number = result.entry.id
        row = grid.write(["–", number, result.entry.label, facts.departments.get(number, "")])
        award = next((one.award.label for one in facts.tally.awards if number in one.winners), "")
        grid.put(row, 8, Cell(award or (say(result.unplaced) if result.unplaced else "–")))
        if result.total and result.place:
            grid.put(row, 4, Cell(result.total.rounded, guarded(totals_at[number].fixed), Look.RESULT))
            broken_by = ", ".join(say(f"TieBreakKind.{one.kind.value}") for one in result.broken_by)
            grid.put(row, 7, Cell(broken_by))
            _place(grid, row, result.place, result.total.rounded, totals)
    return grid


def _place(grid: Grid, row: int, place: int, total: Fraction, totals: _Totals) -> None:
    """Write the place by the total, and how much further down among its equals an entry was put."""
    by_total = 1 + sum(amount > total for amount in totals.amounts)
    at = grid.put(row, 5, Cell(by_total, f"RANK({grid.place(row, 4).here},{totals.cells},0)"))
    further = grid.put(row, 6, Cell(place - by_total, look=Look.GIVEN))
    grid.put(row, 0, Cell(place, f"{at.here}+{further.here}", Look.RESULT))
