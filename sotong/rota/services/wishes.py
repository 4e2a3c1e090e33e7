"""Days on which an officer would rather not serve: entered and taken back by herself."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.core.canonical import Json
from sotong.core.days import korean_day
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound, Refused
from sotong.people.models import Officer
from sotong.rota import rules
from sotong.rota.models import DutyWish
from sotong.rota.queries.wishes import days_of


def add_wish(session: Session, *, officer_id: UUID, on: date, actor_id: UUID, now: datetime) -> DutyWish:
    """Keep a day that the officer would rather avoid. Rotas planned from now on heed it where they can.

    Refused for a day that has begun or lies too far ahead, twice, and beyond so many a year. Raises NotFound.
    """
    if session.get(Officer, officer_id, with_for_update=True) is None:
        raise NotFound
    if reason := rules.why_not_wish(on, days_of(session, officer_id), korean_day(now)):
        raise Refused(reason, most=rules.MOST_WISHES_A_YEAR, year=on.year)
    entry = DutyWish(id=uuid4(), officer_id=officer_id, on=on, entered_at=now)
    with refusing_clash(session, "wish.known"):
        session.add(entry)
    _record(session, "wish.add", entry, actor_id=actor_id, now=now)
    return entry


def remove_wish(session: Session, *, wish_id: UUID, officer_id: UUID, actor_id: UUID, now: datetime) -> None:
    """Forget a day to come; another's is NotFound, a day that has begun stays, for the ledger counts it."""
    query = sa.select(DutyWish).where(DutyWish.id == wish_id, DutyWish.officer_id == officer_id)
    entry = session.scalars(query.with_for_update()).one_or_none()
    if entry is None:
        raise NotFound
    if entry.on <= korean_day(now):
        raise Refused("wish.is_over")
    session.delete(entry)
    _record(session, "wish.remove", entry, actor_id=actor_id, now=now)


def _record(session: Session, action: str, entry: DutyWish, *, actor_id: UUID, now: datetime) -> None:
    body: dict[str, Json] = {"officer": str(entry.officer_id), "on": entry.on.isoformat()}
    audit.record(session, action, at=now, actor_id=actor_id, subject_id=entry.id, body=body)
