"""당직 편성표 as a PDF: a month on one page of A4, with the boxes of the approval (결재란)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace

from sotong.core.printing import LINE, SOFT, TINT, Paper
from sotong.rota.sheet import Sheet, SheetDay

MARGIN: Final = 12
BOX_WIDTH, NAME_HEIGHT, SIGN_HEIGHT = 18, 6, 14
WIDEST_UPRIGHT: Final = 7
"""With more columns the page lies across."""
ROWS_OF_A_MONTH: Final = 32
SHADED: Final = (237, 241, 245)


def duty_paper(sheet: Sheet, days: Sequence[SheetDay], fonts: Path, *, at: datetime, language: str) -> bytes:
    """Draw a month of duties. `fonts` is the folder of the vendored fonts; else OSError."""
    upright = len(sheet.head) <= WIDEST_UPRIGHT
    paper = Paper(fonts, title=sheet.title, author=sheet.office, at=at, upright=upright, language=language)
    paper.set_margins(MARGIN, MARGIN)
    paper.set_auto_page_break(auto=True, margin=MARGIN)
    paper.add_page()
    _approval(paper, sheet.signed_by)
    paper.ink(18, bold=True)
    paper.cell(0, 10, sheet.title, new_x="LMARGIN", new_y="NEXT")
    paper.ink(10, colour=SOFT)
    paper.cell(0, 6, sheet.office)
    paper.set_y(MARGIN + NAME_HEIGHT + SIGN_HEIGHT + 4)
    _table(paper, sheet.head, days)
    return paper.content()


def _approval(paper: Paper, names: Sequence[str]) -> None:
    paper.set_draw_color(*LINE)
    paper.ink(9)
    left = paper.w - MARGIN - BOX_WIDTH * len(names)
    for place, name in enumerate(names):
        x = left + place * BOX_WIDTH
        paper.set_xy(x, MARGIN)
        paper.cell(BOX_WIDTH, NAME_HEIGHT, name, border=1, align="C")
        paper.rect(x, MARGIN + NAME_HEIGHT, BOX_WIDTH, SIGN_HEIGHT)
    paper.set_xy(MARGIN, MARGIN)


def _table(paper: Paper, head: Sequence[str], days: Sequence[SheetDay]) -> None:
    """All days on one page: the lines are as high as the page has room for them."""
    paper.ink(9 if paper.w < paper.h else 8)
    room = (paper.h - paper.get_y() - MARGIN) / ROWS_OF_A_MONTH
    with paper.table(
        col_widths=(3, 3, *(4 for _ in head[2:])),
        text_align="CENTER",
        line_height=min(7.0, room),
        borders_layout=TableBordersLayout.ALL,
        headings_style=FontFace(emphasis="BOLD", fill_color=TINT),
    ) as drawn:
        drawn.row(tuple(head))
        for day in days:
            style = FontFace(fill_color=SHADED) if day.rest else None
            drawn.row((day.on, day.note, *day.names), style=style)
