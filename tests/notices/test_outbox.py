"""What waits goes out at least once and is written down once, whoever dies in between."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from sotong.core.db import db, transaction
from sotong.notices import outbox, queries, routing, rules, services
from sotong.notices.models import Message, MessagePart, Notice, NoticePreference
from sotong.notices.outbox import Claimed
from sotong.notices.rules import Digest, MessageState, Reach, Way
from tests.notices.mailbox import everybody_reachable

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Ten in the morning in Seoul."""
STEPS = ("sent", "failed", "died before sending", "died after sending", "slow", "late", "time passes")


@pytest.fixture(autouse=True)
def _reachable(app: Flask) -> Iterator[None]:
    with everybody_reachable():
        yield


def tell(session: Session, *people: UUID, key: str = "k", urgent: bool = False, now: datetime = NOW) -> None:
    services.queue(
        session,
        to=people,
        kind="notice.trial",
        facts={},
        link="/notices",
        dedupe_key=key,
        now=now,
        urgent=urgent,
    )


def messages(way: Way) -> list[Message]:
    return list(db.session.scalars(sa.select(Message).where(Message.way == way).order_by(Message.due_at)))


def _empty() -> None:
    with transaction() as session:
        for model in (MessagePart, Message, Notice):
            session.execute(sa.delete(model))


@dataclass
class World:
    """Workers that take, send, fail and die as they are told; what went out, and what was written down."""

    now: datetime = NOW
    went_out: Counter[UUID] = field(default_factory=Counter)
    written: Counter[UUID] = field(default_factory=Counter)
    slow: list[Claimed] = field(default_factory=list)

    def step(self, what: str) -> bool:
        """One worker's next deed; False: there was nothing to do."""
        if what == "time passes":
            self.now += timedelta(minutes=2)
            return True
        if what == "late":
            self._late()
            return True
        with transaction() as session:
            claimed = outbox.claim(session, now=self.now)
        if claimed is None:
            return False
        if what in {"sent", "died after sending", "slow"}:
            self.went_out[claimed.id] += 1
        if what == "sent":
            self._write(claimed)
        elif what == "slow":
            self.slow.append(claimed)
        elif what == "failed":
            self._fail(claimed)
        return True

    def _late(self) -> None:
        """The slow one wakes up, perhaps long after its lease ran out."""
        if self.slow:
            self._write(self.slow.pop())

    def _write(self, claimed: Claimed) -> None:
        with transaction() as session:
            self.written[claimed.id] += outbox.settle_sent(session, claimed, now=self.now)

    def _fail(self, claimed: Claimed) -> None:
        with transaction() as session:
            outbox.settle_failed(session, claimed, problem="x", for_good=False, now=self.now)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(steps=st.lists(st.sampled_from(STEPS), max_size=9), people=st.integers(1, 3))
def test_whoever_dies_when_each_message_goes_out_and_is_written_down_exactly_once(
    app: Flask, steps: list[str], people: int
) -> None:
    with app.app_context():
        _empty()
        with transaction() as session:
            tell(session, *(uuid4() for _ in range(people)), urgent=True)
            routing.route(session, now=NOW)
        world = World()
        for step in steps:
            world.step(step)
        for _ in range(12):  # and now nobody dies any more
            while world.step("sent"):
                pass
            world.now += timedelta(minutes=10)
        while world.slow:
            world.step("late")
        ids = set(db.session.scalars(sa.select(Message.id)))
        assert len(ids) == people * len((Way.MAIL, Way.TEXT))
        assert set(world.went_out) == ids
        assert dict(world.written) == dict.fromkeys(ids, 1)
        assert set(db.session.scalars(sa.select(Message.state))) == {MessageState.SENT}


def test_workers_at_once_take_different_messages_and_leave_none(app: Flask) -> None:
    with app.app_context():
        with transaction() as session:
            tell(session, *(uuid4() for _ in range(4)), urgent=True)
            routing.route(session, now=NOW)
        db.session.remove()
    taken: list[UUID] = []
    ready = threading.Barrier(3)

    def work() -> None:
        ready.wait()
        with app.app_context():
            while True:
                with transaction() as session:
                    claimed = outbox.claim(session, now=NOW)
                if claimed is None:
                    return
                taken.append(claimed.id)

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(taken) == len(set(taken)) == 4 * len((Way.MAIL, Way.TEXT))


def test_notices_to_one_person_become_one_mail_and_urgent_ones_go_at_once(session: Session) -> None:
    person = uuid4()
    with transaction():
        tell(session, person, key="first")
        routing.route(session, now=NOW)
    with transaction():
        tell(session, person, key="second", now=NOW + timedelta(minutes=5))
        tell(session, person, key="third", now=NOW + timedelta(minutes=5), urgent=True)
        routing.route(session, now=NOW + timedelta(minutes=5))
    urgent, digest = messages(Way.MAIL)
    carried = queries.notices_in(session, [urgent.id, digest.id])
    assert [notice.dedupe_key for notice in carried[digest.id]] == ["first", "second"]
    assert digest.due_at == NOW + rules.COLLECTS_FOR
    assert [notice.dedupe_key for notice in carried[urgent.id]] == ["third"]
    assert urgent.due_at == NOW + timedelta(minutes=5)
    assert [text.urgent for text in messages(Way.TEXT)] == [True]


def test_at_night_only_urgent_notices_go_out(session: Session) -> None:
    night = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    person = uuid4()
    with transaction():
        tell(session, person, key="a", now=night)
        tell(session, person, key="b", now=night, urgent=True)
        routing.route(session, now=night)
    assert [message.due_at for message in messages(Way.MAIL)] == [
        night,
        datetime(2026, 11, 23, 23, 0, tzinfo=UTC),
    ]


def test_who_wants_no_mail_gets_none_and_still_has_the_notice(session: Session) -> None:
    person = uuid4()
    with transaction():
        wishes = NoticePreference(
            account_id=person,
            language="ko",
            mail=Reach.NONE,
            texts=False,
            digest=Digest.SOON,
            quiet=True,
        )
        session.add(wishes)
        tell(session, person, urgent=True)
        routing.route(session, now=NOW)
    assert (messages(Way.MAIL), messages(Way.TEXT)) == ([], [])
    assert session.scalar(sa.select(queries.unread(person))) == 1


def test_what_fails_is_given_up_after_ten_tries_and_can_be_sent_again(session: Session) -> None:
    now = NOW
    with transaction():
        tell(session, uuid4(), urgent=True)
        routing.route(session, now=now)
        session.execute(sa.delete(MessagePart).where(MessagePart.way == Way.TEXT))
        session.execute(sa.delete(Message).where(Message.way == Way.TEXT))
    for _ in range(rules.MOST_TRIES):
        with transaction():
            claimed = outbox.claim(session, now=now)
            assert claimed
            wait = outbox.settle_failed(session, claimed, problem="smtp_451", for_good=False, now=now)
        now += wait or timedelta()
    (message,) = messages(Way.MAIL)
    assert (message.state, message.problem) == (MessageState.GIVEN_UP, "smtp_451")
    with transaction():
        assert outbox.claim(session, now=now + timedelta(days=1)) is None


def test_a_message_on_which_every_worker_dies_is_given_up(session: Session) -> None:
    now = NOW
    with transaction():
        tell(session, uuid4(), urgent=True)
        routing.route(session, now=now)
    for _ in range(2 * rules.MOST_TRIES):
        with transaction():
            assert outbox.claim(session, now=now)
        now += outbox.LEASE
    with transaction():
        assert outbox.claim(session, now=now) is None
    assert {message.problem for message in messages(Way.MAIL)} == {outbox.DIED}
