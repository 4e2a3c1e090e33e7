"""Tables of the room contests."""

from __future__ import annotations

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing stands here yet."""


def downgrade() -> None:
    """Nothing stands here yet."""
