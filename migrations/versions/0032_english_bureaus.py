"""Bureaus have English names, written down with their departments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No bureau has one yet; its Korean name is shown then."""
    op.add_column("department", sa.Column("bureau_en", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Forget them."""
    op.drop_column("department", "bureau_en")
