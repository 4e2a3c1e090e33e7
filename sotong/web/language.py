"""Korean first, English second; instants are shown in Korean time."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from babel import Locale
from flask import Flask, has_request_context, request, session
from flask_babel import Babel, get_locale, get_translations
from markupsafe import Markup
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from sotong.core.access import this_page

LANGUAGES = ("ko", "en")


def chosen_language() -> str:
    """Return the language of this request: chosen by press, else the browser's, else Korean."""
    if not has_request_context():
        return "ko"
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    return _best(request.headers.get("Accept-Language", ""))


@lru_cache(maxsize=500)
def _best(accepted: str) -> str:
    """The better of the two languages by a header of RFC 9110 section 12.5.4."""
    return parse_accept_header(accepted, LanguageAccept).best_match(LANGUAGES, default="ko") or "ko"


@cache
def _words_in(_language: Locale | None) -> Any:
    """The translations of a language: Flask-Babel would look for them at each text of each page."""
    return get_translations()


def in_reader_language(text: str, **values: object) -> Markup:
    """What `_()` is in templates: Jinja's own is the same in three calls a text, and a page has dozens."""
    said = _words_in(get_locale()).ugettext(text)
    return Markup(said) % values if "%" in said else Markup(said)  # noqa: S704 - a text of ours


def prepare(app: Flask) -> None:
    """Give the application its two languages."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    Babel(
        app,
        default_locale="ko",
        default_timezone="Asia/Seoul",
        locale_selector=chosen_language,
        timezone_selector=lambda: "Asia/Seoul",
    )
    app.jinja_env.globals["_"] = in_reader_language
    app.jinja_env.globals["this_page"] = this_page
