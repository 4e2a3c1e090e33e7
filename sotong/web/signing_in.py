"""Flask-Login, told where sign-ins are kept."""

from __future__ import annotations

from flask import Flask
from flask_login import LoginManager


def prepare(app: Flask) -> None:
    """Read the person behind each request from the login sessions of the people room."""
    manager = LoginManager(app)
    manager.session_protection = None  # the server's own login session decides, not a guess at the browser
