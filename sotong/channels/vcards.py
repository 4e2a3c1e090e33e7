"""Business cards as vCard 4.0 (RFC 6350), the same bytes for the same card. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

LONGEST_LINE: Final = 75
"""In octets, without the line break (RFC 6350, section 3.2)."""
MEDIA_TYPE: Final = "text/vcard; charset=utf-8"
_ESCAPED: Final = {"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n"}
_KOREAN_NUMBER: Final = re.compile(r"0[0-9-]{7,12}[0-9]")


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on a department's card: the office, the department, how it is reached, its accounts."""

    office: str
    department: str
    phone: str
    email: str
    urls: Sequence[str]


def write_card(card: Card) -> str:
    """The card, its lines folded and ended as RFC 6350 says."""
    return "".join(f"{_folded(line)}\r\n" for line in _lines(card))


def escaped(text: str) -> str:
    """A text as a value of a property (RFC 6350, section 3.4)."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(_ESCAPED.get(letter, letter) for letter in plain)


def dialled(phone: str) -> str | None:
    """A Korean number as a tel: URI (RFC 3966), or None if it is none."""
    number = phone.strip().replace(" ", "-")
    return f"tel:+82-{number[1:]}" if _KOREAN_NUMBER.fullmatch(number) else None


def _lines(card: Card) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield "KIND:org"
    yield f"FN:{escaped(' '.join(part for part in (card.office, card.department) if part))}"
    units = [card.office, card.department] if card.department else [card.office]
    yield f"ORG:{';'.join(escaped(unit) for unit in units)}"
    if uri := dialled(card.phone):
        yield f"TEL;VALUE=uri;TYPE=work:{uri}"
    elif card.phone:
        yield f"TEL;VALUE=text;TYPE=work:{escaped(card.phone)}"
    if card.email:
        yield f"EMAIL;TYPE=work:{escaped(card.email)}"
    for url in card.urls:
        yield f"URL:{url}"
    yield "END:VCARD"


def _folded(line: str) -> str:
    """The line in pieces of at most 75 octets; a letter is never cut in two."""
    pieces, length = [""], 0
    for letter in line:
        size = len(letter.encode())
        if length + size > LONGEST_LINE:
            pieces.append(" ")
            length = 1
        pieces[-1] += letter
        length += size
    return "\r\n".join(pieces)
