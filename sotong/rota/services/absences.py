"""Entering absences and taking them back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.core.canonical import Json
from sotong.core.days import korean_day
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound, Refused
from sotong.people.models import Appointment, Officer
from sotong.rota import rules
from sotong.rota.models import AbsenceEntry
from sotong.rota.rules import Absence, AbsenceKind
from sotong.rota.services import telling


def enter_absence(
    session: Session,
    *,
    officer_id: UUID,
    first_on: date,
    last_on: date,
    kind: AbsenceKind,
    actor_id: UUID,
    now: datetime,
    past_allowed: bool = False,
) -> AbsenceEntry:
    """Enter days on which an officer is away. `past_allowed`: an admin puts right what was forgotten.

    Refused if they end before they begin, begin in the past, last too long, overlap what is entered, or lie
    after the officer has left. Raises NotFound.
    """
    if reason := rules.why_not_span(first_on, last_on):
        raise Refused(reason)
    absence = Absence(str(officer_id), first_on, last_on, kind)
    today = first_on if past_allowed else korean_day(now)
    theirs = holding(session, [officer_id])
    if reason := rules.why_not_absence(absence, theirs, _as_fact(session, officer_id), today):
        raise Refused(reason)
    entry = AbsenceEntry(
        id=uuid4(),
        officer_id=officer_id,
        first_on=first_on,
        last_on=last_on,
        kind=kind,
        entered_at=now,
        entered_by_id=actor_id,
    )
    with refusing_clash(session, "absence.overlaps"):
        session.add(entry)
    _record(session, "absence.enter", entry, actor_id=actor_id, now=now)
    telling.of_absences(session, [absence], key=str(entry.id), actor_id=actor_id, now=now)
    return entry


def withdraw_absence(
    session: Session, *, absence_id: UUID, actor_id: UUID, now: datetime, officer_id: UUID | None = None
) -> AbsenceEntry:
    """Take an absence back, if it is not over. `officer_id`: only if it is hers; another's is NotFound."""
    query = sa.select(AbsenceEntry).where(AbsenceEntry.id == absence_id).with_for_update()
    entry = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if entry is None or (officer_id is not None and entry.officer_id != officer_id):
        raise NotFound
    over = entry.last_on < korean_day(now)
    if reason := rules.why_not_take_back(withdrawn=entry.withdrawn_at is not None, over=over):
        raise Refused(reason)
    entry.withdrawn_at, entry.withdrawn_by_id = now, actor_id
    _record(session, "absence.withdraw", entry, actor_id=actor_id, now=now)
    return entry


def holding(session: Session, officer_ids: Collection[UUID]) -> list[Absence]:
    """The absences of some officers that are not taken back."""
    query = sa.select(AbsenceEntry).where(
        AbsenceEntry.officer_id.in_(officer_ids), AbsenceEntry.withdrawn_at.is_(None)
    )
    return [fact_of(entry) for entry in session.scalars(query.order_by(AbsenceEntry.first_on))]


def fact_of(entry: AbsenceEntry) -> Absence:
    """An absence as the engines know it."""
    return Absence(str(entry.officer_id), entry.first_on, entry.last_on, entry.kind)


def _as_fact(session: Session, officer_id: UUID) -> rules.Officer:
    """The officer, with the day on which the last appointment ends. Raises NotFound."""
    if session.get(Officer, officer_id) is None:
        raise NotFound
    ends = session.scalars(sa.select(Appointment.ends_on).where(Appointment.officer_id == officer_id)).all()
    open_end = None in ends or not ends
    return rules.Officer(str(officer_id), leaves_on=None if open_end else max(end for end in ends if end))


def _record(session: Session, action: str, entry: AbsenceEntry, *, actor_id: UUID, now: datetime) -> None:
    body: dict[str, Json] = {
        "first_on": entry.first_on.isoformat(),
        "kind": entry.kind.value,
        "last_on": entry.last_on.isoformat(),
        "officer": str(entry.officer_id),
    }
    audit.record(session, action, at=now, actor_id=actor_id, subject_id=entry.id, body=body)
