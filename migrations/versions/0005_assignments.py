"""Assignments and their proofs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sotong.core.db import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CURRENT = "standing IN ('waiting', 'accepted')"


def upgrade() -> None:
    """Create the two tables."""
    _assignment()
    _proof()


def downgrade() -> None:
    """Drop the tables with all that they hold."""
    op.drop_table("proof")
    op.drop_table("assignment")


def _assignment() -> None:
    op.create_table(
        "assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.Column(
            "subject_kind",
            _enumeration("subjectkind", "post", "inquiry", "guideline", "alert", "case"),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column(
            "act",
            _enumeration("act", "share", "comment", "repost", "read", "reply", "acknowledge", "adopt"),
            nullable=False,
        ),
        sa.Column("proof_kind", _enumeration("proofkind", "permalink", "none"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("link", sa.String(2000), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("assigned_at", UtcDateTime(), nullable=False),
        sa.Column("assigned_by_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column(
            "state",
            _enumeration("assignmentstate", "open", "handed_in", "done", "rejected", "excused", "cancelled"),
            nullable=False,
        ),
        sa.Column("first_seen_at", UtcDateTime(), nullable=True),
        sa.Column("handed_in_at", UtcDateTime(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("due_at > assigned_at", name="due_after_it_was_assigned"),
        sa.CheckConstraint(
            "(handed_in_at IS NOT NULL) = (state IN ('handed_in', 'done'))", name="handed_in_has_its_time"
        ),
        sa.CheckConstraint("handed_in_at IS NULL OR first_seen_at IS NOT NULL", name="handed_in_was_seen"),
        sa.CheckConstraint(
            "state NOT IN ('rejected', 'excused', 'cancelled') OR reason IS NOT NULL", name="has_its_reason"
        ),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_by_somebody"),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["assigned_by_id"], ["account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("subject_kind", "subject_id", "officer_id", "act"),
    )
    for columns in (("officer_id", "state", "due_at"), ("department_id", "assigned_at"), ("state", "due_at")):
        op.create_index(f"ix_assignment_{'_'.join(columns)}", "assignment", list(columns))


def _proof() -> None:
    op.create_table(
        "proof",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("permalink", sa.String(2000), nullable=False),
        sa.Column("platform", sa.String(32), nullable=False),
        sa.Column("handed_in_at", UtcDateTime(), nullable=False),
        sa.Column("handed_in_by_id", sa.Uuid(), nullable=False),
        sa.Column("is_duplicate", sa.Boolean(), nullable=False),
        sa.Column("other_flags", sa.Text(), nullable=False),
        sa.Column(
            "standing",
            _enumeration("proofstanding", "waiting", "accepted", "rejected", "withdrawn"),
            nullable=False,
        ),
        sa.Column("reviewed_at", UtcDateTime(), nullable=True),
        sa.Column("reviewed_by_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("(reviewed_at IS NULL) = (reviewed_by_id IS NULL)", name="reviewed_by_somebody"),
        sa.CheckConstraint("standing <> 'rejected' OR reason IS NOT NULL", name="rejected_for_a_reason"),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["handed_in_by_id"], ["account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["reviewed_by_id"], ["account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_proof_permalink", "proof", ["permalink"])
    op.create_index("ix_proof_assignment_id_handed_in_at", "proof", ["assignment_id", "handed_in_at"])
    _unique_where("uq_proof_current", "assignment_id", CURRENT)
    _unique_where("uq_proof_permalink", "permalink", f"{CURRENT} AND NOT is_duplicate")


def _unique_where(name: str, column: str, condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, "proof", [column], unique=True, sqlite_where=where, postgresql_where=where)


def _enumeration(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, native_enum=False, create_constraint=True, length=32, name=name)
