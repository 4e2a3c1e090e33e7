"""The content calendar: series, their terms, touched slots, calendar addresses, and how each is shared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sotong.core.db import UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TABLES = (
    "content_series",
    "series_term",
    "content_slot",
    "content_feed",
    "share_template",
    "share_template_department",
)


def upgrade() -> None:
    """Create the tables."""
    _content_series()
    _series_term()
    _content_slot()
    _content_feed()
    _share_template()


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


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _enumeration(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, native_enum=False, create_constraint=True, length=32, name=name)


def _content_series() -> None:
    kinds = _enumeration("serieskind", "tip", "notice", "story", "broadcast", "other")
    op.create_table(
        "content_series",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False, unique=True),
        sa.Column("kind", kinds, nullable=False),
        _to("channel", "channel_id", nullable=True),
        _text("purpose"),
        _whole("edition"),
        _instant("made_at"),
        _to("account", "made_by_id"),
        sa.CheckConstraint("edition >= 1", name="editions_from_one"),
    )


def _series_term() -> None:
    op.create_table(
        "series_term",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _to("content_series", "series_id"),
        sa.Column("from_on", sa.Date(), nullable=False),
        _text("rule", nullable=True),
        _whole("starts"),
        _whole("minutes"),
        sa.Column("skips_holidays", sa.Boolean(), nullable=False),
        _to("officer", "owner_id"),
        _whole("draft_days"),
        _text("live_url", nullable=True),
        _whole("edition"),
        _instant("made_at"),
        _to("account", "made_by_id"),
        sa.UniqueConstraint("series_id", "from_on"),
        sa.CheckConstraint("starts BETWEEN 0 AND 1439", name="starts_within_a_day"),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name="lasts_a_day_at_most"),
        sa.CheckConstraint("draft_days BETWEEN 0 AND 15", name="drafts_in_time"),
    )


def _content_slot() -> None:
    states = ("planned", "draft", "in_review", "returned", "approved", "published", "cancelled")
    op.create_table(
        "content_slot",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _to("content_series", "series_id"),
        sa.Column("occurs_on", sa.Date(), nullable=True),
        _instant("starts_at"),
        _instant("ends_at"),
        _to("officer", "owner_id"),
        _instant("draft_due_at"),
        sa.Column("state", _enumeration("slotstate", *states), nullable=False),
        _text("title"),
        _text("text"),
        _text("live_url", nullable=True),
        _text("reason"),
        _instant("handed_in_at", nullable=True),
        _to("account", "handed_in_by_id", nullable=True),
        _instant("approved_at", nullable=True),
        _to("account", "approved_by_id", nullable=True),
        _instant("published_at", nullable=True),
        _text("permalink", nullable=True),
        _whole("sequence"),
        _instant("changed_at"),
        sa.UniqueConstraint("series_id", "occurs_on"),
        *_slot_checks(),
        sa.Index("ix_content_slot_starts_at", "starts_at"),
        sa.Index("ix_content_slot_series_id_starts_at", "series_id", "starts_at"),
        sa.Index("ix_content_slot_owner_id_state", "owner_id", "state"),
    )


def _slot_checks() -> list[sa.CheckConstraint]:
    checks = {
        "ends_after_it_starts": "ends_at > starts_at",
        "published_at_its_time": "(state = 'published') = (published_at IS NOT NULL)",
        "published_somewhere": "(published_at IS NULL) = (permalink IS NULL)",
        "handed_in_by_somebody": "(handed_in_at IS NULL) = (handed_in_by_id IS NULL)",
        "approved_by_somebody": "(approved_at IS NULL) = (approved_by_id IS NULL)",
        "reviewed_when_handed_in": "state <> 'in_review' OR handed_in_at IS NOT NULL",
        "published_when_approved": "state NOT IN ('approved', 'published') OR approved_at IS NOT NULL",
        "four_eyes": "approved_by_id <> handed_in_by_id",
        "has_its_reason": "state NOT IN ('returned', 'cancelled') OR reason <> ''",
        "written_before_it_goes_on": "state IN ('planned', 'cancelled') OR text <> ''",
    }
    return [sa.CheckConstraint(text, name=name) for name, text in checks.items()]


def _content_feed() -> None:
    op.create_table(
        "content_feed",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _to("account", "account_id"),
        sa.Column("scope", _enumeration("contentfeedscope", "mine", "whole"), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        _instant("made_at"),
        sa.UniqueConstraint("account_id", "scope"),
        sa.CheckConstraint("generation >= 1", name="generations_from_one"),
    )


def _share_template() -> None:
    shared_by = _enumeration("sharedby", "all", "bureau", "departments", "on_duty", "nobody")
    acts = _enumeration("act", "share", "comment", "repost", "read", "reply", "acknowledge", "adopt")
    series_id = sa.Column(
        "series_id", sa.Uuid(), sa.ForeignKey("content_series.id", ondelete="RESTRICT"), primary_key=True
    )
    op.create_table(
        "share_template",
        series_id,
        sa.Column("shared_by", shared_by, nullable=False),
        _text("bureau"),
        sa.Column("act", acts, nullable=False),
        _whole("due_hours"),
        sa.CheckConstraint("due_hours BETWEEN 1 AND 80", name="due_in_office_hours"),
        sa.CheckConstraint("(shared_by = 'bureau') = (bureau <> '')", name="names_its_bureau"),
    )
    op.create_table(
        "share_template_department",
        sa.Column(
            "series_id",
            sa.Uuid(),
            sa.ForeignKey("share_template.series_id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column(
            "department_id", sa.Uuid(), sa.ForeignKey("department.id", ondelete="RESTRICT"), primary_key=True
        ),
    )
