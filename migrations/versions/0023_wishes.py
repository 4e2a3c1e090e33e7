"""Days that officers would rather avoid."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sotong.core.db import UtcDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "duty_wish",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("officer_id", sa.Uuid(), sa.ForeignKey("officer.id", ondelete="RESTRICT"), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("officer_id", "on"),
    )
    op.create_index("ix_duty_wish_on", "duty_wish", ["on"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("duty_wish")
