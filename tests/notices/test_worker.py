"""The worker: killed in the middle of a mail, it sends that mail again as the same one, and then no more."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from sotong.core import clock
from sotong.core.config import Settings
from sotong.core.db import db, transaction
from sotong.notices import chores, jobs, services
from sotong.notices.chores import Chore
from sotong.notices.models import ChoreTime, Message
from sotong.notices.rules import MessageState
from sotong.web import schema
from sotong.web.app import create_app
from tests.factories.people import make_account
from tests.notices.mailbox import OK, Mailbox, mail_server

SOTONG = [sys.executable, "-c", "from sotong.web.cli import main; main()"]
ENDS_WITHIN_S = 60


def _office(home: Path, port: int) -> dict[str, str]:
    return {
        "SOTONG_MODE": "development",
        "SOTONG_HOME": str(home),
        "SOTONG_DATABASE_URL": f"sqlite:///{home / 'sotong.db'}",
        "SOTONG_SMTP_HOST": "127.0.0.1",
        "SOTONG_SMTP_PORT": str(port),
        "SOTONG_SMTP_SECURITY": "none",
        "SOTONG_MAIL_FROM": "sotong@office.example",
    }


@contextmanager
def _app(env: dict[str, str]) -> Iterator[Flask]:
    app = create_app(Settings.from_env(env))
    with app.app_context():
        schema.upgrade(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


def _worker(env: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*SOTONG, "worker", "--once"], env={**os.environ, **env})


def test_a_worker_killed_in_the_middle_of_a_mail_sends_it_again_as_the_same_and_then_no_more(
    tmp_path: Path,
) -> None:
    victims: list[int] = []

    def answer(_mail: EmailMessage) -> str:
        """The mail is taken; the worker dies before it hears so."""
        if victims:
            os.kill(victims.pop(), signal.SIGKILL)
        return OK

    mailbox = Mailbox(answer)
    with mail_server(mailbox) as server, _app(_office(tmp_path, server.port)):
        person = make_account(db.session(), login="admin@office.example")
        with transaction() as session:
            services.queue(
                session,
                to=[person.id],
                kind="notice.trial",
                facts={},
                link="/notices",
                dedupe_key="x",
                now=datetime.now(UTC),
                urgent=True,
            )
        first = _worker(_office(tmp_path, server.port))
        victims.append(first.pid)
        assert first.wait(ENDS_WITHIN_S) == -signal.SIGKILL
        left = db.session.execute(sa.select(Message.id, Message.state, Message.tries)).one()
        assert left[1:] == (MessageState.WAITING, 1)
        with transaction() as session:  # the lease runs out
            session.execute(sa.update(Message).values(leased_until=datetime.now(UTC)))
        assert [jobs.send(), jobs.send()] == [1, 0]
        assert db.session.scalars(sa.select(Message.state)).all() == [MessageState.SENT]
    assert [mail["Message-ID"] for mail in mailbox.mails] == [f"<{left.id}@office.example>"] * 2
    assert mailbox.mails[0]["To"] == "admin@office.example"


def test_a_chore_is_done_when_it_is_due_and_by_one_worker(session: Session, now: datetime) -> None:
    done: list[datetime] = []
    chore = Chore("test.count", timedelta(hours=1), lambda _session, at: done.append(at))
    for _ in range(2):
        jobs.do_chores([chore])
    assert done == [now]
    with transaction():
        assert not chores.take(session, chore, now=now)
    with clock.stopped_at(now + timedelta(hours=1)):
        jobs.do_chores([chore])
    assert done == [now, now + timedelta(hours=1)]


def test_a_chore_that_fails_leaves_nothing_half_done_and_keeps_no_other(
    session: Session, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    done: list[str] = []

    def fail(session: Session, at: datetime) -> None:
        session.add(ChoreTime(name="half.done", due_at=at))
        session.flush()
        raise KeyError

    other = Chore("test.other", timedelta(hours=1), lambda _session, _at: done.append("other"))
    jobs.do_chores([Chore("test.fails", timedelta(hours=1), fail), other])
    times = {row.name: row for row in db.session.scalars(sa.select(ChoreTime))}
    assert set(times) == {"test.fails", "test.other"}
    assert times["test.fails"].problem == "KeyError"
    assert times["test.fails"].due_at == now + chores.TRIED_AGAIN_AFTER
    assert done == ["other"]
