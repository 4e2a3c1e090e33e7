"""PDF pages in the house's font, drawn by fpdf2: no program and no library of the system is needed.

docs/decisions/0020-pdf.md says why. The font is Pretendard GOV, the one that pages are served with; only the
letters that a document uses are put into it.
"""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

import segno
from fpdf import FPDF

FAMILY: Final = "Pretendard GOV"
INK: Final = (30, 33, 36)
SOFT: Final = (70, 76, 83)
ACCENT: Final = (11, 80, 208)
TINT: Final = (236, 242, 254)
LINE: Final = (177, 184, 190)


class Paper(FPDF):
    """An A4 document, in millimetres, letters in points. `foot` stands at the foot of every page."""

    foot = ""

    def __init__(
        self,
        fonts: Path,
        *,
        title: str,
        author: str,
        at: datetime,
        upright: bool = True,
        language: str = "ko",
    ) -> None:
        super().__init__(orientation="portrait" if upright else "landscape", format="A4")
        for style, name in (("", "Regular"), ("B", "Bold")):
            self.add_font(FAMILY, style, fonts / f"PretendardGOV-{name}.ttf")
        self.set_title(title)
        self.set_author(author)
        self.set_lang(language)
        self.set_creation_date(at)
        self.ink()

    def ink(self, size: float = 10, *, bold: bool = False, colour: tuple[int, int, int] = INK) -> None:
        """Choose size, weight and colour of what is written from here on."""
        self.set_font(FAMILY, "B" if bold else "", size)
        self.set_text_color(*colour)

    def line_of(self, text: str, height: float, align: Literal["L", "C", "R"] = "L") -> None:
        """Write a text over the page's width, on as many lines as it needs."""
        self.multi_cell(0, height, text, align=align, new_x="LMARGIN", new_y="NEXT")

    def footer(self) -> None:
        """Write the foot of a page, with its number among all; fpdf2 calls this."""
        if self.foot:
            self.set_y(-self.b_margin)
            self.ink(8, colour=SOFT)
            self.cell(0, 5, self.foot, align="L")
            self.set_x(self.l_margin)
            self.cell(0, 5, f"{self.page_no()} / {{nb}}", align="R")

    def qr(self, address: str, x: float, y: float, side: float) -> None:
        """Draw an address as a QR code (ISO/IEC 18004, level M)."""
        out = io.BytesIO()
        segno.make(address, error="m").save(out, kind="png", scale=10, border=2)
        self.image(out, x=x, y=y, w=side, alt_text=address)

    def content(self) -> bytes:
        """Return the document."""
        return bytes(self.output())
