"""Tables that leave the house as CSV: Excel reads them, and no cell of theirs runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

MEDIA_TYPE: Final = "text/csv; charset=utf-8"
BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it Excel on a Korean Windows takes UTF-8 for CP949."""

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


def _line(cells: Iterable[object]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(defused(cell) for cell in cells)
    return out.getvalue()
