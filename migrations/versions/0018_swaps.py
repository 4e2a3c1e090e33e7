"""Swaps and their cut-offs, calendar addresses, handovers."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from alembic import op

from sotong.core import triggers
from sotong.core.db import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLES = ("swap_cutoff", "swap", "duty_feed", "handover_item", "handover", "handover_line")


def upgrade() -> None:
    """Create the tables, and the refusal to change what was handed over."""
    _swap_cutoff()
    _swap()
    _duty_feed()
    _handover_item()
    _handover()
    _handover_line()
    triggers.make_append_only(op.get_bind(), "handover_line")


def downgrade() -> None:
    """Drop the tables; their triggers go with them."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _id() -> sa.Column[UUID]:
    return sa.Column("id", sa.Uuid(), primary_key=True)


def _to(table: str, name: str, *, nullable: bool = False) -> sa.Column[UUID]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{table}.id", ondelete="RESTRICT"), nullable=nullable)


def _enumeration(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, native_enum=False, create_constraint=True, length=32, name=name)


def _swap_cutoff() -> None:
    op.create_table(
        "swap_cutoff",
        _id(),
        sa.Column("kind_code", sa.String(40), nullable=False, unique=True),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["kind_code"], ["duty_kind.code"], ondelete="RESTRICT"),
        sa.CheckConstraint("hours BETWEEN 0 AND 720", name="hours_are_counted"),
    )


def _swap() -> None:
    op.create_table(
        "swap",
        _id(),
        _to("duty_seat", "seat_id"),
        sa.Column("seat_sequence", sa.Integer(), nullable=False),
        _to("officer", "requester_id"),
        _to("officer", "asked_of_id", nullable=True),
        sa.Column("wants_return", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "state",
            _enumeration(
                "swapstate", "offered", "taken", "approved", "refused", "withdrawn", "lapsed", "undone"
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("offered_at", UtcDateTime(), nullable=False),
        _to("account", "offered_by_id"),
        sa.Column("closes_at", UtcDateTime(), nullable=False),
        _to("officer", "taker_id", nullable=True),
        _to("duty_seat", "back_seat_id", nullable=True),
        sa.Column("back_sequence", sa.Integer(), nullable=True),
        sa.Column("taken_at", UtcDateTime(), nullable=True),
        _to("account", "taken_by_id", nullable=True),
        sa.Column("chased_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        _to("account", "ended_by_id", nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        *_swap_checks(),
        sa.Index("ix_swap_seat_id", "seat_id"),
        sa.Index("ix_swap_state_closes_at", "state", "closes_at"),
        sa.Index("ix_swap_requester_id", "requester_id"),
        sa.Index("ix_swap_taker_id", "taker_id"),
    )
    is_open = sa.text("state IN ('offered', 'taken')")
    for name, column in (("uq_swap_open", "seat_id"), ("uq_swap_back", "back_seat_id")):
        op.create_index(name, "swap", [column], unique=True, sqlite_where=is_open, postgresql_where=is_open)


def _swap_checks() -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint(
            "(taker_id IS NULL) = (taken_at IS NULL) AND (taker_id IS NULL) = (taken_by_id IS NULL)",
            name="taken_by_somebody",
        ),
        sa.CheckConstraint("state <> 'offered' OR taker_id IS NULL", name="offers_are_not_taken"),
        sa.CheckConstraint(
            "state NOT IN ('taken', 'approved', 'undone') OR taker_id IS NOT NULL",
            name="taken_before_approved",
        ),
        sa.CheckConstraint("(state IN ('offered', 'taken')) = (ended_at IS NULL)", name="ends_at_its_time"),
        sa.CheckConstraint("(back_seat_id IS NULL) = (back_sequence IS NULL)", name="returns_as_seen"),
        sa.CheckConstraint(
            "(taker_id IS NOT NULL AND wants_return) = (back_seat_id IS NOT NULL)", name="returns_as_wanted"
        ),
        sa.CheckConstraint("taker_id <> requester_id AND asked_of_id <> requester_id", name="between_two"),
        sa.CheckConstraint("back_seat_id <> seat_id", name="two_seats"),
        sa.CheckConstraint("version >= 1", name="versions_from_one"),
    ]


def _duty_feed() -> None:
    op.create_table(
        "duty_feed",
        _id(),
        _to("account", "account_id"),
        sa.Column("scope", _enumeration("feedscope", "own", "all"), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("account_id", "scope"),
        sa.CheckConstraint("generation >= 1", name="generations_from_one"),
    )


def _handover_item() -> None:
    op.create_table(
        "handover_item",
        _id(),
        _to("duty_slot", "slot_id"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        _to("account", "noted_by_id"),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        _to("account", "settled_by_id", nullable=True),
        sa.CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_by_somebody"),
        sa.Index("ix_handover_item_slot_id", "slot_id"),
    )


def _handover() -> None:
    op.create_table(
        "handover",
        _id(),
        sa.Column(
            "from_slot_id",
            sa.Uuid(),
            sa.ForeignKey("duty_slot.id", ondelete="RESTRICT"),
            nullable=False,
            unique=True,
        ),
        _to("duty_slot", "to_slot_id", nullable=True),
        sa.Column("stage", _enumeration("handoverstage", "officer", "deputy", "admin"), nullable=False),
        sa.Column("handed_at", UtcDateTime(), nullable=False),
        _to("account", "handed_by_id", nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("acknowledged_at", UtcDateTime(), nullable=True),
        _to("account", "acknowledged_by_id", nullable=True),
        sa.CheckConstraint("(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)", name="by_somebody"),
        sa.CheckConstraint("to_slot_id <> from_slot_id", name="to_another_duty"),
        sa.CheckConstraint(
            "to_slot_id IS NOT NULL OR stage = 'admin'", name="without_a_next_duty_to_the_admin"
        ),
        sa.Index("ix_handover_to_slot_id", "to_slot_id"),
        sa.Index("ix_handover_acknowledged_at_due_at", "acknowledged_at", "due_at"),
    )


def _handover_line() -> None:
    op.create_table(
        "handover_line",
        sa.Column(
            "handover_id", sa.Uuid(), sa.ForeignKey("handover.id", ondelete="RESTRICT"), primary_key=True
        ),
        sa.Column(
            "item_id",
            sa.Uuid(),
            sa.ForeignKey("handover_item.id", ondelete="RESTRICT"),
            primary_key=True,
            index=True,
        ),
    )
