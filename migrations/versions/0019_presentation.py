"""The order of presentation, as it was drawn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sotong.core import triggers
from sotong.core.db import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of draws."""
    op.create_table(
        "presentation_draw",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("contest_id", sa.Uuid(), sa.ForeignKey("contest.id", ondelete="RESTRICT"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("numbers", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("drawn_at", UtcDateTime(), nullable=False),
        sa.Column("drawn_by_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.UniqueConstraint("contest_id", "number"),
        sa.CheckConstraint("number >= 1", name="counts_from_one"),
        sa.CheckConstraint("(number = 1) = (reason IS NULL)", name="drawn_again_for_a_reason"),
    )
    triggers.make_append_only(op.get_bind(), "presentation_draw")


def downgrade() -> None:
    """Drop the table; its triggers go with it."""
    op.drop_table("presentation_draw")
