"""The language of the terminal, for sentences outside of requests."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from flask import Flask
from flask_babel import force_locale

from sotong.web import language

VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""In gettext's order: the first that is set decides."""


def terminal_language(env: Mapping[str, str]) -> str:
    """Return the language that the environment asks for: English where it says so, else Korean."""
    asked = next((env[name] for name in VARIABLES if env.get(name)), "")
    return "en" if asked.casefold().startswith("en") else "ko"


@contextmanager
def in_words(app: Flask | None = None) -> Iterator[None]:
    """Speak the terminal's language, with the office's application or a bare one.

    A decorator too: `@in_words()`.
    """
    with (app or _bare_app()).app_context(), force_locale(terminal_language(os.environ)):
        yield


def _bare_app() -> Flask:
    """What translations need, and nothing else: no settings, no database."""
    app = Flask("sotong")
    language.prepare(app)
    return app
