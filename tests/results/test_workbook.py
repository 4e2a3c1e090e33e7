"""The workbook's formulas, recalculated by another program, give what the exact tally gives."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from sotong.contests.contest_rule import ContestRule
from sotong.results.tally_files import read_contest
from sotong.results.workbook import Named, Tallied, workbook, written
from tests.results.made_up import MadeUp, contests
from tests.results.recalculation import Book, recalculated

EXAMPLES = Path(__file__).parents[2] / "docs/examples/tally"
NAMED = Named(office="구청", title="콘테스트", code="2016-1", rule_digest="ab", tally_digest="cd")
SHEETS = ["book.rule", "book.marks", "book.jury", "book.citizens", "book.totals", "book.ranks"]


def tallied(made: MadeUp) -> Tallied:
    return Tallied(
        rule=ContestRule.from_mapping(made.rule),
        entries=made.entries,
        sheets=made.sheets,
        votes=made.votes,
        tally=made.tally(),
        named=NAMED,
        departments={},
        say=str,
        judge=str,
        channel=str,
    )


def table(book: Book, sheet: str, key: str = "book.number") -> dict[str, dict[str, Any]]:
    """The rows of a sheet's table by entry, each by its headings."""
    rows = book.rows(sheet)
    at = next(at for at, row in enumerate(rows) if key in row)
    lines = [dict(zip(rows[at], row, strict=True)) for row in rows[at + 1 :]]
    return {line[key]: line for line in lines}


def close(number: Any, exact: Fraction | None) -> bool:
    if exact is None:
        return number in ("", None)
    return isinstance(number, int | float) and abs(Fraction(number) - exact) < Fraction(1, 10**9)


PUBLISHED: dict[str, dict[str, float]] = {
    "skating": {"Aljona SAVCHENKO / Bruno MASSOT (GER)": 77.02, "Xiaoyu YU / Hao ZHANG (CHN)": 67.93},
    "song": {"Russia": 342, "Hungary": 197, "Netherlands": 197, "Estonia": 24},
    "suncheon": {"도서관운영과": 90.90, "관광진흥과": 86.69, "지역경제과": 51.24},
}


@pytest.mark.parametrize("example", PUBLISHED)
def test_the_worked_examples_recalculate_to_the_published_totals(example: str) -> None:
    book = recalculated(written(workbook(from_files(example))))
    totals = {line["tally.entry"]: line for line in table(book, "book.totals").values()}
    found = {entry: round(totals[entry]["step.total"], 9) for entry in PUBLISHED[example]}
    assert found == PUBLISHED[example]
    assert {line["book.same"] for line in totals.values()} == {"book.equal"}


def from_files(example: str) -> Tallied:
    files = ((EXAMPLES / example / name).read_bytes() for name in ("RULE.toml", "SCORES.csv", "VOTES.csv"))
    contest = read_contest(*files)
    rule: dict[str, Any] = dict(contest.rule.to_mapping())
    sheets, decisions = list(contest.sheets), list(contest.decisions)
    return tallied(MadeUp(rule, list(contest.entries), sheets, contest.votes, decisions))


def test_a_changed_mark_changes_the_totals() -> None:
    """The formulas are alive: who tries another mark in the file sees what comes of it."""
    book = recalculated(written(workbook(from_files("suncheon"))))
    before = table(book, "book.totals")["tourism"]["step.total"]
    marks = book.rows("book.marks")
    line = next(at for at, row in enumerate(marks, 1) if row[1] == "tourism" and row[3] == "book.signed")
    changed = recalculated(book.content)
    changed.cells["book.marks", f"F{line}"] = marks[line - 1][5] - 10
    assert table(changed, "book.totals")["tourism"]["step.total"] < before


@given(contests())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_formulas_recalculated_by_another_program_give_the_exact_tally(made: MadeUp) -> None:
    tally = made.tally()
    book = recalculated(written(workbook(tallied(made))))
    assert book.sheets == SHEETS
    totals, ranks = table(book, "book.totals"), table(book, "book.ranks")
    for result in tally.results:
        if result.entry.withdrawn:
            assert result.entry.id not in totals
            continue
        line = totals[result.entry.id]
        for name, step in (("jury", result.jury), ("citizen", result.citizens)):
            assert close(line[f"step.{name}_score"], step.rounded if step else None)
        assert close(line["step.total"], result.total.rounded if result.total else None)
        assert line["book.same"] == "book.equal"
        assert ranks[result.entry.id]["tally.place"] == (result.place or "–")
    stored = book.stored()
    differing = {
        at: (stored.get(at), book.value(*at))
        for at in book.formulas
        if not same(stored.get(at), book.value(*at))
    }
    assert differing == {}, "programs that do not compute show what others compute"


def same(stored: Any, computed: Any) -> bool:
    if isinstance(computed, str) or computed is None:
        return (stored or "") == (computed or "")
    return isinstance(stored, int | float) and abs(stored - computed) < 1e-9
