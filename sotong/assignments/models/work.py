"""Assignments, and the proofs and answers given for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sotong.assignments.rules import (
    ANSWERED,
    ON_ITS_OWN_PAGE,
    Act,
    AssignmentFacts,
    AssignmentState,
    Choice,
    ProofFlag,
    ProofKind,
    ProofStanding,
    SubjectKind,
)
from sotong.core.attachments import HasFile
from sotong.core.db import Base, HasId, stored

LINK_LENGTH = 2_000
SCREENSHOT_SCHEME = "sha256:"
CURRENT = sa.text("standing IN ('waiting', 'accepted')")
STANDS = sa.text("replaced_at IS NULL")
UNSETTLED = sa.text("state IN ('handed_in', 'open', 'rejected')")
HOLDS_ITS_PERMALINK = sa.text("standing IN ('waiting', 'accepted') AND NOT is_duplicate")


class Flags(sa.TypeDecorator[frozenset[ProofFlag]]):
    """A set of flags, kept as their values in order, blanks between."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: frozenset[ProofFlag] | None, _dialect: sa.Dialect) -> Any:
        return None if value is None else " ".join(sorted(flag.value for flag in value))

    def process_result_value(self, value: Any, _dialect: sa.Dialect) -> frozenset[ProofFlag] | None:
        return None if value is None else frozenset(ProofFlag(flag) for flag in value.split())


class Assignment(HasId, Base):
    """One officer's task. An officer has each act on each subject once.

    Title, link and text are copies: this room stands below those whose subjects it points at and cannot ask
    them, and what the officer was asked must stay readable as it was then.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "officer_id", "act"),
        CheckConstraint("due_at > assigned_at", name="due_after_it_was_assigned"),
        CheckConstraint(
            "(handed_in_at IS NOT NULL) = (state IN ('handed_in', 'done'))", name="handed_in_has_its_time"
        ),
        CheckConstraint("handed_in_at IS NULL OR first_seen_at IS NOT NULL", name="handed_in_was_seen"),
        CheckConstraint(
            "state NOT IN ('rejected', 'excused', 'cancelled') OR reason IS NOT NULL", name="has_its_reason"
        ),
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_by_somebody"),
        Index(None, "officer_id", "state", "due_at"),
        Index(None, "department_id", "assigned_at"),
        Index(None, "state", "due_at"),
        Index(None, "assigned_at"),
        Index(None, "officer_id", "handed_in_at"),
        # Everything that boards count of what is still open: few of all, however many years there are.
        Index(
            "ix_assignment_unsettled",
            "subject_kind",
            "department_id",
            "subject_id",
            "state",
            "due_at",
            "first_seen_at",
            "handed_in_at",
            sqlite_where=UNSETTLED,
            postgresql_where=UNSETTLED,
        ),
        # Everything that scorecards count, so that a year of them is read from the index alone. The due time
        # comes first: begun with the kind, SQLite takes this index for whatever asks for a kind.
        Index(
            "ix_assignment_scorecards",
            "due_at",
            "subject_kind",
            "department_id",
            "officer_id",
            "state",
            "handed_in_at",
            "first_seen_at",
        ),
    )

    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"))
    """The officer's department when it was assigned: officers are transferred, the work stays counted."""
    subject_kind: Mapped[SubjectKind] = mapped_column(stored(SubjectKind))
    subject_id: Mapped[UUID]
    act: Mapped[Act] = mapped_column(stored(Act))
    proof_kind: Mapped[ProofKind] = mapped_column(stored(ProofKind))
    title: Mapped[str]
    link: Mapped[str | None] = mapped_column(String(LINK_LENGTH))
    """Canonical permalink of the original."""
    text: Mapped[str]
    """What the officer may copy."""
    assigned_at: Mapped[datetime]
    assigned_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    due_at: Mapped[datetime]
    state: Mapped[AssignmentState] = mapped_column(stored(AssignmentState), default=AssignmentState.OPEN)
    first_seen_at: Mapped[datetime | None]
    handed_in_at: Mapped[datetime | None]
    """When the present proof was handed in, or the officer confirmed."""
    decided_at: Mapped[datetime | None]
    """When a reviewer ruled on the present state; none has on work that settled itself."""
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    reason: Mapped[str | None]
    """The reviewer's reason for rejecting, excusing or cancelling."""

    @property
    def facts(self) -> AssignmentFacts:
        """What the rules need to know."""
        return AssignmentFacts(
            state=self.state,
            due_at=self.due_at,
            proof_kind=self.proof_kind,
            first_seen_at=self.first_seen_at,
            handed_in_at=self.handed_in_at,
            decided=self.decided_at is not None,
            takes_answer=self.takes_answer,
            on_its_own_page=self.on_its_own_page,
        )

    @property
    def takes_answer(self) -> bool:
        """Whether the officer settles this by an answer."""
        return self.act in ANSWERED

    @property
    def on_its_own_page(self) -> bool:
        """Whether the officer settles this on the page of what it is about."""
        return self.act in ON_ITS_OWN_PAGE


class Proof(HasId, Base):
    """A permalink handed in, or a screenshot. Proofs are kept when they are rejected or withdrawn.

    The first index lets an assignment have one current proof. The second lets one current proof hold a
    permalink: whoever hands it in second, even at the same instant, holds a duplicate.
    """

    __tablename__ = "proof"
    __table_args__ = (
        Index(
            "uq_proof_current", "assignment_id", unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT
        ),
        Index(
            "uq_proof_permalink",
            "permalink",
            unique=True,
            sqlite_where=HOLDS_ITS_PERMALINK,
            postgresql_where=HOLDS_ITS_PERMALINK,
        ),
        CheckConstraint("(reviewed_at IS NULL) = (reviewed_by_id IS NULL)", name="reviewed_by_somebody"),
        CheckConstraint("standing <> 'rejected' OR reason IS NOT NULL", name="rejected_for_a_reason"),
        Index(None, "assignment_id", "handed_in_at"),
    )

    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignment.id", ondelete="RESTRICT"))
    permalink: Mapped[str] = mapped_column(String(LINK_LENGTH), index=True)
    """Canonical; of a screenshot without an address `sha256:` and its digest, so that it too counts once."""
    platform: Mapped[str] = mapped_column(String(32))
    handed_in_at: Mapped[datetime]
    handed_in_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    is_duplicate: Mapped[bool] = mapped_column(default=False)
    """Apart from the other flags, because the table's own promise rests on it."""
    other_flags: Mapped[frozenset[ProofFlag]] = mapped_column(Flags, default=frozenset())
    standing: Mapped[ProofStanding] = mapped_column(stored(ProofStanding))
    reviewed_at: Mapped[datetime | None]
    reviewed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    reason: Mapped[str | None]

    @property
    def has_address(self) -> bool:
        """Whether it leads to a post; a screenshot alone does not."""
        return not self.permalink.startswith(SCREENSHOT_SCHEME)

    @property
    def flags(self) -> tuple[ProofFlag, ...]:
        """Everything that a reviewer should look at, in the order in which it is shown."""
        held = self.other_flags | ({ProofFlag.DUPLICATE} if self.is_duplicate else frozenset())
        return tuple(flag for flag in ProofFlag if flag in held)


class ProofScreenshot(HasId, HasFile, Base):
    """The screenshot of a proof, where a platform gives no address or what stands there soon is gone.

    Names and faces of citizens may be on it, so whoever else looks at it is recorded.
    """

    __tablename__ = "proof_screenshot"

    proof_id: Mapped[UUID] = mapped_column(ForeignKey("proof.id", ondelete="RESTRICT"), unique=True)


class Answer(HasId, Base):
    """What an officer answered for her department, and later what came of it. Replaced answers are kept.

    The index lets one answer of an assignment stand.
    """

    __tablename__ = "answer"
    __table_args__ = (
        Index(
            "uq_answer_standing", "assignment_id", unique=True, sqlite_where=STANDS, postgresql_where=STANDS
        ),
        CheckConstraint("choice = 'adopt' OR text <> ''", name="says_what_or_why"),
        CheckConstraint(
            "(carried_out_at IS NULL) = (carried_out_by_id IS NULL)", name="carried_out_by_somebody"
        ),
        CheckConstraint("carried_out_at IS NULL OR choice <> 'decline'", name="carried_out_when_taken_up"),
        CheckConstraint(
            "carried_out_at IS NOT NULL OR (outcome IS NULL AND outcome_link IS NULL)",
            name="outcome_of_what_was_carried_out",
        ),
        Index(None, "assignment_id", "answered_at"),
    )

    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignment.id", ondelete="RESTRICT"))
    choice: Mapped[Choice] = mapped_column(stored(Choice))
    text: Mapped[str]
    """How, what is changed, or why not."""
    answered_at: Mapped[datetime]
    answered_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    replaced_at: Mapped[datetime | None]
    """When the officer changed her mind, or a reviewer opened the assignment again."""
    carried_out_at: Mapped[datetime | None]
    carried_out_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    outcome: Mapped[str | None]
    """What was done in the end, in words."""
    outcome_link: Mapped[str | None] = mapped_column(String(LINK_LENGTH))
    """Canonical permalink of what shows it."""
