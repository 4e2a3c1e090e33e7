"""What has been told to whom, what waits to go out, and what each person wants."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.core.access import MOST_UNREAD
from sotong.core.errors import NotFound
from sotong.core.paging import Paged, paged
from sotong.notices.models import ChoreTime, Message, MessagePart, Notice, NoticePreference
from sotong.notices.rules import Digest, MessageState, Reach, Way


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person wants; the defaults are what nobody has changed."""

    language: str = "ko"
    mail: Reach = Reach.ALL
    mail_address: str | None = None
    texts: bool = True
    number: str | None = None
    digest: Digest = Digest.SOON
    quiet: bool = True


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message in the admin's list: the kind and facts of its first notice, and how many it carries."""

    message: Message
    first: Notice
    notices: int


def wishes(session: Session, ids: Collection[UUID]) -> Mapping[UUID, Wishes]:
    """Return what each of the accounts `ids` wants. One statement."""
    query = sa.select(NoticePreference).where(NoticePreference.account_id.in_(set(ids)))
    kept = {row.account_id: _wishes(row) for row in session.scalars(query)} if ids else {}
    return {account_id: kept.get(account_id, Wishes()) for account_id in ids}


def unread(account_id: sa.orm.InstrumentedAttribute[UUID] | UUID) -> sa.ScalarSelect[int]:
    """How many of a person's newest `MOST_UNREAD` notices are not read, as part of another statement.

    Each page shows it, so it comes with the statement that asks who is signed in, and reads that few rows.
    """
    newest = (
        sa.select(Notice.read_at)
        .where(Notice.to_account_id == account_id)
        .order_by(Notice.made_at.desc())
        .limit(MOST_UNREAD)
        .correlate_except(Notice)
        .subquery()
    )
    return sa.select(sa.func.count()).where(newest.c.read_at.is_(None)).scalar_subquery()


def anything_unread_at(session: Session, account_id: UUID, link: str) -> bool:
    """Whether a person was told to look at the page `link` and has not been known to."""
    query = sa.select(Notice.id).where(
        Notice.to_account_id == account_id, Notice.link == link, Notice.read_at.is_(None)
    )
    return session.scalar(query.limit(1)) is not None


def notices_of(session: Session, account_id: UUID, *, only_unread: bool, number: int = 1) -> Paged[Notice]:
    """Page `number` of what a person was told, the newest first. Two statements."""
    query = sa.select(Notice).where(Notice.to_account_id == account_id)
    if only_unread:
        query = query.where(Notice.read_at.is_(None))
    return paged(session, query.order_by(Notice.made_at.desc(), Notice.id), number)


def messages(session: Session, state: MessageState | None, number: int = 1) -> Paged[MessageRow]:
    """Page `number` of the outbox, the newest first. Three statements."""
    query = sa.select(Message)
    if state is not None:
        query = query.where(Message.state == state)
    page = paged(session, query.order_by(Message.made_at.desc(), Message.id), number)
    carried = notices_in(session, [message.id for message in page.rows])
    rows = [MessageRow(row, carried[row.id][0], len(carried[row.id])) for row in page.rows]
    return Paged(rows=rows, number=page.number, total=page.total, size=page.size)


def message(session: Session, message_id: UUID) -> Message:
    """One message. Raises NotFound."""
    found = session.get(Message, message_id)
    if found is None:
        raise NotFound
    return found


def notices_in(session: Session, message_ids: Collection[UUID]) -> Mapping[UUID, list[Notice]]:
    """Return the notices that messages carry, in the order in which they were made. One statement."""
    carried: dict[UUID, list[Notice]] = {message_id: [] for message_id in message_ids}
    if message_ids:
        query = sa.select(MessagePart.message_id, Notice).join(Notice, Notice.id == MessagePart.notice_id)
        query = query.where(MessagePart.message_id.in_(carried)).order_by(Notice.made_at, Notice.id)
        for message_id, notice in session.execute(query):
            carried[message_id].append(notice)
    return carried


def counts_by_state(session: Session) -> Mapping[MessageState, int]:
    """Return how many messages stand in each state."""
    query = sa.select(Message.state, sa.func.count()).group_by(Message.state)
    return {row[0]: row[1] for row in session.execute(query)}


def given_up(session: Session) -> int:
    """Return how many messages were given up and wait for an admin."""
    query = sa.select(sa.func.count()).where(Message.state == MessageState.GIVEN_UP)
    return session.scalar(query) or 0


def anything_to_route(session: Session) -> bool:
    """Whether a notice was made that is in no message yet."""
    return session.scalar(sa.select(Notice.id).where(Notice.routed_at.is_(None)).limit(1)) is not None


def anything_due(session: Session, now: datetime) -> bool:
    """Whether a message waits whose time has come and that nobody is sending."""
    return session.scalar(sa.select(Message.id).where(*sendable(now)).limit(1)) is not None


def sendable(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """The condition of messages that they may be sent now. A lease that has run out counts no more."""
    free = sa.or_(Message.leased_until.is_(None), Message.leased_until <= now)
    return Message.state == MessageState.WAITING, Message.due_at <= now, free


def chores_not_due(session: Session, now: datetime) -> Collection[str]:
    """Return the names of chores that need not be done yet."""
    return session.scalars(sa.select(ChoreTime.name).where(ChoreTime.due_at > now)).all()


def open_digests(session: Session, ids: Collection[UUID], now: datetime) -> dict[tuple[UUID, Way], Message]:
    """Return, locked, the messages that still collect: not urgent, never tried, not due. One statement."""
    if not ids:
        return {}
    query = sa.select(Message).where(
        Message.to_account_id.in_(set(ids)),
        Message.state == MessageState.WAITING,
        Message.urgent.is_(False),
        Message.tries == 0,
        Message.due_at > now,
    )
    query = query.order_by(Message.id).with_for_update()
    found = session.scalars(query.execution_options(populate_existing=True))
    return {(row.to_account_id, row.way): row for row in found if row.to_account_id is not None}


def _wishes(row: NoticePreference) -> Wishes:
    return Wishes(
        language=row.language,
        mail=row.mail,
        mail_address=row.mail_address,
        texts=row.texts,
        number=row.number,
        digest=row.digest,
        quiet=row.quiet,
    )
