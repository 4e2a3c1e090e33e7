"""Tallies, decisions on ties, placings: append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sotong.core import triggers
from sotong.core.db import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = ("tally_record", "tie_decision", "placing")


def upgrade() -> None:
    """Create the tables of results."""
    _tally_record()
    _tie_decision()
    _placing()
    for table in TABLES:
        triggers.make_append_only(op.get_bind(), table)


def downgrade() -> None:
    """Drop the tables; their triggers go with them."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _contest() -> sa.Column[object]:
    return sa.Column(
        "contest_id", sa.Uuid(), sa.ForeignKey("contest.id", ondelete="RESTRICT"), nullable=False
    )


def _tally_record() -> None:
    op.create_table(
        "tally_record",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _contest(),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.UniqueConstraint("contest_id", "number"),
        sa.CheckConstraint("number >= 1", name="counts_from_one"),
    )


def _tie_decision() -> None:
    op.create_table(
        "tie_decision",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _contest(),
        sa.Column("numbers", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=False),
        sa.Index("ix_tie_decision_contest_id", "contest_id"),
    )


def _placing() -> None:
    op.create_table(
        "placing",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("contest_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column(
            "tally_id", sa.Uuid(), sa.ForeignKey("tally_record.id", ondelete="RESTRICT"), nullable=False
        ),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("total", sa.Text(), nullable=True),
        sa.Column("award", sa.Text(), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("contest_id", "entry_id"),
        sa.ForeignKeyConstraint(
            ["contest_id", "entry_id"], ["entry.contest_id", "entry.id"], ondelete="RESTRICT"
        ),
        sa.CheckConstraint("place >= 1", name="counts_from_one"),
    )
