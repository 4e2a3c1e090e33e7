"""Titles that the program itself once wrote down, in the language of whoever reads them now.

They are stored in Korean, like everything that an office writes. An English page says in English those that
the program makes, or its example in a form; what people wrote stays as it is.
"""

from __future__ import annotations

import re
from typing import Final

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from sotong.core.labels import sentence
from sotong.core.places import reads_english

_WRITTEN: Final = {
    r"\[훈련\] 긴급 전파 수신 확인: (?P<title>.+)": _l("[훈련] 긴급 전파 수신 확인: %(title)s"),
    r"\[긴급\] 긴급 전파 수신 확인: (?P<title>.+)": _l("[긴급] 긴급 전파 수신 확인: %(title)s"),
    r"(?P<year>\d{4})년 (?P<month>\d{1,2})월 근무표": _l("%(year)s년 %(month)s월 근무표"),
}
_KNOWN: Final = tuple((re.compile(pattern, re.DOTALL), said) for pattern, said in _WRITTEN.items())


def own_words(text: str) -> str:
    """Return a stored title in the reader's language, if the program made it; else as it is."""
    if not reads_english():
        return text
    found = ((pattern.fullmatch(text), said) for pattern, said in _KNOWN)
    return next((str(said) % match.groupdict() for match, said in found if match), text)


def to_be_stored(reason: str, **facts: object) -> str:
    """Return a sentence in Korean, whoever has it written down."""
    with force_locale("ko"):
        return sentence(reason, **facts)
