"""What stands here already of work that is brought in from elsewhere."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments.models import Assignment, Proof
from sotong.assignments.rules import HELD, Act, SubjectKind

NAMED_AT_ONCE = 500
"""So many ids a statement names at the most."""


def asked_times(
    session: Session, kind: SubjectKind, subject_ids: Collection[UUID]
) -> dict[tuple[UUID, UUID, Act], datetime]:
    """When what was asked about these subjects was asked, by subject, officer and act."""
    wanted = sorted(subject_ids)
    found: dict[tuple[UUID, UUID, Act], datetime] = {}
    for start in range(0, len(wanted), NAMED_AT_ONCE):
        query = sa.select(
            Assignment.subject_id, Assignment.officer_id, Assignment.act, Assignment.assigned_at
        ).where(
            Assignment.subject_kind == kind,
            Assignment.subject_id.in_(wanted[start : start + NAMED_AT_ONCE]),
        )
        found |= {(row[0], row[1], row[2]): row[3] for row in session.execute(query)}
    return found


def held_permalinks(session: Session, permalinks: Collection[str]) -> set[str]:
    """Which of these addresses are a proof that counts at present."""
    wanted = sorted(permalinks)
    held: set[str] = set()
    for start in range(0, len(wanted), NAMED_AT_ONCE):
        some = wanted[start : start + NAMED_AT_ONCE]
        query = sa.select(Proof.permalink).where(Proof.permalink.in_(some), Proof.standing.in_(HELD))
        held |= set(session.scalars(query))
    return held
