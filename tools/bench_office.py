"""An office for a benchmark: a home of its own, a database of its own, a contest whose vote is open."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from sotong.ballots.box import BoxWriter
from sotong.core import clock
from sotong.core.config import Settings
from sotong.core.db import db, transaction
from sotong.web import schema
from sotong.web.app import create_app
from sotong.web.side_server import SideServer
from tests.factories.ballots import Poll, make_poll
from tests.own_postgres import OwnPostgres

SERVER = (str(Path(__file__).with_name("bench_server.py")),)
FILLED_AT_ONCE = 2_000
ENTRIES = 10


@dataclass(frozen=True)
class Office:
    """Where a benchmark's server runs, and what its visitors know."""

    home: Path
    env: Mapping[str, str]
    app: Flask
    poll: Poll

    @property
    def secret(self) -> str:
        return self.env["SOTONG_SECRET_KEY"]

    def server(self, *, processes: int = 1) -> SideServer:
        """Return a server of this office, as `sotong serve` makes it, with the yardsticks in it."""
        return SideServer(self.env, self.home / "server.log", processes=processes, program=SERVER)

    def fill(self, ballots: int) -> None:
        """Store so many ballots through the product's own writer."""
        writer = BoxWriter(self.poll.contest_id)
        with self.app.app_context():
            for start in range(0, ballots, FILLED_AT_ONCE):
                size = min(FILLED_AT_ONCE, ballots - start)
                picks = [secrets.randbelow(ENTRIES) + 1 for _vote in range(size)]
                votes = [self.poll.vote(secrets.token_hex(16), [pick]) for pick in picks]
                with transaction() as session:
                    writer.write(session, votes)
                writer.committed()
            db.engine.dispose()


@contextmanager
def office(database_url: str, home: Path) -> Iterator[Office]:
    """Set up an office on an empty database."""
    env = {
        "SOTONG_MODE": "production",
        "SOTONG_HOME": str(home),
        "SOTONG_DATABASE_URL": database_url,
        "SOTONG_SECRET_KEY": secrets.token_urlsafe(48),
        "SOTONG_PUBLIC_URL": "https://bench.example",
    }
    app = create_app(Settings.from_env(env))
    with app.app_context():
        schema.upgrade(db.engine)
        poll = make_poll(db.session(), now=clock.now())
        db.session.remove()
        db.engine.dispose()
    yield Office(home, env, app, poll)


@contextmanager
def sqlite_office() -> Iterator[Office]:
    """Set up an office on SQLite."""
    with _folder() as home, office(f"sqlite:///{home / 'sotong.db'}", home) as made:
        yield made


@contextmanager
def postgres_office(server: OwnPostgres) -> Iterator[Office]:
    """Set up an office on PostgreSQL."""
    name = f"bench_{secrets.token_hex(4)}"
    server.run(f"CREATE DATABASE {name}")
    with _folder() as home, office(server.url_of(name), home) as made:
        yield made
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="sotong-bench-") as folder:
        yield Path(folder)
