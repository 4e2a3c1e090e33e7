"""Notices, the messages that carry them out of the house, and what each person wants.

A notice is written in the transaction of the change that it tells of. The worker puts it into messages, one
a way; several notices may share one. The tables promise that a notice is told once, goes by each way at most
once, and that a message is settled once.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sotong.core.db import Base, HasId, stored
from sotong.notices.rules import Digest, MessageState, Reach, Way

ONE_RECIPIENT: Final = "(to_account_id IS NULL) <> (to_hook IS NULL)"
UNROUTED: Final = sa.text("routed_at IS NULL")
WAITING: Final = sa.text("state = 'waiting'")


class Notice(HasId, Base):
    """One thing told to one person, or to one web hook of the office.

    The account is known by its id alone, as in the audit log: this room stands below the people room.
    """

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint(ONE_RECIPIENT, name="one_recipient"),
        UniqueConstraint("to_account_id", "dedupe_key"),
        UniqueConstraint("to_hook", "dedupe_key"),
        Index("ix_notice_to_account_id_made_at", "to_account_id", "made_at"),
        Index("ix_notice_unrouted", "made_at", sqlite_where=UNROUTED, postgresql_where=UNROUTED),
    )

    to_account_id: Mapped[UUID | None]
    to_hook: Mapped[str | None] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(64))
    facts: Mapped[str]
    """Canonical JSON; fills the sentence of the kind."""
    link: Mapped[str] = mapped_column(String(500))
    """A path of this site."""
    dedupe_key: Mapped[str] = mapped_column(String(200))
    urgent: Mapped[bool]
    made_at: Mapped[datetime]
    routed_at: Mapped[datetime | None]
    """When the worker put it into messages, if it goes by any way at all."""
    read_at: Mapped[datetime | None]


class Message(HasId, Base):
    """What goes out by one way at one time. Its id goes with every try, so that a second one is known.

    The address is looked up when it is sent, and never stored.
    """

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint(ONE_RECIPIENT, name="one_recipient"),
        CheckConstraint("(to_hook IS NOT NULL) = (way = 'hook')", name="hooks_go_by_hook"),
        CheckConstraint("(state = 'waiting') = (settled_at IS NULL)", name="settled"),
        CheckConstraint("(leased_until IS NULL) = (lease IS NULL)", name="leased"),
        CheckConstraint("tries >= 0", name="tries"),
        UniqueConstraint("id", "way"),
        Index("ix_message_due", "due_at", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_message_state_made_at", "state", "made_at"),
        Index("ix_message_to_account_id", "to_account_id", "way", "state"),
    )

    to_account_id: Mapped[UUID | None]
    to_hook: Mapped[str | None] = mapped_column(String(64))
    way: Mapped[Way] = mapped_column(stored(Way))
    urgent: Mapped[bool]
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    state: Mapped[MessageState] = mapped_column(stored(MessageState), default=MessageState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    lease: Mapped[UUID | None]
    """Whose try it is: of two workers, only the one whose lease stands writes down a failure."""
    problem: Mapped[str | None] = mapped_column(String(200))
    settled_at: Mapped[datetime | None]


class MessagePart(Base):
    """A notice in a message. By each way a notice goes once."""

    __tablename__ = "message_part"
    __table_args__ = (
        sa.ForeignKeyConstraint(["message_id", "way"], ["message.id", "message.way"], ondelete="RESTRICT"),
        Index("ix_message_part_message_id", "message_id"),
    )

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notice.id", ondelete="RESTRICT"), primary_key=True)
    way: Mapped[Way] = mapped_column(stored(Way), primary_key=True)
    message_id: Mapped[UUID]


class NoticePreference(Base):
    """What a person wants, and addresses of her own in place of those that the office has."""

    __tablename__ = "notice_preference"

    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(2))
    mail: Mapped[Reach] = mapped_column(stored(Reach))
    mail_address: Mapped[str | None] = mapped_column(String(254))
    texts: Mapped[bool]
    """Whether urgent notices come by text message too; others never do."""
    number: Mapped[str | None] = mapped_column(String(20))
    digest: Mapped[Digest] = mapped_column(stored(Digest))
    quiet: Mapped[bool]
    """Whether the office's quiet hours hold for her."""

    __table_args__ = (CheckConstraint("language IN ('ko', 'en')", name="language"),)


class ChoreTime(Base):
    """When a chore of the worker is to be done next. Locked while it is being done."""

    __tablename__ = "chore"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(String(200))
    """What went wrong the last time, by its kind alone."""
