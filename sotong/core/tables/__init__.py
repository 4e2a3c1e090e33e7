"""Tables that people send: CSV and XLSX in, rows of text with their line numbers out.

    COLUMNS = (Column("code", "부서코드", "Department code", required=True), Column("note", "비고", "Note"))
    reading = read_lines(content, COLUMNS, Limits(rows=2_000), meaning)
    reading.add(what_else_is_wrong(reading.lines))
    for one in reading.close():                                   # or TableInvalid, with everything
        ...

What a cell means is the asking room's to say; here it is text, without blanks around it, in Unicode's
composed form (NFC). Nothing is evaluated, and nothing is read halfway: either all lines come back or all that
is wrong with them, line by line, each column called as the file calls it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from sotong.core.progress import Step, through
from sotong.core.tables.from_csv import csv_grid
from sotong.core.tables.lines import in_shape
from sotong.core.tables.reading import Reading
from sotong.core.tables.shape import Column, Grid, Limits, Problem, Row, Table, TableInvalid, cell_name

__all__ = [
    "Column",
    "Limits",
    "Problem",
    "Reading",
    "Row",
    "Table",
    "TableInvalid",
    "cell_name",
    "read_lines",
    "read_table",
    "table_in",
]

T = TypeVar("T")
ZIP: Final = b"PK\x03\x04"
OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an OLE file begins: Excel before 2007, or an XLSX with a password."""


def table_in(content: bytes, columns: tuple[Column, ...], limits: Limits | None = None) -> Table:
    """Read a CSV or XLSX file; its `problems` say what is wrong. Which of the two it is, the content says.

    CSV: UTF-8 with or without a mark, UTF-16 with one, or CP949, as Excel on a Korean Windows writes it;
    separated by comma, semicolon or tab. XLSX: the first sheet shown. The titles may stand below a headline.

    Raises TableInvalid for what is no table at all: reasons "table.*" of core/labels/.
    """
    limits = limits or Limits()
    if not content.strip(b"\0\t\r\n \xef\xbb\xbf"):
        raise TableInvalid("table.empty")
    if content.startswith(OLD_EXCEL):
        raise TableInvalid("table.old_excel")
    return in_shape(_grid(content, limits), columns, limits)


def read_table(content: bytes, columns: tuple[Column, ...], limits: Limits | None = None) -> Table:
    """Read a file as `table_in` does. Raises TableInvalid with whatever is wrong, line by line."""
    table = table_in(content, columns, limits)
    Reading[Row](table).close()
    return table


def _grid(content: bytes, limits: Limits) -> Grid:
    if not content.startswith(ZIP):
        return csv_grid(content)
    from sotong.core.tables.from_xlsx import xlsx_grid  # noqa: PLC0415 - openpyxl is heavy to load

    return xlsx_grid(content, limits)


def read_lines(
    content: bytes, columns: tuple[Column, ...], limits: Limits, meaning: Callable[[Row], T | list[Problem]]
) -> Reading[T]:
    """Read a file of which each line has a meaning, or is wrong: what `meaning` says of it.

    It is asked of lines with wrong cells too, so that all their faults are told at once; what it says of an
    empty or unreadable cell does not count. Raises TableInvalid for what is no table, and for too much wrong.
    """
    table = table_in(content, columns, limits)
    reading: Reading[T] = Reading(table)
    for row in through(table.rows, Step.CHECK, len(table.rows)):
        if reading.is_full:
            break
        reading.take(row.line, meaning(row))
    if reading.is_full:
        reading.close()
    return reading
