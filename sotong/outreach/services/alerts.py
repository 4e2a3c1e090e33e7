"""Opening an alert, acknowledging it, passing silence on, closing it. What is done is on its time line."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments import services as assignments
from sotong.assignments.rules import Act, ProofKind, Subject, SubjectKind
from sotong.assignments.services import elsewhere
from sotong.audit import services as audit
from sotong.core.canonical import Json
from sotong.core.days import korean_day
from sotong.core.errors import NotFound, Refused
from sotong.core.labels import sentence
from sotong.core.locks import take_turn
from sotong.core.own_words import to_be_stored
from sotong.notices import services as notices
from sotong.outreach import alert_rules as rules
from sotong.outreach.alert_rules import AlertDeed, AlertLevel, AlertStage
from sotong.outreach.guidance_rules import Hazard
from sotong.outreach.models.alerts import Alert, AlertDepartment, AlertEvent
from sotong.outreach.queries import alerts as queries
from sotong.outreach.queries.alerts import People
from sotong.outreach.services import telling
from sotong.people.queries import ActiveOfficer, department_names
from sotong.rota.queries.recipients import admins

MOST_AT_ONCE: Final = 50


@dataclass(frozen=True, slots=True)
class Opening:
    """What an admin says to open an alert. `said`: what she typed for the `words` that a real one needs."""

    title: str
    hazard: Hazard
    known: str
    department_ids: Collection[UUID]
    drill: bool
    minutes: int
    said: str = ""
    words: str = ""


def check_opening(opening: Opening) -> None:
    """Refuse what cannot be opened: nobody is concerned, or a real alert lacks its words."""
    if reason := rules.why_not_open(
        departments=len(opening.department_ids), drill=opening.drill, said=opening.said, words=opening.words
    ):
        raise Refused(reason)


def open_alert(session: Session, *, opening: Opening, actor_id: UUID, now: datetime) -> Alert:
    """Open an alert: stage 1, shared inside. Officers and deputies concerned are told at once.

    Raises Refused: nobody is concerned, a real alert without its words, or the form was sent twice.
    """
    check_opening(opening)
    take_turn(session, "alert.open")
    if queries.opened_since(session, opening.title, now - rules.SENT_TWICE_WITHIN, drill=opening.drill):
        raise Refused("alert.opened_just_now")
    alert = Alert(
        id=uuid4(),
        title=opening.title,
        hazard=opening.hazard,
        known=opening.known,
        drill=opening.drill,
        minutes=opening.minutes,
        stage_number=AlertStage.SHARED.value,
        events=0,
        opened_at=now,
        opened_by_id=actor_id,
    )
    session.add(alert)
    session.flush()
    note(
        session, alert, AlertDeed.OPENED, now, actor_id=actor_id, stage=AlertStage.SHARED, text=opening.known
    )
    people = queries.people_of(session, opening.department_ids, korean_day(now))
    rows = [_ask(session, alert, one, people[one], now) for one in sorted(set(opening.department_ids))]
    session.flush()
    _share(session, alert, rows, people, now)
    ids: list[Json] = [str(row.department_id) for row in rows]
    _record(
        session, "alert.open", alert, actor_id, now, drill=alert.drill, hazard=alert.hazard.value, asked=ids
    )
    return alert


def acknowledge(
    session: Session, *, asked_id: UUID, officer_id: UUID, actor_id: UUID, now: datetime
) -> AlertDepartment:
    """Say that a department knows: its officer, or at any time a deputy. Others need not any more.

    Raises NotFound; Refused: somebody did already, the alert is closed, or she does not answer for it.
    """
    alert, row = _held(session, asked_id)
    people = queries.people_of(session, [row.department_id], korean_day(now))[row.department_id]
    who = next((one for one in people.everybody if one.officer_id == officer_id), None)
    if reason := rules.why_not_acknowledge(alert.facts, row.asked, concerned=who is not None):
        raise Refused(reason)
    if who is not None:
        _assign(session, alert, row, [who], now)
        elsewhere.settle(
            session,
            kind=SubjectKind.ALERT,
            subject_id=row.id,
            act=Act.ACKNOWLEDGE,
            officer_id=officer_id,
            actor_id=actor_id,
            now=now,
        )
    _acknowledged(session, alert, row, actor_id, now, text="")
    notices.read_all(session, account_id=actor_id, link=telling.asked_link(row), now=now)
    return row


def acknowledge_for(
    session: Session, *, asked_id: UUID, how: str, actor_id: UUID, now: datetime
) -> AlertDepartment:
    """Note as an admin that a department knows, and how that was learned (by telephone, at its desk).

    Raises NotFound; Refused: somebody acknowledged already, or the alert is closed.
    """
    alert, row = _held(session, asked_id)
    if reason := rules.why_not_acknowledge(alert.facts, row.asked, concerned=True):
        raise Refused(reason)
    _acknowledged(session, alert, row, actor_id, now, text=how)
    return row


def go_on(session: Session, now: datetime) -> int:
    """Pass on what nobody has acknowledged in time: to the deputy, then to the admins. A chore of the worker.

    Alerts are locked first, then their departments, as everywhere; another worker takes other alerts. What
    was passed on has a new clock, so a second run finds nothing to do. Returns how many were passed on.
    """
    silent = sa.exists().where(AlertDepartment.alert_id == Alert.id, AlertDepartment.due_at <= now)
    query = sa.select(Alert).where(Alert.closed_at.is_(None), silent).order_by(Alert.opened_at)
    locked = query.limit(MOST_AT_ONCE).with_for_update(skip_locked=True)
    found = session.scalars(locked.execution_options(populate_existing=True)).all()
    return sum(_pass_on(session, alert, now) for alert in found)


def close_alert(session: Session, *, alert_id: UUID, text: str, actor_id: UUID, now: datetime) -> Alert:
    """End an alert: nobody is asked any more, citizens see it no longer. Raises NotFound, Refused."""
    alert = locked_alert(session, alert_id)
    if reason := rules.why_not_close(alert.facts):
        raise Refused(reason)
    alert.closed_at, alert.closed_by_id, alert.closing_note = now, actor_id, text
    rows = _rows(session, alert)
    for row in rows:
        row.due_at = None
        _cancel(session, row, "alert.over", actor_id, now)
    note(session, alert, AlertDeed.CLOSED, now, actor_id=actor_id, text=text)
    _record(session, "alert.close", alert, actor_id, now, stage=alert.stage_number)
    telling.tell(session, alert, "closed", to=concerned(session, rows, now), now=now)
    telling.tell_rooms(session, alert, "closed", now=now)
    return alert


def locked_alert(session: Session, alert_id: UUID) -> Alert:
    """An alert, held until the commit and read afresh. Raises NotFound."""
    query = sa.select(Alert).where(Alert.id == alert_id).with_for_update()
    found = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def concerned(session: Session, rows: Sequence[AlertDepartment], now: datetime) -> list[UUID]:
    """The accounts of all officers and deputies concerned today."""
    people = queries.people_of(session, [row.department_id for row in rows], korean_day(now))
    return telling.accounts(one for found in people.values() for one in found.everybody)


def concerned_rows(session: Session, alert: Alert) -> Sequence[AlertDepartment]:
    """The departments concerned by an alert that is locked."""
    return _rows(session, alert)


def note(
    session: Session,
    alert: Alert,
    deed: AlertDeed,
    now: datetime,
    *,
    actor_id: UUID | None = None,
    department_id: UUID | None = None,
    level: AlertLevel | None = None,
    stage: AlertStage | None = None,
    text: str = "",
) -> None:
    """Add a line to the time line of an alert that is locked."""
    alert.events += 1
    session.add(
        AlertEvent(
            id=uuid4(),
            alert_id=alert.id,
            number=alert.events,
            at=now,
            deed=deed,
            department_id=department_id,
            level=level,
            stage_number=stage.value if stage else None,
            actor_id=actor_id,
            text=text,
        )
    )


def _ask(
    session: Session, alert: Alert, department_id: UUID, people: People, now: datetime
) -> AlertDepartment:
    asked = rules.asked_first(people.reach, now, alert.minutes)
    row = AlertDepartment(
        id=uuid4(), alert_id=alert.id, department_id=department_id, level=asked.level, due_at=asked.due_at
    )
    session.add(row)
    note(session, alert, AlertDeed.ASKED, now, department_id=department_id, level=asked.level)
    return row


def _share(
    session: Session,
    alert: Alert,
    rows: Sequence[AlertDepartment],
    people: Mapping[UUID, People],
    now: datetime,
) -> None:
    """Give each first person her assignment, and tell officers and deputies alike."""
    for row in rows:
        found = people[row.department_id]
        _assign(session, alert, row, _first(found, row.level), now)
        to = telling.accounts(found.everybody)
        telling.tell(
            session, alert, "shared", to=to, now=now, key=str(row.id), asked=row, minutes=alert.minutes
        )
    _tell_admins(session, alert, [row for row in rows if row.level is AlertLevel.ADMIN], now)
    telling.tell_rooms(session, alert, "opened", now=now)


def _first(people: People, level: AlertLevel) -> list[ActiveOfficer]:
    if level is AlertLevel.OFFICER and people.officer is not None:
        return [people.officer]
    return list(people.deputies) if level is AlertLevel.DEPUTY else []


def _assign(
    session: Session, alert: Alert, row: AlertDepartment, officers: Sequence[ActiveOfficer], now: datetime
) -> None:
    """Whoever has it keeps it as it is."""
    title = to_be_stored("alert.drill_title" if alert.drill else "alert.real_title", title=alert.title)
    assignments.assign(
        session,
        subject=Subject(SubjectKind.ALERT, row.id, title),
        officers=officers,
        act=Act.ACKNOWLEDGE,
        proof_kind=ProofKind.NONE,
        due_at=now + timedelta(minutes=alert.minutes),
        actor_id=alert.opened_by_id,
        now=now,
    )


def _acknowledged(
    session: Session, alert: Alert, row: AlertDepartment, actor_id: UUID, now: datetime, *, text: str
) -> None:
    asked = rules.acknowledged(row.asked, now)
    row.due_at, row.acknowledged_at, row.acknowledged_by_id = asked.due_at, asked.acknowledged_at, actor_id
    session.flush()
    _cancel(session, row, "alert.another_acknowledged", actor_id, now)
    note(
        session,
        alert,
        AlertDeed.ACKNOWLEDGED,
        now,
        actor_id=actor_id,
        department_id=row.department_id,
        level=row.level,
        text=text,
    )
    body: dict[str, Json] = {"department": str(row.department_id), "level": row.level.value}
    _record(session, "alert.acknowledge", alert, actor_id, now, **body)


def _pass_on(session: Session, alert: Alert, now: datetime) -> int:
    rows = [row for row in _rows(session, alert) if row.due_at is not None and row.due_at <= now]
    people = queries.people_of(session, [row.department_id for row in rows], korean_day(now))
    for row in rows:
        _ask_next(session, alert, row, people[row.department_id], now)
    session.flush()
    _tell_admins(session, alert, [row for row in rows if row.level is AlertLevel.ADMIN], now)
    return len(rows)


def _ask_next(session: Session, alert: Alert, row: AlertDepartment, people: People, now: datetime) -> None:
    asked = rules.passed_on(row.asked, people.reach, now, alert.minutes)
    if asked is None:
        return
    row.level, row.due_at = asked.level, asked.due_at
    note(session, alert, AlertDeed.PASSED_ON, now, department_id=row.department_id, level=asked.level)
    body: dict[str, Json] = {"department": str(row.department_id), "level": asked.level.value}
    _record(session, "alert.pass_on", alert, None, now, **body)
    if asked.level is AlertLevel.DEPUTY:
        _assign(session, alert, row, people.deputies, now)
        to = telling.accounts(people.deputies)
        telling.tell(
            session, alert, "to_deputy", to=to, now=now, key=str(row.id), asked=row, minutes=alert.minutes
        )


def _tell_admins(session: Session, alert: Alert, rows: Sequence[AlertDepartment], now: datetime) -> None:
    """One notice for all departments that are silent at this moment, the first by name."""
    if not rows:
        return
    names = department_names(session, [row.department_id for row in rows])
    telling.tell(
        session,
        alert,
        "to_admin",
        to=admins(session),
        now=now,
        key=str(alert.events),
        department=min(names.values(), default=""),
        count=len(rows),
    )


def _cancel(session: Session, row: AlertDepartment, reason: str, actor_id: UUID, now: datetime) -> None:
    assignments.cancel_subject(
        session,
        kind=SubjectKind.ALERT,
        subject_id=row.id,
        reason=sentence(reason),
        actor_id=actor_id,
        now=now,
    )


def _held(session: Session, asked_id: UUID) -> tuple[Alert, AlertDepartment]:
    """A department concerned and its alert, both held until the commit, the alert first."""
    alert, _row = queries.asked(session, asked_id)
    alert = locked_alert(session, alert.id)
    return alert, next(row for row in _rows(session, alert) if row.id == asked_id)


def _rows(session: Session, alert: Alert) -> Sequence[AlertDepartment]:
    query = sa.select(AlertDepartment).where(AlertDepartment.alert_id == alert.id)
    ordered = query.order_by(AlertDepartment.id).with_for_update()
    return session.scalars(ordered.execution_options(populate_existing=True)).all()


def _record(
    session: Session, action: str, alert: Alert, actor_id: UUID | None, now: datetime, **body: Json
) -> None:
    audit.record(session, action, at=now, actor_id=actor_id, subject_id=alert.id, body=body)
