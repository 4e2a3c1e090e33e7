"""Samples of proofs, and what could be sampled; a fixed number of statements."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments.models import Assignment, Proof, ReviewSample, SampleItem
from sotong.assignments.queries.handed_in import current_proof
from sotong.assignments.queries.work import Row, chosen_rows
from sotong.assignments.rules import AssignmentState, SubjectKind
from sotong.assignments.sampling import MIXED, Outcome, Verdict, verdict
from sotong.core.errors import NotFound

IN = (AssignmentState.HANDED_IN, AssignmentState.DONE)


@dataclass(frozen=True, slots=True)
class Unreviewed:
    """A proof that nobody has looked at."""

    assignment_id: UUID
    proof_id: UUID
    title: str
    flagged: bool


@dataclass(frozen=True, slots=True)
class Sampled:
    """A sample with all that it was drawn from."""

    sample: ReviewSample
    items: Sequence[SampleItem]
    gone: Collection[UUID]
    """Items whose proof counts no more although nobody decided on it: taken back by the officer."""

    def outcome(self, item: SampleItem) -> Outcome | None:
        """What was found, as far as is known."""
        return item.outcome or (Outcome.GONE if item.id in self.gone else None)

    @property
    def looked_at(self) -> Sequence[SampleItem]:
        """What was drawn so far."""
        return [item for item in self.items if item.round > MIXED]

    @property
    def rest(self) -> Sequence[SampleItem]:
        """What was never drawn and still counts."""
        return [item for item in self.items if item.round == MIXED and item.id not in self.gone]

    @property
    def newest(self) -> Sequence[SampleItem]:
        """What was drawn in the newest round."""
        return [item for item in self.items if item.round == self.sample.rounds]

    @property
    def verdict(self) -> Verdict:
        """What follows from the newest round."""
        return verdict([self.outcome(item) for item in self.newest], len(self.rest))

    def count(self, outcome: Outcome | None) -> int:
        """How many of those drawn gave this."""
        return sum(self.outcome(item) is outcome for item in self.looked_at)


def unreviewed(session: Session, kind: SubjectKind, subject_id: UUID) -> list[Unreviewed]:
    """The proofs about a subject that nobody has looked at. One statement."""
    query = (
        sa.select(Assignment.id, Proof.id, Assignment.title, Proof)
        .join(Proof, current_proof())
        .where(
            Assignment.subject_kind == kind,
            Assignment.subject_id == subject_id,
            Assignment.state.in_(IN),
            Assignment.decided_at.is_(None),
        )
        .order_by(Assignment.id)
    )
    return [
        Unreviewed(assignment_id, proof_id, title, bool(proof.flags))
        for assignment_id, proof_id, title, proof in session.execute(query)
    ]


def open_sample(session: Session, kind: SubjectKind, subject_id: UUID) -> ReviewSample | None:
    """The sample about a subject that is not settled, if there is one."""
    query = sa.select(ReviewSample).where(
        ReviewSample.subject_kind == kind,
        ReviewSample.subject_id == subject_id,
        ReviewSample.settled_at.is_(None),
    )
    return session.scalars(query).one_or_none()


def open_samples(session: Session) -> Sequence[ReviewSample]:
    """All samples that are not settled, the oldest first."""
    query = sa.select(ReviewSample).where(ReviewSample.settled_at.is_(None))
    return session.scalars(query.order_by(ReviewSample.drawn_at)).all()


def sampled(session: Session, sample_id: UUID) -> Sampled:
    """A sample with its items. Raises NotFound. Three statements."""
    sample = session.get(ReviewSample, sample_id)
    if sample is None:
        raise NotFound
    items = session.scalars(
        sa.select(SampleItem).where(SampleItem.sample_id == sample_id).order_by(SampleItem.assignment_id)
    ).all()
    counting = (
        sa.select(SampleItem.id)
        .join(Assignment, Assignment.id == SampleItem.assignment_id)
        .join(Proof, current_proof() & (Proof.id == SampleItem.proof_id))
        .where(SampleItem.sample_id == sample_id)
    )
    there = set(session.scalars(counting))
    gone = {item.id for item in items if item.id not in there and item.outcome is None}
    return Sampled(sample, items, gone)


def sample_rows(session: Session, found: Sampled, now: datetime) -> Sequence[Row]:
    """The assignments of what was drawn, as boards show them; those not looked at yet come first."""
    rows = {
        row.assignment.id: row
        for row in chosen_rows(session, now, [one.assignment_id for one in found.looked_at])
    }
    order = sorted(found.looked_at, key=lambda item: (found.outcome(item) is not None, item.round))
    return [rows[item.assignment_id] for item in order if item.assignment_id in rows]
