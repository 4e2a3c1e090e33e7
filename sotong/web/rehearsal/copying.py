"""The copy that is rehearsed on: a home and a database of its own, with the contest in it and its vote open.

Copied are the contest, the entries that stand and their departments; no citizen and nobody's name. Votes of
the copy count one a browser, whatever the contest's own level: sign-ins and text messages are other people's
servers, and theirs is not the rush to rehearse.
"""

from __future__ import annotations

import json
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from sotong.audit.services import make_log_key
from sotong.ballots import queries, services
from sotong.ballots.models import LinkChannel
from sotong.contests.contest_rule import ContestRule
from sotong.contests.models import Contest, ContestPhase, Entry
from sotong.contests.queries import contest_by_code
from sotong.contests.rules import PhaseKind
from sotong.contests.services import lock_rule
from sotong.core.config import Settings
from sotong.core.db import db, insert_rows, transaction
from sotong.core.errors import Refused
from sotong.people.models import Department
from sotong.web import schema
from sotong.web.app import create_app

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOBODY: Final = UUID(int=0)
ANYBODY: Final = {"level": "device", "reason": "rehearsal"}
WINDOWS: Final = {
    PhaseKind.ENTRY: (-3 * DAY, -2 * DAY),
    PhaseKind.VOTE: (-HOUR, DAY),
    PhaseKind.JUDGING: (DAY, 2 * DAY),
    PhaseKind.PUBLICATION: (2 * DAY, 3 * DAY),
}
"""The copy's phases, counted from now: the vote has just opened."""
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Original:
    """What is copied of a contest: its rows, as they are stored."""

    contest: dict[str, Any]
    entries: Rows
    departments: Rows

    @property
    def rule(self) -> ContestRule:
        return ContestRule.from_mapping(json.loads(self.contest["rule"]))


@dataclass(frozen=True)
class Copy:
    """A contest that can be rehearsed: where its server runs, and what a visitor knows."""

    env: Mapping[str, str]
    home: Path
    app: Flask
    contest_id: UUID
    link_code: str
    entries: tuple[int, ...]
    """The numbers that stand on the paper."""
    picks: int
    """How many of them a visitor picks."""

    def ballots(self) -> int:
        """Return how many ballots are stored."""
        with self.app.app_context():
            stored, _participations = queries.how_many(db.session(), self.contest_id)
            db.session.remove()
            db.engine.dispose()
        return stored


def original(session: Session, code: str) -> Original:
    """Read what is to be copied. Raises NotFound; Refused if nothing stands to vote on."""
    contest = contest_by_code(session, code)
    entries = _rows(session, Entry, Entry.contest_id == contest.id, Entry.withdrawn_at.is_(None))
    if not entries:
        raise Refused("rehearsal.no_entries")
    departments = {row["department_id"] for row in entries}
    return Original(
        _rows(session, Contest, Contest.id == contest.id)[0],
        entries,
        _rows(session, Department, Department.id.in_(departments)),
    )


def _rows(session: Session, table: type[Any], *which: sa.ColumnElement[bool]) -> Rows:
    written = [column for column in table.__table__.c if column.computed is None]
    return [dict(row) for row in session.execute(sa.select(*written).where(*which)).mappings()]


@contextmanager
def copied(original: Original, settings: Settings, now: datetime) -> Iterator[Copy]:
    """Have a copy of the contest, beside the office's own database; it is thrown away.

    Refused if the office's account may not make a database on its PostgreSQL.
    """
    with (
        tempfile.TemporaryDirectory(prefix="rehearsal-", dir=settings.home) as folder,
        _database(settings.database_url, Path(folder)) as url,
    ):
        env = {
            "SOTONG_HOME": folder,
            "SOTONG_DATABASE_URL": url,
            "SOTONG_MODE": settings.mode,
            "SOTONG_PUBLIC_URL": settings.public_url,
            "SOTONG_SECRET_KEY": secrets.token_urlsafe(48),
            "SOTONG_WORKER": "apart",
        }
        app = create_app(Settings.from_env(env))
        with app.app_context():
            schema.upgrade(db.engine)
            make_log_key()
            with transaction() as session:
                code = _store(session, original, now)
            db.session.remove()
            db.engine.dispose()
        numbers = tuple(row["number"] for row in original.entries)
        picks = min(original.rule.ballots.picks_from, len(numbers))
        yield Copy(env, Path(folder), app, original.contest["id"], code, numbers, picks)


@contextmanager
def _database(office_url: str, folder: Path) -> Iterator[str]:
    """Have an empty database of the office's own kind, on the same disk or the same server."""
    if office_url.startswith("sqlite"):
        yield f"sqlite:///{folder / 'rehearsal.db'}"
        return
    name = f"sotong_rehearsal_{secrets.token_hex(4)}"
    engine = sa.create_engine(office_url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    try:
        _run(engine, f"CREATE DATABASE {name}")
    except sa.exc.ProgrammingError as refusal:  # permission denied
        raise Refused("rehearsal.no_database") from refusal
    try:
        yield sa.make_url(office_url).set(database=name).render_as_string(hide_password=False)
    finally:
        _run(engine, f"DROP DATABASE {name} WITH (FORCE)")


def _run(engine: sa.Engine, statement: str) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)


def _store(session: Session, original: Original, now: datetime) -> str:
    """Write the contest down with its rule locked, its vote open and a link; return the link's code."""
    rule = ContestRule.from_mapping({**json.loads(original.contest["rule"]), "identity": ANYBODY})
    contest_id = original.contest["id"]
    contest = original.contest | {
        "rule": rule.canonical().decode(),
        "rule_digest": rule.digest(),
        "rule_locked_at": None,
        "log_stream_id": None,
        "published_at": None,
        "cancelled_at": None,
        "cancelled_reason": None,
    }
    phases = [
        {
            "id": uuid4(),
            "contest_id": contest_id,
            "kind": kind,
            "opens_at": now + opens,
            "closes_at": now + closes,
        }
        for kind, (opens, closes) in WINDOWS.items()
    ]
    insert_rows(session, Department, original.departments)
    insert_rows(session, Contest, [contest])
    insert_rows(session, ContestPhase, phases)
    insert_rows(session, Entry, original.entries)
    lock_rule(session, contest_id=contest_id, digest=rule.digest(), actor_id=NOBODY, now=now - 2 * HOUR)
    services.hand_out_audit_key(session, contest_id, actor_id=NOBODY, now=now - HOUR)
    link = services.add_vote_link(
        session, contest_id, channel=LinkChannel.BAND, name="rehearsal", actor_id=NOBODY, now=now - HOUR
    )
    return link.code
