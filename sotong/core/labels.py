"""The words of the house: status words, and the sentence behind each refusal.

Keys of words are `Enumeration.value`; keys of sentences are the reasons that rules and services give.
"""

from __future__ import annotations

from enum import Enum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

WORDS: dict[str, LazyString] = {
    "Role.admin": _l("관리자"),
    "Role.officer": _l("주무관"),
    "Role.judge": _l("심사위원"),
    "Role.auditor": _l("감사담당"),
}

TONES: dict[str, str] = {}
"""How a status looks (neutral, info, success, warning, danger), beside its word, never instead of it."""

SENTENCES: dict[str, LazyString] = {}


def word(status: Enum) -> str:
    """Return the word for a status, in the reader's language."""
    return str(WORDS[f"{type(status).__name__}.{status.value}"])


def tone(status: Enum) -> str:
    """Return the tone of a status, neutral unless said otherwise."""
    return TONES.get(f"{type(status).__name__}.{status.value}", "neutral")


def sentence(reason: str, **facts: object) -> str:
    """Return the sentence for a refusal, its placeholders filled with `facts`."""
    if reason not in SENTENCES:
        return str(_("요청하신 일을 할 수 없습니다. (%(reason)s)", reason=reason))
    text = str(SENTENCES[reason])
    return text % facts if facts else text
