"""What becomes of a message: claimed, sent, settled.

It is claimed in one transaction, sent outside of any, and settled in another. Whoever dies in between leaves
a lease behind; when that has run out the message is sent again, under the same id. So it goes out at least
once, and its row says once that it did.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, cast
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.core.errors import Refused
from sotong.notices import address_book, queries, routing, rules
from sotong.notices.models import Message, MessagePart, Notice
from sotong.notices.queries import Wishes
from sotong.notices.routing import quiet_hours
from sotong.notices.rules import MessageState, Way

LEASE: Final = timedelta(minutes=3)
"""Longer than a mail server may keep us waiting; after a crash, how long a message lies."""
FORGOTTEN_AT_A_TIME: Final = 500
DIED: Final = "worker_ended"
"""The problem of a message on which one worker after the other ended without a word."""
PROBLEM_LENGTH: Final = 200
_FREED: Final = {"lease": None, "leased_until": None}


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is ours to send until the lease runs out, and where it goes; None: nowhere any more."""

    id: UUID
    way: Way
    lease: UUID
    tries: int
    target: str | None
    language: str
    quiet: bool
    """Whether the next try, if there must be one, waits for the end of the quiet hours."""
    notices: tuple[Notice, ...]


def claim(session: Session, *, now: datetime) -> Claimed | None:
    """Take the message that is most due, for as long as the lease; None: nothing is, or others have it."""
    query = sa.select(Message).where(*queries.sendable(now))
    query = query.order_by(Message.urgent.desc(), Message.due_at).limit(1)
    message = session.scalars(query.with_for_update(skip_locked=True)).one_or_none()
    while message is not None and message.tries >= rules.MOST_TRIES:
        message.state, message.settled_at, message.problem = MessageState.GIVEN_UP, now, DIED
        message.lease = message.leased_until = None
        session.flush()
        message = session.scalars(query.with_for_update(skip_locked=True)).one_or_none()
    return None if message is None else _leased(session, message, now)


def _leased(session: Session, message: Message, now: datetime) -> Claimed:
    lease = uuid4()
    message.lease, message.leased_until, message.tries = lease, now + LEASE, message.tries + 1
    session.flush()
    target, wishes = _where(session, message)
    return Claimed(
        id=message.id,
        way=message.way,
        lease=lease,
        tries=message.tries,
        target=target,
        language=wishes.language,
        quiet=wishes.quiet and not message.urgent and message.to_hook is None,
        notices=tuple(queries.notices_in(session, [message.id])[message.id]),
    )


def _where(session: Session, message: Message) -> tuple[str | None, Wishes]:
    """Where the message goes, and what its reader wants."""
    account_id = message.to_account_id
    if account_id is None:
        return message.to_hook, Wishes()
    wishes = queries.wishes(session, [account_id])[account_id]
    office = address_book.addresses(session, [account_id]).get(account_id)
    return routing.target_of(message.way, wishes, office) if office else None, wishes


def settle_sent(session: Session, claimed: Claimed, *, now: datetime) -> bool:
    """Write down that the message went out. False: that is written down already."""
    change = sa.update(Message).where(Message.id == claimed.id, Message.state == MessageState.WAITING)
    return _changed(session, change.values(state=MessageState.SENT, settled_at=now, problem=None, **_FREED))


def settle_failed(
    session: Session, claimed: Claimed, *, problem: str, for_good: bool, now: datetime
) -> timedelta | None:
    """Write down that a try failed, and when to try again: return that wait, or None if it is given up.

    Nothing is written if the lease is no longer ours: whoever holds it now will say what came of it.
    """
    wait = None if for_good else rules.wait_after(claimed.tries)
    ours = (Message.state == MessageState.WAITING, Message.lease == claimed.lease)
    change = sa.update(Message).where(Message.id == claimed.id, *ours)
    if wait is None:
        values = change.values(
            state=MessageState.GIVEN_UP, settled_at=now, problem=problem[:PROBLEM_LENGTH], **_FREED
        )
    else:
        next_try = quiet_hours().over_at(now + wait) if claimed.quiet else now + wait
        values = change.values(due_at=next_try, problem=problem[:PROBLEM_LENGTH], **_FREED)
    _changed(session, values)
    return wait


def try_again(session: Session, *, message_id: UUID, actor_id: UUID, now: datetime) -> None:
    """Have a message that was given up sent after all. Raises NotFound, Refused."""
    message = queries.message(session, message_id)
    session.refresh(message, with_for_update=True)
    if reason := rules.why_not_try_again(message.state):
        raise Refused(reason)
    message.state, message.settled_at, message.problem = MessageState.WAITING, None, None
    message.tries, message.due_at = 0, now
    audit.record(session, "notice.try_again", at=now, actor_id=actor_id, subject_id=message_id)


def forget(session: Session, *, before: datetime) -> int:
    """Delete notices older than `before`, and the messages that carried them. Return how many notices."""
    old = sa.select(Notice.id).where(Notice.made_at < before, Notice.routed_at.is_not(None))
    waiting = (
        sa.select(MessagePart.notice_id)
        .join(Message, Message.id == MessagePart.message_id)
        .where(Message.state == MessageState.WAITING)
    )
    ids = session.scalars(old.where(Notice.id.not_in(waiting)).limit(FORGOTTEN_AT_A_TIME)).all()
    if ids:
        session.execute(sa.delete(MessagePart).where(MessagePart.notice_id.in_(ids)))
        session.execute(sa.delete(Notice).where(Notice.id.in_(ids)))
        empty = Message.id.not_in(sa.select(MessagePart.message_id))
        session.execute(sa.delete(Message).where(Message.made_at < before, empty))
    return len(ids)


def _changed(session: Session, change: sa.Update) -> bool:
    result = cast("sa.CursorResult[object]", session.execute(change))
    return result.rowcount == 1
