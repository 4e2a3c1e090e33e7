"""The fraud desk: quarantines, proposals to void, void ballots. Nothing that was written goes away."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from alembic import op

from sotong.core import triggers
from sotong.core.db import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = ("quarantine", "quarantined_participation", "void_proposal", "ballot_void", "voided_ballot")
APPEND_ONLY = TABLES[1:]


def upgrade() -> None:
    """Create the tables of the fraud desk."""
    _quarantine()
    _quarantined_participation()
    _void_proposal()
    _ballot_void()
    _voided_ballot()
    for table in APPEND_ONLY:
        triggers.make_append_only(op.get_bind(), table)


def downgrade() -> None:
    """Drop the tables; their triggers go with them."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _id(name: str = "id", *, primary_key: bool = False) -> sa.Column[UUID]:
    return sa.Column(name, sa.Uuid(), nullable=False, primary_key=primary_key)


def _foreign_key(table: str, **columns: str) -> sa.ForeignKeyConstraint:
    targets = [f"{table}.{column}" for column in columns.values()]
    return sa.ForeignKeyConstraint(list(columns), targets, ondelete="RESTRICT")


def _quarantine() -> None:
    op.create_table(
        "quarantine",
        _id(primary_key=True),
        sa.Column("contest_id", sa.Uuid(), sa.ForeignKey("contest.id", ondelete="RESTRICT"), nullable=False),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        _id("made_by_id"),
        sa.Column("released_at", UtcDateTime(), nullable=True),
        sa.Column("released_by_id", sa.Uuid(), nullable=True),
        sa.UniqueConstraint("contest_id", "id"),
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("(released_at IS NULL) = (released_by_id IS NULL)", name="released_by_somebody"),
    )


def _quarantined_participation() -> None:
    op.create_table(
        "quarantined_participation",
        _id("quarantine_id", primary_key=True),
        sa.Column("voter_key", sa.LargeBinary(32), primary_key=True),
        _id("contest_id"),
        _foreign_key("quarantine", contest_id="contest_id", quarantine_id="id"),
        _foreign_key("participation", contest_id="contest_id", voter_key="voter_key"),
        sa.Index("ix_quarantined_participation_contest_id_voter_key", "contest_id", "voter_key"),
        sqlite_with_rowid=False,
    )


def _void_proposal() -> None:
    op.create_table(
        "void_proposal",
        _id(primary_key=True),
        _id("contest_id"),
        sa.Column("quarantine_id", sa.Uuid(), nullable=False, unique=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", sa.LargeBinary(32), nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        _id("proposed_by_id"),
        sa.UniqueConstraint("contest_id", "id", "proposed_by_id"),
        _foreign_key("quarantine", contest_id="contest_id", quarantine_id="id"),
        sa.CheckConstraint("length(evidence) = 32", name="evidence"),
    )


def _ballot_void() -> None:
    op.create_table(
        "ballot_void",
        _id(primary_key=True),
        _id("contest_id"),
        _id("proposed_by_id"),
        _id("confirmed_by_id"),
        sa.Column("confirmed_at", UtcDateTime(), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _foreign_key("void_proposal", contest_id="contest_id", id="id", proposed_by_id="proposed_by_id"),
        sa.CheckConstraint("confirmed_by_id <> proposed_by_id", name="two_officials"),
        sa.CheckConstraint("ballots > 0", name="ballots"),
    )


def _voided_ballot() -> None:
    op.create_table(
        "voided_ballot",
        sa.Column("ballot_id", sa.Uuid(), sa.ForeignKey("ballot.id", ondelete="RESTRICT"), primary_key=True),
        sa.Column(
            "void_id",
            sa.Uuid(),
            sa.ForeignKey("ballot_void.id", ondelete="RESTRICT"),
            nullable=False,
            index=True,
        ),
        sqlite_with_rowid=False,
    )
