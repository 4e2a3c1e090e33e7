"""CSV as it comes from offices: Excel's UTF-8, UTF-16 or CP949, with whatever separator."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import Final

from sotong.core.progress import Step, through
from sotong.core.tables.shape import Grid, Problem, TableInvalid

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOST: Final = "\ufffd"
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_LOOKED_AT: Final = 64 * 1024
_ONE_IN: Final = 50
_MOST_NULS: Final = 10
_WEB_PAGE: Final = re.compile(r"\s*<[a-z!?]", re.IGNORECASE)
_SEPARATORS: Final = ",\t;"
_HANGUL: Final = re.compile("[\uac00-\ud7a3]")


def csv_grid(content: bytes) -> Grid:
    """Return the lines of a CSV file. Raises TableInvalid for no text, web pages, broken quotes.

    Many NULs are no text either; one by mistake is told at its cell, with all else that is wrong.
    """
    text = _decoded(content)
    if _WEB_PAGE.match(text):
        raise TableInvalid("table.web_page")
    if text.count("\0") > _MOST_NULS:
        raise TableInvalid(Problem("table.nul", _line_of(text, text.index("\0"))))
    return _lines(text)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    line = 1
    try:
        for cells in through(reader, Step.READ, text.count("\n")):
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as wrong:
        raise TableInvalid(Problem("table.broken_line", line)) from wrong


def _separator(text: str) -> str:
    """The one that stands most often in the first line with any; Excel's "Unicode text" has tabs."""
    head = next((line for line in text.splitlines() if any(each in line for each in _SEPARATORS)), "")
    return max(_SEPARATORS, key=head.count)


def _decoded(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as wrong:
        if _is_damaged_utf8(content):
            raise _undecodable(wrong, "UTF-8") from wrong
    return _strictly(content, "cp949")


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as wrong:
        raise _undecodable(wrong, encoding.removesuffix("-sig").upper()) from wrong


def _undecodable(wrong: UnicodeDecodeError, encoding: str) -> TableInvalid:
    if not encoding.startswith("UTF-16") and _is_no_text(wrong.object):
        return TableInvalid("table.no_text")
    before = wrong.object[: wrong.start].decode(wrong.encoding, errors="ignore")
    return TableInvalid(
        Problem("table.undecodable", _line_of(before, len(before)), facts={"encoding": encoding})
    )


def _is_damaged_utf8(content: bytes) -> bool:
    """Whether these bytes are UTF-8 with a fault, rather than CP949.

    Many a damaged UTF-8 file can be decoded as CP949, into nonsense. Read as UTF-8, it has more Korean
    syllables than faults; a real CP949 file has hardly any.
    """
    leniently = content.decode("utf-8", errors="replace")
    return len(_HANGUL.findall(leniently)) > leniently.count(_LOST)


def _is_no_text(content: bytes) -> bool:
    """Whether these bytes are packed or a picture, say a workbook whose beginning is damaged.

    Of such bytes about one in ten is a control character; of a text hardly any is.
    """
    looked_at = content[:_LOOKED_AT]
    return len(_CONTROL.findall(looked_at)) * _ONE_IN > len(looked_at)


def _line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
