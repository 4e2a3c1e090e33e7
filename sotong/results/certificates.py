"""Certificates as one PDF, a page an award: who gives it, to whom, for what, and where it can be verified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sotong.core.printing import ACCENT, INK, SOFT, Paper

WIDTH, HEIGHT, MARGIN = 210, 297, 28
FRAME: Final = 12
HEADING, LONGEST_NAME = 50, 34
"""Points; what is too long for its lines is written smaller."""
NOT_FILLED: Final = 0.1
"""Of a line, for words break it before its end."""
LINE_HEIGHT: Final = 0.48
"""Millimetres a point."""
QR_SIDE: Final = 24


@dataclass(frozen=True, slots=True)
class Certificate:
    """The words of one certificate."""

    number: str
    heading: str
    award: str
    winner: str
    entry: str
    text: str
    day: str
    office: str
    verify: str
    address: str


def certificates(
    pages: Sequence[Certificate], fonts: Path, *, title: str, at: datetime, language: str
) -> bytes:
    """Draw the certificates as a PDF. `fonts` is the folder of the vendored fonts; raises OSError without."""
    paper = Paper(fonts, title=title, author=pages[0].office if pages else "", at=at, language=language)
    paper.set_auto_page_break(auto=False)
    paper.set_margins(MARGIN, MARGIN)
    for page in pages:
        paper.add_page()
        _frame(paper)
        _award(paper, page)
        _given(paper, page)
        _verified(paper, page)
    return paper.content()


def _frame(paper: Paper) -> None:
    """Draw a double line around the page."""
    for inset, width in ((FRAME, 1.1), (FRAME + 2.5, 0.3)):
        paper.set_draw_color(*ACCENT)
        paper.set_line_width(width)
        paper.rect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset)


def _award(paper: Paper, page: Certificate) -> None:
    paper.set_xy(MARGIN, MARGIN)
    paper.ink(11, colour=SOFT)
    paper.line_of(page.number, 6)
    paper.set_y(52)
    _fitting(paper, page.heading, HEADING, lines=1)
    paper.set_y(88)
    paper.ink(24, bold=True, colour=ACCENT)
    paper.line_of(page.award, 12, "C")
    paper.ln(8)
    _fitting(paper, page.winner, LONGEST_NAME, lines=2)
    paper.ln(3)
    paper.ink(14, colour=SOFT)
    paper.line_of(page.entry, 8, "C")


def _fitting(paper: Paper, text: str, size: float, *, lines: int) -> None:
    """Write a text as large as so many lines allow, at least at half its size."""
    smallest, room = size / 2, (lines - NOT_FILLED) * paper.epw
    paper.ink(size, bold=True)
    while size > smallest and paper.get_string_width(text) > room:
        size -= 2
        paper.ink(size, bold=True)
    paper.line_of(text, size * LINE_HEIGHT, "C")


def _given(paper: Paper, page: Certificate) -> None:
    paper.set_y(max(paper.get_y() + 14, 162))
    paper.ink(15, colour=INK)
    paper.line_of(page.text, 9.5, "C")
    paper.set_y(212)
    paper.ink(15)
    paper.line_of(page.day, 9, "C")
    paper.set_y(228)
    paper.ink(28, bold=True)
    paper.line_of(page.office, 14, "C")


def _verified(paper: Paper, page: Certificate) -> None:
    """Write at the foot where anybody can verify the award."""
    top = HEIGHT - MARGIN - QR_SIDE + 6
    paper.qr(page.address, MARGIN - 6, top, QR_SIDE)
    paper.set_xy(MARGIN + QR_SIDE - 3, top + 6)
    paper.ink(9, colour=SOFT)
    paper.multi_cell(0, 5, f"{page.verify}\n{page.address}", align="L")
