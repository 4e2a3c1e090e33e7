"""What holds for every rota: the office's own days, and who may take which role."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.core.canonical import Json
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound, Refused
from sotong.people.models import Officer
from sotong.rota.models import DutyQualification, OfficeDayEntry
from sotong.rota.rules import DayClass, why_not_role


def add_office_day(
    session: Session, *, on: date, name: str, day_class: DayClass, actor_id: UUID, now: datetime
) -> OfficeDayEntry:
    """Put a day into a class: the office's own, or one just proclaimed. Rotas made later follow it."""
    entry = OfficeDayEntry(id=uuid4(), on=on, name=name, day_class=day_class)
    with refusing_clash(session, "office_day.known"):
        session.add(entry)
    _record_day(session, "office_day.add", entry, actor_id=actor_id, now=now)
    return entry


def remove_office_day(session: Session, *, day_id: UUID, actor_id: UUID, now: datetime) -> None:
    """Let a day be what the calendar says again. Slots that are laid out keep their class."""
    entry = session.get(OfficeDayEntry, day_id, with_for_update=True)
    if entry is None:
        raise NotFound
    session.delete(entry)
    _record_day(session, "office_day.remove", entry, actor_id=actor_id, now=now)


def set_roles(
    session: Session, *, officer_id: UUID, roles: Collection[str], actor_id: UUID, now: datetime
) -> None:
    """Say which roles an officer may take, in place of those before."""
    if session.get(Officer, officer_id, with_for_update=True) is None:
        raise NotFound
    for role in roles:
        if reason := why_not_role(role):
            raise Refused(reason)
    theirs = DutyQualification.officer_id == officer_id
    before = sorted(session.scalars(sa.select(DutyQualification.role).where(theirs)))
    wanted = sorted(set(roles))
    if before == wanted:
        return
    session.execute(sa.delete(DutyQualification).where(theirs))
    session.add_all(DutyQualification(id=uuid4(), officer_id=officer_id, role=role) for role in wanted)
    body: dict[str, Json] = {"before": before, "after": wanted}
    audit.record(session, "duty.roles", at=now, actor_id=actor_id, subject_id=officer_id, body=body)


def _record_day(
    session: Session, action: str, entry: OfficeDayEntry, *, actor_id: UUID, now: datetime
) -> None:
    body: dict[str, Json] = {
        "class": entry.day_class.value,
        "name": entry.name,
        "on": entry.on.isoformat(),
    }
    audit.record(session, action, at=now, actor_id=actor_id, subject_id=entry.id, body=body)
