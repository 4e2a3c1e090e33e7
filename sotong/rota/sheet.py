"""당직 편성표 as a workbook: one page of A4, with a line for each day and the boxes of the approval."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import xlsxwriter

from sotong.core.spreadsheet import new_book

A4: Final = 9
HEAD_ROW: Final = 4


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands above the table: its title, the office, who signs it, and the columns' titles."""

    name: str
    title: str
    office: str
    signed_by: Sequence[str]
    head: Sequence[str]


@dataclass(frozen=True, slots=True)
class SheetDay:
    """A line: the day as it is shown, what it is called, who serves; `rest` days are shaded."""

    on: str
    note: str
    names: Sequence[str]
    rest: bool


def duty_sheet(sheet: Sheet, days: Sequence[SheetDay]) -> bytes:
    """Write a month of duties. Names are texts, never formulas."""
    out = io.BytesIO()
    with new_book(out) as book:
        page = book.add_worksheet(sheet.name)
        page.set_paper(A4)
        page.fit_to_pages(1, 1)
        page.center_horizontally()
        boxed = {"border": 1, "align": "center", "valign": "vcenter"}
        cell, rest = book.add_format(boxed), book.add_format({**boxed, "bg_color": "#EDF1F5"})
        head = book.add_format({**boxed, "bold": True, "text_wrap": True})
        page.merge_range(
            0,
            0,
            0,
            max(2, len(sheet.head) - 1),
            sheet.title,
            book.add_format({"bold": True, "font_size": 18}),
        )
        page.write(1, 0, sheet.office)
        _approval(page, sheet, head)
        page.write_row(HEAD_ROW, 0, sheet.head, head)
        page.repeat_rows(HEAD_ROW)
        page.set_column(0, 0, 12)
        page.set_column(1, max(1, len(sheet.head) - 1), 16)
        for number, day in enumerate(days, HEAD_ROW + 1):
            page.write_row(number, 0, [day.on, day.note, *day.names], rest if day.rest else cell)
    return out.getvalue()


def _approval(page: xlsxwriter.worksheet.Worksheet, sheet: Sheet, style: object) -> None:
    """The boxes in which the table is signed (결재란)."""
    for place, name in enumerate(sheet.signed_by, max(0, len(sheet.head) - len(sheet.signed_by))):
        page.write(1, place, name, style)
        page.write(2, place, "", style)
    page.set_row(2, 36)
