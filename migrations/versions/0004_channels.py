"""Accounts on platforms and their figures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PLATFORMS = (
    "facebook",
    "x",
    "naver_blog",
    "band",
    "kakaotalk_channel",
    "instagram",
    "youtube",
    "pinterest",
    "threads",
    "kakaostory",
    "sotong_tv",
)
MEASURES = (
    "followers",
    "likes",
    "members",
    "friends",
    "subscribers",
    "neighbours",
    "visitors",
    "visits",
    "views",
    "posts",
    "comments",
    "shares",
)


def upgrade() -> None:
    """Create the two tables."""
    _channel()
    _channel_measure()


def downgrade() -> None:
    """Drop the tables with all that they hold."""
    op.drop_table("channel_measure")
    op.drop_table("channel")


def _channel() -> None:
    op.create_table(
        "channel",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("platform", _enumeration("platform", *PLATFORMS), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("peer", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("url IS NOT NULL OR peer IS NOT NULL", name="own_accounts_have_addresses"),
        sa.CheckConstraint("peer IS NULL OR department_id IS NULL", name="peers_are_not_departments"),
        sa.CheckConstraint("closed_on >= opened_on", name="closes_after_opening"),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("url"),
    )
    op.create_index("ix_channel_department_id", "channel", ["department_id"])
    op.create_index("ix_channel_platform_handle", "channel", ["platform", "handle"])
    of_a_peer = sa.text("peer IS NOT NULL")
    op.create_index(
        "uq_channel_peer_platform",
        "channel",
        ["peer", "platform"],
        unique=True,
        sqlite_where=of_a_peer,
        postgresql_where=of_a_peer,
    )


def _channel_measure() -> None:
    op.create_table(
        "channel_measure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("measure", _enumeration("measure", *MEASURES), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("value >= 0", name="counts_from_zero"),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("channel_id", "measure", "measured_on"),
    )


def _enumeration(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, native_enum=False, create_constraint=True, length=32, name=name)
