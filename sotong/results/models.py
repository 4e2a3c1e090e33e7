"""What a tally was made from, what came out, and who won. Append-only: a new tally is a new row."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sotong.core.db import Base, HasId


class TallyRecord(HasId, Base):
    """One tally: its facts and its outcome as canonical JSON, hashed onto the contest's log."""

    __tablename__ = "tally_record"
    __table_args__ = (
        UniqueConstraint("contest_id", "number"),
        CheckConstraint("number >= 1", name="counts_from_one"),
    )

    contest_id: Mapped[UUID] = mapped_column(ForeignKey("contest.id", ondelete="RESTRICT"))
    number: Mapped[int]
    made_at: Mapped[datetime]
    made_by_id: Mapped[UUID | None]
    facts: Mapped[str]
    outcome: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64))
    position: Mapped[int]


class TieDecision(HasId, Base):
    """A recorded decision on a tie: entry numbers, best first, and why."""

    __tablename__ = "tie_decision"

    contest_id: Mapped[UUID] = mapped_column(ForeignKey("contest.id", ondelete="RESTRICT"), index=True)
    numbers: Mapped[str]
    reason: Mapped[str]
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[UUID]


class Placing(HasId, Base):
    """Where an entry came in a published result, and its award."""

    __tablename__ = "placing"
    __table_args__ = (
        UniqueConstraint("contest_id", "entry_id"),
        ForeignKeyConstraint(
            ["contest_id", "entry_id"], ["entry.contest_id", "entry.id"], ondelete="RESTRICT"
        ),
        CheckConstraint("place >= 1", name="counts_from_one"),
    )

    contest_id: Mapped[UUID]
    entry_id: Mapped[UUID]
    tally_id: Mapped[UUID] = mapped_column(ForeignKey("tally_record.id", ondelete="RESTRICT"))
    place: Mapped[int | None]
    total: Mapped[str | None]
    award: Mapped[str | None]
    published_at: Mapped[datetime]


class AwardShow(HasId, Base):
    """The show of a contest's result: what it will say, step by step, and how far the hall has been told.

    One a contest: the hall's address stays while the rehearsal's made-up results give way to the real ones.
    """

    __tablename__ = "award_show"
    __table_args__ = (
        CheckConstraint("(tally_id IS NULL) = rehearsal", name="rehearsed_without_a_tally"),
        CheckConstraint("position >= 0 AND position < length", name="position"),
        CheckConstraint("version >= 1", name="counts_from_one"),
        CheckConstraint("NOT rehearsal OR started_at IS NULL", name="rehearsals_do_not_start"),
        CheckConstraint("started_at IS NOT NULL OR rehearsal OR position = 0", name="steps_once_started"),
    )

    contest_id: Mapped[UUID] = mapped_column(ForeignKey("contest.id", ondelete="RESTRICT"), unique=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    """Unguessable: whoever has it sees what the hall sees."""
    rehearsal: Mapped[bool]
    tally_id: Mapped[UUID | None] = mapped_column(ForeignKey("tally_record.id", ondelete="RESTRICT"))
    script: Mapped[str]
    """Canonical JSON of the steps (`reveal.RevealStep`)."""
    length: Mapped[int]
    position: Mapped[int]
    """The step that the hall sees, from 0."""
    version: Mapped[int]
    """Grows with each press, so that two hosts at once do not take two steps."""
    prepared_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    """When the real show began. From then on there is no rehearsal any more."""
