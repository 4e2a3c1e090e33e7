"""A tally as a workbook of formulas: rule, marks, jury, citizens, totals, ranks.

Whoever changes a mark, a vote or a weight sees what would have come of it. Every formula carries the exact
value of the tally for programs that do not compute, and beside scores and totals stands the exact amount.
Each sheet computes on the ones before; `formulas` says how doubles are kept from telling ties apart. Only
the order among entries of the same total is no formula: it is written as the tally found it, with what it
went by.
"""

from __future__ import annotations

from sotong.results.workbook.citizens import citizens_grid
from sotong.results.workbook.facts import Named, Tallied
from sotong.results.workbook.grid import Grid
from sotong.results.workbook.jury import jury_grid
from sotong.results.workbook.marks import marks_grid
from sotong.results.workbook.rule import rule_grid
from sotong.results.workbook.totals import ranks_grid, totals_grid
from sotong.results.workbook.writing import written

__all__ = ["Grid", "Named", "Tallied", "workbook", "written"]


def workbook(facts: Tallied) -> list[Grid]:
    """Lay out the workbook's sheets. The facts must be those that the tally was made from."""
    rule, where = rule_grid(facts.rule, facts.rubrics, facts.named, len(facts.standing), facts.say)
    marks, sheets = marks_grid(facts, where)
    jury, jury_scores_at = jury_grid(facts, where, sheets)
    citizens, citizen_scores_at = citizens_grid(facts, where)
    totals, totals_at = totals_grid(facts, where, jury_scores_at, citizen_scores_at)
    return [rule, marks, jury, citizens, totals, ranks_grid(facts, totals_at)]
