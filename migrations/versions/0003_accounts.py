"""Accounts, sign-ins and invitations."""

from __future__ import annotations

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing stands here yet."""


def downgrade() -> None:
    """Nothing stands here yet."""
