"""An office that can be served: settings, a database at the newest schema, a contest whose vote is open."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from sotong.core import clock
from sotong.core.config import Settings
from sotong.core.db import db
from sotong.web import schema
from sotong.web.app import create_app
from sotong.web.side_server import SideServer
from tests.factories.ballots import Poll, make_poll


@dataclass(frozen=True)
class Office:
    """Where a server runs, and what its visitors know."""

    home: Path
    env: Mapping[str, str]
    app: Flask
    poll: Poll

    @property
    def secret(self) -> str:
        return self.env["SOTONG_SECRET_KEY"]

    @property
    def log(self) -> Path:
        """What its servers write to standard error."""
        return self.home / "server.log"

    def server(self, *, processes: int = 1) -> SideServer:
        """A server of this office, as `sotong serve` makes it."""
        return SideServer(self.env, self.log, processes=processes)


def open_office(database_url: str, home: Path) -> Office:
    """Open an office on an empty database."""
    env = production(database_url, home)
    app = create_app(Settings.from_env(env))
    with app.app_context():
        schema.upgrade(db.engine)
        poll = make_poll(db.session(), now=clock.now())
        db.session.remove()
        db.engine.dispose()
    return Office(home, env, app, poll)


def office_of(app: Flask, session: Session, home: Path) -> Office:
    """Open an office on the fresh database of a test; `home` is for what its servers write."""
    settings: Settings = app.config["SETTINGS"]
    poll = make_poll(session, now=clock.now())
    session.rollback()
    return Office(home, production(settings.database_url, settings.home), app, poll)


def production(database_url: str, home: Path) -> dict[str, str]:
    """Settings as an office has them."""
    return {
        "SOTONG_MODE": "production",
        "SOTONG_HOME": str(home),
        "SOTONG_DATABASE_URL": database_url,
        "SOTONG_SECRET_KEY": secrets.token_urlsafe(48),
        "SOTONG_PUBLIC_URL": "https://sotong.example",
    }
