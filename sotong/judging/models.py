"""Panels, score sheets, recusals, unlocks. A signed sheet is never changed: a trigger keeps it."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sotong.core.db import Base, HasId, stored
from sotong.judging.rules import RecusalKind, SheetFacts


class Judge(HasId, Base):
    """An account on a contest's panel. `department_id`: a judge from inside does not score her own."""

    __tablename__ = "judge"
    __table_args__ = (
        UniqueConstraint("contest_id", "account_id"),
        UniqueConstraint("contest_id", "number"),
        UniqueConstraint("contest_id", "id"),
        CheckConstraint("number >= 1", name="counts_from_one"),
    )

    contest_id: Mapped[UUID] = mapped_column(ForeignKey("contest.id", ondelete="RESTRICT"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), index=True)
    number: Mapped[int]
    """Judges are published by number, not by name."""
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class ScoreSheet(HasId, Base):
    """One judge's marks for one entry, at first a draft, then signed for good."""

    __tablename__ = "score_sheet"
    __table_args__ = (
        UniqueConstraint("entry_id", "judge_id", "revision"),
        ForeignKeyConstraint(
            ["contest_id", "entry_id"], ["entry.contest_id", "entry.id"], ondelete="RESTRICT"
        ),
        ForeignKeyConstraint(
            ["contest_id", "judge_id"], ["judge.contest_id", "judge.id"], ondelete="RESTRICT"
        ),
        CheckConstraint(
            "(signed_at IS NULL) = (digest IS NULL) AND (signed_at IS NULL) = (salt IS NULL)",
            name="signed_whole",
        ),
        CheckConstraint("version >= 1", name="counts_from_one"),
        CheckConstraint("revision >= 1", name="revisions_from_one"),
    )

    contest_id: Mapped[UUID] = mapped_column(index=True)
    entry_id: Mapped[UUID]
    judge_id: Mapped[UUID] = mapped_column(index=True)
    revision: Mapped[int] = mapped_column(default=1)
    version: Mapped[int]
    """Grows with each save, so that two tablets never overwrite each other unseen."""
    marks: Mapped[str]
    """Canonical JSON of criterion id to mark, marks as texts."""
    comment: Mapped[str]
    """For the department, after publication."""
    note: Mapped[str]
    """For the judge alone."""
    saved_at: Mapped[datetime]
    signed_at: Mapped[datetime | None]
    salt: Mapped[bytes | None]
    digest: Mapped[str | None]
    position: Mapped[int | None]
    """Where the contest's log holds the digest."""

    @property
    def mark_values(self) -> dict[str, Decimal]:
        """The marks by criterion id."""
        return {criterion: Decimal(mark) for criterion, mark in json.loads(self.marks).items()}


class Recusal(HasId, Base):
    """That a judge does not score an entry, and why. Append-only."""

    __tablename__ = "recusal"
    __table_args__ = (
        UniqueConstraint("entry_id", "judge_id"),
        ForeignKeyConstraint(
            ["contest_id", "entry_id"], ["entry.contest_id", "entry.id"], ondelete="RESTRICT"
        ),
        ForeignKeyConstraint(
            ["contest_id", "judge_id"], ["judge.contest_id", "judge.id"], ondelete="RESTRICT"
        ),
    )

    contest_id: Mapped[UUID] = mapped_column(index=True)
    entry_id: Mapped[UUID]
    judge_id: Mapped[UUID]
    kind: Mapped[RecusalKind] = mapped_column(stored(RecusalKind))
    reason: Mapped[str]
    at: Mapped[datetime]


class PresentationDraw(HasId, Base):
    """An order of presentation that was drawn; the newest holds. Append-only."""

    __tablename__ = "presentation_draw"
    __table_args__ = (
        UniqueConstraint("contest_id", "number"),
        CheckConstraint("number >= 1", name="counts_from_one"),
        CheckConstraint("(number = 1) = (reason IS NULL)", name="drawn_again_for_a_reason"),
    )

    contest_id: Mapped[UUID] = mapped_column(ForeignKey("contest.id", ondelete="RESTRICT"))
    number: Mapped[int]
    numbers: Mapped[str]
    """Canonical JSON list of entry numbers, first to present first."""
    reason: Mapped[str | None]
    """Why it was drawn again."""
    drawn_at: Mapped[datetime]
    drawn_by_id: Mapped[UUID]
    position: Mapped[int]
    """Where the contest's log says it."""


class UnlockProposal(HasId, Base):
    """That an official asks for a signed sheet to be opened again, and why. Append-only.

    `number` counts a sheet's proposals: all but the last are withdrawn.
    `department_id`: where the official says that they work; None for an office that is not on the list.
    """

    __tablename__ = "unlock_proposal"
    __table_args__ = (
        UniqueConstraint("id", "proposed_by_id"),
        UniqueConstraint("sheet_id", "number"),
        CheckConstraint("number >= 1", name="counts_from_one"),
    )

    sheet_id: Mapped[UUID] = mapped_column(ForeignKey("score_sheet.id", ondelete="RESTRICT"))
    number: Mapped[int]
    reason: Mapped[str]
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[UUID]
    department_id: Mapped[UUID | None]


class UnlockWithdrawal(Base):
    """That whoever proposed an unlock has withdrawn it. Append-only."""

    __tablename__ = "unlock_withdrawal"
    __table_args__ = (
        ForeignKeyConstraint(
            ["id", "proposed_by_id"],
            ["unlock_proposal.id", "unlock_proposal.proposed_by_id"],
            ondelete="RESTRICT",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """That of the proposal."""
    proposed_by_id: Mapped[UUID]
    withdrawn_at: Mapped[datetime]


class SheetUnlock(Base):
    """That a second official has confirmed: the next revision is open. Append-only.

    Without one, a trigger refuses any revision of a sheet after the first.
    """

    __tablename__ = "sheet_unlock"
    __table_args__ = (
        ForeignKeyConstraint(
            ["id", "proposed_by_id"],
            ["unlock_proposal.id", "unlock_proposal.proposed_by_id"],
            ondelete="RESTRICT",
        ),
        CheckConstraint("confirmed_by_id <> proposed_by_id", name="two_officials"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """That of the proposal."""
    proposed_by_id: Mapped[UUID]
    confirmed_by_id: Mapped[UUID]
    confirmed_at: Mapped[datetime]
    department_id: Mapped[UUID | None]
    salt: Mapped[bytes]
    position: Mapped[int]
    """Where the contest's log says it."""


def facts_of(sheet: ScoreSheet | None, recusal: Recusal | None) -> SheetFacts:
    """What the rules need to know of a sheet that may not have been begun."""
    return SheetFacts(
        marks=sheet.mark_values if sheet else {},
        version=sheet.version if sheet else 0,
        signed=sheet is not None and sheet.signed_at is not None,
        recused=recusal is not None,
        reopened=sheet is not None and sheet.revision > 1 and sheet.signed_at is None,
    )
