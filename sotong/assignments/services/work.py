"""Assigning work, handing in its proof or answer, and reviewing what was handed in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from sotong.assignments import queries, rules, telling
from sotong.assignments.models import Answer, Assignment, Proof
from sotong.assignments.rules import (
    TO_DO,
    Act,
    AssignmentState,
    Choice,
    Decision,
    ProofKind,
    ProofStanding,
    Subject,
    SubjectKind,
)
from sotong.assignments.services.locked import current_proofs, locked, own_locked, record, settle
from sotong.assignments.services.outcomes import note_outcome
from sotong.audit import services as audit
from sotong.channels.platforms import Permalink
from sotong.core.errors import NotFound, Refused
from sotong.notices import services as notices
from sotong.people.queries import ActiveOfficer

IDENTITY = ("subject_kind", "subject_id", "officer_id", "act")


def assign(
    session: Session,
    *,
    subject: Subject,
    officers: Iterable[ActiveOfficer],
    act: Act,
    due_at: datetime,
    actor_id: UUID,
    now: datetime,
    proof_kind: ProofKind = ProofKind.PERMALINK,
) -> int:
    """Give each officer this act on the subject; who has it already keeps it as it is.

    Returns the number of new assignments. Raises Refused: the due time has passed.
    """
    if reason := rules.why_not_assign(due_at, now):
        raise Refused(reason)
    officers = list(officers)
    same = {
        "subject_kind": subject.kind,
        "subject_id": subject.id,
        "act": act,
        "proof_kind": proof_kind,
        "title": subject.title,
        "link": subject.link,
        "text": subject.text,
        "assigned_at": now,
        "assigned_by_id": actor_id,
        "due_at": due_at,
        "state": AssignmentState.OPEN,
    }
    rows = [
        {**same, "id": uuid4(), "officer_id": officer.officer_id, "department_id": officer.department_id}
        for officer in officers
    ]
    given_to = _add_new(session, rows)
    if given_to:
        audit.record(
            session,
            "assignment.assign",
            at=now,
            actor_id=actor_id,
            subject_id=subject.id,
            body={
                "kind": subject.kind.value,
                "act": act.value,
                "due_at": due_at.isoformat(),
                "officers": [str(officer_id) for officer_id in given_to],
            },
        )
        telling.tell_given(
            session, subject, act, officers=officers, given_to=given_to, due_at=due_at, now=now
        )
    return len(given_to)


def mark_seen(session: Session, *, officer_id: UUID, actor_id: UUID, now: datetime) -> int:
    """Note that the officer has seen what is to be done: none of it is silent any more, and what she was told
    of it counts as read. Returns how many.
    """
    notices.read_all(session, account_id=actor_id, link=telling.TODAY, now=now)
    unseen = (
        Assignment.officer_id == officer_id,
        Assignment.state.in_(TO_DO),
        Assignment.first_seen_at.is_(None),
    )
    update = sa.update(Assignment).where(*unseen).values(first_seen_at=now).returning(Assignment.id)
    seen = sorted(str(assignment_id) for assignment_id in session.scalars(update))
    if seen:
        audit.record(
            session,
            "assignment.see",
            at=now,
            actor_id=actor_id,
            subject_id=officer_id,
            body={"assignments": seen},
        )
    return len(seen)


def answer(
    session: Session,
    *,
    assignment_id: UUID,
    officer_id: UUID,
    choice: Choice,
    text: str,
    actor_id: UUID,
    now: datetime,
) -> Assignment:
    """Answer for the department, or change the answer until the due time. The same answer changes nothing.

    Raises NotFound: this officer has no such assignment. Refused: see `rules.why_not_answer`.
    """
    assignment = own_locked(session, officer_id, assignment_id)
    if why_not := rules.why_not_answer(assignment.facts, choice, text, now):
        raise Refused(why_not)
    standing = queries.standing_answer(session, assignment_id)
    if standing is not None and (standing.choice, standing.text) == (choice, text):
        return assignment
    _replace(session, standing, now)
    session.add(
        Answer(
            id=uuid4(),
            assignment_id=assignment_id,
            choice=choice,
            text=text,
            answered_at=now,
            answered_by_id=actor_id,
        )
    )
    settle(assignment, AssignmentState.DONE, now)
    record(session, "assignment.answer", assignment, actor_id, now, choice=choice.value, text=text)
    return assignment


def report_outcome(
    session: Session,
    *,
    assignment_id: UUID,
    department_id: UUID,
    outcome: str,
    link: Permalink | None,
    actor_id: UUID,
    now: datetime,
) -> Answer:
    """Say that what was taken up has been carried out; said again, it replaces what was said.

    Whoever serves the department may: officers move on before what they promised is done.

    Raises NotFound: the department has no such assignment. Refused: it was never taken up.
    """
    (assignment,) = locked(session, [assignment_id])
    if assignment.department_id != department_id:
        raise NotFound
    standing = queries.standing_answer(session, assignment_id)
    if why_not := rules.why_not_report(assignment.facts, standing.choice if standing else None):
        raise Refused(why_not)
    if standing is None:
        raise NotFound
    standing.carried_out_at, standing.carried_out_by_id = now, actor_id
    standing.outcome, standing.outcome_link = outcome, link.url if link else None
    told = {"outcome": outcome, "link": standing.outcome_link}
    record(session, "assignment.report", assignment, actor_id, now, **told)
    return standing


def decide(
    session: Session,
    *,
    decision: Decision,
    assignment_ids: Sequence[UUID],
    actor_id: UUID,
    now: datetime,
    reason: str | None = None,
    due_at: datetime | None = None,
) -> int:
    """Decide the same for all of these assignments, or for none: approve, reject, excuse, cancel, reopen.

    `due_at`, later than the present one, is the new due time of what is to be done again. Returns how many.
    Raises NotFound for an unknown id, Refused if the decision does not fit one of them.
    """
    if due_at is not None and (why_not := rules.why_not_assign(due_at, now)):
        raise Refused(why_not)
    assignments = locked(session, assignment_ids)
    refusals = [rules.why_not_decide(assignment.facts, decision, reason) for assignment in assignments]
    if why_not := next((refusal for refusal in refusals if refusal), None):
        raise Refused(why_not)
    proofs = current_proofs(session, assignments)
    for assignment in assignments:
        proof = proofs.get(assignment.id)
        _rule_on(assignment, proof, decision, reason=reason, actor_id=actor_id, now=now)
        if decision is Decision.REOPEN and assignment.takes_answer:
            _replace(session, queries.standing_answer(session, assignment.id), now)
        if due_at is not None and assignment.state in TO_DO:
            assignment.due_at = max(due_at, assignment.due_at)
        record(session, f"assignment.{decision.value}", assignment, actor_id, now, reason=reason)
    note_outcome(session, [assignment.id for assignment in assignments], decision)
    if decision is Decision.REJECT:
        telling.tell_rejected(session, assignments, now=now)
    return len(assignments)


def cancel_subject(
    session: Session, *, kind: SubjectKind, subject_id: UUID, reason: str, actor_id: UUID, now: datetime
) -> int:
    """Take back what is still to be done about a subject; what was handed in stays. Returns how many."""
    query = sa.select(Assignment.id).where(
        Assignment.subject_kind == kind,
        Assignment.subject_id == subject_id,
        Assignment.state.in_(TO_DO),
    )
    return decide(
        session,
        decision=Decision.CANCEL,
        assignment_ids=session.scalars(query.order_by(Assignment.id).with_for_update()).all(),
        reason=reason,
        actor_id=actor_id,
        now=now,
    )


def _rule_on(
    assignment: Assignment,
    proof: Proof | None,
    decision: Decision,
    *,
    reason: str | None,
    actor_id: UUID,
    now: datetime,
) -> None:
    assignment.state = rules.TO[decision]
    assignment.decided_at, assignment.decided_by_id = now, actor_id
    assignment.reason = reason if decision in rules.NEEDS_REASON else None
    if assignment.state in TO_DO:
        assignment.handed_in_at = None
    if proof is not None:
        rejected = decision is Decision.REJECT
        proof.standing = ProofStanding.REJECTED if rejected else ProofStanding.ACCEPTED
        proof.reviewed_at, proof.reviewed_by_id, proof.reason = now, actor_id, assignment.reason


def _replace(session: Session, standing: Answer | None, now: datetime) -> None:
    if standing is not None:
        standing.replaced_at = now
        session.flush()  # before the next one is added: the table lets only one stand


def _add_new(session: Session, rows: list[dict[str, Any]]) -> list[UUID]:
    """Insert the rows that are not there yet; the table, not a look beforehand, says which these are."""
    if not rows:
        return []
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(Assignment).on_conflict_do_nothing(index_elements=IDENTITY)
    return list(session.scalars(insert.returning(Assignment.officer_id), rows))
