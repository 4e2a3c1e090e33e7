"""What a reviewer decides is noted in the samples that were drawn for a look."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments.models import ReviewSample, SampleItem
from sotong.assignments.rules import Decision
from sotong.assignments.sampling import MIXED, Outcome


def note_outcome(session: Session, assignment_ids: Collection[UUID], decision: Decision) -> None:
    """Note in the open samples what a reviewer has just found. Two statements at the most."""
    outcome = {Decision.APPROVE: Outcome.APPROVED, Decision.REJECT: Outcome.REJECTED}.get(decision)
    if outcome is None:
        return
    open_ids = sa.select(ReviewSample.id).where(ReviewSample.settled_at.is_(None))
    session.execute(
        sa.update(SampleItem)
        .where(
            SampleItem.assignment_id.in_(assignment_ids),
            SampleItem.round > MIXED,
            SampleItem.outcome.is_(None),
            SampleItem.sample_id.in_(open_ids),
        )
        .values(outcome=outcome)
        .execution_options(synchronize_session="fetch")
    )
