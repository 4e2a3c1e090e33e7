"""The index of scorecards begins with the due time; boards find what was asked lately."""

from __future__ import annotations

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

NAME, TABLE = "ix_assignment_scorecards", "assignment"
REST = ("department_id", "officer_id", "state", "handed_in_at", "first_seen_at")


def upgrade() -> None:
    """SQLite took the index for every question that named a kind, however little of it was asked for."""
    op.drop_index(NAME, table_name=TABLE)
    op.create_index(NAME, TABLE, ["due_at", "subject_kind", *REST])
    op.create_index("ix_assignment_assigned_at", TABLE, ["assigned_at"])


def downgrade() -> None:
    """Begin with the kind again."""
    op.drop_index("ix_assignment_assigned_at", table_name=TABLE)
    op.drop_index(NAME, table_name=TABLE)
    op.create_index(NAME, TABLE, ["subject_kind", "due_at", *REST])
