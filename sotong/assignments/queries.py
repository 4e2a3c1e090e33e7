"""Assignments as officers and boards read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments import rules
from sotong.assignments.models import Assignment, Proof
from sotong.assignments.rules import (
    HELD,
    SOON,
    TO_DO,
    AssignmentState,
    DayPart,
    ProofFlag,
    Standing,
    SubjectKind,
)
from sotong.core.errors import NotFound

MOST_TO_DO = 200
MOST_FINISHED = 20
LATELY = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Task:
    """An assignment as its officer sees it: with the current proof, how it stands, and what may be done."""

    assignment: Assignment
    proof: Proof | None
    standing: Standing
    part: DayPart
    late_by: timedelta
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class Twin:
    """Another assignment whose current proof is the same permalink."""

    assignment_id: UUID
    officer_id: UUID
    title: str
    handed_in_at: datetime


def standing_column(now: datetime) -> sa.Case[str]:
    """`rules.standing` in SQL, for counting and filtering."""
    past_due = sa.literal(now, Assignment.due_at.type) > Assignment.due_at
    soon = sa.literal(now + SOON, Assignment.due_at.type) > Assignment.due_at
    to_do = Assignment.state.in_(TO_DO)
    return sa.case(
        (Assignment.state == AssignmentState.HANDED_IN, Standing.WAITING.value),
        (~to_do, sa.cast(Assignment.state, sa.Text)),
        (past_due & Assignment.first_seen_at.is_(None), Standing.SILENT.value),
        (past_due, Standing.LATE.value),
        (soon, Standing.DUE_SOON.value),
        else_=Standing.ON_TIME.value,
    )


def done_late_column() -> sa.ColumnElement[bool]:
    """Whether what was handed in came after the due time, in SQL."""
    return Assignment.handed_in_at > Assignment.due_at


def current_proof() -> sa.ColumnElement[bool]:
    """The join from an assignment to its one current proof, in SQL."""
    return (Proof.assignment_id == Assignment.id) & Proof.standing.in_(HELD)


def own_tasks(session: Session, officer_id: UUID, now: datetime) -> dict[DayPart, list[Task]]:
    """An officer's day, by heading: what is to be done by due time, what was finished lately newest first."""
    to_do = _with_proofs(officer_id).where(Assignment.state.in_(TO_DO))
    finished = _with_proofs(officer_id).where(
        Assignment.state.in_({AssignmentState.HANDED_IN, AssignmentState.DONE}),
        Assignment.handed_in_at > now - LATELY,
    )
    rows = [
        *session.execute(to_do.order_by(Assignment.due_at, Assignment.id).limit(MOST_TO_DO)),
        *session.execute(
            finished.order_by(Assignment.handed_in_at.desc(), Assignment.id).limit(MOST_FINISHED)
        ),
    ]
    day: dict[DayPart, list[Task]] = {part: [] for part in DayPart}
    for assignment, proof in rows:
        task = _task(assignment, proof, now)
        day[task.part].append(task)
    return day


def own_assignment(session: Session, officer_id: UUID, assignment_id: UUID) -> Assignment:
    """One assignment of this officer. Raises NotFound, also for another officer's."""
    assignment = session.get(Assignment, assignment_id)
    if assignment is None or assignment.officer_id != officer_id:
        raise NotFound
    return assignment


def assignment_by_id(session: Session, assignment_id: UUID) -> Assignment:
    """One assignment, whoever's. Raises NotFound."""
    assignment = session.get(Assignment, assignment_id)
    if assignment is None:
        raise NotFound
    return assignment


def proofs_of(session: Session, assignment_id: UUID) -> Sequence[Proof]:
    """Everything that was handed in for an assignment, newest first."""
    query = sa.select(Proof).where(Proof.assignment_id == assignment_id)
    return session.scalars(query.order_by(Proof.handed_in_at.desc(), Proof.id)).all()


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


def flagged(proof: Proof | None) -> list[ProofFlag]:
    """The flags of a proof in the order in which they are shown."""
    return [flag for flag in ProofFlag if proof is not None and flag in proof.flags]


def _with_proofs(officer_id: UUID) -> sa.Select[Assignment, Proof]:
    return (
        sa.select(Assignment, Proof)
        .outerjoin(Proof, current_proof())
        .where(Assignment.officer_id == officer_id)
    )


def _task(assignment: Assignment, proof: Proof | None, now: datetime) -> Task:
    facts = assignment.facts
    return Task(
        assignment=assignment,
        proof=proof,
        standing=rules.standing(facts, now),
        part=rules.day_part(facts, now),
        late_by=rules.lateness(facts, now),
        may_withdraw=rules.why_not_withdraw(facts) is None,
    )
