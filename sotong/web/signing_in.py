"""Flask-Login, told where sign-ins are kept: in the people room's tables, one statement a request.

The cookie holds the login session's token and, signed, when it was last used. The first is looked up at each
request, so a sign-in ends the moment its row says so; the second ends it after some time without use.
"""

from __future__ import annotations

from datetime import datetime

from flask import Flask, current_app, session
from flask_login import LoginManager

from sotong.core import clock
from sotong.core.access import SignedIn
from sotong.core.config import Settings
from sotong.core.db import db
from sotong.people import queries

SEEN_AT = "seen_at"
"""Seconds since 1970, in the cookie."""

FRESH_FOR_S = 60
"""The cookie is written anew at most once a minute."""


def prepare(app: Flask) -> None:
    """Read the person behind each request from the login sessions of the people room."""
    manager = LoginManager(app)
    manager.session_protection = None  # the server's own login session decides, not a guess at the browser
    manager.user_loader(person_behind)


def person_behind(token: str) -> SignedIn | None:
    """Return the person whose browser holds `token`, or None if that sign-in is over or lay idle too long."""
    now = clock.now()
    if _idle_too_long(now):
        return None
    person = queries.who(db.session(), token, now)
    if person is not None and now.timestamp() - session[SEEN_AT] >= FRESH_FOR_S:
        session[SEEN_AT] = int(now.timestamp())
    return person


def _idle_too_long(now: datetime) -> bool:
    settings: Settings = current_app.config["SETTINGS"]
    seen_at = session.get(SEEN_AT)
    return not isinstance(seen_at, int) or now.timestamp() - seen_at > settings.idle_after.total_seconds()
