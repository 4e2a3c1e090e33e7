"""Personal data that citizens write into their questions is taken out before anything is kept.

What is looked for are the patterns that can be told from other text: resident and foreigner registration
numbers (주민등록번호, 외국인등록번호: six digits of a birthday, a digit from 1 to 8, six more), Korean
telephone numbers, e-mail addresses. Each becomes a word in brackets that says what stood there. Names and
addresses cannot be told so; the pages ask people not to write them.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Personal(StrEnum):
    """What kind of personal data was taken out."""

    RESIDENT_NUMBER = "resident_number"
    PHONE = "phone"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without personal data, and how many of each kind were taken out."""

    text: str
    counts: dict[Personal, int] = field(default_factory=dict)


_D = "[0-9０-９]"
_GAP = "[-\u2010-\u2015\u2212\uff0d.·~ \u00a0]{0,3}"
"""What people put between the groups of a number: a dash of any kind, a dot, a blank, or nothing."""
_STARTS, _ENDS = "(?<![0-9０-９])", "(?![0-9０-９])"
_ZERO, _ONE = "[0０]", "[1１]"
_LANDLINES = "2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|50[2-8]|70|80|130"

_EMAIL: Final = re.compile(
    r"[A-Za-z0-9](?:[A-Za-z0-9._%+-]{0,62}[A-Za-z0-9_%+-])?\s?[@＠]\s?(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,}"
)
_RESIDENT_NUMBER: Final = re.compile(
    rf"{_STARTS}{_D}{{2}}(?:[0０]{_D}|[1１][0-2０-２])[0-3０-３]{_D}{_GAP}[1-8１-８]"
    rf"(?:{_D}{{6}}{_ENDS}|[*●○xX]{{6}})"
)
_COUNTRY = rf"(?:(?:\+|００|00)\s?82{_GAP}|8[2]{_GAP}(?={_ONE}))"
_MOBILE = rf"\(?(?:{_ZERO}|{_COUNTRY}\(?{_ZERO}?){_ONE}[016-9０１６-９]\)?{_GAP}{_D}{{3,4}}{_GAP}{_D}{{4}}"
_LANDLINE = rf"\(?{_ZERO}(?:{_LANDLINES})\)?{_GAP}{_D}{{3,4}}{_GAP}{_D}{{4}}"
_PHONE: Final = re.compile(rf"{_STARTS}(?:{_MOBILE}|{_LANDLINE}){_ENDS}")
_MOBILE_ONLY: Final = re.compile(rf"{_STARTS}{_MOBILE}{_ENDS}")

_PATTERNS: Final = {
    # In this order: an address may hold a number, and a registration number looks like a telephone's end.
    Personal.EMAIL: _EMAIL,
    Personal.RESIDENT_NUMBER: _RESIDENT_NUMBER,
    Personal.PHONE: _PHONE,
}
PUT_THERE: Final = {
    Personal.EMAIL: "[전자우편]",
    Personal.RESIDENT_NUMBER: "[주민등록번호]",
    Personal.PHONE: "[전화번호]",
}
"""What stands in the text instead. It holds no digit and no @, so masking twice changes nothing."""


def masked(text: str) -> Masked:
    """Take resident numbers, telephone numbers and e-mail addresses out of what a citizen wrote."""
    return _without(text, tuple(_PATTERNS))


def masked_reply(text: str) -> Masked:
    """Take out what no office publishes: resident numbers and mobile numbers. An office's own line stays."""
    found = _without(text, (Personal.RESIDENT_NUMBER,))
    text, mobiles = _MOBILE_ONLY.subn(PUT_THERE[Personal.PHONE], found.text)
    return Masked(text, {**found.counts, **({Personal.PHONE: mobiles} if mobiles else {})})


def _without(text: str, kinds: Collection[Personal]) -> Masked:
    counts: dict[Personal, int] = {}
    for kind in kinds:
        text, number = _PATTERNS[kind].subn(PUT_THERE[kind], text)
        if number:
            counts[kind] = number
    return Masked(text, counts)
