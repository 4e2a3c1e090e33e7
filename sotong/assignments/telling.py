"""What officers are told of their assignments, with the change itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments.models import Assignment
from sotong.assignments.rules import OF_ACCOUNTS, SOON, TO_DO, Act, Subject, SubjectKind
from sotong.notices import services as notices
from sotong.notices.chores import Chore
from sotong.people.queries import ActiveOfficer, accounts_of_officers

TODAY: Final = "/assignments/today"
SOON_AFTER_ASKED: Final = timedelta(hours=2)
"""Nobody is reminded of what she was told just now."""
LATE_FOR: Final = timedelta(days=1)
"""What has been late for longer is on the boards; it is not dug up when a worker was away."""


def tell_given(
    session: Session,
    subject: Subject,
    act: Act,
    *,
    officers: Sequence[ActiveOfficer],
    given_to: Collection[UUID],
    due_at: datetime,
    now: datetime,
) -> None:
    """Tell those officers to whom something new was given. An alert is told by the room that raises it."""
    if subject.kind is SubjectKind.ALERT:
        return
    new = set(given_to)
    notices.queue(
        session,
        to=[officer.account_id for officer in officers if officer.account_id and officer.officer_id in new],
        kind=kind_of("assignment.given", act),
        facts={"title": subject.title, "due_at": due_at},
        link=TODAY,
        dedupe_key=f"assignment.given:{subject.id}:{act.value}",
        now=now,
    )


def tell_rejected(session: Session, assignments: Sequence[Assignment], *, now: datetime) -> None:
    """Tell officers that their proof was rejected; the reason stands on the page."""
    accounts = accounts_of_officers(session, {assignment.officer_id for assignment in assignments})
    for assignment in assignments:
        if assignment.officer_id in accounts:
            notices.queue(
                session,
                to=[accounts[assignment.officer_id]],
                kind="assignment.rejected",
                facts={"title": assignment.title, "due_at": assignment.due_at},
                link=TODAY,
                dedupe_key=f"assignment.rejected:{assignment.id}:{now.isoformat()}",
                now=now,
            )


def remind(session: Session, now: datetime) -> None:
    """Remind officers of what they still have to do: once when it is due soon, once when it is late.

    The keys of the notices see to the once. A new due time, after a rejection, is a new once.
    """
    soon = (
        Assignment.due_at > now,
        Assignment.due_at <= now + SOON,
        Assignment.assigned_at <= now - SOON_AFTER_ASKED,
    )
    late = (Assignment.due_at <= now, Assignment.due_at > now - LATE_FOR)
    for kind, when in (("assignment.due_soon", soon), ("assignment.late", late)):
        for about, officers in _to_do(session, *when).items():
            accounts = accounts_of_officers(session, officers)
            notices.queue(
                session,
                to=accounts.values(),
                kind=kind_of(kind, about.act),
                facts={"title": about.title, "due_at": about.due_at},
                link=TODAY,
                dedupe_key=f"{kind}:{about.subject_id}:{about.act.value}:{about.due_at.isoformat()}",
                now=now,
            )


def kind_of(kind: str, act: Act) -> str:
    """Return the kind of notice that says what is asked: about a post, about a case, or anything else."""
    if act in OF_ACCOUNTS:
        return f"{kind}.post"
    return f"{kind}.case" if act is Act.ADOPT else kind


REMIND: Final = Chore("assignments.remind", timedelta(minutes=10), remind)


@dataclass(frozen=True, slots=True)
class _About:
    """What many officers are reminded of at once."""

    subject_id: UUID
    act: Act
    title: str
    due_at: datetime


def _to_do(session: Session, *when: sa.ColumnElement[bool]) -> dict[_About, list[UUID]]:
    """Whom to remind of what. An alert has a clock of its own."""
    query = sa.select(
        Assignment.subject_id, Assignment.act, Assignment.title, Assignment.due_at, Assignment.officer_id
    ).where(Assignment.state.in_(TO_DO), Assignment.subject_kind != SubjectKind.ALERT, *when)
    found: dict[_About, list[UUID]] = {}
    for subject_id, act, title, due_at, officer_id in session.execute(query):
        found.setdefault(_About(subject_id, act, title, due_at), []).append(officer_id)
    return found
