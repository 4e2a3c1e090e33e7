"""Offices for benchmarks: a home and a database made for the run, a server with the yardsticks in it."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sotong.ballots.box import BoxWriter
from sotong.core.db import db, transaction
from sotong.web.side_server import SideServer
from tests.factories.offices import Office, open_office
from tests.own_postgres import OwnPostgres
from tools import bench_server

FILLED_AT_ONCE = 2_000
ENTRIES = 10


def server_of(office: Office, *, processes: int = 1) -> SideServer:
    """Return a server of the office, as `sotong serve` makes it, with the yardsticks in it."""
    return SideServer(office.env, office.log, processes=processes, program=bench_server.main)


def fill(office: Office, ballots: int) -> None:
    """Store so many ballots through the product's own writer."""
    writer = BoxWriter(office.poll.contest_id)
    with office.app.app_context():
        for start in range(0, ballots, FILLED_AT_ONCE):
            picks = [secrets.randbelow(ENTRIES) + 1 for _vote in range(min(FILLED_AT_ONCE, ballots - start))]
            votes = [office.poll.vote(secrets.token_hex(16), [pick]) for pick in picks]
            with transaction() as session:
                writer.write(session, votes)
            writer.committed()
        db.engine.dispose()


@contextmanager
def sqlite_office() -> Iterator[Office]:
    """Open an office on SQLite."""
    with _folder() as home:
        yield open_office(f"sqlite:///{home / 'sotong.db'}", home)


@contextmanager
def postgres_office(server: OwnPostgres) -> Iterator[Office]:
    """Open an office on PostgreSQL."""
    name = f"bench_{secrets.token_hex(4)}"
    server.run(f"CREATE DATABASE {name}")
    with _folder() as home:
        yield open_office(server.url_of(name), home)
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="sotong-bench-") as folder:
        yield Path(folder)
