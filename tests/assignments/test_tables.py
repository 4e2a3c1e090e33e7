"""What the tables themselves refuse."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sotong.assignments.models import Assignment, Proof
from sotong.assignments.rules import AssignmentState, ProofStanding
from sotong.core.db import transaction
from tests.factories.assignments import make_assignment

S = AssignmentState


CONTRADICTIONS: list[tuple[AssignmentState, str, Any, str]] = [
    (S.OPEN, "due_at", datetime(2020, 1, 1, tzinfo=UTC), "due_after_it_was_assigned"),
    (S.OPEN, "state", S.DONE, "handed_in_has_its_time"),
    (S.DONE, "handed_in_at", None, "handed_in_has_its_time"),
    (S.DONE, "first_seen_at", None, "handed_in_was_seen"),
    (S.OPEN, "state", S.EXCUSED, "has_its_reason"),
    (S.REJECTED, "reason", None, "has_its_reason"),
    (S.REJECTED, "decided_by_id", None, "decided_by_somebody"),
    (S.OPEN, "officer_id", UUID(int=0), "officer_id|FOREIGN KEY"),
]


def test_an_assignment_cannot_contradict_itself(session: Session, now: datetime) -> None:
    for state, column, value, constraint in CONTRADICTIONS:
        made = make_assignment(session, now, state=state)
        change = sa.update(Assignment).where(Assignment.id == made.id).values({column: value})
        with pytest.raises(IntegrityError, match=constraint), transaction() as writing:
            writing.execute(change)


def test_an_officer_has_each_act_on_a_subject_once(session: Session, now: datetime) -> None:
    made = make_assignment(session, now)
    with pytest.raises(IntegrityError):
        make_assignment(session, now, officer=made.officer, subject_id=made.subject_id)
    make_assignment(session, now, officer=made.officer)


def _add_proof(session: Session, like: Proof, **changes: Any) -> None:
    names = [column.key for column in sa.inspect(Proof).columns]
    with transaction() as writing:
        writing.add(Proof(**{name: getattr(like, name) for name in names} | {"id": uuid4()} | changes))


def test_an_assignment_has_one_current_proof_and_any_number_of_past_ones(
    session: Session, now: datetime
) -> None:
    make_assignment(session, now, state=S.DONE)
    proof = session.scalars(sa.select(Proof)).one()
    session.expunge_all()
    _add_proof(session, proof, standing=ProofStanding.WITHDRAWN)
    _add_proof(session, proof, standing=ProofStanding.REJECTED, reason="사유")
    with pytest.raises(IntegrityError):
        _add_proof(session, proof, permalink="https://x.com/i/status/1")


def test_a_permalink_is_held_by_one_current_proof(session: Session, now: datetime) -> None:
    make_assignment(session, now, state=S.DONE)
    other = make_assignment(session, now)
    proof = session.scalars(sa.select(Proof)).one()
    session.expunge_all()
    with pytest.raises(IntegrityError):
        _add_proof(session, proof, assignment_id=other.id)
    _add_proof(session, proof, assignment_id=other.id, is_duplicate=True)


def test_a_rejected_proof_has_its_reason(session: Session, now: datetime) -> None:
    make_assignment(session, now, state=S.DONE)
    with pytest.raises(IntegrityError, match="rejected_for_a_reason"), transaction() as writing:
        writing.execute(sa.update(Proof).values(standing=ProofStanding.REJECTED))
