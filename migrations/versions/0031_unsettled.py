"""Boards count what is still open, and an officer sees what she did lately, from indexes of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

LATELY = "ix_assignment_officer_id_handed_in_at"
NAME, TABLE = "ix_assignment_unsettled", "assignment"
COLUMNS = (
    "subject_kind",
    "department_id",
    "subject_id",
    "state",
    "due_at",
    "first_seen_at",
    "handed_in_at",
)
UNSETTLED = sa.text("state IN ('handed_in', 'open', 'rejected')")


def upgrade() -> None:
    """However many years there are, what is open stays few."""
    op.create_index(NAME, TABLE, list(COLUMNS), sqlite_where=UNSETTLED, postgresql_where=UNSETTLED)
    op.create_index(LATELY, TABLE, ["officer_id", "handed_in_at"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index(LATELY, table_name=TABLE)
    op.drop_index(NAME, table_name=TABLE)
