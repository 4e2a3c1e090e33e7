"""Cases, their files, and the entries that build on them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sotong.core.db import UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TABLES = ("best_case", "case_file", "case_citation")


def upgrade() -> None:
    """Create the tables."""
    _best_case()
    _case_file()
    _case_citation()


def downgrade() -> None:
    """Drop the tables."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _to(table: str, name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{table}.id", ondelete="RESTRICT"), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime(), nullable=nullable)


def _best_case() -> None:
    words = ("title", "summary", "problem", "measures", "steps", "figures", "links", "tags", "search_text")
    op.create_table(
        "best_case",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("contest_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        _text("chosen_reason", nullable=True),
        *(_text(name) for name in words),
        sa.Column("version", sa.Integer(), nullable=False),
        _instant("drafted_at"),
        _to("account", "drafted_by_id"),
        _instant("changed_at"),
        _instant("published_at", nullable=True),
        _to("account", "published_by_id", nullable=True),
        _instant("withdrawn_at", nullable=True),
        _text("withdrawn_reason", nullable=True),
        sa.UniqueConstraint("entry_id"),
        sa.ForeignKeyConstraint(
            ["contest_id", "entry_id"], ["entry.contest_id", "entry.id"], ondelete="RESTRICT"
        ),
        sa.CheckConstraint(
            "(published_at IS NULL) = (published_by_id IS NULL)", name="published_by_somebody"
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawn_for_a_reason"
        ),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR published_at IS NOT NULL", name="withdrawn_when_published"
        ),
        sa.CheckConstraint(
            "published_at IS NULL OR (problem <> '' AND measures <> '' AND steps <> '')",
            name="published_whole",
        ),
        sa.CheckConstraint("version >= 1", name="versions_from_one"),
        sa.Index("ix_best_case_published_at", "published_at"),
    )


def _case_file() -> None:
    op.create_table(
        "case_file",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _to("best_case", "case_id"),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("caption", sa.String(200), nullable=False),
        _instant("added_at"),
        _to("account", "added_by_id"),
        sa.Index("ix_case_file_digest", "digest"),
        sa.Index("ix_case_file_case_id_added_at", "case_id", "added_at"),
    )


def _case_citation() -> None:
    op.create_table(
        "case_citation",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _to("entry", "entry_id"),
        _to("best_case", "case_id"),
        _text("note"),
        _instant("cited_at"),
        _to("account", "cited_by_id"),
        sa.UniqueConstraint("entry_id", "case_id"),
        sa.Index("ix_case_citation_case_id", "case_id"),
    )
