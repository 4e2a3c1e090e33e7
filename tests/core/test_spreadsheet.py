"""Tables that leave the house: readable in Excel, and nothing in them runs."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.core.spreadsheet import csv_lines, defused


@pytest.mark.parametrize(
    "cell", ["=1+1", "+82", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠x"]
)
def test_what_a_spreadsheet_would_run_is_made_a_text(cell: str) -> None:
    assert defused(cell) == "'" + cell


@pytest.mark.parametrize(
    ("cell", "text"),
    [("홍보과", "홍보과"), (None, ""), (7, "7"), (Decimal("8.10"), "8.10"), ("", ""), ("a=b", "a=b")],
)
def test_everything_else_stays_as_it_is(cell: object, text: str) -> None:
    assert defused(cell) == text


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4), max_size=5)
)
def test_any_table_is_read_back_as_it_was_written(rows: list[list[str]]) -> None:
    text = "".join(csv_lines(["가", "나"], rows))
    assert text.startswith("\ufeff")
    read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert read == [["가", "나"], *([defused(cell) for cell in row] for row in rows)]
