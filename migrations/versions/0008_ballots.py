"""Vote links, participation, ballots. What was written stays: append-only by trigger."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from alembic import op

from sotong.core import triggers
from sotong.core.db import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

CHANNELS = ("band", "facebook", "kakaotalk", "x", "instagram", "blog", "poster", "other")
APPEND_ONLY = ("contest_key", "participation", "ballot", "ballot_batch", "ballot_close")


def upgrade() -> None:
    """Create the tables of the pre-vote."""
    _vote_link()
    _contest_key()
    _participation()
    _ballot()
    _ballot_batch()
    _ballot_close()
    for table in APPEND_ONLY:
        triggers.make_append_only(op.get_bind(), table)


def downgrade() -> None:
    """Drop the tables; their triggers go with them."""
    for table in ("ballot_close", "ballot_batch", "ballot", "participation", "contest_key", "vote_link"):
        op.drop_table(table)


def _channel() -> sa.Enum:
    return sa.Enum(*CHANNELS, native_enum=False, create_constraint=True, length=32, name="linkchannel")


def _contest(*, primary_key: bool = False, index: bool = False) -> sa.Column[UUID]:
    contest = sa.ForeignKey("contest.id", ondelete="RESTRICT")
    return sa.Column("contest_id", sa.Uuid(), contest, nullable=False, primary_key=primary_key, index=index)


def _vote_link() -> None:
    op.create_table(
        "vote_link",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _contest(index=True),
        sa.Column("code", sa.String(16), nullable=False, unique=True),
        sa.Column("channel", _channel(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
    )


def _contest_key() -> None:
    op.create_table(
        "contest_key",
        _contest(primary_key=True),
        sa.Column("audit_public_key", sa.LargeBinary(32), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
    )


def _participation() -> None:
    op.create_table(
        "participation",
        _contest(primary_key=True),
        sa.Column("voter_key", sa.LargeBinary(32), primary_key=True),
        sa.Column("link_id", sa.Uuid(), sa.ForeignKey("vote_link.id", ondelete="RESTRICT"), nullable=False),
        sa.Column("at_minute", UtcDateTime(), nullable=False),
        sa.Column("cohort", sa.LargeBinary(8), nullable=False),
        sa.Column("sealed_ballot", sa.LargeBinary(80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("client_nonce", sa.LargeBinary(16), nullable=False),
        sa.Column("server_nonce", sa.LargeBinary(16), nullable=False),
        sa.UniqueConstraint("contest_id", "position"),
        sqlite_with_rowid=False,
    )


def _ballot() -> None:
    op.create_table(
        "ballot",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _contest(),
        sa.Column("channel", _channel(), nullable=False),
        sa.Column("picks", sa.Text(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(16), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Index("ix_ballot_contest_id_batch_id", "contest_id", "batch_id"),
        sqlite_with_rowid=False,
    )


def _ballot_batch() -> None:
    op.create_table(
        "ballot_batch",
        sa.Column("batch_id", sa.Uuid(), primary_key=True),
        _contest(index=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.CheckConstraint("size > 0", name="size"),
    )


def _ballot_close() -> None:
    op.create_table(
        "ballot_close",
        _contest(primary_key=True),
        sa.Column("closed_at", UtcDateTime(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
    )
