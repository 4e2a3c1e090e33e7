"""Assignments and proofs for tests, in any state that the table allows."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from sotong.assignments.models import Assignment, Proof
from sotong.assignments.rules import (
    Act,
    AssignmentState,
    ProofFlag,
    ProofKind,
    ProofStanding,
    SubjectKind,
)
from tests.factories.people import MadeOfficer, make_account, make_officer
from tests.factories.writing import writing

ORIGINAL = "https://www.facebook.com/ydpoffice/posts/1234567890"
HANDED_IN = (AssignmentState.HANDED_IN, AssignmentState.DONE)
WITH_REASON = (AssignmentState.REJECTED, AssignmentState.EXCUSED, AssignmentState.CANCELLED)
_count = itertools.count(100_001)


@dataclass(frozen=True)
class MadeAssignment:
    """An assignment, its officer, and the permalink of its current proof if it has one."""

    id: UUID
    officer: MadeOfficer
    subject_id: UUID
    permalink: str | None


def fresh_permalink() -> str:
    """A canonical permalink that no other test has handed in."""
    return f"https://x.com/i/status/{next(_count)}"


def make_assignment(
    session: Session,
    now: datetime,
    *,
    officer: MadeOfficer | None = None,
    assigned_by_id: UUID | None = None,
    subject_id: UUID | None = None,
    act: Act = Act.SHARE,
    proof_kind: ProofKind = ProofKind.PERMALINK,
    state: AssignmentState = AssignmentState.OPEN,
    assigned: timedelta = timedelta(days=-7),
    due: timedelta = timedelta(hours=8),
    seen: bool = False,
    handed_in: timedelta = timedelta(0),
    flags: frozenset[ProofFlag] = frozenset(),
    permalink: str | None = None,
    link: str | None = ORIGINAL,
    title: str = "여의도 봄꽃축제 안내",
    text: str = "여의도 봄꽃축제로 오세요!\n#영등포 #봄꽃",
) -> MadeAssignment:
    """Make one assignment; times are told from `now`. What was handed in has its proof."""
    is_in = state in HANDED_IN
    with writing(session):
        officer = officer or make_officer(session)
        by_id = assigned_by_id or make_account(session).id
        assignment = Assignment(
            id=uuid4(),
            officer_id=officer.id,
            department_id=officer.department_id,
            subject_kind=SubjectKind.POST,
            subject_id=subject_id or uuid4(),
            act=act,
            proof_kind=proof_kind,
            title=title,
            link=link,
            text=text,
            assigned_at=now + assigned,
            assigned_by_id=by_id,
            due_at=now + due,
            state=state,
            first_seen_at=now + assigned if seen or is_in or state is AssignmentState.REJECTED else None,
            handed_in_at=now + handed_in if is_in else None,
            decided_at=now if state in WITH_REASON else None,
            decided_by_id=by_id if state in WITH_REASON else None,
            reason="사유" if state in WITH_REASON else None,
        )
        session.add(assignment)
        session.flush()
        if is_in and proof_kind is ProofKind.PERMALINK:
            permalink = permalink or fresh_permalink()
            session.add(_proof(assignment, permalink, flags, officer.account_id or by_id))
            session.flush()
        return MadeAssignment(assignment.id, officer, assignment.subject_id, permalink)


def _proof(assignment: Assignment, permalink: str, flags: frozenset[ProofFlag], by_id: UUID) -> Proof:
    waiting = assignment.state is AssignmentState.HANDED_IN
    return Proof(
        id=uuid4(),
        assignment_id=assignment.id,
        permalink=permalink,
        platform=permalink.removeprefix("https://").removeprefix("www.").split(".")[0],
        handed_in_at=assignment.handed_in_at,
        handed_in_by_id=by_id,
        is_duplicate=ProofFlag.DUPLICATE in flags,
        other_flags=flags - {ProofFlag.DUPLICATE},
        standing=ProofStanding.WAITING if waiting else ProofStanding.ACCEPTED,
    )
