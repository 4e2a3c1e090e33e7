"""Alerts: whom they concern, what was said, and what happened when."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sotong.core.db import Base, HasId, stored
from sotong.outreach.alert_rules import AlertDeed, AlertFacts, AlertLevel, AlertStage, Asked, MessageFacts
from sotong.outreach.guidance_rules import Hazard

WAITS = sa.text("issued_at IS NULL AND sent_back_at IS NULL")
ISSUED = sa.text("issued_at IS NOT NULL")


def _account(*, nullable: bool = False) -> sa.orm.MappedColumn[UUID]:
    return mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), nullable=nullable)


class Alert(HasId, Base):
    """An alert (긴급 전파), real or a drill. A trigger of the database lets its stage only go forward."""

    __tablename__ = "alert"
    __table_args__ = (
        CheckConstraint("stage BETWEEN 1 AND 3", name="three_stages"),
        CheckConstraint("minutes > 0", name="somebody_has_time"),
        CheckConstraint(
            "(closed_at IS NULL) = (closed_by_id IS NULL) AND (closed_at IS NULL) = (closing_note IS NULL)",
            name="closed_by_somebody",
        ),
        Index(None, "closed_at", "opened_at"),
    )

    title: Mapped[str]
    hazard: Mapped[Hazard] = mapped_column(stored(Hazard))
    known: Mapped[str]
    """What was known when it was opened."""
    drill: Mapped[bool]
    minutes: Mapped[int]
    """How long each person asked may take to acknowledge."""
    stage_number: Mapped[int] = mapped_column("stage")
    events: Mapped[int]
    """The number of the last line of its time line."""
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[UUID] = _account()
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[UUID | None] = _account(nullable=True)
    closing_note: Mapped[str | None]

    @property
    def stage(self) -> AlertStage:
        """How far it has come."""
        return AlertStage(self.stage_number)

    @property
    def facts(self) -> AlertFacts:
        """What the rules need to know."""
        return AlertFacts(self.stage, self.drill, self.closed_at is not None)


class AlertDepartment(HasId, Base):
    """A department concerned, and how it is being asked to acknowledge."""

    __tablename__ = "alert_department"
    __table_args__ = (
        UniqueConstraint("alert_id", "department_id"),
        CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)", name="acknowledged_by_somebody"
        ),
        CheckConstraint("acknowledged_at IS NULL OR due_at IS NULL", name="no_clock_once_acknowledged"),
        CheckConstraint("level <> 'admin' OR due_at IS NULL", name="nobody_after_the_admins"),
        Index(None, "due_at"),
        Index(None, "department_id"),
    )

    alert_id: Mapped[UUID] = mapped_column(ForeignKey("alert.id", ondelete="RESTRICT"))
    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"))
    level: Mapped[AlertLevel] = mapped_column(stored(AlertLevel))
    due_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by_id: Mapped[UUID | None] = _account(nullable=True)

    @property
    def asked(self) -> Asked:
        """What the rules need to know."""
        return Asked(self.level, self.due_at, self.acknowledged_at)


class AlertMessage(HasId, Base):
    """An official message of stage 2 or 3: written by one official, looked at and issued by another."""

    __tablename__ = "alert_message"
    __table_args__ = (
        CheckConstraint("stage BETWEEN 2 AND 3", name="messages_of_two_stages"),
        CheckConstraint("(issued_at IS NULL) = (issued_by_id IS NULL)", name="issued_by_somebody"),
        CheckConstraint("issued_by_id <> written_by_id", name="issued_by_another"),
        CheckConstraint("(sent_back_at IS NULL) = (sent_back_reason IS NULL)", name="sent_back_for_a_reason"),
        CheckConstraint("issued_at IS NULL OR sent_back_at IS NULL", name="issued_or_sent_back"),
        Index("uq_alert_message_waits", "alert_id", unique=True, sqlite_where=WAITS, postgresql_where=WAITS),
        Index(
            "uq_alert_message_issued",
            "alert_id",
            "stage",
            unique=True,
            sqlite_where=ISSUED,
            postgresql_where=ISSUED,
        ),
    )

    alert_id: Mapped[UUID] = mapped_column(ForeignKey("alert.id", ondelete="RESTRICT"))
    stage_number: Mapped[int] = mapped_column("stage")
    text: Mapped[str]
    guidance_version_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("guidance_version.id", ondelete="RESTRICT")
    )
    """Which guidance was put into it, as it was then."""
    written_at: Mapped[datetime]
    written_by_id: Mapped[UUID] = _account()
    issued_at: Mapped[datetime | None]
    issued_by_id: Mapped[UUID | None] = _account(nullable=True)
    sent_back_at: Mapped[datetime | None]
    sent_back_reason: Mapped[str | None]

    @property
    def stage(self) -> AlertStage:
        """Of which stage it is."""
        return AlertStage(self.stage_number)

    @property
    def facts(self) -> MessageFacts:
        """What the rules need to know."""
        return MessageFacts(
            self.stage, self.written_by_id, self.issued_at is not None, self.sent_back_at is not None
        )


class AlertChannel(HasId, Base):
    """A channel on which a message is to stand. `post_id` once it does; a drill's is only said to."""

    __tablename__ = "alert_channel"
    __table_args__ = (
        UniqueConstraint("message_id", "channel_id"),
        CheckConstraint("(posted_at IS NULL) = (posted_by_id IS NULL)", name="posted_by_somebody"),
        CheckConstraint("post_id IS NULL OR posted_at IS NOT NULL", name="posted_when_it_stands"),
    )

    message_id: Mapped[UUID] = mapped_column(ForeignKey("alert_message.id", ondelete="RESTRICT"))
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channel.id", ondelete="RESTRICT"))
    post_id: Mapped[UUID | None] = mapped_column(ForeignKey("post.id", ondelete="RESTRICT"))
    posted_at: Mapped[datetime | None]
    posted_by_id: Mapped[UUID | None] = _account(nullable=True)


def _once(name: str, deed: AlertDeed, *columns: str) -> Index:
    """A deed that happens once: to an alert, or to each of what `columns` tell apart."""
    where = sa.text(f"deed = '{deed.value}'")
    return Index(
        f"uq_alert_event_{name}",
        "alert_id",
        *columns,
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


class AlertEvent(HasId, Base):
    """A line of an alert's time line, numbered from 1. Never changed: the database refuses.

    The indexes let what may happen once happen once, whatever runs at the same time.
    """

    __tablename__ = "alert_event"
    __table_args__ = (
        UniqueConstraint("alert_id", "number"),
        _once("opened", AlertDeed.OPENED),
        _once("closed", AlertDeed.CLOSED),
        _once("issued", AlertDeed.ISSUED, "stage"),
        _once("acknowledged", AlertDeed.ACKNOWLEDGED, "department_id"),
        _once("passed_on", AlertDeed.PASSED_ON, "department_id", "level"),
    )

    alert_id: Mapped[UUID] = mapped_column(ForeignKey("alert.id", ondelete="RESTRICT"))
    number: Mapped[int]
    at: Mapped[datetime]
    deed: Mapped[AlertDeed] = mapped_column(stored(AlertDeed))
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"))
    level: Mapped[AlertLevel | None] = mapped_column(stored(AlertLevel))
    stage_number: Mapped[int | None] = mapped_column("stage")
    actor_id: Mapped[UUID | None] = _account(nullable=True)
    text: Mapped[str]

    @property
    def stage(self) -> AlertStage | None:
        """Which stage it began, if it did."""
        return AlertStage(self.stage_number) if self.stage_number is not None else None
