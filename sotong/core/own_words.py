"""Titles that the program itself once wrote down, in the language of whoever reads them now.

They are stored in Korean, like everything that an office writes. An English page says in English those that
the program makes, or its example in a form; what people wrote stays as it is.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel.speaklater import LazyString

from sotong.core.labels import sentence
from sotong.core.places import reads_english

_WRITTEN: Final = (
    _l("[훈련] 긴급 전파 수신 확인: %(title)s"),
    _l("[긴급] 긴급 전파 수신 확인: %(title)s"),
    _l("%(year)d년 %(month)d월 근무표"),
    _lp("award", "대상"),
    _lp("award", "최우수상"),
    _lp("award", "우수상"),
)
_PLACE: Final = re.compile(r"%\\\((\w+)\\\)([sd])")
"""A placeholder in an escaped text."""
_OF_KIND: Final = {"s": ".+", "d": "[0-9]{1,4}"}
_NUMBERS: Final = ("year", "month")


def own_words(text: str) -> str:
    """Return a stored title in the reader's language, if the program made it; else as it is."""
    if not reads_english():
        return text
    found = ((pattern.fullmatch(text), said) for pattern, said in _in_korean())
    return next((str(said) % _facts(match) for match, said in found if match), text)


@cache
def _in_korean() -> tuple[tuple[re.Pattern[str], LazyString], ...]:
    """What such a title looks like as it is stored."""
    with force_locale("ko"):
        return tuple((_pattern(str(said)), said) for said in _WRITTEN)


def _pattern(said: str) -> re.Pattern[str]:
    def place(found: re.Match[str]) -> str:
        return f"(?P<{found[1]}>{_OF_KIND[found[2]]})"

    return re.compile(_PLACE.sub(place, re.escape(said)), re.DOTALL)


def _facts(match: re.Match[str]) -> dict[str, object]:
    return {name: int(value) if name in _NUMBERS else value for name, value in match.groupdict().items()}


def to_be_stored(reason: str, **facts: object) -> str:
    """Return a sentence in Korean, whoever has it written down."""
    with force_locale("ko"):
        return sentence(reason, **facts)
