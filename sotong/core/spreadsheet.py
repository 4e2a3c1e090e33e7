"""Tables that leave the house as CSV or XLSX: Excel reads them, and no cell of theirs runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import IO, Any, Final

import xlsxwriter

MEDIA_TYPE: Final = "text/csv; charset=utf-8"
XLSX_MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it Excel on a Korean Windows takes UTF-8 for CP949."""

_LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)
_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def defused(cell: object) -> str:
    """Return a cell's text, with ' before what a spreadsheet would take for a formula (OWASP, CSV injection).

    Full-width signs count too: a Korean Excel reads them as the plain ones. None is an empty cell.
    """
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.translate(_HALF_WIDTH).startswith(_STARTS_A_FORMULA) else text


_HALF_WIDTH = str.maketrans("＝＋－＠", "=+-@")


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Write a table line by line (RFC 4180), the byte order mark first, in memory of one line."""
    yield BYTE_ORDER_MARK + _line(head)
    for row in rows:
        yield _line(row)


def new_book(out: IO[bytes]) -> Any:
    """Open a workbook in which texts stay texts; the same cells give the same bytes whenever it is made."""
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, {"in_memory": True, **plain})
    book.set_properties({"created": _LONG_AGO})
    return book


def xlsx(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Write a table as a workbook with one sheet; whole numbers are numbers, all else stays text."""
    out = io.BytesIO()
    with new_book(out) as book:
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, head, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, [cell if isinstance(cell, int) else _text(cell) for cell in row])
        sheet.autofit()
    return out.getvalue()


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)


def _line(cells: Iterable[object]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(defused(cell) for cell in cells)
    return out.getvalue()
