"""Screenshots of proofs; how the office asks for shares; officers who keep their accounts to themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sotong.core.db import UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TABLES = ("proof_screenshot", "share_policy", "account_choice")
IN_FORCE = "ended_at IS NULL"


def upgrade() -> None:
    """Create the tables."""
    _proof_screenshot()
    _share_policy()
    _account_choice()


def downgrade() -> None:
    """Drop the tables with all that they hold."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _to(table: str, name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{table}.id", ondelete="RESTRICT"), nullable=False)


def _proof_screenshot() -> None:
    op.create_table(
        "proof_screenshot",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _to("proof", "proof_id"),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.UniqueConstraint("proof_id"),
        sa.Index("ix_proof_screenshot_digest", "digest"),
    )


def _share_policy() -> None:
    op.create_table(
        "share_policy",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("ranking_shown", sa.Boolean(), nullable=False),
        sa.Column("registered_accounts_only", sa.Boolean(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        _to("account", "decided_by_id"),
        sa.UniqueConstraint("decided_at"),
    )


def _account_choice() -> None:
    op.create_table(
        "account_choice",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _to("officer", "officer_id"),
        sa.Column("begun_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("ended_at >= begun_at", name="ends_after_it_began"),
        sa.Index("ix_account_choice_officer_id_begun_at", "officer_id", "begun_at"),
        sa.Index(
            "uq_account_choice_in_force",
            "officer_id",
            unique=True,
            sqlite_where=sa.text(IN_FORCE),
            postgresql_where=sa.text(IN_FORCE),
        ),
    )
