"""Who answers for an account, and who stands in, by day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sotong.core.db import UtcDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    kinds = sa.Enum(
        "owner", "deputy", native_enum=False, create_constraint=True, length=32, name="chargekind"
    )
    op.create_table(
        "channel_charge",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("channel_id", sa.Uuid(), sa.ForeignKey("channel.id", ondelete="RESTRICT"), nullable=False),
        sa.Column("kind", kinds, nullable=False),
        sa.Column("officer_id", sa.Uuid(), sa.ForeignKey("officer.id", ondelete="RESTRICT"), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), sa.ForeignKey("account.id", ondelete="RESTRICT"), nullable=False),
        sa.UniqueConstraint("channel_id", "kind", "from_on"),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("channel_charge")
