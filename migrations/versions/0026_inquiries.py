"""Citizens' questions, their steps, and canned replies."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from sotong.core import triggers
from sotong.core.db import UtcDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

TABLES = ("inquiry", "inquiry_step", "canned_reply")
PLATFORMS = (
    "facebook",
    "x",
    "naver_blog",
    "band",
    "kakaotalk_channel",
    "instagram",
    "youtube",
    "pinterest",
    "threads",
    "kakaostory",
    "sotong_tv",
)
PARTIES = ("department", "coordinator", "nobody")
HELD = "state IN ('open', 'paused')"


def upgrade() -> None:
    """Create the tables, and the refusal to change what was done."""
    _inquiry()
    _inquiry_step()
    _canned_reply()
    triggers.make_append_only(op.get_bind(), "inquiry_step")


def downgrade() -> None:
    """Drop the tables; their triggers go with them."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _id() -> sa.Column[UUID]:
    return sa.Column("id", sa.Uuid(), primary_key=True)


def _to(table: str, name: str, *, nullable: bool = False, index: bool = False) -> sa.Column[UUID]:
    key = sa.ForeignKey(f"{table}.id", ondelete="RESTRICT")
    return sa.Column(name, sa.Uuid(), key, nullable=nullable, index=index)


def _one_of(name: str, kind: str, *values: str) -> sa.Column[Any]:
    enumeration = sa.Enum(*values, native_enum=False, create_constraint=True, length=32, name=kind)
    return sa.Column(name, enumeration, nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _instant(name: str, *, nullable: bool = False, index: bool = False) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime(), nullable=nullable, index=index)


def _inquiry() -> None:
    op.create_table(
        "inquiry",
        _id(),
        sa.Column("number", sa.Integer(), nullable=False, unique=True),
        _one_of("platform", "platform", *PLATFORMS),
        _to("channel", "channel_id", nullable=True, index=True),
        sa.Column("permalink", sa.String(2000), nullable=True, index=True),
        _text("pseudonym"),
        _text("text"),
        sa.Column("masked_resident_numbers", sa.Integer(), nullable=False),
        sa.Column("masked_phones", sa.Integer(), nullable=False),
        sa.Column("masked_emails", sa.Integer(), nullable=False),
        _instant("received_at"),
        _instant("recorded_at"),
        _to("account", "recorded_by_id", index=True),
        _to("department", "recorded_for_id", nullable=True),
        sa.Column("term_days", sa.Integer(), nullable=False),
        _instant("round_began_at"),
        _instant("told_due_at"),
        _instant("due_at"),
        _one_of("state", "inquirystate", "open", "paused", "answered", "merged"),
        _one_of("holder_party", "party", *PARTIES),
        _to("department", "holder_department_id", nullable=True),
        _instant("held_since"),
        _instant("look_by_at"),
        _instant("seen_at", nullable=True),
        _instant("settled_at", nullable=True, index=True),
        _to("inquiry", "main_id", nullable=True, index=True),
        sa.CheckConstraint(f"(holder_party <> 'nobody') = ({HELD})", name="open_ones_are_held"),
        sa.CheckConstraint(
            "(holder_party = 'department') = (holder_department_id IS NOT NULL)", name="held_by_one"
        ),
        sa.CheckConstraint(f"(settled_at IS NULL) = ({HELD})", name="settled_has_its_time"),
        sa.CheckConstraint("(main_id IS NOT NULL) = (state = 'merged')", name="merged_into_another"),
        sa.CheckConstraint("main_id <> id", name="not_merged_into_itself"),
        sa.CheckConstraint("term_days BETWEEN 0 AND 365", name="terms_are_counted"),
        sa.CheckConstraint("received_at <= recorded_at", name="received_before_it_was_recorded"),
        sa.Index("ix_inquiry_state_due_at", "state", "due_at"),
        sa.Index("ix_inquiry_holder_department_id_state", "holder_department_id", "state"),
        sa.Index("ix_inquiry_received_at", "received_at"),
    )


def _inquiry_step() -> None:
    kinds = (
        "received",
        "relayed",
        "refused",
        "returned",
        "paused",
        "resumed",
        "answered",
        "merged",
        "reopened",
    )
    op.create_table(
        "inquiry_step",
        _id(),
        _to("inquiry", "inquiry_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        _one_of("kind", "stepkind", *kinds),
        _instant("at"),
        _to("account", "by_id"),
        _one_of("from_party", "from_party", *PARTIES),
        _to("department", "from_department_id", nullable=True),
        _one_of("to_party", "to_party", *PARTIES),
        _to("department", "to_department_id", nullable=True),
        _text("note"),
        sa.Column("permalink", sa.String(2000), nullable=True),
        _instant("told_due_at", nullable=True),
        _to("inquiry", "main_id", nullable=True),
        sa.UniqueConstraint("inquiry_id", "number"),
        sa.CheckConstraint("(from_party = 'department') = (from_department_id IS NOT NULL)", name="from_one"),
        sa.CheckConstraint("(to_party = 'department') = (to_department_id IS NOT NULL)", name="to_one"),
        sa.CheckConstraint(
            "(told_due_at IS NOT NULL) = (kind IN ('received', 'reopened'))", name="rounds_are_told_when_due"
        ),
        sa.CheckConstraint("(main_id IS NOT NULL) = (kind = 'merged')", name="merges_name_the_main_one"),
        sa.CheckConstraint(
            "kind NOT IN ('refused', 'returned', 'paused', 'answered', 'reopened') OR note <> ''",
            name="says_why",
        ),
        sa.Index("ix_inquiry_step_to_department_id_at", "to_department_id", "at"),
    )


def _canned_reply() -> None:
    op.create_table(
        "canned_reply",
        _id(),
        _to("department", "department_id", nullable=True),
        _text("title"),
        _text("text"),
        _instant("changed_at"),
        _to("account", "changed_by_id"),
        sa.UniqueConstraint("department_id", "title"),
        sa.CheckConstraint("title <> '' AND text <> ''", name="says_something"),
    )
