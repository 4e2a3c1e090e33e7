"""The language of the terminal: what the command line says outside of requests.

Korean, unless the environment asks for English (docs/decisions/0030-the-terminals-language.md). The doors
themselves take their words straight from the catalogue, for `sotong --help` shall load no application:

    from sotong.web.commands.speaking import said as _

A process has one language from its start to its end, so that help texts may be said where they stand.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from flask import Flask

VARIABLES: Final = ("SOTONG_LANGUAGE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""Ours, then gettext's in its order: the first that is set decides."""
TRANSLATIONS: Final = Path(__file__).resolve().parents[2] / "translations"
CLICK: Final = "click"
"""The catalogue of click's own words ("Usage:", "Missing argument"), which are English in its code."""


def terminal_language(env: Mapping[str, str]) -> str:
    """Return the language that the environment asks for: English where it says so, else Korean."""
    asked = next((env[name] for name in VARIABLES if env.get(name)), "")
    return "en" if asked.casefold().startswith("en") else "ko"


def said(text: str, **values: object) -> str:
    """Say a text in the terminal's language; what stands in it as `%(name)s` is filled in."""
    words = _catalogue(terminal_language(os.environ)).gettext(text)
    return words % values if values else words


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("messages", TRANSLATIONS, [language], fallback=True)


@contextmanager
def click_in_words() -> Iterator[None]:
    """Have click say its own words in the terminal's language: it asks gettext, which asks LANGUAGE."""
    before = os.environ.get("LANGUAGE")
    os.environ["LANGUAGE"] = terminal_language(os.environ)
    gettext.bindtextdomain(CLICK, str(TRANSLATIONS))
    gettext.textdomain(CLICK)
    try:
        yield
    finally:
        gettext.textdomain("messages")
        os.environ.pop("LANGUAGE")
        if before is not None:
            os.environ["LANGUAGE"] = before


@contextmanager
def in_words(app: Flask | None = None) -> Iterator[None]:
    """Have the rooms speak the terminal's language, with the office's application or a bare one.

    A decorator too: `@in_words()`.
    """
    from flask_babel import force_locale

    with (app or _bare_app()).app_context(), force_locale(terminal_language(os.environ)):
        yield


def _bare_app() -> Flask:
    """What translations need, and nothing else: no settings, no database."""
    from flask import Flask

    from sotong.web import language

    app = Flask("sotong")
    language.prepare(app)
    return app
