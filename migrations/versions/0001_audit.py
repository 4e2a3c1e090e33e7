"""Append-only streams of entries with signed heads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sotong.core.db import UtcDateTime
from sotong.core.triggers import make_append_only

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the three tables; entries and heads refuse every change."""
    _create_streams()
    _create_entries()
    _create_heads()
    for table in ("audit_entry", "audit_head"):
        make_append_only(op.get_bind(), table)


def downgrade() -> None:
    """Drop the tables with all that they hold."""
    for table in ("audit_head", "audit_entry", "audit_stream"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")


def _create_streams() -> None:
    op.create_table(
        "audit_stream",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_stream")),
        sa.UniqueConstraint("origin", name=op.f("uq_audit_stream_origin")),
        sa.UniqueConstraint("kind", "subject_id", name=op.f("uq_audit_stream_kind_subject_id")),
        sa.CheckConstraint("kind IN ('office', 'contest')", name=op.f("ck_audit_stream_streamkind")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_audit_stream_size")),
        sa.CheckConstraint("length(public_key) = 32", name=op.f("ck_audit_stream_public_key")),
        sa.CheckConstraint("length(frontier) % 32 = 0", name=op.f("ck_audit_stream_frontier")),
        sa.CheckConstraint("(kind = 'office') = (subject_id IS NULL)", name=op.f("ck_audit_stream_subject")),
    )
    # NULLs differ from each other, so the one stream without a subject needs an index of its own.
    _partial_index("uq_audit_stream_office", "audit_stream", "kind", "subject_id IS NULL", unique=True)


def _create_entries() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("stream_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.Column("nodes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("stream_id", "position", name=op.f("pk_audit_entry")),
        sa.ForeignKeyConstraint(
            ["stream_id"],
            ["audit_stream.id"],
            name=op.f("fk_audit_entry_stream_id_audit_stream"),
            ondelete="RESTRICT",
        ),
        sa.CheckConstraint("position >= 0", name=op.f("ck_audit_entry_position")),
        sa.CheckConstraint("length(leaf_hash) = 32", name=op.f("ck_audit_entry_leaf_hash")),
        sa.CheckConstraint("length(nodes) % 32 = 0", name=op.f("ck_audit_entry_nodes")),
    )
    op.create_index(op.f("ix_audit_entry_stream_id_at"), "audit_entry", ["stream_id", "at"])
    op.create_index(op.f("ix_audit_entry_stream_id_action"), "audit_entry", ["stream_id", "action"])
    _partial_index(op.f("ix_audit_entry_actor_id"), "audit_entry", "actor_id", "actor_id IS NOT NULL")
    _partial_index(op.f("ix_audit_entry_subject_id"), "audit_entry", "subject_id", "subject_id IS NOT NULL")


def _create_heads() -> None:
    op.create_table(
        "audit_head",
        sa.Column("stream_id", sa.Uuid(), nullable=False),
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("checkpoint", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("stream_id", "size", name=op.f("pk_audit_head")),
        sa.ForeignKeyConstraint(
            ["stream_id"],
            ["audit_stream.id"],
            name=op.f("fk_audit_head_stream_id_audit_stream"),
            ondelete="RESTRICT",
        ),
        sa.CheckConstraint("size > 0", name=op.f("ck_audit_head_size")),
        sa.CheckConstraint("length(root) = 32", name=op.f("ck_audit_head_root")),
    )


def _partial_index(name: str, table: str, column: str, where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(name, table, [column], unique=unique, sqlite_where=condition, postgresql_where=condition)
