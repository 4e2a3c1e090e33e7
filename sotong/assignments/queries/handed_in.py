"""What was handed in or answered for assignments."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments.models import Answer, Assignment, Proof, ProofScreenshot
from sotong.assignments.rules import HELD, SubjectKind
from sotong.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class Twin:
    """Another assignment whose current proof is the same permalink."""

    assignment_id: UUID
    officer_id: UUID
    title: str
    handed_in_at: datetime


def current_proof() -> sa.ColumnElement[bool]:
    """The join from an assignment to its one current proof, in SQL."""
    return (Proof.assignment_id == Assignment.id) & Proof.standing.in_(HELD)


def standing_of_answer() -> sa.ColumnElement[bool]:
    """The join from an assignment to the one answer of it that stands, in SQL."""
    return (Answer.assignment_id == Assignment.id) & Answer.replaced_at.is_(None)


def proofs_of(session: Session, assignment_id: UUID) -> Sequence[Proof]:
    """Everything that was handed in for an assignment, newest first."""
    query = sa.select(Proof).where(Proof.assignment_id == assignment_id)
    return session.scalars(query.order_by(Proof.handed_in_at.desc(), Proof.id)).all()


def screenshots_of(session: Session, proof_ids: Collection[UUID]) -> Mapping[UUID, ProofScreenshot]:
    """The screenshots of these proofs, by proof. One statement."""
    query = sa.select(ProofScreenshot).where(ProofScreenshot.proof_id.in_(proof_ids))
    return {found.proof_id: found for found in session.scalars(query)}


def screenshot_with_assignment(session: Session, proof_id: UUID) -> tuple[ProofScreenshot, Assignment]:
    """A proof's screenshot, and the assignment whose proof it is. Raises NotFound."""
    query = (
        sa.select(ProofScreenshot, Assignment)
        .join(Proof, Proof.id == ProofScreenshot.proof_id)
        .join(Assignment, Assignment.id == Proof.assignment_id)
        .where(Proof.id == proof_id)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


def answers_of(session: Session, assignment_id: UUID) -> Sequence[Answer]:
    """Everything that was answered, newest first."""
    query = sa.select(Answer).where(Answer.assignment_id == assignment_id)
    return session.scalars(query.order_by(Answer.answered_at.desc(), Answer.id)).all()


def standing_answer(session: Session, assignment_id: UUID) -> Answer | None:
    """The answer that stands, if there is one."""
    query = sa.select(Answer).where(Answer.assignment_id == assignment_id, Answer.replaced_at.is_(None))
    return session.scalars(query).one_or_none()


def twins_of(session: Session, proof: Proof) -> Sequence[Twin]:
    """The other assignments of which the same permalink is the current proof, first come first."""
    query = (
        sa.select(Assignment.id, Assignment.officer_id, Assignment.title, Proof.handed_in_at)
        .join(Proof, current_proof())
        .where(Proof.permalink == proof.permalink, Proof.id != proof.id)
        .order_by(Proof.handed_in_at, Proof.id)
    )
    return [Twin(*row) for row in session.execute(query)]


def permalinks_for(
    session: Session, kind: SubjectKind, subject_id: UUID, but: UUID, platform: str
) -> list[str]:
    """The current proofs on one platform for one subject, but those of the officer `but`."""
    query = (
        sa.select(Proof.permalink)
        .join(Assignment, current_proof())
        .where(
            Assignment.subject_kind == kind,
            Assignment.subject_id == subject_id,
            Assignment.officer_id != but,
            Proof.platform == platform,
        )
    )
    return list(session.scalars(query))
