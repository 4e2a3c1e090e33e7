"""Proposals of one official can be withdrawn and made anew: unlocks of sheets, voids of ballots."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sotong.core import triggers
from sotong.core.db import UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

PROPOSALS = {"unlock_proposal": "sheet_id", "void_proposal": "quarantine_id"}
"""The tables of proposals, with what is proposed for."""
UNLOCKED = """
  EXISTS (SELECT 1 FROM sheet_unlock u JOIN unlock_proposal p ON p.id = u.id
    JOIN score_sheet s ON s.id = p.sheet_id
    WHERE s.entry_id = NEW.entry_id AND s.judge_id = NEW.judge_id AND s.revision = NEW.revision - 1)
"""
REFUSAL = "a signed score sheet is opened again by two officials"


def upgrade() -> None:
    """Count the proposals instead of allowing one; create the tables of withdrawals."""
    _let_go()
    for table, subject in PROPOSALS.items():
        with op.batch_alter_table(table) as changed:
            changed.add_column(sa.Column("number", sa.Integer(), nullable=False, server_default="1"))
            changed.drop_constraint(f"uq_{table}_{subject}", type_="unique")
            changed.create_unique_constraint(f"uq_{table}_{subject}_number", [subject, "number"])
            changed.create_check_constraint(f"ck_{table}_counts_from_one", "number >= 1")
        with op.batch_alter_table(table) as changed:
            changed.alter_column("number", server_default=None)
    _withdrawal("unlock", "id", "proposed_by_id")
    _withdrawal("void", "contest_id", "id", "proposed_by_id")
    _hold()
    for table in ("unlock_withdrawal", "void_withdrawal"):
        triggers.make_append_only(op.get_bind(), table)


def downgrade() -> None:
    """One proposal each again: those that were withdrawn are gone, for they would count as standing."""
    _let_go()
    for table, subject in PROPOSALS.items():
        _forget_withdrawn(table)
        with op.batch_alter_table(table) as changed:
            changed.drop_constraint(f"ck_{table}_counts_from_one", type_="check")
            changed.drop_constraint(f"uq_{table}_{subject}_number", type_="unique")
            changed.create_unique_constraint(f"uq_{table}_{subject}", [subject])
            changed.drop_column("number")
    _hold()


def _forget_withdrawn(table: str) -> None:
    withdrawals, proposals = (
        sa.table(name, sa.column("id", sa.Uuid()))
        for name in (table.replace("proposal", "withdrawal"), table)
    )
    gone = op.get_bind().scalars(sa.select(withdrawals.c.id)).all()
    op.drop_table(withdrawals.name)
    op.execute(sa.delete(proposals).where(proposals.c.id.in_(gone)))


def _withdrawal(what: str, *key: str) -> None:
    columns = [sa.Column(name, sa.Uuid(), nullable=False, primary_key=name == "id") for name in key]
    targets = [f"{what}_proposal.{name}" for name in key]
    op.create_table(
        f"{what}_withdrawal",
        *columns,
        sa.Column("withdrawn_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(list(key), targets, ondelete="RESTRICT"),
    )


def _let_go() -> None:
    """SQLite changes a table by copy: no trigger may forbid it, nor name the table meanwhile."""
    for table in PROPOSALS:
        triggers.make_changeable(op.get_bind(), table)
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER score_sheet_unlocked")


def _hold() -> None:
    for table in PROPOSALS:
        triggers.make_append_only(op.get_bind(), table)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER score_sheet_unlocked BEFORE INSERT ON score_sheet WHEN NEW.revision > 1 "
            f"AND NOT {UNLOCKED} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
