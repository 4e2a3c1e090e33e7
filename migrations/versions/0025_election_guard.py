"""The election guard: windows, listed people, second approvals; the index from which scorecards are read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sotong.core.db import UtcDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

TABLES = ("election_window", "listed_person", "post_approval")
SCORECARDS = (
    "subject_kind",
    "due_at",
    "department_id",
    "officer_id",
    "state",
    "handed_in_at",
    "first_seen_at",
)


def upgrade() -> None:
    """Create the tables and the index."""
    _election_window()
    _listed_person()
    _post_approval()
    op.create_index("ix_assignment_scorecards", "assignment", list(SCORECARDS))


def downgrade() -> None:
    """Drop the index, and the tables with all that they hold."""
    op.drop_index("ix_assignment_scorecards", table_name="assignment")
    for table in reversed(TABLES):
        op.drop_table(table)


def _to(table: str, name: str, *, nullable: bool = False, unique: bool = False) -> sa.Column[object]:
    to = sa.ForeignKey(f"{table}.id", ondelete="RESTRICT")
    return sa.Column(name, sa.Uuid(), to, nullable=nullable, unique=unique)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime(), nullable=nullable)


def _election_window() -> None:
    op.create_table(
        "election_window",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        _instant("begins_at"),
        _instant("ends_at"),
        _instant("decided_at"),
        _to("account", "decided_by_id"),
        _instant("withdrawn_at", nullable=True),
        _to("account", "withdrawn_by_id", nullable=True),
        sa.CheckConstraint("ends_at > begins_at", name="ends_after_it_begins"),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_by_somebody"
        ),
    )


def _listed_person() -> None:
    op.create_table(
        "listed_person",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _to("election_window", "window_id"),
        sa.Column("name", sa.String(100), nullable=False),
        _instant("added_at"),
        _to("account", "added_by_id"),
        sa.UniqueConstraint("window_id", "name"),
    )


def _post_approval() -> None:
    op.create_table(
        "post_approval",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _to("post", "post_id", unique=True),
        _to("election_window", "window_id"),
        _instant("asked_at"),
        _to("account", "recorded_by_id"),
        _instant("approved_at", nullable=True),
        _to("account", "approved_by_id", nullable=True),
        sa.CheckConstraint("(approved_at IS NULL) = (approved_by_id IS NULL)", name="approved_by_somebody"),
        sa.CheckConstraint("approved_by_id IS NULL OR approved_by_id <> recorded_by_id", name="by_a_second"),
    )
