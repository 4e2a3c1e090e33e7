"""Contests, their phases, the versions of their rule, and entries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sotong.core.db import UtcDateTime
from sotong.core.triggers import make_append_only

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LOCKED = "a locked contest rule cannot be changed"


def upgrade() -> None:
    """Create the four tables, and the triggers that keep a locked rule and every version as they are."""
    _contest()
    _contest_phase()
    _rule_version()
    _entry()
    make_append_only(op.get_bind(), "rule_version")
    _keep_locked_rules(op.get_bind().dialect.name)


def downgrade() -> None:
    """Drop the tables, whose triggers go with them."""
    for table in ("entry", "rule_version", "contest_phase", "contest"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION contest_rule_is_locked()")


def _contest() -> None:
    op.create_table(
        "contest",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("rule_digest", sa.String(64), nullable=False),
        sa.Column("rule_locked_at", UtcDateTime(), nullable=True),
        sa.Column("log_stream_id", sa.Uuid(), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.Column("cancelled_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancelled_reason IS NULL)", name="cancelled_for_a_reason"
        ),
        sa.CheckConstraint("(rule_locked_at IS NULL) = (log_stream_id IS NULL)", name="locked_into_its_log"),
        sa.CheckConstraint(
            "published_at IS NULL OR rule_locked_at IS NOT NULL", name="published_under_a_locked_rule"
        ),
        sa.ForeignKeyConstraint(["log_stream_id"], ["audit_stream.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("log_stream_id"),
    )


def _contest_phase() -> None:
    op.create_table(
        "contest_phase",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contest_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind", _enumeration("phasekind", "entry", "vote", "judging", "publication"), nullable=False
        ),
        sa.Column("opens_at", UtcDateTime(), nullable=False),
        sa.Column("closes_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("contest_id", "kind"),
    )
    op.create_index("ix_contest_phase_opens_at", "contest_phase", ["opens_at"])


def _rule_version() -> None:
    op.create_table(
        "rule_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contest_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("rule_digest", sa.String(64), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.Column("saved_by_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number >= 1", name="counts_from_one"),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("contest_id", "number"),
    )


def _entry() -> None:
    op.create_table(
        "entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contest_id", sa.Uuid(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("format", _enumeration("format", "play", "skit", "slides", "video"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("presenters", sa.Text(), nullable=True),
        sa.Column("media_url", sa.Text(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("number >= 1", name="counts_from_one"),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawn_for_a_reason"
        ),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("contest_id", "department_id"),
        sa.UniqueConstraint("contest_id", "number"),
        sa.UniqueConstraint("contest_id", "id"),
    )
    op.create_index("ix_entry_department_id", "entry", ["department_id"])


def _enumeration(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, native_enum=False, create_constraint=True, length=32, name=name)


def _keep_locked_rules(dialect: str) -> None:
    trigger = (
        "CREATE TRIGGER contest_rule_is_locked BEFORE UPDATE OF rule, rule_digest, rule_locked_at ON contest"
    )
    if dialect == "sqlite":
        op.execute(
            f"{trigger} WHEN OLD.rule_locked_at IS NOT NULL BEGIN SELECT RAISE(ABORT, '{LOCKED}'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION contest_rule_is_locked() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{LOCKED}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    op.execute(
        f"{trigger} FOR EACH ROW WHEN (OLD.rule_locked_at IS NOT NULL) "
        "EXECUTE FUNCTION contest_rule_is_locked()"
    )
