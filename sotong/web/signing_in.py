"""Flask-Login, told where sign-ins are kept: in the people room's tables, one statement a request."""

from __future__ import annotations

from flask import Flask
from flask_login import LoginManager, current_user

from sotong.core import clock, config, presence
from sotong.core.access import SignedIn
from sotong.core.db import db
from sotong.people import queries


def prepare(app: Flask) -> None:
    """Read the person behind each request from the login sessions of the people room."""
    manager = LoginManager()
    manager.init_app(app, add_context_processor=False)  # it would ask who it is for pages that do not
    app.add_template_global(current_user, "current_user")
    manager.session_protection = None  # the server's own login session decides, not a guess at the browser
    manager.user_loader(person_behind)


def person_behind(token: str) -> SignedIn | None:
    """Return the person whose browser holds `token`, or None if that sign-in is over or lay idle too long."""
    now = clock.now()
    if presence.lies_idle(now, config.current().idle_after):
        return None
    person = queries.who(db.session(), token, now)
    if person is not None:
        presence.note_use(now)
    return person
