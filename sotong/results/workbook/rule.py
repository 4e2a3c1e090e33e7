"""The workbook's first sheet: the rule, with the weights and points that the other sheets compute on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from itertools import accumulate
from typing import Final

from sotong.contests.contest_rule import ContestRule, weighted_maximum
from sotong.contests.rule_parts import CitizenMethod, Criterion, Format, Per
from sotong.results.workbook.facts import Named, Rubrics, Say
from sotong.results.workbook.formulas import Block, Place, PointsTable
from sotong.results.workbook.grid import Cell, Grid, Look

_LABELS: Final = 2
"""Columns before a rubric's criteria: its name, and what the row holds."""
_OF_CRITERIA: Final = ("max", "weight", "weighted_max")


@dataclass(frozen=True, slots=True)
class RulePlaces:
    """Where the rule's figures stand. Criteria stand in the same order of columns on every sheet."""

    scale: Place | None
    jury_weight: Place
    citizen_weight: Place
    criteria: tuple[str, ...]
    rows: Mapping[tuple[Format | None, str], Block]
    jury_points: PointsTable | None
    citizen_points: PointsTable | None

    def of_criterion(self, format_: Format | None, kind: str, criterion_id: str) -> Place:
        """Where a criterion's maximum or weight stands."""
        first = self.rows[format_, kind].first
        return first._replace(column=first.column + self.criteria.index(criterion_id))

    def full(self, format_: Format | None) -> str:
        """What full marks come to: the scale, or without one the rubric's own points."""
        return self.scale.fixed if self.scale else f"SUM({self.rows[format_, 'weighted_max'].fixed})"


def rule_grid(
    rule: ContestRule, rubrics: Rubrics, named: Named, entries: int, say: Say
) -> tuple[Grid, RulePlaces]:
    """Write the rule's sheet; `entries` is how many can earn points."""
    grid = Grid(say("book.rule"))
    grid.write([named.title], Look.TITLE)
    for code, text in (
        ("book.office", named.office),
        ("book.contest", named.code),
        ("book.rule_digest", named.rule_digest),
        ("book.tally_digest", named.tally_digest),
    ):
        grid.write([say(code), text])
    grid.write([say("book.how")], Look.NOTE)
    grid.write([say("book.exact")], Look.NOTE)
    grid.skip()
    scale, jury_weight, citizen_weight = _weights(grid, rule, say)
    for label, text in _ways(rule, say):
        grid.write([label, text])
    criteria, rows = _rubrics(grid, rubrics, say)
    ranked = rule.jury.per is Per.RANK, rule.citizens.method is CitizenMethod.RANK_POINTS
    tables = [
        _points(grid, say(code), points, entries, say) if needed else None
        for code, points, needed in (
            ("book.jury_points", rule.jury.points, ranked[0]),
            ("book.citizen_points", rule.citizens.points, ranked[1]),
        )
    ]
    return grid, RulePlaces(scale, jury_weight, citizen_weight, criteria, rows, *tables)


def _weights(grid: Grid, rule: ContestRule, say: Say) -> tuple[Place | None, Place, Place]:
    scale = None
    if rule.scale is None:
        grid.write([say("step.scale"), say("book.raw")])
    else:
        scale = _figure(grid, say("step.scale"), rule.scale)
    jury = _figure(grid, say("book.jury_weight"), rule.jury.weight)
    return scale, jury, _figure(grid, say("book.citizen_weight"), rule.citizens.weight)


def _figure(grid: Grid, label: str, amount: Fraction) -> Place:
    row = grid.write([label, Cell(amount, look=Look.GIVEN)])
    return grid.place(row, 1)


def _ways(rule: ContestRule, say: Say) -> Iterator[tuple[str, str]]:
    """How the rule computes, in words: the formulas do the same."""

    def word(one: Enum) -> str:
        return say(f"{type(one).__name__}.{one.value}")

    jury, citizens = rule.jury, rule.citizens
    if jury.weight:
        yield say("book.per"), word(jury.per)
        yield say("book.method"), word(jury.method)
        if jury.drop_highest or jury.drop_lowest:
            yield say("book.dropped"), f"{jury.drop_highest} / {jury.drop_lowest}"
        yield say("book.missing"), word(jury.missing)
    if citizens.weight:
        yield say("book.citizen_method"), word(citizens.method)
    yield say("book.combine"), word(rule.combine)
    for step in rule.roundings:
        yield f"{say('book.rounding')}: {word(step.at)}", f"{step.places}, {word(step.mode)}"


def _rubrics(
    grid: Grid, rubrics: Rubrics, say: Say
) -> tuple[tuple[str, ...], dict[tuple[Format | None, str], Block]]:
    """Write every rubric, its criteria in columns that are the same for all of them."""
    labels = {one.id: one.label for rubric in rubrics.values() for one in rubric}
    rows: dict[tuple[Format | None, str], Block] = {}
    if not labels:
        return (), rows
    grid.skip()
    grid.write([say("book.rubric"), "", *labels.values()], Look.HEAD)
    for format_, rubric in rubrics.items():
        name = say(f"Format.{format_.value}") if format_ else say("book.every_format")
        for kind in _OF_CRITERIA:
            row = grid.write([name, say(f"book.{kind}")])
            rows[format_, kind] = grid.across(row, _LABELS, _LABELS + len(labels) - 1)
            for one in rubric:
                _of_criterion(grid, row, _LABELS + list(labels).index(one.id), kind, one)
    return tuple(labels), rows


def _of_criterion(grid: Grid, row: int, column: int, kind: str, one: Criterion) -> None:
    if kind == "weighted_max":
        both = (grid.place(row - 2, column).here, grid.place(row - 1, column).here)
        grid.put(row, column, Cell(weighted_maximum([one]), "*".join(both)))
    else:
        grid.put(row, column, Cell(one.high if kind == "max" else one.weight, look=Look.GIVEN))


def _points(grid: Grid, title: str, table: Sequence[Fraction], entries: int, say: Say) -> PointsTable:
    """Write points by place, down to the last place that there can be, and beside each those before it."""
    places = max(len(table), entries)
    earned = [*table, *([Fraction(0)] * (places - len(table)))]
    grid.skip()
    grid.write([title, say("step.place_points"), say("book.points_before")], Look.HEAD)
    first = grid.next_row
    for at, before in enumerate(accumulate(earned, initial=Fraction(0))):
        own: Cell | str = Cell(earned[at], look=Look.GIVEN) if at < places else ""
        above = grid.place(first + at - 1, 1), grid.place(first + at - 1, 2)
        together = Cell(before, "+".join(cell.here for cell in above)) if at else Cell(0)
        grid.write([Cell(at + 1) if at < places else "", own, together])
    each = grid.down(1, first, first + places - 1)
    return PointsTable(each.fixed, grid.down(2, first, first + places).fixed)
