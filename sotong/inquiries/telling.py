"""What people are told of questions, with the change itself; and the clocks that go on by themselves.

A notice names a question by its number: what the citizen wrote stays on the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.core.days import korean_day
from sotong.inquiries import queries, rules
from sotong.inquiries.course import Holder, InquiryState
from sotong.inquiries.models import Inquiry, InquiryStep
from sotong.notices import services as notices
from sotong.notices.chores import Chore

LIST: Final = "/inquiries?whose=held&shown=open"
SOON_AFTER_GIVEN: Final = timedelta(hours=1)
"""Nobody is reminded of what she was told just now."""
LATE_FOR: Final = timedelta(days=3)
"""What has been late for longer is on the boards; it is not dug up when a worker was away. Over a weekend."""
LONG_LATE: Final = timedelta(days=30)
"""No holiday proclaimed afterwards brings such a question back into its time."""
MOST_AT_ONCE: Final = 1_000


def page_of(inquiry_id: UUID) -> str:
    """The path of a question's page."""
    return f"/inquiries/{inquiry_id}"


def tell_given(session: Session, row: Inquiry, *, now: datetime) -> None:
    """Tell the new holder that a question has come."""
    _tell_holder(session, row, "inquiry.given", f"given:{row.held_since.isoformat()}", now)


def tell_back(session: Session, row: Inquiry, *, now: datetime) -> None:
    """Tell the holder that a question has come back: refused, returned, or opened again."""
    _tell_holder(session, row, "inquiry.back", f"back:{row.held_since.isoformat()}", now)


def tell_disputed(session: Session, row: Inquiry, *, now: datetime) -> None:
    """Tell the coordinator that two departments have said 'not ours'."""
    _tell_holder(session, row, "inquiry.disputed", f"disputed:{row.held_since.isoformat()}", now)


def tell_answered(session: Session, row: Inquiry, by_id: UUID, *, now: datetime) -> None:
    """Tell whoever took it, or a duplicate of it, down; not the one who has answered."""
    duplicates = sa.select(Inquiry.recorded_by_id).where(Inquiry.main_id == row.id)
    concerned = {row.recorded_by_id, *session.scalars(duplicates)} - {by_id}
    notices.queue(
        session,
        to=sorted(concerned),
        kind="inquiry.answered",
        facts={"number": row.number},
        link=page_of(row.id),
        dedupe_key=f"inquiry.answered:{row.id}:{now.isoformat()}",
        now=now,
    )


def tell_imported(session: Session, rows: Sequence[Inquiry], *, now: datetime) -> None:
    """Tell each holder how many questions a file brought, in one notice."""
    numbers = Counter(row.holder for row in rows)
    for holder, number in numbers.items():
        notices.queue(
            session,
            to=queries.accounts_of(session, holder, korean_day(now)),
            kind="inquiry.imported",
            facts={"count": number},
            link=LIST,
            dedupe_key=f"inquiry.imported:{_key(holder)}:{now.isoformat()}",
            now=now,
        )


def go_on(session: Session, now: datetime) -> None:
    """Bring due times up to date with the calendar, then remind: once when due soon, once when late."""
    closed = queries.closed_days(session, now)
    rows = list(session.scalars(_running(now).with_for_update(skip_locked=True)))
    steps = _steps(session, [row.id for row in rows])
    for row in rows:
        row.due_at = queries.due_of(row, steps[row.id], closed)
    soon = rules.soon_until(now, closed)
    for row in rows:
        if now < row.due_at <= soon and row.held_since <= now - SOON_AFTER_GIVEN:
            _tell_holder(
                session, row, "inquiry.due_soon", f"soon:{row.due_at.isoformat()}:{_key(row.holder)}", now
            )
        elif now - LATE_FOR < row.due_at <= now:
            _tell_holder(
                session, row, "inquiry.late", f"late:{row.due_at.isoformat()}:{_key(row.holder)}", now
            )


CLOCKS: Final = Chore("inquiries.clocks", timedelta(minutes=10), go_on)


def _running(now: datetime) -> sa.Select[Inquiry]:
    """Open questions that are not late for long, by due time."""
    running = (Inquiry.state == InquiryState.OPEN, Inquiry.due_at > now - LONG_LATE)
    return sa.select(Inquiry).where(*running).order_by(Inquiry.due_at, Inquiry.id).limit(MOST_AT_ONCE)


def _steps(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[InquiryStep]]:
    query = sa.select(InquiryStep).where(InquiryStep.inquiry_id.in_(ids)).order_by(InquiryStep.number)
    found: dict[UUID, list[InquiryStep]] = {inquiry_id: [] for inquiry_id in ids}
    for step in session.scalars(query):
        found[step.inquiry_id].append(step)
    return found


def _tell_holder(session: Session, row: Inquiry, kind: str, key: str, now: datetime) -> None:
    notices.queue(
        session,
        to=queries.accounts_of(session, row.holder, korean_day(now)),
        kind=kind,
        facts={"number": row.number, "due_at": row.due_at},
        link=page_of(row.id),
        dedupe_key=f"inquiry.{key}:{row.id}",
        now=now,
    )


def _key(holder: Holder) -> str:
    return str(holder.department_id or holder.party.value)
