"""The codes that docs/tally.md explains, with their Korean and English words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

PAGE: Final = Path(__file__).parents[2] / "docs" / "tally.md"
_ROW: Final = re.compile(r"^\| `([a-z]+\.[a-z_]+)` \| (.+?) \| (.+?) \|$", re.MULTILINE)

WORDS: Final[dict[str, tuple[str, str]]] = {
    code: (korean, english)
    for code, korean, english in _ROW.findall(PAGE.read_text("utf-8").partition("## Codes")[2])
}


def in_english(code: str) -> str:
    return WORDS[code][1]
