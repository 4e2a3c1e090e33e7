"""What departments, bureaus, contests and entries are called in the reader's language.

Who knows their English names is appointed by whoever joins the rooms; until then every name is shown as it
is. Where there is no English name the Korean one stands: nothing is lost for want of a translation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple, Protocol

from flask import g
from flask_babel import get_locale
from sqlalchemy.orm import Session

from sotong.core.appointed import Appointed
from sotong.core.db import db


class EnglishNames(NamedTuple):
    """English names by Korean ones."""

    departments: Mapping[str, str]
    bureaus: Mapping[str, str]


class Titled(Protocol):
    """What has a title, and perhaps one in English."""

    @property
    def title(self) -> str: ...
    @property
    def title_en(self) -> str | None: ...


Gazetteer = Callable[[Session], EnglishNames]
"""Who knows the English names, in a fixed number of statements."""


def _none(_session: Session) -> EnglishNames:
    return EnglishNames({}, {})


appointed: Final = Appointed[Gazetteer](_none)
register = appointed.register


def department(name: str) -> str:
    """Return what a department is called in the reader's language."""
    return _english().departments.get(name, name) if name and reads_english() else name


def bureau(name: str) -> str:
    """Return what a bureau is called in the reader's language."""
    return _english().bureaus.get(name, name) if name and reads_english() else name


def either(korean: str, english: str | None) -> str:
    """Return the one of two names that the reader reads; the Korean one where there is no other."""
    return english if english and reads_english() else korean


def titled(one: Titled) -> str:
    """Return what a contest or an entry is called in the reader's language."""
    return either(one.title, one.title_en)


def beside(name: str, of_department: str | None) -> str:
    """Return a person's name with the department behind it, where there is one."""
    return f"{name} ({department(of_department)})" if of_department else name


def reads_english() -> bool:
    """Whether the page is shown in English."""
    return str(get_locale()) == "en"


def _english() -> EnglishNames:
    """The English names, asked for once a request."""
    if "english_names" not in g:
        g.english_names = appointed.one(db.session())
    names: EnglishNames = g.english_names
    return names
