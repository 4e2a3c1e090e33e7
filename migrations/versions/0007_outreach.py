"""Official posts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sotong.core.db import UtcDateTime

revision = "0007"
down_revision = "0006"
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


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "post",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("permalink", sa.String(2000), nullable=False),
        sa.Column(
            "platform",
            sa.Enum(*PLATFORMS, native_enum=False, create_constraint=True, length=32, name="platform"),
            nullable=False,
        ),
        sa.Column("channel_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("posted_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.Column("cancelled_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancelled_reason IS NULL)", name="cancelled_for_a_reason"
        ),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("permalink"),
    )
    for column in ("channel_id", "posted_at"):
        op.create_index(f"ix_post_{column}", "post", [column])


def downgrade() -> None:
    """Drop the table with all that it holds."""
    op.drop_table("post")
