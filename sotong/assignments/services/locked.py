"""What every change of an assignment begins and ends with: its lock, its state, its record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments.models import Assignment, Proof
from sotong.assignments.rules import (
    HELD,
    AssignmentState,
)
from sotong.audit import services as audit
from sotong.core.errors import NotFound

IDENTITY = ("subject_kind", "subject_id", "officer_id", "act")


def settle(assignment: Assignment, state: AssignmentState, now: datetime) -> None:
    """Note that something lies there since `now`; what was decided before holds no more."""
    assignment.state, assignment.handed_in_at = state, now
    assignment.first_seen_at = assignment.first_seen_at or now
    assignment.decided_at = assignment.decided_by_id = assignment.reason = None


def current_proofs(session: Session, assignments: Sequence[Assignment]) -> dict[UUID, Proof]:
    """The proofs that count at present, by assignment."""
    ids = [assignment.id for assignment in assignments]
    query = sa.select(Proof).where(Proof.assignment_id.in_(ids), Proof.standing.in_(HELD))
    return {proof.assignment_id: proof for proof in session.scalars(query)}


def own_locked(session: Session, officer_id: UUID, assignment_id: UUID) -> Assignment:
    """An officer's own assignment, locked. Raises NotFound."""
    (assignment,) = locked(session, [assignment_id])
    if assignment.officer_id != officer_id:
        raise NotFound
    return assignment


def locked(session: Session, assignment_ids: Iterable[UUID]) -> Sequence[Assignment]:
    """The assignments, locked in one order so that two reviewers cannot block each other, and read afresh."""
    wanted = set(assignment_ids)
    query = sa.select(Assignment).where(Assignment.id.in_(wanted)).order_by(Assignment.id).with_for_update()
    found = session.scalars(query.execution_options(populate_existing=True)).all()
    if len(found) != len(wanted):
        raise NotFound
    return found


def record(
    session: Session, action: str, assignment: Assignment, actor_id: UUID, now: datetime, **body: Any
) -> None:
    """Put a deed about an assignment on record."""
    audit.record(session, action, at=now, actor_id=actor_id, subject_id=assignment.id, body=body)
