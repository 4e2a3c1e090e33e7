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
LONGEST_NAME: Final = 34
"""Points; a longer name is written smaller, so that it keeps to two lines."""
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
    paper.ink(50, bold=True)
    paper.line_of(page.heading, 22, "C")
    paper.set_y(88)
    paper.ink(24, bold=True, colour=ACCENT)
    paper.line_of(page.award, 12, "C")
    paper.ln(8)
    _fitting(paper, page.winner, LONGEST_NAME)
    paper.ln(3)
    paper.ink(14, colour=SOFT)
    paper.line_of(page.entry, 8, "C")


def _fitting(paper: Paper, name: str, size: float) -> None:
    """Write a name as large as two lines allow."""
    paper.ink(size, bold=True)
    while size > LONGEST_NAME / 2 and paper.get_string_width(name) > 1.8 * paper.epw:
        size -= 2
        paper.ink(size, bold=True)
    paper.line_of(name, size / 2, "C")


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
