"""Panels, score sheets and recusals; a signed sheet is kept by trigger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sotong.core import triggers
from sotong.core.db import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SIGNED = "a signed score sheet cannot be changed"


def upgrade() -> None:
    """Create the tables and the trigger on signed sheets."""
    _judge()
    _score_sheet()
    _recusal()
    triggers.make_append_only(op.get_bind(), "recusal")
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER score_sheet_signed_{act.lower()} BEFORE {act} ON score_sheet "
                f"WHEN OLD.signed_at IS NOT NULL BEGIN SELECT RAISE(ABORT, '{SIGNED}'); END"
            )
    else:
        op.execute(
            "CREATE FUNCTION score_sheet_is_signed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION USING MESSAGE = '{SIGNED}', ERRCODE = 'restrict_violation'; END $$"
        )
        op.execute(
            "CREATE TRIGGER score_sheet_signed BEFORE UPDATE OR DELETE ON score_sheet FOR EACH ROW "
            "WHEN (OLD.signed_at IS NOT NULL) EXECUTE FUNCTION score_sheet_is_signed()"
        )


def downgrade() -> None:
    """Drop the tables; their triggers go with them."""
    for table in ("recusal", "score_sheet", "judge"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION score_sheet_is_signed()")


def _judge() -> None:
    op.create_table(
        "judge",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("contest_id", sa.Uuid(), sa.ForeignKey("contest.id", ondelete="RESTRICT"), nullable=False),
        sa.Column("account_id", sa.Uuid(), sa.ForeignKey("account.id", ondelete="RESTRICT"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Uuid(), sa.ForeignKey("department.id", ondelete="RESTRICT")),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.UniqueConstraint("contest_id", "account_id"),
        sa.UniqueConstraint("contest_id", "number"),
        sa.UniqueConstraint("contest_id", "id"),
        sa.CheckConstraint("number >= 1", name="counts_from_one"),
        sa.Index("ix_judge_account_id", "account_id"),
    )


def _score_sheet() -> None:
    op.create_table(
        "score_sheet",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("contest_id", sa.Uuid(), nullable=False, index=True),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("judge_id", sa.Uuid(), nullable=False, index=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.Column("signed_at", UtcDateTime(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.UniqueConstraint("entry_id", "judge_id", "revision"),
        *_of_one_contest(),
        sa.CheckConstraint(
            "(signed_at IS NULL) = (digest IS NULL) AND (signed_at IS NULL) = (salt IS NULL)",
            name="signed_whole",
        ),
        sa.CheckConstraint("version >= 1", name="counts_from_one"),
        sa.CheckConstraint("revision >= 1", name="revisions_from_one"),
    )


def _recusal() -> None:
    op.create_table(
        "recusal",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("contest_id", sa.Uuid(), nullable=False, index=True),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("judge_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "own_department",
                "declared",
                native_enum=False,
                create_constraint=True,
                length=32,
                name="recusalkind",
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("entry_id", "judge_id"),
        *_of_one_contest(),
    )


def _of_one_contest() -> list[sa.ForeignKeyConstraint]:
    """Entry and judge are of the same contest, or the row is refused."""
    return [
        sa.ForeignKeyConstraint(
            ["contest_id", f"{table}_id"], [f"{table}.contest_id", f"{table}.id"], ondelete="RESTRICT"
        )
        for table in ("entry", "judge")
    ]
