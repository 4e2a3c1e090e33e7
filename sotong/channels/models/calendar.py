"""The content calendar: series, how each runs from which day on, and the slots that somebody has touched."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sotong.channels.calendar_rules import SeriesKind, SlotFacts, SlotState, Term
from sotong.channels.models.registry import Channel
from sotong.channels.recurrence import read_rule
from sotong.core.db import Base, HasId, stored
from sotong.core.permissions import Permission
from sotong.people.models import CalendarFeed


class ContentFeedScope(StrEnum):
    """Which slots a calendar tells: those that the officer writes, or all."""

    MINE = "mine"
    WHOLE = "whole"


class ContentSeries(HasId, Base):
    """Something that is published again and again. How often, its terms say."""

    __tablename__ = "content_series"

    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[SeriesKind] = mapped_column(stored(SeriesKind))
    channel_id: Mapped[UUID | None] = mapped_column(ForeignKey(Channel.id, ondelete="RESTRICT"))
    """The account on which it is to be published, if it is always the same."""
    purpose: Mapped[str]
    edition: Mapped[int] = mapped_column(default=1)
    """Counts the changes: calendars take an event's later edition for the valid one."""
    made_at: Mapped[datetime]
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))

    channel: Mapped[Channel | None] = relationship(lazy="raise")

    __table_args__ = (CheckConstraint("edition >= 1", name="editions_from_one"),)


class SeriesTerm(HasId, Base):
    """How a series runs from a day on, until the next term begins. Without a rule it rests."""

    __tablename__ = "series_term"

    series_id: Mapped[UUID] = mapped_column(ForeignKey(ContentSeries.id, ondelete="RESTRICT"))
    from_on: Mapped[date]
    rule: Mapped[str | None]
    """As `recurrence.Recurrence.text` writes it."""
    starts: Mapped[int]
    """Minutes after midnight in Korea."""
    minutes: Mapped[int]
    skips_holidays: Mapped[bool]
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    draft_days: Mapped[int]
    live_url: Mapped[str | None]
    edition: Mapped[int]
    made_at: Mapped[datetime]
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))

    __table_args__ = (
        UniqueConstraint("series_id", "from_on"),
        CheckConstraint("starts BETWEEN 0 AND 1439", name="starts_within_a_day"),
        CheckConstraint("minutes BETWEEN 1 AND 1440", name="lasts_a_day_at_most"),
        CheckConstraint("draft_days BETWEEN 0 AND 15", name="drafts_in_time"),
    )

    @property
    def facts(self) -> Term:
        """The term as the rules know it."""
        return Term(
            from_on=self.from_on,
            rule=read_rule(self.rule) if self.rule else None,
            starts=self.starts,
            minutes=self.minutes,
            skips_holidays=self.skips_holidays,
            owner_id=self.owner_id,
            draft_days=self.draft_days,
            live_url=self.live_url,
            edition=self.edition,
            made_at=self.made_at,
        )


class ContentSlot(HasId, Base):
    """A slot that somebody wrote for, moved, cancelled or added. All others follow from the series alone."""

    __tablename__ = "content_slot"

    series_id: Mapped[UUID] = mapped_column(ForeignKey(ContentSeries.id, ondelete="RESTRICT"))
    occurs_on: Mapped[date | None]
    """The day of the rule for which it stands, wherever it was moved; none for one that was added."""
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    draft_due_at: Mapped[datetime]
    state: Mapped[SlotState] = mapped_column(stored(SlotState))
    title: Mapped[str]
    text: Mapped[str]
    live_url: Mapped[str | None]
    reason: Mapped[str]
    """Why it was given back, or cancelled."""
    handed_in_at: Mapped[datetime | None]
    handed_in_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    published_at: Mapped[datetime | None]
    permalink: Mapped[str | None]
    """Where it was published, canonical; the post of that address is its post."""
    sequence: Mapped[int]
    """Counts its changes for calendars, beginning with the edition of the series."""
    changed_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("series_id", "occurs_on"),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name="published_at_its_time"),
        CheckConstraint("(published_at IS NULL) = (permalink IS NULL)", name="published_somewhere"),
        CheckConstraint("(handed_in_at IS NULL) = (handed_in_by_id IS NULL)", name="handed_in_by_somebody"),
        CheckConstraint("(approved_at IS NULL) = (approved_by_id IS NULL)", name="approved_by_somebody"),
        CheckConstraint("state <> 'in_review' OR handed_in_at IS NOT NULL", name="reviewed_when_handed_in"),
        CheckConstraint(
            "state NOT IN ('approved', 'published') OR approved_at IS NOT NULL",
            name="published_when_approved",
        ),
        CheckConstraint("approved_by_id <> handed_in_by_id", name="four_eyes"),
        CheckConstraint("state NOT IN ('returned', 'cancelled') OR reason <> ''", name="has_its_reason"),
        CheckConstraint("state IN ('planned', 'cancelled') OR text <> ''", name="written_before_it_goes_on"),
        Index(None, "series_id", "starts_at"),
        Index(None, "owner_id", "state"),
    )

    @property
    def facts(self) -> SlotFacts:
        """The slot as the rules know it."""
        return SlotFacts(
            state=self.state,
            owner_id=self.owner_id,
            starts_at=self.starts_at,
            written=bool(self.title.strip() and self.text.strip()),
            handed_in_by_id=self.handed_in_by_id,
        )


class ContentFeed(CalendarFeed):
    """A calendar address of an account: the slots that the officer writes, or all."""

    __tablename__ = "content_feed"
    subject = "content_feed"
    reading = Permission.CALENDAR_READ
    of_everybody = ContentFeedScope.WHOLE

    scope: Mapped[ContentFeedScope] = mapped_column(stored(ContentFeedScope))
