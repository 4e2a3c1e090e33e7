"""Korean first, English second; instants are shown in Korean time."""

from __future__ import annotations

from flask import Flask, has_request_context, request, session
from flask_babel import Babel

LANGUAGES = ("ko", "en")


def chosen_language() -> str:
    """Return the language of this request: chosen by press, else the browser's, else Korean."""
    if not has_request_context():
        return "ko"
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    return request.accept_languages.best_match(LANGUAGES, default="ko") or "ko"


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
