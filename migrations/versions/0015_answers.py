"""Answers of departments to what they were asked to take up, and what came of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sotong.core.db import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

STANDS = sa.text("replaced_at IS NULL")


def upgrade() -> None:
    """Create the table and its indexes."""
    op.create_table(
        "answer",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column(
            "assignment_id", sa.Uuid(), sa.ForeignKey("assignment.id", ondelete="RESTRICT"), nullable=False
        ),
        sa.Column("choice", _choice(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        _by("answered_by_id", nullable=False),
        sa.Column("replaced_at", UtcDateTime(), nullable=True),
        sa.Column("carried_out_at", UtcDateTime(), nullable=True),
        _by("carried_out_by_id", nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("outcome_link", sa.String(2_000), nullable=True),
        sa.CheckConstraint("choice = 'adopt' OR text <> ''", name="says_what_or_why"),
        sa.CheckConstraint(
            "(carried_out_at IS NULL) = (carried_out_by_id IS NULL)", name="carried_out_by_somebody"
        ),
        sa.CheckConstraint("carried_out_at IS NULL OR choice <> 'decline'", name="carried_out_when_taken_up"),
        sa.CheckConstraint(
            "carried_out_at IS NOT NULL OR (outcome IS NULL AND outcome_link IS NULL)",
            name="outcome_of_what_was_carried_out",
        ),
    )
    op.create_index(
        "uq_answer_standing",
        "answer",
        ["assignment_id"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )
    op.create_index("ix_answer_assignment_id_answered_at", "answer", ["assignment_id", "answered_at"])


def downgrade() -> None:
    """Drop the table; its indexes go with it."""
    op.drop_table("answer")


def _choice() -> sa.Enum:
    return sa.Enum(
        "adopt", "adapt", "decline", native_enum=False, create_constraint=True, length=32, name="choice"
    )


def _by(name: str, *, nullable: bool) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey("account.id", ondelete="RESTRICT"), nullable=nullable)
