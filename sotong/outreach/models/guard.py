"""The election guard: windows in which ranking rests, people who are listed, second approvals."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sotong.core.db import Base, HasId
from sotong.outreach.guard_rules import LONGEST_NAME


class ElectionWindow(HasId, Base):
    """From when to when the guard stands. A withdrawn one stays on record and guards nothing."""

    __tablename__ = "election_window"
    __table_args__ = (
        CheckConstraint("ends_at > begins_at", name="ends_after_it_begins"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_by_somebody"),
    )

    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    """The first instant that is free again."""
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))


class ListedPerson(HasId, Base):
    """Somebody who stands for election. A name is personal data: it is deleted when it is not needed."""

    __tablename__ = "listed_person"
    __table_args__ = (UniqueConstraint("window_id", "name"),)

    window_id: Mapped[UUID] = mapped_column(ForeignKey("election_window.id", ondelete="RESTRICT"))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    added_at: Mapped[datetime]
    added_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))


class PostApproval(HasId, Base):
    """A post that names a listed person: nobody is asked to share it before a second official approves."""

    __tablename__ = "post_approval"
    __table_args__ = (
        CheckConstraint("(approved_at IS NULL) = (approved_by_id IS NULL)", name="approved_by_somebody"),
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> recorded_by_id", name="by_a_second"),
    )

    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id", ondelete="RESTRICT"), unique=True)
    window_id: Mapped[UUID] = mapped_column(ForeignKey("election_window.id", ondelete="RESTRICT"))
    asked_at: Mapped[datetime]
    recorded_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    """Who recorded the post: a copy, so that the table itself can refuse her own approval."""
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
