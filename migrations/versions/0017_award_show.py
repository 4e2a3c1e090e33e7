"""The show of a contest's result."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sotong.core.db import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create its table."""
    op.create_table(
        "award_show",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column(
            "contest_id",
            sa.Uuid(),
            sa.ForeignKey("contest.id", ondelete="RESTRICT"),
            nullable=False,
            unique=True,
        ),
        sa.Column("code", sa.String(32), nullable=False, unique=True),
        sa.Column("rehearsal", sa.Boolean(), nullable=False),
        sa.Column(
            "tally_id", sa.Uuid(), sa.ForeignKey("tally_record.id", ondelete="RESTRICT"), nullable=True
        ),
        sa.Column("script", sa.Text(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("prepared_at", UtcDateTime(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("(tally_id IS NULL) = rehearsal", name="rehearsed_without_a_tally"),
        sa.CheckConstraint("position >= 0 AND position < length", name="position"),
        sa.CheckConstraint("version >= 1", name="counts_from_one"),
        sa.CheckConstraint("NOT rehearsal OR started_at IS NULL", name="rehearsals_do_not_start"),
        sa.CheckConstraint("started_at IS NOT NULL OR rehearsal OR position = 0", name="steps_once_started"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("award_show")
