"""What officers are told of their assignments, with the change itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from sotong.assignments.models import Assignment
from sotong.assignments.rules import Act, Subject, SubjectKind
from sotong.notices import services as notices
from sotong.people.queries import ActiveOfficer, accounts_of_officers

TODAY: Final = "/assignments/today"


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
        kind="assignment.given",
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
