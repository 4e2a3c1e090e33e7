"""Streams of entries that are only ever added to, and the signed heads over them.

These tables stand beside all others: they hold no foreign key but to each other, because an entry outlives
what it speaks of. Entries and heads are append-only by trigger. Each entry carries the tree's subtrees that
it completes, so that any proof is a few look-ups by primary key.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sotong.core.db import Base, HasId, stored


class StreamKind(StrEnum):
    """What a stream is the log of: the office's work, or one contest (or one ballot box of it)."""

    OFFICE = "office"
    CONTEST = "contest"


class AuditStream(HasId, Base):
    """One append-only log, as it stands. Only its size and frontier ever change, under a lock on its row.

    The frontier is the subtree hashes of `merkle.Frontier`, one after another.
    """

    __tablename__ = "audit_stream"

    kind: Mapped[StreamKind] = mapped_column(stored(StreamKind))
    subject_id: Mapped[UUID | None]
    origin: Mapped[str] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    size: Mapped[int] = mapped_column(sa.BigInteger)
    frontier: Mapped[bytes]
    created_at: Mapped[datetime]

    __table_args__ = (
        sa.CheckConstraint("size >= 0", name="size"),
        sa.CheckConstraint("length(public_key) = 32", name="public_key"),
        sa.CheckConstraint("length(frontier) % 32 = 0", name="frontier"),
        sa.CheckConstraint("(kind = 'office') = (subject_id IS NULL)", name="subject"),
        sa.UniqueConstraint("kind", "subject_id"),
        sa.Index(
            "uq_audit_stream_office",
            "kind",
            unique=True,
            sqlite_where=sa.text("subject_id IS NULL"),
            postgresql_where=sa.text("subject_id IS NULL"),
        ),
    )


class AuditEntry(Base):
    """One entry of a stream. `body` is canonical JSON; `leaf_hash` covers action, actor, time, body, subject.

    `nodes`: the hashes of the subtrees of levels 1, 2, ... that this entry completes, 32 bytes each.
    """

    __tablename__ = "audit_entry"

    stream_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("audit_stream.id", ondelete="RESTRICT"), primary_key=True
    )
    position: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    action: Mapped[str]
    actor_id: Mapped[UUID | None]
    subject_id: Mapped[UUID | None]
    body: Mapped[str]
    leaf_hash: Mapped[bytes]
    nodes: Mapped[bytes]

    __table_args__ = (
        sa.CheckConstraint("position >= 0", name="position"),
        sa.CheckConstraint("length(leaf_hash) = 32", name="leaf_hash"),
        sa.CheckConstraint("length(nodes) % 32 = 0", name="nodes"),
        sa.Index(None, "stream_id", "at"),
        sa.Index(None, "stream_id", "action"),
        sa.Index(
            None,
            "actor_id",
            sqlite_where=sa.text("actor_id IS NOT NULL"),
            postgresql_where=sa.text("actor_id IS NOT NULL"),
        ),
        sa.Index(
            None,
            "subject_id",
            sqlite_where=sa.text("subject_id IS NOT NULL"),
            postgresql_where=sa.text("subject_id IS NOT NULL"),
        ),
    )


class AuditHead(Base):
    """The signed root of the first `size` entries of a stream; `checkpoint` is the signed C2SP text."""

    __tablename__ = "audit_head"

    stream_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("audit_stream.id", ondelete="RESTRICT"), primary_key=True
    )
    size: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    root: Mapped[bytes]
    checkpoint: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (
        sa.CheckConstraint("size > 0", name="size"),
        sa.CheckConstraint("length(root) = 32", name="root"),
    )
