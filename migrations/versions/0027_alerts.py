"""Alerts in three stages with their time lines; the guidance library and its shelters."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from alembic import op

from sotong.core import triggers
from sotong.core.db import UtcDateTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

TABLES = (
    "guidance",
    "guidance_version",
    "shelter",
    "alert",
    "alert_department",
    "alert_message",
    "alert_channel",
    "alert_event",
)
FOR_GOOD = ("guidance_version", "alert_event")
HAZARDS = (
    "earthquake",
    "typhoon",
    "flood",
    "heat",
    "cold",
    "snow",
    "fire",
    "crime",
    "crowd",
    "civil_defence",
    "first_aid",
    "other",
    "air",
)
LEVELS = ("officer", "deputy", "admin")
DEEDS = (
    "opened",
    "asked",
    "acknowledged",
    "passed_on",
    "written",
    "sent_back",
    "issued",
    "posted",
    "closed",
)
BACKWARDS = "the stages of an alert only go forward"
POSTGRESQL_FUNCTION = f"""
CREATE FUNCTION alert_goes_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.stage < OLD.stage OR NEW.stage > OLD.stage + 1
     OR (OLD.closed_at IS NOT NULL AND NEW.stage <> OLD.stage) THEN
    RAISE EXCEPTION '{BACKWARDS}' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$
"""
SQLITE_TRIGGER = f"""
CREATE TRIGGER alert_goes_forward BEFORE UPDATE OF stage ON alert
WHEN NEW.stage < OLD.stage OR NEW.stage > OLD.stage + 1
  OR (OLD.closed_at IS NOT NULL AND NEW.stage <> OLD.stage)
BEGIN SELECT RAISE(ABORT, '{BACKWARDS}'); END
"""


def upgrade() -> None:
    """Create the tables; what is on record stays as it is, and stages only go forward."""
    _guidance()
    _guidance_version()
    _shelter()
    _alert()
    _alert_department()
    _alert_message()
    _alert_channel()
    _alert_event()
    for table in FOR_GOOD:
        triggers.make_append_only(op.get_bind(), table)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(SQLITE_TRIGGER)
    else:
        op.execute(POSTGRESQL_FUNCTION)
        op.execute(
            "CREATE TRIGGER alert_goes_forward BEFORE UPDATE ON alert "
            "FOR EACH ROW EXECUTE FUNCTION alert_goes_forward()"
        )


def downgrade() -> None:
    """Drop the tables; their triggers go with them."""
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION alert_goes_forward()")


def _id() -> sa.Column[UUID]:
    return sa.Column("id", sa.Uuid(), primary_key=True)


def _to(table: str, name: str, *, nullable: bool = False) -> sa.Column[UUID]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{table}.id", ondelete="RESTRICT"), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime(), nullable=nullable)


def _one_of(column: str, name: str, values: tuple[str, ...], *, nullable: bool = False) -> sa.Column[str]:
    kind = sa.Enum(*values, native_enum=False, create_constraint=True, length=32, name=name)
    return sa.Column(column, kind, nullable=nullable)


def _unique_where(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(
        name, table, columns, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
    )


def _guidance() -> None:
    op.create_table(
        "guidance",
        _id(),
        sa.Column("slug", sa.String(60), nullable=False, unique=True),
        _one_of("hazard", "hazard", HAZARDS),
        _number("version"),
        _instant("made_at"),
        _instant("withdrawn_at", nullable=True),
        sa.CheckConstraint("version >= 1", name="versions_from_one"),
        sa.Index("ix_guidance_hazard", "hazard"),
    )


def _guidance_version() -> None:
    words = ("title", "summary", "before", "during", "after", "links")
    op.create_table(
        "guidance_version",
        _id(),
        _to("guidance", "guidance_id"),
        _number("number"),
        *(_text(name) for name in words),
        _instant("written_at"),
        _to("account", "written_by_id"),
        sa.UniqueConstraint("guidance_id", "number"),
    )


def _shelter() -> None:
    op.create_table(
        "shelter",
        _id(),
        _one_of("hazard", "hazard", HAZARDS),
        _number("place"),
        _text("name"),
        _text("address"),
        _number("capacity", nullable=True),
        _text("map_url"),
        sa.UniqueConstraint("hazard", "name", "address"),
        sa.CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_is_counted"),
        sa.Index("ix_shelter_hazard_place", "hazard", "place"),
    )


def _alert() -> None:
    op.create_table(
        "alert",
        _id(),
        _text("title"),
        _one_of("hazard", "hazard", HAZARDS),
        _text("known"),
        sa.Column("drill", sa.Boolean(), nullable=False),
        _number("minutes"),
        _number("stage"),
        _number("events"),
        _instant("opened_at"),
        _to("account", "opened_by_id"),
        _instant("closed_at", nullable=True),
        _to("account", "closed_by_id", nullable=True),
        _text("closing_note", nullable=True),
        sa.CheckConstraint("stage BETWEEN 1 AND 3", name="three_stages"),
        sa.CheckConstraint("minutes > 0", name="somebody_has_time"),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_by_id IS NULL) AND (closed_at IS NULL) = (closing_note IS NULL)",
            name="closed_by_somebody",
        ),
        sa.Index("ix_alert_closed_at_opened_at", "closed_at", "opened_at"),
    )


def _alert_department() -> None:
    op.create_table(
        "alert_department",
        _id(),
        _to("alert", "alert_id"),
        _to("department", "department_id"),
        _one_of("level", "alertlevel", LEVELS),
        _instant("due_at", nullable=True),
        _instant("acknowledged_at", nullable=True),
        _to("account", "acknowledged_by_id", nullable=True),
        sa.UniqueConstraint("alert_id", "department_id"),
        sa.CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)", name="acknowledged_by_somebody"
        ),
        sa.CheckConstraint("acknowledged_at IS NULL OR due_at IS NULL", name="no_clock_once_acknowledged"),
        sa.CheckConstraint("level <> 'admin' OR due_at IS NULL", name="nobody_after_the_admins"),
        sa.Index("ix_alert_department_due_at", "due_at"),
        sa.Index("ix_alert_department_department_id", "department_id"),
    )


def _alert_message() -> None:
    op.create_table(
        "alert_message",
        _id(),
        _to("alert", "alert_id"),
        _number("stage"),
        _text("text"),
        _to("guidance_version", "guidance_version_id", nullable=True),
        _instant("written_at"),
        _to("account", "written_by_id"),
        _instant("issued_at", nullable=True),
        _to("account", "issued_by_id", nullable=True),
        _instant("sent_back_at", nullable=True),
        _text("sent_back_reason", nullable=True),
        sa.CheckConstraint("stage BETWEEN 2 AND 3", name="messages_of_two_stages"),
        sa.CheckConstraint("(issued_at IS NULL) = (issued_by_id IS NULL)", name="issued_by_somebody"),
        sa.CheckConstraint("issued_by_id <> written_by_id", name="issued_by_another"),
        sa.CheckConstraint(
            "(sent_back_at IS NULL) = (sent_back_reason IS NULL)", name="sent_back_for_a_reason"
        ),
        sa.CheckConstraint("issued_at IS NULL OR sent_back_at IS NULL", name="issued_or_sent_back"),
    )
    waits = "issued_at IS NULL AND sent_back_at IS NULL"
    _unique_where("uq_alert_message_waits", "alert_message", ["alert_id"], waits)
    _unique_where("uq_alert_message_issued", "alert_message", ["alert_id", "stage"], "issued_at IS NOT NULL")


def _alert_channel() -> None:
    op.create_table(
        "alert_channel",
        _id(),
        _to("alert_message", "message_id"),
        _to("channel", "channel_id"),
        _to("post", "post_id", nullable=True),
        _instant("posted_at", nullable=True),
        _to("account", "posted_by_id", nullable=True),
        sa.UniqueConstraint("message_id", "channel_id"),
        sa.CheckConstraint("(posted_at IS NULL) = (posted_by_id IS NULL)", name="posted_by_somebody"),
        sa.CheckConstraint("post_id IS NULL OR posted_at IS NOT NULL", name="posted_when_it_stands"),
    )


def _alert_event() -> None:
    op.create_table(
        "alert_event",
        _id(),
        _to("alert", "alert_id"),
        _number("number"),
        _instant("at"),
        _one_of("deed", "alertdeed", DEEDS),
        _to("department", "department_id", nullable=True),
        _one_of("level", "alertlevel", LEVELS, nullable=True),
        _number("stage", nullable=True),
        _to("account", "actor_id", nullable=True),
        _text("text"),
        sa.UniqueConstraint("alert_id", "number"),
    )
    for name, columns in (
        ("opened", ["alert_id"]),
        ("closed", ["alert_id"]),
        ("issued", ["alert_id", "stage"]),
        ("acknowledged", ["alert_id", "department_id"]),
        ("passed_on", ["alert_id", "department_id", "level"]),
    ):
        _unique_where(f"uq_alert_event_{name}", "alert_event", columns, f"deed = '{name}'")
