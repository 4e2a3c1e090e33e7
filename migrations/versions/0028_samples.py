"""Samples of proofs that are reviewed instead of all."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sotong.core.db import UtcDateTime

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TABLES = ("review_sample", "review_sample_item")
KINDS = ("post", "inquiry", "guideline", "alert", "case")
OPEN = "settled_at IS NULL"


def upgrade() -> None:
    """Create the tables."""
    _sample()
    _item()


def downgrade() -> None:
    """Drop the tables with all that they hold."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _to(table: str, name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{table}.id", ondelete="RESTRICT"), nullable=nullable)


def _word(column: str, name: str, *values: str, nullable: bool = False) -> sa.Column[str]:
    kind = sa.Enum(*values, native_enum=False, create_constraint=True, length=32, name=name)
    return sa.Column(column, kind, nullable=nullable)


def _sample() -> None:
    op.create_table(
        "review_sample",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _word("subject_kind", "subjectkind", *KINDS),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("seed", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("drawn_at", UtcDateTime(), nullable=False),
        _to("account", "drawn_by_id"),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        _to("account", "settled_by_id", nullable=True),
        sa.CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_by_somebody"),
        sa.CheckConstraint("rounds >= 1 AND size >= 1", name="counts_from_one"),
        sa.Index(
            "uq_review_sample_open",
            "subject_kind",
            "subject_id",
            unique=True,
            sqlite_where=sa.text(OPEN),
            postgresql_where=sa.text(OPEN),
        ),
    )


def _item() -> None:
    op.create_table(
        "review_sample_item",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _to("review_sample", "sample_id"),
        _to("assignment", "assignment_id"),
        _to("proof", "proof_id"),
        sa.Column("round", sa.Integer(), nullable=False),
        _word("outcome", "outcome", "approved", "rejected", "gone", nullable=True),
        sa.UniqueConstraint("sample_id", "assignment_id"),
        sa.CheckConstraint("outcome IS NULL OR round > 0", name="found_by_looking"),
        sa.Index("ix_review_sample_item_assignment_id", "assignment_id"),
    )
