"""What is settled on the page of its subject: the room above that assigns asks here."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments import rules
from sotong.assignments.models import Assignment
from sotong.assignments.rules import Act, AssignmentState, SubjectKind
from sotong.audit import services as audit
from sotong.core.errors import NotFound, Refused


def settle(
    session: Session,
    *,
    kind: SubjectKind,
    subject_id: UUID,
    act: Act,
    officer_id: UUID,
    actor_id: UUID,
    now: datetime,
) -> Assignment:
    """Settle what an officer is asked about a subject, on the subject's own page.

    Raises NotFound: she is not asked. Refused: it is done, excused or cancelled.
    """
    query = sa.select(Assignment).where(
        Assignment.subject_kind == kind,
        Assignment.subject_id == subject_id,
        Assignment.act == act,
        Assignment.officer_id == officer_id,
    )
    locked = query.with_for_update().execution_options(populate_existing=True)
    assignment = session.scalars(locked).one_or_none()
    if assignment is None or not assignment.on_its_own_page:
        raise NotFound
    if reason := rules.why_not_settle(assignment.facts):
        raise Refused(reason)
    assignment.state, assignment.handed_in_at = AssignmentState.DONE, now
    assignment.first_seen_at = assignment.first_seen_at or now
    assignment.decided_at = assignment.decided_by_id = assignment.reason = None
    audit.record(session, "assignment.confirm", at=now, actor_id=actor_id, subject_id=assignment.id)
    return assignment
