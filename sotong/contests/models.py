"""Contests, their phases, every version of their rule, and what departments enter."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sotong.audit.models import AuditStream
from sotong.contests.rule_parts import Format
from sotong.contests.rules import ContestFacts, EntryFacts, PhaseFacts, PhaseKind
from sotong.core.db import Base, HasId, stored
from sotong.people.models import Department


class Contest(HasId, Base):
    """A contest. Its rule can be rewritten until it is locked; a trigger keeps it from then on."""

    __tablename__ = "contest"
    __table_args__ = (
        CheckConstraint("(cancelled_at IS NULL) = (cancelled_reason IS NULL)", name="cancelled_for_a_reason"),
        CheckConstraint(
            "published_at IS NULL OR rule_locked_at IS NOT NULL", name="published_under_a_locked_rule"
        ),
    )

    code: Mapped[str] = mapped_column(String(32), unique=True)
    """Short and public, for addresses: the year and a running number."""
    title: Mapped[str]
    title_en: Mapped[str | None]
    summary: Mapped[str]
    created_at: Mapped[datetime]
    created_by_id: Mapped[UUID]
    rule: Mapped[str]
    """Canonical JSON of a `ContestRule`: the newest of `rule_versions`."""
    rule_digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of `rule`, in hexadecimal."""
    rule_locked_at: Mapped[datetime | None]
    log_stream_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(AuditStream.id, ondelete="RESTRICT"), unique=True
    )
    """The contest's public log, opened when the rule is locked."""
    published_at: Mapped[datetime | None]
    """When the result was published."""
    cancelled_at: Mapped[datetime | None]
    cancelled_reason: Mapped[str | None]

    phases: Mapped[list[ContestPhase]] = relationship(
        back_populates="contest",
        order_by="ContestPhase.opens_at",
        cascade="all, delete-orphan",
        lazy="selectin",
    )
    entries: Mapped[list[Entry]] = relationship(
        back_populates="contest", order_by="Entry.number", lazy="raise"
    )

    @property
    def facts(self) -> ContestFacts:
        """What the rules need to know."""
        return ContestFacts(
            phases=tuple(phase.facts for phase in self.phases),
            rule_locked=self.rule_locked_at is not None,
            cancelled=self.cancelled_at is not None,
            published=self.published_at is not None,
        )

    @property
    def windows(self) -> dict[PhaseKind, ContestPhase]:
        """The phases that have been set, by kind."""
        return {phase.kind: phase for phase in self.phases}


class ContestPhase(HasId, Base):
    """One phase of a contest: a half-open window, `opens_at <= now < closes_at`."""

    __tablename__ = "contest_phase"
    __table_args__ = (
        UniqueConstraint("contest_id", "kind"),
        CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),
    )

    contest_id: Mapped[UUID] = mapped_column(ForeignKey("contest.id", ondelete="RESTRICT"))
    kind: Mapped[PhaseKind] = mapped_column(stored(PhaseKind))
    opens_at: Mapped[datetime] = mapped_column(index=True)
    closes_at: Mapped[datetime]

    contest: Mapped[Contest] = relationship(back_populates="phases", lazy="raise")

    @property
    def facts(self) -> PhaseFacts:
        """What the rules need to know."""
        return PhaseFacts(self.kind, self.opens_at, self.closes_at)


class RuleVersion(HasId, Base):
    """One version of a contest's rule. Rows are only ever added; a trigger refuses anything else."""

    __tablename__ = "rule_version"
    __table_args__ = (
        UniqueConstraint("contest_id", "number"),
        CheckConstraint("number >= 1", name="counts_from_one"),
    )

    contest_id: Mapped[UUID] = mapped_column(ForeignKey("contest.id", ondelete="RESTRICT"))
    number: Mapped[int]
    rule: Mapped[str]
    rule_digest: Mapped[str] = mapped_column(String(64))
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[UUID]


class Entry(HasId, Base):
    """What one department enters in a contest. Withdrawn entries stay, with their reason."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("contest_id", "department_id"),
        UniqueConstraint("contest_id", "number"),
        UniqueConstraint("contest_id", "id"),  # so that tables above can point at an entry of *their* contest
        CheckConstraint("number >= 1", name="counts_from_one"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawn_for_a_reason"),
    )

    contest_id: Mapped[UUID] = mapped_column(ForeignKey("contest.id", ondelete="RESTRICT"))
    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"), index=True)
    number: Mapped[int]
    """The number on posters and ballots, in the order of entering."""
    format: Mapped[Format] = mapped_column(stored(Format))
    title: Mapped[str]
    title_en: Mapped[str | None]
    summary: Mapped[str]
    """One or two sentences: what a citizen reads on the ballot."""
    story: Mapped[str]
    presenters: Mapped[str | None]
    media_url: Mapped[str | None]
    """Canonical permalink of the post or video that shows the case."""
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]

    contest: Mapped[Contest] = relationship(back_populates="entries", lazy="raise")
    department: Mapped[Department] = relationship(lazy="raise")

    @property
    def facts(self) -> EntryFacts:
        """What the rules need to know."""
        return EntryFacts(self.department_id, withdrawn=self.withdrawn_at is not None)
