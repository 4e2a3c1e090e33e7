"""Who counts as one voter: terms, rosters, one-time codes; visits of vote links."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from alembic import op

from sotong.core import triggers
from sotong.core.db import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

APPEND_ONLY = ("ballot_terms", "roster_lock")
TABLES = (
    "ballot_terms",
    "link_visit",
    "roster_code",
    "roster_lock",
    "phone_check",
    "wrong_code",
    "text_message",
)


def upgrade() -> None:
    """Create the tables of identity and of visits."""
    _ballot_terms()
    _link_visit()
    _roster()
    _phone_check()
    _wrong_code()
    _text_message()
    for table in APPEND_ONLY:
        triggers.make_append_only(op.get_bind(), table)


def downgrade() -> None:
    """Drop the tables; their triggers go with them."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _contest(*, primary_key: bool = False, index: bool = False) -> sa.Column[UUID]:
    contest = sa.ForeignKey("contest.id", ondelete="RESTRICT")
    return sa.Column("contest_id", sa.Uuid(), contest, nullable=False, primary_key=primary_key, index=index)


def _ballot_terms() -> None:
    op.create_table(
        "ballot_terms",
        _contest(primary_key=True),
        sa.Column("provider", sa.String(16), nullable=True),
        sa.Column("consent_version", sa.String(16), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
    )


def _link_visit() -> None:
    op.create_table(
        "link_visit",
        sa.Column("link_id", sa.Uuid(), sa.ForeignKey("vote_link.id", ondelete="RESTRICT"), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("crawlers", sa.Integer(), nullable=False),
    )


def _roster() -> None:
    op.create_table(
        "roster_code",
        _contest(primary_key=True),
        sa.Column("code_key", sa.LargeBinary(32), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "roster_lock",
        _contest(primary_key=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(32), nullable=False),
        sa.Column("locked_at", UtcDateTime(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
    )


def _phone_check() -> None:
    op.create_table(
        "phone_check",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _contest(),
        sa.Column("number_key", sa.LargeBinary(32), nullable=False),
        sa.Column("address_key", sa.LargeBinary(32), nullable=False),
        sa.Column("code_key", sa.LargeBinary(32), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("used_for", sa.LargeBinary(32), nullable=True),
        sa.Index("ix_phone_check_contest_id_number_key", "contest_id", "number_key", "sent_at"),
        sa.Index("ix_phone_check_contest_id_address_key", "contest_id", "address_key", "sent_at"),
        sa.Index("ix_phone_check_contest_id_sent_at", "contest_id", "sent_at"),
        sa.CheckConstraint("(used_at IS NULL) = (used_for IS NULL)", name="used_for_something"),
    )


def _wrong_code() -> None:
    op.create_table(
        "wrong_code",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _contest(),
        sa.Column("address_key", sa.LargeBinary(32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Index("ix_wrong_code_contest_id_address_key", "contest_id", "address_key", "at"),
    )


def _text_message() -> None:
    op.create_table(
        "text_message",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False, index=True),
    )
