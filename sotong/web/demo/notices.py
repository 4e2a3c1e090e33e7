"""A month of notices: each morning's are put into messages, which go out, as far as a demo's go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.core.days import KST
from sotong.notices import routing, services
from sotong.notices.models import Message, Notice
from sotong.notices.rules import MessageState
from sotong.web.demo.residents import admin_id
from sotong.web.demo.story import Step

TITLE = "알림을 보냅니다"
DAYS = 30
UNREAD_FOR = timedelta(days=4)
"""Whoever looks into the demo finds some that nobody has read."""


def steps(now: datetime) -> list[Step]:
    """Return what the worker did on each day of the last month; the rest it does when the city is served."""
    return list(_steps(now))


def _steps(now: datetime) -> Iterator[Step]:
    for back in range(DAYS, 0, -1):
        morning = (now - timedelta(days=back)).astimezone(KST).replace(hour=10, minute=5, second=0)
        yield Step(morning, TITLE, _route)
        yield Step(morning.replace(hour=12), TITLE, _send)
    yield Step(now - timedelta(hours=1), TITLE, _try_out)
    yield Step(now - timedelta(minutes=1), TITLE, _lose_one)


def _route(session: Session, at: datetime) -> None:
    while routing.route(session, now=at):
        pass


def _send(session: Session, at: datetime) -> None:
    due = (Message.state == MessageState.WAITING, Message.due_at <= at)
    sent = {"state": MessageState.SENT, "tries": 1, "settled_at": Message.due_at}
    session.execute(sa.update(Message).where(*due).values(sent).execution_options(synchronize_session=False))
    old = (Notice.read_at.is_(None), Notice.made_at < at - UNREAD_FOR)
    session.execute(sa.update(Notice).where(*old).values(read_at=at))


def _try_out(session: Session, at: datetime) -> None:
    """The admin looks whether notices arrive."""
    services.queue_trial(session, account_id=admin_id(session), now=at)


def _lose_one(session: Session, at: datetime) -> None:
    """One mail server did not know an officer any more: the admin should see how that looks."""
    sent = sa.select(Message).where(Message.state == MessageState.SENT, Message.settled_at < at)
    lost = session.scalars(sent.order_by(Message.settled_at.desc()).limit(1)).one_or_none()
    if lost is not None:
        lost.state, lost.problem = MessageState.GIVEN_UP, "smtp_550"
