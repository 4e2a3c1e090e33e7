"""Unlocking signed sheets: proposals, confirmations, and no later revision of a sheet without one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sotong.core import triggers
from sotong.core.db import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

UNLOCKED = """
  EXISTS (SELECT 1 FROM sheet_unlock u JOIN unlock_proposal p ON p.id = u.id
    JOIN score_sheet s ON s.id = p.sheet_id
    WHERE s.entry_id = NEW.entry_id AND s.judge_id = NEW.judge_id AND s.revision = NEW.revision - 1)
"""
REFUSAL = "a signed score sheet is opened again by two officials"


def upgrade() -> None:
    """Create both tables, and the trigger on new revisions."""
    _unlock_proposal()
    _sheet_unlock()
    for table in ("unlock_proposal", "sheet_unlock"):
        triggers.make_append_only(op.get_bind(), table)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER score_sheet_unlocked BEFORE INSERT ON score_sheet WHEN NEW.revision > 1 "
            f"AND NOT {UNLOCKED} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION score_sheet_is_unlocked() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF NOT {UNLOCKED} THEN RAISE EXCEPTION USING MESSAGE = '{REFUSAL}', "
        "ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER score_sheet_unlocked BEFORE INSERT ON score_sheet FOR EACH ROW "
        "WHEN (NEW.revision > 1) EXECUTE FUNCTION score_sheet_is_unlocked()"
    )


def downgrade() -> None:
    """Drop the trigger and the tables, whose own triggers go with them."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER score_sheet_unlocked")
    else:
        op.execute("DROP TRIGGER score_sheet_unlocked ON score_sheet")
        op.execute("DROP FUNCTION score_sheet_is_unlocked()")
    for table in ("sheet_unlock", "unlock_proposal"):
        op.drop_table(table)


def _unlock_proposal() -> None:
    op.create_table(
        "unlock_proposal",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column(
            "sheet_id",
            sa.Uuid(),
            sa.ForeignKey("score_sheet.id", ondelete="RESTRICT"),
            nullable=False,
            unique=True,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.UniqueConstraint("id", "proposed_by_id"),
    )


def _sheet_unlock() -> None:
    op.create_table(
        "sheet_unlock",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=False),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id", "proposed_by_id"],
            ["unlock_proposal.id", "unlock_proposal.proposed_by_id"],
            ondelete="RESTRICT",
        ),
        sa.CheckConstraint("confirmed_by_id <> proposed_by_id", name="two_officials"),
    )
