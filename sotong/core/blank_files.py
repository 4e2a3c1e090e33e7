"""Files to be filled in: the columns that an import reads, and nothing else. One engine for all of them.

    BLANK = Blank("channels.blank_figures", COLUMNS)                              # in forms
    class ImportForm(TableForm):
        blank = BLANK
    offer(blueprint, "/channels/import-measures/blank", BLANK, beside=import_measures)      # in views

There are no example lines in a blank file, for an import would read them. The page shows one
(`components/table_file.html`), and a workbook has it on its second sheet, where no import looks.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response
from flask_babel import gettext as _

from sotong.core.access import View, open_as
from sotong.core.column_titles import blank_title, column_example
from sotong.core.downloads import FileKind, download
from sotong.core.spreadsheet import MEDIA_TYPE, XLSX_MEDIA_TYPE, csv_lines, new_book
from sotong.core.tables import Column

NARROWEST: Final = 12
WIDEST: Final = 48
"""How wide a column of a workbook is, in characters of the width of a digit."""
_TEXT: Final = {"num_format": "@"}
"""What is typed stays as it is: 007 and 2026-12 are codes, no number and no day."""
_TITLE: Final = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
_MUST: Final = {"bg_color": "#E7F0FE"}


@dataclass(frozen=True, slots=True)
class Blank:
    """A file to be filled in: the endpoint where it is handed out, and the columns that its import reads.

    The endpoint is empty where no page hands it out, but the command line alone.
    """

    endpoint: str
    columns: tuple[Column, ...]

    @property
    def titles(self) -> list[str]:
        """The line of titles, in the reader's language."""
        return [blank_title(column) for column in self.columns]

    @property
    def example(self) -> list[str]:
        """A line that the import would take."""
        return [column_example(column) for column in self.columns]


def offer(blueprint: Blueprint, rule: str, blank: Blank, *, beside: View) -> None:
    """Hand out a blank file at `rule` and .xlsx or .csv, to whoever may use the view of its import."""

    @open_as(beside)
    def blank_file(kind: str) -> Response:
        return handed_out(blank, FileKind(kind))

    endpoint = blank.endpoint.removeprefix(f"{blueprint.name}.")
    blueprint.add_url_rule(f"{rule}.<any(xlsx, csv):kind>", endpoint, blank_file)


def handed_out(blank: Blank, kind: FileKind) -> Response:
    """Answer with a blank file. It tells of nobody, so no reason is asked for."""
    stem = blank.endpoint.split(".")[-1].replace("_", "-")
    media_type = XLSX_MEDIA_TYPE if kind is FileKind.XLSX else MEDIA_TYPE
    return download(content_of(blank, kind), media_type, f"{stem}.{kind.value}")


def content_of(blank: Blank, kind: FileKind) -> bytes:
    """Return what a blank file holds, in the reader's language."""
    return blank_book(blank) if kind is FileKind.XLSX else "".join(csv_lines(blank.titles, ())).encode()


def blank_book(blank: Blank) -> bytes:
    """Write a workbook: a sheet with titles, all its cells texts, and a sheet with an example."""
    out = io.BytesIO()
    with new_book(out) as book:
        _sheet(book, _("서식"), blank, ())
        _sheet(book, _("보기 줄"), blank, [blank.example])
    return out.getvalue()


def _sheet(book: Any, name: str, blank: Blank, lines: Sequence[Sequence[str]]) -> None:
    sheet, text = book.add_worksheet(name), book.add_format(_TEXT)
    titles, example = blank.titles, blank.example
    for at, column in enumerate(blank.columns):
        sheet.set_column(at, at, _wide(titles[at], example[at]), text)
        sheet.write(0, at, titles[at], book.add_format(_TITLE | (_MUST if column.required else {})))
    for number, line in enumerate(lines, 1):
        sheet.write_row(number, 0, line, text)
    sheet.freeze_panes(1, 0)


def _wide(*texts: str) -> int:
    widths = (sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text) for text in texts)
    return min(max(NARROWEST, 2 + max(widths)), WIDEST)
