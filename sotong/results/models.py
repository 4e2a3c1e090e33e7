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
