"""XLSX: a ZIP of XML from a stranger. It is weighed before it is opened, and nothing in it is computed."""

from __future__ import annotations

import io
import itertools
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, Final
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from sotong.core.progress import Step, through
from sotong.core.tables.shape import MEBIBYTE, MOST_SHOWN, Grid, Limits, Problem, TableInvalid

if (
    not openpyxl.DEFUSEDXML
):  # pragma: no cover - defusedxml is a dependency; openpyxl's use of it can be switched off
    raise ImportError("openpyxl must read XML through defusedxml: unset OPENPYXL_DEFUSEDXML")

EXCEL_ROWS: Final = 1_048_576
MOST_PARTS: Final = 1_000
STEEPEST: Final = 300
"""How many bytes a packed byte may unpack to, in a part of a megabyte and more; sheets reach about 100."""

_CHUNK: Final = 64 * 1024
_ENCRYPTED: Final = 0x1
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What zipfile, the XML parser and openpyxl raise over files that are not what they claim to be."""


def xlsx_grid(content: bytes, limits: Limits) -> Grid:
    """Return the lines of the first sheet that is shown, formulas as their text ("=A1").

    Raises TableInvalid, before anything is parsed, for what unpacks to too much; and for what is no XLSX.
    """
    try:
        _weigh(content, limits.unpacked_bytes)
        return list(_lines(content, limits))
    except _BROKEN as wrong:
        raise TableInvalid("table.broken_xlsx") from wrong


def _weigh(content: bytes, most: int) -> None:
    """Check what the ZIP says it unpacks to, and then, unpacking into nowhere, what it really does."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if any(part.flag_bits & _ENCRYPTED for part in parts):
            raise TableInvalid("table.old_excel")
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > most or any(map(_steep, parts)):
            raise _too_large(most)
        left = most
        for part in parts:
            with archive.open(part) as packed:
                while chunk := packed.read(_CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        raise _too_large(most)


def _steep(part: zipfile.ZipInfo) -> bool:
    return part.file_size > MEBIBYTE and part.file_size > STEEPEST * part.compress_size


def _too_large(most: int) -> TableInvalid:
    return TableInvalid(Problem("table.unpacks_to_too_much", facts={"limit": most // MEBIBYTE}))


def _lines(content: bytes, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    try:
        sheet = _first_shown(book)
        # What the file says of its own size is not believed; one line more than allowed is enough to see it.
        rows = sheet.iter_rows(max_row=EXCEL_ROWS, max_col=limits.columns, values_only=True)
        filled = ((line, cells) for line, cells in enumerate(rows, start=1) if _filled(cells))
        empty = True
        for line, cells in through(itertools.islice(filled, limits.rows + 2), Step.READ, None):
            empty = False
            yield line, [_text(value) for value in cells]
        if empty and len(book.worksheets) > 1:
            raise TableInvalid(Problem("table.first_sheet_empty", facts={"sheet": sheet.title[:MOST_SHOWN]}))
    finally:
        book.close()


def _first_shown(book: openpyxl.Workbook) -> Any:
    """The first sheet that people see: what programs keep is often on hidden ones before it."""
    return next((sheet for sheet in book.worksheets if sheet.sheet_state == "visible"), book.worksheets[0])


def _filled(cells: tuple[object, ...]) -> bool:
    return cells.count(None) < len(cells)  # a million blank lines are gone through in no time


def _text(value: object) -> str:
    """The text of a cell's value, dates as 2026-01-31, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str | int | float):
        return str(value).upper() if isinstance(value, bool) else str(value)
    return f"={type(value).__name__}"  # array formulas and tables of them come as objects
