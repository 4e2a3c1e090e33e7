"""Samples of proofs: what they were drawn from, by which seed, and what was found."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sotong.assignments.rules import SubjectKind
from sotong.assignments.sampling import Outcome
from sotong.core.db import Base, HasId, stored

OPEN = sa.text("settled_at IS NULL")


class ReviewSample(HasId, Base):
    """A sample of the proofs about one subject. A subject has one that is open at the most."""

    __tablename__ = "review_sample"
    __table_args__ = (
        Index(
            "uq_review_sample_open",
            "subject_kind",
            "subject_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_by_somebody"),
        CheckConstraint("rounds >= 1 AND size >= 1", name="counts_from_one"),
    )

    subject_kind: Mapped[SubjectKind] = mapped_column(stored(SubjectKind))
    subject_id: Mapped[UUID]
    title: Mapped[str]
    """What the subject was called: a copy, as an assignment's."""
    seed: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    """How many were asked for at first; more if more were flagged."""
    rounds: Mapped[int] = mapped_column(default=1)
    drawn_at: Mapped[datetime]
    drawn_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))


class SampleItem(HasId, Base):
    """A proof that a sample was drawn from: in which round it was drawn (0: never), and what was found."""

    __tablename__ = "review_sample_item"
    __table_args__ = (
        UniqueConstraint("sample_id", "assignment_id"),
        CheckConstraint("outcome IS NULL OR round > 0", name="found_by_looking"),
    )

    sample_id: Mapped[UUID] = mapped_column(ForeignKey(ReviewSample.id, ondelete="RESTRICT"))
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignment.id", ondelete="RESTRICT"), index=True)
    proof_id: Mapped[UUID] = mapped_column(ForeignKey("proof.id", ondelete="RESTRICT"))
    round: Mapped[int]
    outcome: Mapped[Outcome | None] = mapped_column(stored(Outcome))
