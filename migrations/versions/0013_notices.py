"""Notices, the messages that carry them, preferences; when the worker's chores are due."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sotong.core.db import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLES = ("notice", "message", "message_part", "notice_preference", "chore")
ONE_RECIPIENT = "(to_account_id IS NULL) <> (to_hook IS NULL)"
UNROUTED = sa.text("routed_at IS NULL")
WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    """Create the tables of notices."""
    _notice()
    _message()
    _message_part()
    _notice_preference()
    _chore()


def downgrade() -> None:
    """Drop them."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, native_enum=False, create_constraint=True, length=32, name=name)


def _way() -> sa.Enum:
    return _one_of("way", "mail", "text", "hook")


def _notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("to_account_id", sa.Uuid(), nullable=True),
        sa.Column("to_hook", sa.String(64), nullable=True),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("link", sa.String(500), nullable=False),
        sa.Column("dedupe_key", sa.String(200), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("routed_at", UtcDateTime(), nullable=True),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(ONE_RECIPIENT, name="one_recipient"),
        sa.UniqueConstraint("to_account_id", "dedupe_key"),
        sa.UniqueConstraint("to_hook", "dedupe_key"),
        sa.Index("ix_notice_to_account_id_made_at", "to_account_id", "made_at"),
        sa.Index("ix_notice_unrouted", "made_at", sqlite_where=UNROUTED, postgresql_where=UNROUTED),
    )


def _message() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("to_account_id", sa.Uuid(), nullable=True),
        sa.Column("to_hook", sa.String(64), nullable=True),
        sa.Column("way", _way(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("state", _one_of("messagestate", "waiting", "sent", "given_up"), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("leased_until", UtcDateTime(), nullable=True),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("problem", sa.String(200), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(ONE_RECIPIENT, name="one_recipient"),
        sa.CheckConstraint("(to_hook IS NOT NULL) = (way = 'hook')", name="hooks_go_by_hook"),
        sa.CheckConstraint("(state = 'waiting') = (settled_at IS NULL)", name="settled"),
        sa.CheckConstraint("(leased_until IS NULL) = (lease IS NULL)", name="leased"),
        sa.CheckConstraint("tries >= 0", name="tries"),
        sa.UniqueConstraint("id", "way"),
        sa.Index("ix_message_due", "due_at", sqlite_where=WAITING, postgresql_where=WAITING),
        sa.Index("ix_message_state_made_at", "state", "made_at"),
        sa.Index("ix_message_to_account_id", "to_account_id", "way", "state"),
    )


def _message_part() -> None:
    op.create_table(
        "message_part",
        sa.Column("notice_id", sa.Uuid(), sa.ForeignKey("notice.id", ondelete="RESTRICT"), primary_key=True),
        sa.Column("way", _way(), primary_key=True),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["message_id", "way"], ["message.id", "message.way"], ondelete="RESTRICT"),
        sa.Index("ix_message_part_message_id", "message_id"),
    )


def _notice_preference() -> None:
    op.create_table(
        "notice_preference",
        sa.Column("account_id", sa.Uuid(), primary_key=True),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("mail", _one_of("reach", "all", "urgent", "none"), nullable=False),
        sa.Column("mail_address", sa.String(254), nullable=True),
        sa.Column("texts", sa.Boolean(), nullable=False),
        sa.Column("number", sa.String(20), nullable=True),
        sa.Column("digest", _one_of("digest", "soon", "hourly", "daily"), nullable=False),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.CheckConstraint("language IN ('ko', 'en')", name="language"),
    )


def _chore() -> None:
    op.create_table(
        "chore",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("problem", sa.String(200), nullable=True),
    )
