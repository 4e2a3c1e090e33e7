"""What the worker does from time to time: reminders, escalations, handovers, tidying.

A chore is done in one transaction, which also sets its next time: done and noted, or neither. Two workers do
not do it twice, for the row of its time is locked meanwhile. On SQLite it holds the write lock, so a chore is
short; what takes long does a part of it each time, and is due again soon.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.notices import outbox, rules
from sotong.notices.models import ChoreTime
from sotong.notices.services import inserting

TRIED_AGAIN_AFTER: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Chore:
    """`act` is called with the session and the present time, every `every`. It never commits."""

    name: str
    every: timedelta
    act: Callable[[Session, datetime], object]


def take(session: Session, chore: Chore, *, now: datetime) -> bool:
    """Make the chore ours for this transaction, and set its next time. False: it is not due, or another's."""
    first = inserting(session, ChoreTime).values(name=chore.name, due_at=now)
    session.execute(first.on_conflict_do_nothing())
    query = sa.select(ChoreTime).where(ChoreTime.name == chore.name, ChoreTime.due_at <= now)
    row = session.scalars(query.with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return False
    row.due_at, row.done_at, row.problem = now + chore.every, now, None
    return True


def put_off(session: Session, chore: Chore, *, problem: str, now: datetime) -> None:
    """Note that a chore failed; the next try is soon."""
    soon = {"due_at": now + min(TRIED_AGAIN_AFTER, chore.every), "problem": problem[: outbox.PROBLEM_LENGTH]}
    session.execute(
        inserting(session, ChoreTime)
        .values(name=chore.name, **soon)
        .on_conflict_do_update(index_elements=["name"], set_=soon)
    )


def forget_old(session: Session, now: datetime) -> None:
    """Delete notices that are older than a year."""
    outbox.forget(session, before=now - rules.KEPT_FOR)


FORGET: Final = Chore("notices.forget", timedelta(hours=1), forget_old)
