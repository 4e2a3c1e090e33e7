"""Rotas with their slots and seats, who sat where and when that changed, absences, the office's own days.

The engines know values (`rules`); these are the rows that `queries.problems` makes them from.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sotong.core.db import Base, HasId, stored
from sotong.core.permissions import Permission
from sotong.people.models import CalendarFeed
from sotong.rota.duty_calendar import FeedScope
from sotong.rota.handover_rules import HandoverStage
from sotong.rota.rules import AbsenceKind, DayClass
from sotong.rota.states import ChangeCause, RotaState, RunKind, RunState
from sotong.rota.swap_rules import MOST_CLOSES_HOURS, SwapFacts, SwapState

LONGEST_CODE = 40
IS_PUBLISHED = sa.text("rota_state = 'published'")
IS_UNDER_WAY = sa.text("state IN ('waiting', 'running')")
IS_OPEN = sa.text("state IN ('offered', 'taken')")


class DutyKindEntry(HasId, Base):
    """A kind of duty that the office knows, by the id that rules files give it; the newest name holds."""

    __tablename__ = "duty_kind"

    code: Mapped[str] = mapped_column(String(LONGEST_CODE), unique=True)
    name: Mapped[str]


class DutyQualification(HasId, Base):
    """That an officer may take the seats of a role (lead, assistant, ...); `any` needs none."""

    __tablename__ = "duty_qualification"
    __table_args__ = (UniqueConstraint("officer_id", "role"),)

    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    role: Mapped[str] = mapped_column(String(LONGEST_CODE))


class OfficeDayEntry(HasId, Base):
    """A day that the office itself puts into a class: its founding day, a holiday just proclaimed."""

    __tablename__ = "office_day"

    on: Mapped[date] = mapped_column(unique=True)
    name: Mapped[str]
    day_class: Mapped[DayClass] = mapped_column(stored(DayClass))


class AbsenceEntry(HasId, Base):
    """Days, first and last included, on which an officer is away. Taken back, it stays on record.

    A trigger (migration) keeps two that hold from sharing a day.
    """

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("last_on >= first_on", name="ends_after_start"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_by_somebody"),
        Index(None, "officer_id", "first_on"),
        Index(None, "last_on"),
    )

    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    first_on: Mapped[date]
    last_on: Mapped[date]
    kind: Mapped[AbsenceKind] = mapped_column(stored(AbsenceKind))
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))


class DutyWish(HasId, Base):
    """A day on which an officer would rather not serve: heeded where it can be, unlike an absence."""

    __tablename__ = "duty_wish"
    __table_args__ = (UniqueConstraint("officer_id", "on"), Index(None, "on"))

    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    on: Mapped[date]
    entered_at: Mapped[datetime]


class Rota(HasId, Base):
    """The duties of a period, a draft at first. `version` grows with every change.

    `rules` is the rules file it was made from; `carried` what each officer brought from the period before
    (canonical JSON of officer id to class to exact amount). `override` is the written reason for which it was
    published although it breaks a hard rule.
    """

    __tablename__ = "rota"
    __table_args__ = (
        UniqueConstraint("id", "state"),
        CheckConstraint("last_on >= first_on", name="ends_after_start"),
        CheckConstraint("version >= 1", name="versions_from_one"),
        CheckConstraint("gap_days >= 0 AND notice_days >= 0", name="days_are_counted"),
        CheckConstraint("(published_at IS NULL) = (published_by_id IS NULL)", name="published_by_somebody"),
        CheckConstraint("state = 'draft' OR published_at IS NOT NULL", name="published_at_its_time"),
        CheckConstraint("state <> 'draft' OR published_at IS NULL", name="drafts_are_not_published"),
        Index(None, "state", "first_on"),
    )

    name: Mapped[str]
    first_on: Mapped[date]
    last_on: Mapped[date]
    state: Mapped[RotaState] = mapped_column(stored(RotaState), default=RotaState.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    rules: Mapped[str]
    gap_days: Mapped[int]
    long_absence_days: Mapped[int]
    notice_days: Mapped[int]
    """Within so many days from now a duty changes only if its officer can no longer serve it."""
    seed: Mapped[int]
    carried: Mapped[str] = mapped_column(default="{}")
    made_at: Mapped[datetime]
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    override: Mapped[str | None]


class DutySlot(HasId, Base):
    """One duty on one day. Its state is the rota's own (the foreign key keeps it so).

    The index promises that published rotas never hold the same duty on the same day twice.
    """

    __tablename__ = "duty_slot"
    __table_args__ = (
        ForeignKeyConstraint(
            ["rota_id", "rota_state"], ["rota.id", "rota.state"], ondelete="RESTRICT", onupdate="CASCADE"
        ),
        ForeignKeyConstraint(["kind_code"], ["duty_kind.code"], ondelete="RESTRICT"),
        UniqueConstraint("rota_id", "kind_code", "on"),
        Index(
            "uq_duty_slot_published",
            "kind_code",
            "on",
            unique=True,
            sqlite_where=IS_PUBLISHED,
            postgresql_where=IS_PUBLISHED,
        ),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index(None, "rota_state", "starts_at"),
    )

    rota_id: Mapped[UUID]
    rota_state: Mapped[RotaState] = mapped_column(stored(RotaState))
    kind_code: Mapped[str] = mapped_column(String(LONGEST_CODE))
    on: Mapped[date]
    day_class: Mapped[DayClass] = mapped_column(stored(DayClass))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    gap_days: Mapped[int]
    different_bureaus: Mapped[bool]
    rest_days: Mapped[str]
    """What it earns, an exact amount of days: "1", "1/2"."""

    seats: Mapped[list[DutySeat]] = relationship(
        lazy="raise", order_by="DutySeat.number", back_populates="slot", cascade="all, delete-orphan"
    )

    @property
    def key(self) -> str:
        """The slot's name in the engines, the same in every plan: "evening@2026-12-01"."""
        return f"{self.kind_code}@{self.on.isoformat()}"


class DutySeat(HasId, Base):
    """One seat of a duty, and who sits in it: one officer or nobody.

    `sequence` grows with each change once the rota is published: a calendar feed's SEQUENCE. Credit for the
    duty is `served_by_id`'s where that is set (a deputy stepped in), else the holder's.
    """

    __tablename__ = "duty_seat"
    __table_args__ = (
        UniqueConstraint("slot_id", "number"),
        CheckConstraint("number >= 0", name="numbers_from_zero"),
        CheckConstraint("sequence >= 0", name="sequences_from_zero"),
        Index(None, "officer_id"),
        Index(None, "served_by_id"),
    )

    slot_id: Mapped[UUID] = mapped_column(ForeignKey("duty_slot.id", ondelete="CASCADE"))
    number: Mapped[int]
    role: Mapped[str] = mapped_column(String(LONGEST_CODE))
    officer_id: Mapped[UUID | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    served_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    by_hand: Mapped[bool] = mapped_column(default=False)
    """Set by hand in a draft: planning again leaves it as it is."""
    sequence: Mapped[int] = mapped_column(default=0)

    slot: Mapped[DutySlot] = relationship(lazy="raise", back_populates="seats")

    @property
    def credited_id(self) -> UUID | None:
        """To whom the duty counts."""
        return self.served_by_id or self.officer_id


class DutyChange(HasId, Base):
    """A change of a published seat. Append-only: what a feed has told is never forgotten."""

    __tablename__ = "duty_change"
    __table_args__ = (
        UniqueConstraint("seat_id", "sequence"),
        CheckConstraint("sequence >= 1", name="sequences_from_one"),
        Index(None, "was_id"),
        Index(None, "becomes_id"),
    )

    seat_id: Mapped[UUID] = mapped_column(ForeignKey("duty_seat.id", ondelete="RESTRICT"))
    sequence: Mapped[int]
    """That of the seat after the change."""
    cause: Mapped[ChangeCause] = mapped_column(stored(ChangeCause))
    was_id: Mapped[UUID | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    becomes_id: Mapped[UUID | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    served_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    """To whom it is credited instead of the holder, where that was what changed."""
    reason: Mapped[str]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))


class RotaRun(HasId, Base):
    """A planning that runs in a process of its own, and its answer. A rota has one under way at the most.

    Whoever works on it writes `beat_at`; a run without a beat was killed, and is put down as failed.
    """

    __tablename__ = "rota_run"
    __table_args__ = (
        Index(
            "uq_rota_run_under_way",
            "rota_id",
            unique=True,
            sqlite_where=IS_UNDER_WAY,
            postgresql_where=IS_UNDER_WAY,
        ),
        CheckConstraint("seconds >= 0", name="seconds_are_counted"),
        CheckConstraint("(state IN ('waiting', 'running')) = (ended_at IS NULL)", name="ends_at_its_time"),
        Index(None, "state", "asked_at"),
    )

    rota_id: Mapped[UUID] = mapped_column(ForeignKey("rota.id", ondelete="CASCADE"), index=True)
    kind: Mapped[RunKind] = mapped_column(stored(RunKind))
    state: Mapped[RunState] = mapped_column(stored(RunState), default=RunState.WAITING)
    version: Mapped[int]
    """That of the rota when it was asked for: an answer about another version is not taken over."""
    seconds: Mapped[int]
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    beat_at: Mapped[datetime | None]
    stop_asked_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    cost: Mapped[int | None]
    bound: Mapped[int | None]
    answer: Mapped[str] = mapped_column(default="{}")
    """Canonical JSON: verdict, what there is to say, proposals."""


class SwapCutoff(HasId, Base):
    """How many hours before it begins a kind of duty is no longer swapped; without a row, the usual ones."""

    __tablename__ = "swap_cutoff"
    __table_args__ = (
        ForeignKeyConstraint(["kind_code"], ["duty_kind.code"], ondelete="RESTRICT"),
        CheckConstraint(f"hours BETWEEN 0 AND {MOST_CLOSES_HOURS}", name="hours_are_counted"),
    )

    kind_code: Mapped[str] = mapped_column(String(LONGEST_CODE), unique=True)
    hours: Mapped[int]


class Swap(HasId, Base):
    """A duty that is offered, taken and approved. A seat has one open swap at the most, given or returned.

    `seat_sequence` and `back_sequence` are the seats' as they were when it was offered and taken: a seat that
    changed since is not swapped. `version` grows with every step, so that nobody decides about another one
    than the one looked at.
    """

    __tablename__ = "swap"
    __table_args__ = (
        CheckConstraint(
            "(taker_id IS NULL) = (taken_at IS NULL) AND (taker_id IS NULL) = (taken_by_id IS NULL)",
            name="taken_by_somebody",
        ),
        CheckConstraint("state <> 'offered' OR taker_id IS NULL", name="offers_are_not_taken"),
        CheckConstraint(
            "state NOT IN ('taken', 'approved', 'undone') OR taker_id IS NOT NULL",
            name="taken_before_approved",
        ),
        CheckConstraint("(state IN ('offered', 'taken')) = (ended_at IS NULL)", name="ends_at_its_time"),
        CheckConstraint("(back_seat_id IS NULL) = (back_sequence IS NULL)", name="returns_as_seen"),
        CheckConstraint(
            "(taker_id IS NOT NULL AND wants_return) = (back_seat_id IS NOT NULL)", name="returns_as_wanted"
        ),
        CheckConstraint("taker_id <> requester_id AND asked_of_id <> requester_id", name="between_two"),
        CheckConstraint("back_seat_id <> seat_id", name="two_seats"),
        CheckConstraint("version >= 1", name="versions_from_one"),
        Index("uq_swap_open", "seat_id", unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        Index("uq_swap_back", "back_seat_id", unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        Index(None, "state", "closes_at"),
        Index(None, "requester_id"),
        Index(None, "taker_id"),
    )

    seat_id: Mapped[UUID] = mapped_column(ForeignKey("duty_seat.id", ondelete="RESTRICT"), index=True)
    seat_sequence: Mapped[int]
    requester_id: Mapped[UUID] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    asked_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    """Whom it is offered to; None: whoever may serve."""
    wants_return: Mapped[bool]
    note: Mapped[str]
    state: Mapped[SwapState] = mapped_column(stored(SwapState), default=SwapState.OFFERED)
    version: Mapped[int] = mapped_column(default=1)
    offered_at: Mapped[datetime]
    offered_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    closes_at: Mapped[datetime]
    taker_id: Mapped[UUID | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    back_seat_id: Mapped[UUID | None] = mapped_column(ForeignKey("duty_seat.id", ondelete="RESTRICT"))
    back_sequence: Mapped[int | None]
    taken_at: Mapped[datetime | None]
    taken_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    chased_at: Mapped[datetime | None]
    """When the admins were reminded of an overdue approval."""
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    """None where it lapsed by itself."""
    reason: Mapped[str] = mapped_column(default="")
    """Why it was refused, lapsed or undone, or approved although it breaks a rule."""

    @property
    def facts(self) -> SwapFacts:
        """The swap as the rules know it."""
        return SwapFacts(
            state=self.state,
            requester_id=self.requester_id,
            asked_of_id=self.asked_of_id,
            wants_return=self.wants_return,
            closes_at=self.closes_at,
            sequence=self.seat_sequence,
            taker_id=self.taker_id,
            back_sequence=self.back_sequence,
        )


class DutyFeed(CalendarFeed):
    """A calendar address of an account: its own duties, or everybody's."""

    __tablename__ = "duty_feed"
    subject = "feed"
    reading = Permission.ROTA_READ
    of_everybody = FeedScope.ALL

    scope: Mapped[FeedScope] = mapped_column(stored(FeedScope))


class HandoverItem(HasId, Base):
    """Something that was open on a duty. Settled or not, it stays on record."""

    __tablename__ = "handover_item"
    __table_args__ = (
        CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_by_somebody"),
    )

    slot_id: Mapped[UUID] = mapped_column(ForeignKey("duty_slot.id", ondelete="RESTRICT"), index=True)
    """The duty that it lies with now; with each handover it goes to the next."""
    text: Mapped[str]
    noted_at: Mapped[datetime]
    noted_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))


class Handover(HasId, Base):
    """That a duty's open items went to the next duty of its kind, once; and who has acknowledged that."""

    __tablename__ = "handover"
    __table_args__ = (
        CheckConstraint("(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)", name="by_somebody"),
        CheckConstraint("to_slot_id <> from_slot_id", name="to_another_duty"),
        CheckConstraint("to_slot_id IS NOT NULL OR stage = 'admin'", name="without_a_next_duty_to_the_admin"),
        Index(None, "acknowledged_at", "due_at"),
    )

    from_slot_id: Mapped[UUID] = mapped_column(ForeignKey("duty_slot.id", ondelete="RESTRICT"), unique=True)
    to_slot_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("duty_slot.id", ondelete="RESTRICT"), index=True
    )
    stage: Mapped[HandoverStage] = mapped_column(stored(HandoverStage), default=HandoverStage.OFFICER)
    handed_at: Mapped[datetime]
    handed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    """None where it went by itself after the duty's end."""
    due_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))


class HandoverLine(Base):
    """An item of a handover, as it was then. Append-only."""

    __tablename__ = "handover_line"

    handover_id: Mapped[UUID] = mapped_column(
        ForeignKey("handover.id", ondelete="RESTRICT"), primary_key=True
    )
    item_id: Mapped[UUID] = mapped_column(
        ForeignKey("handover_item.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
