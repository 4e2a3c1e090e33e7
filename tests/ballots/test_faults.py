"""A full disk, clocks that disagree: what was acknowledged is stored, and nothing else is."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from sotong.audit.queries import verify_stream
from sotong.audit.services import log_public_key
from sotong.ballots import queries
from sotong.ballots.intake import Intake
from sotong.ballots.tokens import PaperToken, Tokens
from sotong.ballots.voting import Receipt
from sotong.core import clock
from sotong.core.config import Settings
from sotong.core.db import db
from tests.browsers import Browser
from tests.factories.ballots import Poll, make_poll
from tests.factories.papers import forget, receipt_number

FIVE_SECONDS, MICROSECOND = timedelta(seconds=5), timedelta(microseconds=1)
HALF_THE_VOTE = timedelta(hours=12)
PAGES_LEFT = 40


def vote(client: Browser, poll: Poll) -> TestResponse:
    """Send a filled-in paper from a fresh device."""
    forget(client)
    settings: Settings = client.application.config["SETTINGS"]
    token = Tokens(settings.secret_key).write_paper(PaperToken.fresh(None), poll.link_code)
    return client.post(f"/v/{poll.link_code}", data={"token": token, "picks": "3"})


@contextmanager
def full_disk(app: Flask, pages_left: int) -> Iterator[None]:
    """Let the database grow by so many pages and no further."""

    def limit(connection: Any, _record: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={max(most, pages)}")

    with app.app_context():
        engine = db.engine
        with engine.connect() as connection:
            most = connection.exec_driver_sql("PRAGMA page_count").scalar_one() + pages_left
        engine.dispose()
        sa.event.listen(engine, "connect", limit)
    try:
        yield
    finally:
        sa.event.remove(engine, "connect", limit)
        engine.dispose()


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_full_disk_is_said_and_loses_nothing(
    app: Flask, client: Browser, session: Session, now: datetime
) -> None:
    poll = make_poll(session, now=now)
    session.rollback()
    told = []
    with full_disk(app, PAGES_LEFT):
        while (answer := vote(client, poll)).status_code == 200:
            told.append(receipt_number(answer))
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        assert told
    session.rollback()
    assert queries.how_many(session, poll.contest_id) == (len(told), len(told))
    assert session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    session.rollback()
    assert vote(client, poll).status_code == 200
    assert verify_stream(session, poll.stream_id, public_key=log_public_key()).count == 0


@pytest.mark.parametrize("database_ahead", [FIVE_SECONDS, -FIVE_SECONDS], ids=["ahead", "behind"])
def test_the_vote_closes_by_the_clock_of_the_web_whatever_the_database_thinks(
    client: Browser, session: Session, database_ahead: timedelta
) -> None:
    closes_at = clock.now() - database_ahead
    poll = make_poll(session, now=closes_at - HALF_THE_VOTE)
    assert poll.closes_at == closes_at
    with clock.stopped_at(closes_at - MICROSECOND):
        assert vote(client, poll).status_code == 200
    with clock.stopped_at(closes_at):
        assert vote(client, poll).status_code == 409
    session.rollback()
    assert queries.how_many(session, poll.contest_id) == (1, 1)


def test_two_servers_whose_clocks_disagree_write_one_sound_log(
    app: Flask, session: Session, now: datetime
) -> None:
    poll = make_poll(session, now=now)
    session.rollback()
    servers = [(Intake(app.app_context), now + FIVE_SECONDS), (Intake(app.app_context), now - FIVE_SECONDS)]
    receipts = []
    for _turn in range(3):
        for intake, at in servers:
            with clock.stopped_at(at):
                receipts.append(intake.cast(poll.vote(secrets.token_hex(8), [3], at=at)))
    minutes = [receipt.at_minute for receipt in receipts if isinstance(receipt, Receipt)]
    assert minutes == [now, now - timedelta(minutes=1)] * 3
    session.rollback()
    assert queries.how_many(session, poll.contest_id) == (6, 6)
    assert verify_stream(session, poll.stream_id, public_key=log_public_key()).count == 0
