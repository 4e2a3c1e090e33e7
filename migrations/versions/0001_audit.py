"""Tables of the room audit."""

from __future__ import annotations

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing stands here yet."""


def downgrade() -> None:
    """Nothing stands here yet."""
