"""Asking departments to adopt a case. Their answers are assignments; the room below keeps them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sotong.assignments import services as assignments
from sotong.assignments.models import Assignment
from sotong.assignments.rules import TO_DO, Act, AssignmentState, Decision, ProofKind, Subject, SubjectKind
from sotong.core.days import korean_day
from sotong.core.errors import Refused
from sotong.outreach.services import To
from sotong.people.queries import ActiveOfficer, active_officers
from sotong.results import case_rules as rules
from sotong.results.services.casework import locked_case


def ask_to_adopt(
    session: Session, *, case_id: UUID, to: To, due_at: datetime, actor_id: UUID, now: datetime
) -> int:
    """Ask the departments in `to` to adopt, adapt or decline the case by `due_at`.

    The department whose case it is is not asked. The others are asked once: who has been asked keeps her due
    time, who has answered her answer. What lies open with an officer who no longer serves goes to the one who
    does; what was taken back is asked again.

    Returns how many departments are newly asked. Raises NotFound; Refused: the case is not published, nobody
    is in `to` today ("case.nobody_to_ask"), or the due time has passed.
    """
    case, facts = locked_case(session, case_id)
    if why_not := rules.why_not_use(facts):
        raise Refused(why_not)
    serving = active_officers(session, korean_day(now))
    officers = [one for one in serving if to.holds(one) and one.department_id != facts.department_id]
    if not officers:
        raise Refused("case.nobody_to_ask")
    before = _asked_before(session, case_id, [officer.department_id for officer in officers])
    _let_go(session, officers, before, actor_id, now)
    fresh = [officer for officer in officers if not _counts(before.get(officer.department_id, ()))]
    same = _taken_back_from(fresh, before)
    if same:
        assignments.decide(
            session,
            decision=Decision.REOPEN,
            assignment_ids=list(same.values()),
            due_at=due_at,
            actor_id=actor_id,
            now=now,
        )
    given = assignments.assign(
        session,
        subject=Subject(SubjectKind.CASE, case.id, case.title, text=case.summary),
        officers=[officer for officer in fresh if officer.officer_id not in same],
        act=Act.ADOPT,
        proof_kind=ProofKind.NONE,
        due_at=due_at,
        actor_id=actor_id,
        now=now,
    )
    return given + len(same)


Before = Mapping[UUID, Sequence[Assignment]]


def _asked_before(session: Session, case_id: UUID, department_ids: Collection[UUID]) -> Before:
    query = sa.select(Assignment).where(
        Assignment.subject_kind == SubjectKind.CASE,
        Assignment.subject_id == case_id,
        Assignment.department_id.in_(department_ids),
    )
    found: dict[UUID, list[Assignment]] = {}
    for assignment in session.scalars(query.order_by(Assignment.id).with_for_update()):
        found.setdefault(assignment.department_id, []).append(assignment)
    return found


def _let_go(
    session: Session, officers: Sequence[ActiveOfficer], before: Before, actor_id: UUID, now: datetime
) -> None:
    """Take what is still to be done from those who no longer serve the department."""
    left = [
        assignment.id
        for officer in officers
        for assignment in before.get(officer.department_id, ())
        if assignment.state in TO_DO and assignment.officer_id != officer.officer_id
    ]
    if left:
        assignments.decide(
            session,
            decision=Decision.CANCEL,
            assignment_ids=left,
            reason=_("담당 주무관이 바뀌어 새 담당에게 다시 맡깁니다."),
            actor_id=actor_id,
            now=now,
        )


def _counts(asked: Sequence[Assignment]) -> bool:
    """Whether the department has been asked in a way that still counts."""
    return any(assignment.state is not AssignmentState.CANCELLED for assignment in asked)


def _taken_back_from(officers: Sequence[ActiveOfficer], before: Before) -> dict[UUID, UUID]:
    """What was taken back from these same officers, by officer: to be opened again."""
    return {
        assignment.officer_id: assignment.id
        for officer in officers
        for assignment in before.get(officer.department_id, ())
        if assignment.officer_id == officer.officer_id
    }
