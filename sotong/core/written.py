"""What may stand in a text that a person writes: nothing that is not seen and changes what is read.

Control characters (Unicode's Cc) and those that turn the direction of writing: by U+202E a file "gpj.exe" is
read "exe.jpg", and a title its neighbour's (Unicode Technical Report 36, 2.5).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_TURNING: Final = "\u202a-\u202e\u2066-\u2069"
_UNSEEN: Final = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_TURNING}]")
_INVISIBLE: Final = dict.fromkeys(
    map(ord, "\ufeff\u200b\u200c\u200d\u2060\u00ad\u034f\u115f\u1160\u3164\uffa0")
)
"""What has neither width nor meaning in a name or a cell: joiners, soft hyphens, fillers of Hangul."""
_DASHES: Final = dict.fromkeys(
    map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u30fc\u3161\uff70"), "-"
)
"""What keyboards, phones and word processors make of a hyphen; full-width and small ones NFKC knows."""
_BREAKS: Final = re.compile("[\t\n\r\u2028\u2029]")


def unseen_in(text: str) -> str | None:
    """Return the first character that may stand in no text, as "U+202E"; None if there is none."""
    found = _UNSEEN.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def is_one_line(text: str) -> bool:
    """Whether a text has no end of a line and no tab; around it they do not count."""
    return not _BREAKS.search(text.strip())


def without_invisible(text: str) -> str:
    """Return a name or a cell without what stands in it unseen, usually since it was copied."""
    return text.translate(_INVISIBLE)


def plain_typed(text: str) -> str:
    """Return a number or code as it is meant, typed on a Korean keyboard or copied: ＡＢ—１２ is AB-12.

    Full-width letters and digits become plain ones (NFKC), dashes of every kind a hyphen; capitals stay.
    """
    return unicodedata.normalize("NFKC", without_invisible(text).translate(_DASHES))
