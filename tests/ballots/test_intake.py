"""Votes are taken once, whole, and only while the vote is open."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from sotong.audit.models import AuditEntry
from sotong.ballots import queries, services
from sotong.ballots.box import AlreadyCast, BoxWriter
from sotong.ballots.intake import Intake
from sotong.ballots.models import Ballot, BallotBatch, Participation
from sotong.ballots.voting import Receipt
from sotong.core.db import db, transaction
from sotong.core.errors import Busy, Refused
from tests.factories.ballots import Poll, make_poll


@pytest.fixture
def poll(session: Session, now: datetime) -> Poll:
    return make_poll(session, now=now)


@pytest.fixture
def intake(app: Flask) -> Intake:
    return Intake(app.app_context)


def test_a_vote_leaves_one_ballot_one_participation_and_one_log_entry(
    session: Session, poll: Poll, intake: Intake
) -> None:
    receipt = intake.cast(poll.vote("someone", picks=[3]))
    assert isinstance(receipt, Receipt)
    session.rollback()
    assert queries.how_many(session, poll.contest_id) == (1, 1)
    entry = session.get_one(AuditEntry, (poll.stream_id, receipt.position))
    assert entry.action == "cast"
    assert queries.receipt_at(session, poll.contest_id, receipt.number) == receipt


def test_who_voted_and_what_was_chosen_share_nothing_but_the_contest(
    session: Session, poll: Poll, intake: Intake
) -> None:
    intake.cast(poll.vote("someone", picks=[3]))
    session.rollback()
    ballot, participation = (
        session.scalars(sa.select(Ballot)).one(),
        session.scalars(sa.select(Participation)).one(),
    )
    columns = {key: getattr(participation, key) for key in Participation.__table__.columns.keys()}  # noqa: SIM118 - not a mapping
    shared = {ballot.id.bytes, ballot.nonce} & {
        value for value in columns.values() if isinstance(value, bytes)
    }
    assert shared == set()
    assert participation.at_minute.second == participation.at_minute.microsecond == 0
    assert poll.unseal(participation.sealed_ballot) == ballot.id.bytes


def test_the_same_form_sent_again_gets_the_same_receipt(session: Session, poll: Poll, intake: Intake) -> None:
    vote = poll.vote("someone", picks=[3])
    assert intake.cast(vote) == intake.cast(vote)
    session.rollback()
    assert queries.how_many(session, poll.contest_id) == (1, 1)


def test_another_form_of_the_same_voter_does_not_count(session: Session, poll: Poll, intake: Intake) -> None:
    first = intake.cast(poll.vote("someone", picks=[3]))
    again = intake.cast(poll.vote("someone", picks=[4]))
    assert again == AlreadyCast(first)  # type: ignore[arg-type]
    session.rollback()
    assert queries.counts(session, poll.contest_id).by_entry == {3: 1}


def test_many_at_once_are_counted_once_each(session: Session, poll: Poll, intake: Intake) -> None:
    votes = [poll.vote(f"voter {number}", picks=[number % 10 + 1]) for number in range(60)]
    together = [vote for vote in votes for _copy in range(8)]
    answers: list[object] = []
    threads = [
        threading.Thread(
            target=lambda share: answers.extend(map(intake.cast, share)), args=(together[at::16],)
        )
        for at in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.rollback()
    assert len(set(answers)) == 60
    assert queries.how_many(session, poll.contest_id) == (60, 60)
    assert set(queries.counts(session, poll.contest_id).by_entry.values()) == {6}


def test_ballots_are_put_on_the_log_by_at_least_fifty_and_the_rest_at_the_close(
    session: Session, poll: Poll, intake: Intake
) -> None:
    for number in range(120):
        intake.cast(poll.vote(f"voter {number}", picks=[1]))
    session.rollback()
    assert [batch.size for batch in session.scalars(sa.select(BallotBatch))] == [50, 50]
    with transaction() as writing:
        services.close_ballots(writing, poll.contest_id, now=poll.closes_at + timedelta(seconds=15))
    sizes = sorted(batch.size for batch in session.scalars(sa.select(BallotBatch)))
    assert sizes == [20, 50, 50]
    query = sa.select(AuditEntry).where(AuditEntry.stream_id == poll.stream_id).order_by(AuditEntry.position)
    entries = session.scalars(query).all()
    assert json.loads(entries[-1].body) == {"ballots": 120, "participations": 120}


def test_after_the_close_no_vote_is_taken(poll: Poll, intake: Intake, session: Session) -> None:
    with transaction() as writing:
        services.close_ballots(writing, poll.contest_id, now=poll.closes_at + timedelta(seconds=15))
    with pytest.raises(Refused, match="closed"):
        intake.cast(poll.vote("late", picks=[1]))


def test_the_vote_is_not_closed_while_late_arrivals_may_still_be_written(
    session: Session, poll: Poll
) -> None:
    with pytest.raises(Refused, match="not_over"), transaction() as writing:
        services.close_ballots(writing, poll.contest_id, now=poll.closes_at + timedelta(seconds=14))


@pytest.mark.parametrize("table", ["ballot", "participation", "ballot_batch", "contest_key"])
@pytest.mark.parametrize("change", ["UPDATE {} SET contest_id = contest_id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_was_cast(
    session: Session, poll: Poll, intake: Intake, table: str, change: str
) -> None:
    for number in range(50):
        intake.cast(poll.vote(f"voter {number}", picks=[1]))
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), transaction() as writing:
        writing.execute(sa.text(change.format(table)))


def test_a_voter_may_take_part_in_two_contests(session: Session, now: datetime, intake: Intake) -> None:
    for poll in (make_poll(session, now=now), make_poll(session, now=now)):
        assert isinstance(intake.cast(poll.vote("someone", picks=[1])), Receipt)


def test_a_fault_of_the_database_fails_the_group_and_the_next_vote_is_taken(
    app: Flask, session: Session, poll: Poll, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    real: Callable[..., object] = BoxWriter.write_castings

    def broken(*_arguments: object) -> None:
        raise sa.exc.OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr(BoxWriter, "write_castings", broken)
    with pytest.raises(Busy):
        intake.cast(poll.vote("someone", picks=[1]))
    monkeypatch.setattr(BoxWriter, "write_castings", real)
    assert isinstance(intake.cast(poll.vote("someone", picks=[1])), Receipt)
    db.session.rollback()
    assert queries.how_many(session, poll.contest_id) == (1, 1)
