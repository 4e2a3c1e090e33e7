"""Pictures that links are shared by: the card of a vote link or a result, and QR codes.

Cards are drawn with Pillow in Pretendard GOV, the font that the pages are served with: FreeType, as Pillow
brings it, reads WOFF2, and the file has all 11,172 syllables. The same words give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

import segno
from PIL import Image, ImageDraw, ImageFont

from sotong.core.days import KST

SIZE: Final = (1200, 630)
"""What Open Graph readers show uncut: 1.91 to 1."""
MARGIN: Final = 80
INK, SOFT, ACCENT, PAPER, TINT = "#1e2124", "#464c53", "#0b50d0", "#ffffff", "#ecf2fe"
TITLE_SIZES: Final = (84, 72, 60, 50)
TITLE_LINES: Final = 3
CARDS_KEPT: Final = 64

Font = ImageFont.FreeTypeFont


@dataclass(frozen=True, slots=True)
class Card:
    """The words on a card."""

    office: str
    title: str
    line: str
    call: str


@lru_cache(maxsize=CARDS_KEPT)
def draw_card(card: Card, fonts: Path) -> bytes:
    """Return the card as a PNG of 1200 by 630 pixels. `fonts` is the folder of the vendored fonts.

    Raises OSError if the fonts are not there.
    """
    picture = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(picture)
    width, height = SIZE
    pen.rectangle((0, 0, width, 16), fill=ACCENT)
    pen.text((MARGIN, 72), _fitted(card.office, _font(fonts, 40), width - 2 * MARGIN), SOFT, _font(fonts, 40))
    _title(pen, card.title, fonts)
    pen.rectangle((0, height - 150, width, height), fill=TINT)
    room = _call(pen, card.call, _font(fonts, 40)) - 2 * MARGIN
    line = _fitted(card.line, _font(fonts, 38, bold=False), room)
    pen.text((MARGIN, height - 75), line, INK, _font(fonts, 38, bold=False), anchor="lm")
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _title(pen: ImageDraw.ImageDraw, title: str, fonts: Path) -> None:
    """Write the title as large as three lines allow."""
    room = SIZE[0] - 2 * MARGIN
    for size in TITLE_SIZES:
        font = _font(fonts, size)
        lines = list(_lines(title, font, room))
        if len(lines) <= TITLE_LINES:
            break
    if len(lines) > TITLE_LINES:
        lines = [*lines[: TITLE_LINES - 1], _fitted(" ".join(lines[TITLE_LINES - 1 :]), font, room)]
    step = size * 13 // 10
    top = 290 - step * len(lines) // 2
    for at, line in enumerate(lines):
        pen.text((MARGIN, top + at * step), line, INK, font)


def _call(pen: ImageDraw.ImageDraw, call: str, font: Font) -> int:
    """Draw what looks like the button that the link leads to; return where it begins."""
    right, middle = SIZE[0] - MARGIN, SIZE[1] - 75
    left = right - int(font.getlength(call)) - 80
    pen.rounded_rectangle((left, middle - 42, right, middle + 42), 16, fill=ACCENT)
    pen.text(((left + right) / 2, middle), call, PAPER, font, anchor="mm")
    return left


def _lines(text: str, font: Font, room: float) -> Iterator[str]:
    """Break a text between words; a word wider than a line is broken between letters."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if font.getlength(longer) <= room:
            line = longer
            continue
        if line:
            yield line
        line = word
        while font.getlength(line) > room:
            head = _head(line, font, room)
            yield head
            line = line[len(head) :]
    yield line


def _head(word: str, font: Font, room: float) -> str:
    fits = 1
    while fits < len(word) and font.getlength(word[: fits + 1]) <= room:
        fits += 1
    return word[:fits]


def _fitted(text: str, font: Font, room: float) -> str:
    """Cut a text to one line."""
    if font.getlength(text) <= room:
        return text
    return _head(text, font, room - font.getlength("…")).rstrip() + "…"


@lru_cache(maxsize=16)
def _font(fonts: Path, size: int, *, bold: bool = True) -> Font:
    return ImageFont.truetype(fonts / f"PretendardGOV-{'Bold' if bold else 'Regular'}.woff2", size)


def span(opens_at: datetime, closes_at: datetime) -> str:
    """Write from when to when, in Korean time: a card is one picture for everybody."""
    return f"{_moment(opens_at)} ~ {_moment(closes_at)}"


def _moment(instant: datetime) -> str:
    local = instant.astimezone(KST)
    return f"{local.month}. {local.day}.({'월화수목금토일'[local.weekday()]}) {local:%H:%M}"


def qr_svg(address: str) -> bytes:
    """Return the address as a QR code (ISO/IEC 18004, level M), sharp at any size."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", scale=8, border=4, omitsize=True)
    return out.getvalue()


def qr_png(address: str) -> bytes:
    """Return the address as a QR code in pixels, large enough for a poster's hand-width."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="png", scale=20, border=4)
    return out.getvalue()
