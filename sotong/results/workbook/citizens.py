"""The citizens' sheet: votes by channel, and what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sotong.contests.rule_parts import CitizenMethod, Count, RoundingPoint
from sotong.results.facts import Entry
from sotong.results.figures import Step
from sotong.results.workbook.facts import Scores, Tallied, parts_of, put_score
from sotong.results.workbook.formulas import Place, points, rounded, unless
from sotong.results.workbook.grid import Cell, Grid, Look
from sotong.results.workbook.rule import RulePlaces


def citizens_grid(facts: Tallied, where: RulePlaces) -> tuple[Grid, Scores]:
    """One line an entry: votes by channel, all of them, points where the rule gives any, and the score."""
    say, channels, count = facts.say, sorted(facts.votes.counts), len(facts.votes.counts)
    grid = Grid(say("book.citizens"))
    ranked = facts.rule.citizens.method is CitizenMethod.RANK_POINTS
    by_channel = ranked and facts.rule.citizens.count is Count.BY_CHANNEL
    names = [facts.channel(one) for one in channels]
    earning = [f"{name} ({say('step.channel_points')})" for name in names] if by_channel else []
    together = [say("step.citizen_points")] if ranked else []
    own = [say("book.number"), say("tally.entry"), *names, say("step.votes")]
    grid.head([*own, *earning, *together, say("step.citizen_score"), say("book.exactly")])
    first, last = grid.next_row, grid.next_row + len(facts.standing) - 1
    for entry in facts.standing:
        row = grid.write([entry.id, entry.label])
        for at, channel in enumerate(channels):
            votes = facts.votes.counts[channel].get(entry.id, 0)
            grid.put(row, 2 + at, Cell(votes, look=Look.GIVEN))
        total = f"SUM({grid.across(row, 2, 1 + count).here})" if count else ""
        grid.put(row, 2 + count, Cell(facts.citizens.votes[entry.id], total))
    lines = _Voted(facts, where, grid, first, last, channels)
    scored = lines.by_points if ranked else lines.by_votes
    return grid, {entry.id: scored(first + at, entry) for at, entry in enumerate(facts.standing)}


@dataclass(frozen=True)
class _Voted:
    """The citizens' lines after their votes."""

    facts: Tallied
    where: RulePlaces
    grid: Grid
    first: int
    last: int
    channels: Sequence[str]

    @property
    def _votes(self) -> str:
        return self.grid.down(2 + len(self.channels), self.first, self.last).still

    def _score(self, row: int, column: int, figure: str, entry: Entry) -> Place:
        rounding = self.facts.rule.rounding(RoundingPoint.CITIZEN_SCORE)
        formula = unless(f"SUM({self._votes})=0", rounded(figure, rounding))
        return put_score(self.grid, row, column, formula, self.facts.citizens.scores.get(entry.id))

    def by_votes(self, row: int, entry: Entry) -> Place:
        """In proportion to the leader's votes, or to all."""
        column = 2 + len(self.channels)
        whole = "MAX" if self.facts.rule.citizens.method is CitizenMethod.LEADER else "SUM"
        scale = self.where.scale.fixed if self.where.scale else "1"
        own = self.grid.place(row, column).here
        return self._score(row, column + 1, f"{own}*{scale}/{whole}({self._votes})", entry)

    def by_points(self, row: int, entry: Entry) -> Place:
        """Points by place among all votes, or among each channel's."""
        rule, count = self.facts.rule.citizens, len(self.channels)
        columns = range(2, 2 + count) if rule.count is Count.BY_CHANNEL else range(2 + count, 3 + count)
        step, after = self.facts.citizens.scores.get(entry.id), 3 + count
        earned = self._earned(step, rule.count)
        if rule.count is Count.BY_CHANNEL:
            for at, column in enumerate(columns):
                name = self.channels[at]
                self.grid.put(row, after + at, Cell(earned.get(name, Fraction(0)), self._points(row, column)))
            after += count
            cells = self.grid.across(row, after - count, after - 1).here
            together = f"SUM({cells})" if count else "0"
        else:
            together = self._points(row, columns[0])
        value = sum(earned.values(), Fraction(0))
        points_at = self.grid.put(row, after, Cell(value, together)).here
        figure = points_at
        if self.where.scale and self.where.citizen_points:
            most = f"INDEX({self.where.citizen_points.each},1)"
            figure = f"{points_at}*{self.where.scale.fixed}/({most}*{self._rankings(columns)})"
        return self._score(row, after + 1, figure, entry)

    @staticmethod
    def _earned(step: Step | None, count: Count) -> dict[str, Fraction]:
        """Points by channel; all of them under one name where channels are counted together."""
        if step is None:
            return {}
        parts = parts_of(step)
        return {name if count is Count.BY_CHANNEL else "": one.rounded for name, one in parts.items()}

    def _points(self, row: int, column: int) -> str:
        table = self.where.citizen_points
        own, among = self.grid.place(row, column).here, self.grid.down(column, self.first, self.last).still
        if table is None:
            return "0"
        return f"IF({own}=0,0,{points(self.facts.rule.citizens.tied, own, among, table)})"

    def _rankings(self, columns: range) -> str:
        """How many rankings have votes at all: a channel without any gives nobody points."""
        sums = [f"(SUM({self.grid.down(column, self.first, self.last).still})>0)" for column in columns]
        return f"({'+'.join(sums)})" if sums else "1"
