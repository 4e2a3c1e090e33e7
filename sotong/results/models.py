"""What a tally was made from, what came out, and who won: append-only, a new tally is a new row.

And the cases that the winners left behind, which can be changed.
"""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sotong.contests.models import Contest, Entry
from sotong.core.attachments import HasFile
from sotong.core.db import Base, HasId
from sotong.results.case_rules import CaseState, Figure, Link


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


class BestCase(HasId, Base):
    """A case card: what one entry of a published contest did, told so that others can do it too."""

    __tablename__ = "best_case"
    __table_args__ = (
        UniqueConstraint("entry_id"),
        ForeignKeyConstraint(
            ["contest_id", "entry_id"], ["entry.contest_id", "entry.id"], ondelete="RESTRICT"
        ),
        CheckConstraint("(published_at IS NULL) = (published_by_id IS NULL)", name="published_by_somebody"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawn_for_a_reason"),
        CheckConstraint("withdrawn_at IS NULL OR published_at IS NOT NULL", name="withdrawn_when_published"),
        CheckConstraint(
            "published_at IS NULL OR (problem <> '' AND measures <> '' AND steps <> '')",
            name="published_whole",
        ),
        CheckConstraint("version >= 1", name="versions_from_one"),
        Index(None, "published_at"),
    )

    contest_id: Mapped[UUID]
    entry_id: Mapped[UUID]
    chosen_reason: Mapped[str | None]
    """Why an entry without an award was chosen."""
    title: Mapped[str]
    summary: Mapped[str]
    problem: Mapped[str]
    measures: Mapped[str]
    """What was done."""
    steps: Mapped[str]
    """How to repeat it: a step a line."""
    figures: Mapped[str]
    """JSON: a list of [label, before, after]."""
    links: Mapped[str]
    """JSON: a list of [label, url]."""
    tags: Mapped[str]
    """With a blank before and after each, so that LIKE '% tag %' finds it."""
    search_text: Mapped[str]
    """See `case_rules.search_text`."""
    version: Mapped[int] = mapped_column(default=1)
    """Grows with each change, so that nobody overwrites what she has not seen."""
    drafted_at: Mapped[datetime]
    drafted_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    changed_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]

    entry: Mapped[Entry] = relationship(lazy="raise", viewonly=True)
    contest: Mapped[Contest] = relationship(
        lazy="raise", viewonly=True, primaryjoin="foreign(BestCase.contest_id) == Contest.id"
    )
    files: Mapped[list[CaseFile]] = relationship(lazy="raise", order_by="CaseFile.added_at", viewonly=True)

    @property
    def state(self) -> CaseState:
        """Where it stands."""
        if self.withdrawn_at is not None:
            return CaseState.WITHDRAWN
        return CaseState.DRAFT if self.published_at is None else CaseState.PUBLISHED

    @property
    def complete(self) -> bool:
        """Whether it says what a published case must say."""
        return bool(self.problem and self.measures and self.steps)

    @property
    def figure_rows(self) -> list[Figure]:
        """The figures."""
        return [Figure(*row) for row in json.loads(self.figures)]

    @property
    def link_rows(self) -> list[Link]:
        """The links."""
        return [Link(*row) for row in json.loads(self.links)]


class CaseFile(HasFile, HasId, Base):
    """A picture or document of a case. What is taken away is deleted, its content too."""

    __tablename__ = "case_file"
    __table_args__ = (Index(None, "case_id", "added_at"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("best_case.id", ondelete="RESTRICT"))
    caption: Mapped[str] = mapped_column(String(200))
    """What it shows: read aloud in place of a picture."""
    added_at: Mapped[datetime]
    added_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))


class CaseCitation(HasId, Base):
    """That an entry builds on a case of an earlier contest. Contests stand below and know nothing of it."""

    __tablename__ = "case_citation"
    __table_args__ = (UniqueConstraint("entry_id", "case_id"),)

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("entry.id", ondelete="RESTRICT"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("best_case.id", ondelete="RESTRICT"), index=True)
    note: Mapped[str]
    """What was taken over."""
    cited_at: Mapped[datetime]
    cited_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
