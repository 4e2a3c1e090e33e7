"""Sentences with a number in them: Korean has one form for all numbers, English two.

`_n` and `_ln` take the Korean once, where gettext's own `ngettext` wants singular and plural.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import get_translations
from flask_babel.speaklater import LazyString

from sotong.core.korean import with_particles

MANY: Final = 2


def counted(text: str, *, by: str = "count", **facts: object) -> str:
    """The sentence in the reader's language, in the form that the fact `by` asks for, its facts filled in."""
    return _form(text, facts[by]) % facts


class Counted:
    """A sentence that is put into words when its facts are known, in the form that the fact `by` asks for."""

    def __init__(self, text: str, *, by: str = "count") -> None:
        self._text, self._by = text, by

    def __str__(self) -> str:
        return _form(self._text, MANY)

    def said(self, facts: Mapping[str, object]) -> str:
        """The sentence with its facts. Raises KeyError for one that is missing."""
        return _form(self._text, facts[self._by]) % facts


def filled(text: LazyString, facts: Mapping[str, object]) -> str:
    """A sentence with its facts, whether it counts something or not, Korean particles put right."""
    if isinstance(text, Counted):
        return with_particles(text.said(facts))
    return with_particles(str(text) % facts) if facts else str(text)


def _form(text: str, number: object) -> str:
    return str(get_translations().ungettext(text, text, number))


_n, _ln = counted, Counted
