"""The result sheet (심사집계표) as a PDF: places, every judge's scores, how it was computed, room to sign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace

from sotong.core.printing import LINE, SOFT, TINT, Paper
from sotong.results.printed import ScorePaper, Table

MARGIN: Final = 14
SIGNING_HEIGHT: Final = 16
BEGINNING: Final = 45
"""What a table needs to begin on a page: its title, its heading and some rows."""
TO_THE_RIGHT: Final = "RIGHT"


def score_paper(facts: ScorePaper, fonts: Path, *, at: datetime, language: str) -> bytes:
    """Draw the sheet as a PDF, A4 across. `fonts` is the folder of the vendored fonts; else OSError."""
    paper = Paper(fonts, title=facts.title, author=facts.office, at=at, upright=False, language=language)
    paper.foot = f"{facts.contest}  {facts.address}"
    paper.set_margins(MARGIN, MARGIN)
    paper.set_auto_page_break(auto=True, margin=MARGIN + 4)
    paper.add_page()
    _heading(paper, facts)
    for table in facts.tables:
        _table(paper, table)
    _remarks(paper, facts)
    _signing(paper, facts)
    return paper.content()


def _heading(paper: Paper, facts: ScorePaper) -> None:
    paper.ink(11, colour=SOFT)
    paper.line_of(facts.office, 6)
    paper.ink(22, bold=True)
    paper.line_of(facts.title, 11)
    paper.ink(11)
    paper.line_of(facts.contest, 6)
    paper.ink(9, colour=SOFT)
    paper.line_of(facts.stands, 5)


def _table(paper: Paper, table: Table) -> None:
    """Write a table; its heading is repeated on every page that it reaches, and never stands alone."""
    if paper.will_page_break(BEGINNING):
        paper.add_page()
    paper.ln(4)
    paper.ink(12, bold=True)
    paper.line_of(table.title, 7)
    paper.ink(9)
    paper.set_draw_color(*LINE)
    paper.set_line_width(0.2)
    align = tuple(TO_THE_RIGHT if at in table.figures else "LEFT" for at in range(len(table.head)))
    with paper.table(
        col_widths=tuple(table.widths),
        text_align=align,
        line_height=5.2,
        padding=(1, 2),
        headings_style=FontFace(emphasis="BOLD", fill_color=TINT),
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
    ) as drawn:
        for cells in (table.head, *table.rows):
            drawn.row(tuple(cells))


def _remarks(paper: Paper, facts: ScorePaper) -> None:
    paper.ln(4)
    paper.ink(9)
    for remark in facts.remarks:
        paper.line_of(f"· {remark}", 5)


def _signing(paper: Paper, facts: ScorePaper) -> None:
    """Leave room for signatures, three beside each other, never apart from their names."""
    width = paper.epw / 3
    for some in _in_threes(facts.signing):
        if paper.will_page_break(SIGNING_HEIGHT):
            paper.add_page()
        paper.ln(SIGNING_HEIGHT - 6)
        paper.ink(10)
        for name in some:
            paper.cell(width - 6, 6, f"{name}  ______________________ {facts.sign}")
            paper.cell(6, 6, "")
        paper.ln(6)


def _in_threes(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), 3):
        yield names[start : start + 3]
