"""Certificates as one PDF, a page an award: who gives it, to whom, for what, and where it can be verified."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from sotong.core.printing import ACCENT, INK, LINE, SOFT, Paper
from sotong.results.printed import Certificate

WIDTH, HEIGHT, MARGIN = 210, 297, 28
FRAME: Final = 12
HEADING, LONGEST_NAME, LONGEST_SIGNER = 54, 30, 28
"""Points; what is too long for its lines is written smaller."""
SHORT: Final = 2
"""Letters of a heading that stand apart."""
NOT_FILLED: Final = 0.1
"""Of a line, for words break it before its end."""
LINE_HEIGHT: Final = 0.48
"""Millimetres a point."""
QR_SIDE: Final = 24
SEAL_SIDE: Final = 27
"""Millimetres: room for a seal. It is stamped so that the last letter of the name lies in its middle."""
HALF_A_LETTER: Final = LONGEST_SIGNER * 0.3528 / 2


def certificates(
    pages: Sequence[Certificate], fonts: Path, *, office: str, title: str, at: datetime, language: str
) -> bytes:
    """Draw the certificates as a PDF. `fonts` is the folder of the vendored fonts; raises OSError without."""
    paper = Paper(fonts, title=title, author=office, at=at, language=language)
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
    """The number, the heading, and to the right who is honoured: award, department, entry."""
    paper.set_xy(MARGIN, MARGIN)
    paper.ink(12, colour=SOFT)
    paper.line_of(page.number, 6)
    paper.set_y(54)
    _fitting(paper, _apart(page.heading), HEADING, lines=1)
    paper.set_y(96)
    paper.ink(20, bold=True, colour=ACCENT)
    paper.line_of(page.award, 11, "R")
    _fitting(paper, page.winner, LONGEST_NAME, lines=2, align="R")
    paper.ln(1)
    paper.ink(13, colour=SOFT)
    paper.line_of(page.entry, 7.5, "R")


def _apart(heading: str) -> str:
    """Two letters stand apart (상 장), as they do on certificates; longer words do not."""
    return "   ".join(heading) if len(heading) == SHORT else heading


def _fitting(paper: Paper, text: str, size: float, *, lines: int, align: Literal["C", "R"] = "C") -> None:
    """Write a text as large as so many lines allow, at least at half its size."""
    smallest, room = size / 2, (lines - NOT_FILLED) * paper.epw
    paper.ink(size, bold=True)
    while size > smallest and paper.get_string_width(text) > room:
        size -= 2
        paper.ink(size, bold=True)
    paper.line_of(text, size * LINE_HEIGHT, align)


def _given(paper: Paper, page: Certificate) -> None:
    """For what it is given, the day, and who signs, under the seal."""
    paper.set_y(max(paper.get_y() + 12, 152))
    paper.ink(17, colour=INK)
    paper.line_of(page.text, 11, "L")
    paper.set_y(206)
    paper.ink(15)
    paper.line_of(page.day, 9, "C")
    paper.set_y(224)
    signer = "  ".join(part for part in (page.title, page.name) if part)
    _fitting(paper, signer, LONGEST_SIGNER, lines=1)
    end = WIDTH / 2 + paper.get_string_width(signer) / 2
    if page.seal:
        _seal(paper, page.seal, end)
    else:
        paper.ink(10, colour=SOFT)
        paper.line_of(page.unsealed, 6, "C")


def _seal(paper: Paper, word: str, end: float) -> None:
    """Mark faintly where the seal is stamped: with the last letter of the name in its middle."""
    left = end - HALF_A_LETTER - SEAL_SIDE / 2
    top = 224 + LONGEST_SIGNER * LINE_HEIGHT / 2 - SEAL_SIDE / 2
    paper.set_draw_color(*LINE)
    paper.set_line_width(0.2)
    paper.set_dash_pattern(dash=1.2, gap=1.2)
    paper.rect(left, top, SEAL_SIDE, SEAL_SIDE)
    paper.set_dash_pattern()
    paper.set_xy(left, top + SEAL_SIDE - 6)
    paper.ink(8, colour=LINE)
    paper.cell(SEAL_SIDE - 1.5, 5, word, align="R")


def _verified(paper: Paper, page: Certificate) -> None:
    """Write at the foot where anybody can verify the award."""
    top = HEIGHT - MARGIN - QR_SIDE + 6
    paper.qr(page.address, MARGIN - 6, top, QR_SIDE)
    paper.set_xy(MARGIN + QR_SIDE - 3, top + 6)
    paper.ink(9, colour=SOFT)
    paper.multi_cell(0, 5, f"{page.verify}\n{page.address}", align="L")
