"""Tables that people send: CSV and XLSX in, rows of text with their line numbers out.

    COLUMNS = (Column("code", required=True, aliases=("부서코드",)), Column("name", required=True))
    table = read_table(content, COLUMNS, Limits(rows=2_000))      # or TableInvalid
    for row in table.rows:
        row.line, row["code"]

What a cell means is the asking room's to say; here it is text, without blanks around it, in Unicode's
composed form (NFC). Nothing is evaluated, and nothing is read halfway: either the whole table comes back or
what is wrong with it, line by line.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from sotong.core.progress import Step, through
from sotong.core.tables.from_csv import csv_grid
from sotong.core.tables.shape import (
    MOST_PROBLEMS,
    Column,
    Grid,
    Limits,
    Problem,
    Row,
    Table,
    TableInvalid,
    cell_name,
    in_shape,
)

__all__ = [
    "Column",
    "Limits",
    "Problem",
    "Row",
    "Table",
    "TableInvalid",
    "cell_name",
    "read_lines",
    "read_table",
]

T = TypeVar("T")
ZIP: Final = b"PK\x03\x04"
OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an OLE file begins: Excel before 2007, or an XLSX with a password."""


def read_table(content: bytes, columns: tuple[Column, ...], limits: Limits | None = None) -> Table:
    """Read a CSV or XLSX file. Which of them it is, the content says, not the file's name.

    CSV: UTF-8 with or without a mark, UTF-16 with one, or CP949, as Excel on a Korean Windows writes it;
    separated by comma, semicolon or tab. XLSX: the first sheet.

    Raises TableInvalid: reasons "table.*" of core/labels/.
    """
    limits = limits or Limits()
    if not content.strip(b"\0\t\r\n \xef\xbb\xbf"):
        raise TableInvalid("table.empty")
    if content.startswith(OLD_EXCEL):
        raise TableInvalid("table.old_excel")
    return in_shape(_grid(content, limits), columns, limits)


def _grid(content: bytes, limits: Limits) -> Grid:
    if not content.startswith(ZIP):
        return csv_grid(content)
    from sotong.core.tables.from_xlsx import xlsx_grid  # noqa: PLC0415 - openpyxl is heavy to load

    return xlsx_grid(content, limits)


def read_lines(
    content: bytes, columns: tuple[Column, ...], limits: Limits, meaning: Callable[[Row], T | list[Problem]]
) -> list[T]:
    """Read a file of which each line has a meaning, or is wrong: what `meaning` says of it.

    Raises TableInvalid with what is wrong, line by line.
    """
    lines = read_table(content, columns, limits).rows
    meant: list[T] = []
    problems: list[Problem] = []
    for row in through(lines, Step.CHECK, len(lines)):
        read = meaning(row)
        if isinstance(read, list):
            problems += read
        else:
            meant.append(read)
        if len(problems) >= MOST_PROBLEMS:
            break
    if problems:
        raise TableInvalid(*problems)
    return meant
