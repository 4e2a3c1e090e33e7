"""Rotas, slots, seats, absences: absences never share a day, published rotas never a duty."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from alembic import op

from sotong.core import triggers
from sotong.core.db import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLES = (
    "duty_kind",
    "duty_qualification",
    "office_day",
    "absence",
    "rota",
    "duty_slot",
    "duty_seat",
    "duty_change",
    "rota_run",
)
REFUSAL = "absences overlap"
OVERLAP = """
  SELECT 1 FROM absence AS other
  WHERE other.id <> NEW.id AND other.officer_id = NEW.officer_id
    AND other.withdrawn_at IS NULL AND NEW.withdrawn_at IS NULL
    AND other.first_on <= NEW.last_on AND NEW.first_on <= other.last_on
"""
# The lock makes two sessions queue for one officer, so that neither can miss the other's row.
POSTGRESQL_FUNCTION = f"""
CREATE FUNCTION absences_never_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('absence:' || NEW.officer_id, 0));
  IF EXISTS ({OVERLAP}) THEN
    RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'exclusion_violation';
  END IF;
  RETURN NEW;
END $$
"""


def upgrade() -> None:
    """Create the tables, the triggers on absences, and the refusal to change history."""
    _kinds_and_days()
    _absence()
    _rota()
    _duty_slot()
    _duty_seat()
    _duty_change()
    _rota_run()
    triggers.make_append_only(op.get_bind(), "duty_change")
    if op.get_bind().dialect.name == "sqlite":
        for act in ("INSERT", "UPDATE"):
            op.execute(
                f"CREATE TRIGGER absences_never_overlap_on_{act.lower()} BEFORE {act} ON absence "
                f"WHEN EXISTS ({OVERLAP}) BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
    else:
        op.execute(POSTGRESQL_FUNCTION)
        op.execute(
            "CREATE TRIGGER absences_never_overlap BEFORE INSERT OR UPDATE ON absence "
            "FOR EACH ROW EXECUTE FUNCTION absences_never_overlap()"
        )


def downgrade() -> None:
    """Drop the tables; their triggers go with them."""
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION absences_never_overlap()")


def _id() -> sa.Column[UUID]:
    return sa.Column("id", sa.Uuid(), primary_key=True)


def _to(table: str, name: str, *, nullable: bool = False, ondelete: str = "RESTRICT") -> sa.Column[UUID]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{table}.id", ondelete=ondelete), nullable=nullable)


def _enumeration(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, native_enum=False, create_constraint=True, length=32, name=name)


def _day_class() -> sa.Enum:
    return _enumeration("dayclass", "weekday", "weekend", "holiday", "seollal_chuseok")


def _rota_state() -> sa.Enum:
    return _enumeration("rotastate", "draft", "published", "withdrawn")


def _kinds_and_days() -> None:
    op.create_table(
        "duty_kind",
        _id(),
        sa.Column("code", sa.String(40), nullable=False, unique=True),
        sa.Column("name", sa.Text(), nullable=False),
    )
    op.create_table(
        "duty_qualification",
        _id(),
        _to("officer", "officer_id"),
        sa.Column("role", sa.String(40), nullable=False),
        sa.UniqueConstraint("officer_id", "role"),
    )
    op.create_table(
        "office_day",
        _id(),
        sa.Column("on", sa.Date(), nullable=False, unique=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("day_class", _day_class(), nullable=False),
    )


def _absence() -> None:
    op.create_table(
        "absence",
        _id(),
        _to("officer", "officer_id"),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            _enumeration("absencekind", "leave", "training", "trip", "sick", "parental", "other"),
            nullable=False,
        ),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        _to("account", "entered_by_id"),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        _to("account", "withdrawn_by_id", nullable=True),
        sa.CheckConstraint("last_on >= first_on", name="ends_after_start"),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_by_somebody"
        ),
        sa.Index("ix_absence_officer_id_first_on", "officer_id", "first_on"),
        sa.Index("ix_absence_last_on", "last_on"),
    )


def _rota() -> None:
    op.create_table(
        "rota",
        _id(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("state", _rota_state(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("gap_days", sa.Integer(), nullable=False),
        sa.Column("long_absence_days", sa.Integer(), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("carried", sa.Text(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        _to("account", "made_by_id"),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        _to("account", "published_by_id", nullable=True),
        sa.Column("override", sa.Text(), nullable=True),
        sa.UniqueConstraint("id", "state"),
        sa.CheckConstraint("last_on >= first_on", name="ends_after_start"),
        sa.CheckConstraint("version >= 1", name="versions_from_one"),
        sa.CheckConstraint("gap_days >= 0 AND notice_days >= 0", name="days_are_counted"),
        sa.CheckConstraint(
            "(published_at IS NULL) = (published_by_id IS NULL)", name="published_by_somebody"
        ),
        sa.CheckConstraint("state = 'draft' OR published_at IS NOT NULL", name="published_at_its_time"),
        sa.CheckConstraint("state <> 'draft' OR published_at IS NULL", name="drafts_are_not_published"),
        sa.Index("ix_rota_state_first_on", "state", "first_on"),
    )


def _duty_slot() -> None:
    op.create_table(
        "duty_slot",
        _id(),
        sa.Column("rota_id", sa.Uuid(), nullable=False),
        sa.Column("rota_state", _rota_state(), nullable=False),
        sa.Column("kind_code", sa.String(40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("day_class", _day_class(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("gap_days", sa.Integer(), nullable=False),
        sa.Column("different_bureaus", sa.Boolean(), nullable=False),
        sa.Column("rest_days", sa.Text(), nullable=False),
        # A rota that is published or withdrawn takes its slots along.
        sa.ForeignKeyConstraint(
            ["rota_id", "rota_state"], ["rota.id", "rota.state"], ondelete="RESTRICT", onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(["kind_code"], ["duty_kind.code"], ondelete="RESTRICT"),
        sa.UniqueConstraint("rota_id", "kind_code", "on"),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        sa.Index("ix_duty_slot_rota_state_starts_at", "rota_state", "starts_at"),
    )
    published = sa.text("rota_state = 'published'")
    op.create_index(
        "uq_duty_slot_published",
        "duty_slot",
        ["kind_code", "on"],
        unique=True,
        sqlite_where=published,
        postgresql_where=published,
    )


def _duty_seat() -> None:
    op.create_table(
        "duty_seat",
        _id(),
        _to("duty_slot", "slot_id", ondelete="CASCADE"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        _to("officer", "officer_id", nullable=True),
        _to("officer", "served_by_id", nullable=True),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.UniqueConstraint("slot_id", "number"),
        sa.CheckConstraint("number >= 0", name="numbers_from_zero"),
        sa.CheckConstraint("sequence >= 0", name="sequences_from_zero"),
        sa.Index("ix_duty_seat_officer_id", "officer_id"),
        sa.Index("ix_duty_seat_served_by_id", "served_by_id"),
    )


def _duty_change() -> None:
    op.create_table(
        "duty_change",
        _id(),
        _to("duty_seat", "seat_id"),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(
            "cause",
            _enumeration("changecause", "edit", "replan", "swap", "given", "deputy", "withdrawal"),
            nullable=False,
        ),
        _to("officer", "was_id", nullable=True),
        _to("officer", "becomes_id", nullable=True),
        _to("officer", "served_by_id", nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        _to("account", "changed_by_id"),
        sa.UniqueConstraint("seat_id", "sequence"),
        sa.CheckConstraint("sequence >= 1", name="sequences_from_one"),
        sa.Index("ix_duty_change_was_id", "was_id"),
        sa.Index("ix_duty_change_becomes_id", "becomes_id"),
    )


def _rota_run() -> None:
    op.create_table(
        "rota_run",
        _id(),
        sa.Column(
            "rota_id",
            sa.Uuid(),
            sa.ForeignKey("rota.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("kind", _enumeration("runkind", "plan", "replan"), nullable=False),
        sa.Column(
            "state",
            _enumeration("runstate", "waiting", "running", "done", "cancelled", "failed"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        _to("account", "asked_by_id"),
        sa.Column("beat_at", UtcDateTime(), nullable=True),
        sa.Column("stop_asked_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("bound", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint("seconds >= 0", name="seconds_are_counted"),
        sa.CheckConstraint("(state IN ('waiting', 'running')) = (ended_at IS NULL)", name="ends_at_its_time"),
        sa.Index("ix_rota_run_state_asked_at", "state", "asked_at"),
    )
    under_way = sa.text("state IN ('waiting', 'running')")
    op.create_index(
        "uq_rota_run_under_way",
        "rota_run",
        ["rota_id"],
        unique=True,
        sqlite_where=under_way,
        postgresql_where=under_way,
    )
