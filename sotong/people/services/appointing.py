"""Who serves which department from when to when. Nothing that has begun is ever erased."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit.services import record
from sotong.core.canonical import Json
from sotong.core.days import korean_day
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound, Refused
from sotong.core.locks import take_turn
from sotong.people import queries, rules
from sotong.people.models import Appointment, AppointmentKind, Department
from sotong.people.rules import Term


def lock_appointments(session: Session) -> None:
    """Have everyone else who appoints wait until this transaction ends, as the tables' triggers do."""
    take_turn(session, "appointment")


def appoint(
    session: Session,
    *,
    officer_id: UUID,
    department_id: UUID,
    kind: AppointmentKind,
    starts_on: date,
    actor_id: UUID | None,
    now: datetime,
    ends_on: date | None = None,
) -> Appointment:
    """Have an officer serve a department, from `starts_on` up to, not including, `ends_on`.

    The department's present officer, and this officer's present department, end on that day: so this is how
    an officer is replaced and how one is transferred.

    Refused: "appointment.ends_before_start", "appointment.department_closed", "appointment.department_taken",
    "appointment.officer_elsewhere", "appointment.already".
    """
    lock_appointments(session)
    wanted = Term(uuid4(), officer_id, department_id, kind is AppointmentKind.PRIMARY, starts_on, ends_on)
    _refuse_or_make_room(session, wanted, actor_id, now)
    appointment = Appointment(
        id=wanted.id,
        officer_id=officer_id,
        department_id=department_id,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    with refusing_clash(session, "appointment.department_taken"):
        session.add(appointment)
    body: dict[str, Json] = {
        "officer": str(officer_id),
        "department": str(department_id),
        "kind": kind.value,
        "starts_on": starts_on.isoformat(),
        "ends_on": _text(ends_on),
    }
    record(session, "appointment.make", at=now, actor_id=actor_id, subject_id=appointment.id, body=body)
    return appointment


def move_start(
    session: Session, appointment_id: UUID, *, starts_on: date, actor_id: UUID | None, now: datetime
) -> None:
    """Correct the day on which an appointment starts. Refused as `appoint` is."""
    lock_appointments(session)
    appointment = _appointment(session, appointment_id)
    term = queries.term_of(appointment)
    _refuse_or_make_room(session, replace(term, starts_on=starts_on), actor_id, now)
    with refusing_clash(session, "appointment.department_taken"):
        appointment.starts_on = starts_on
    body: dict[str, Json] = {"from": term.starts_on.isoformat(), "to": starts_on.isoformat()}
    record(session, "appointment.move_start", at=now, actor_id=actor_id, subject_id=appointment_id, body=body)


def end_appointment(
    session: Session, appointment_id: UUID, *, ends_on: date, actor_id: UUID | None, now: datetime
) -> None:
    """Have an appointment end: `ends_on` is the first day on which the officer no longer serves.

    Refused: "appointment.ends_before_start", and as `appoint` is if the end moves later.
    """
    lock_appointments(session)
    appointment = _appointment(session, appointment_id)
    term = queries.term_of(appointment)
    if reason := rules.why_not_end(term, ends_on) or _why_not(session, replace(term, ends_on=ends_on)):
        raise Refused(reason)
    _end(session, appointment, ends_on, actor_id, now)


def withdraw_appointment(
    session: Session, appointment_id: UUID, *, actor_id: UUID | None, now: datetime
) -> None:
    """Take back an appointment that has not begun. Refused: "appointment.has_begun"."""
    lock_appointments(session)
    appointment = _appointment(session, appointment_id)
    if reason := rules.why_not_withdraw(queries.term_of(appointment), korean_day(now)):
        raise Refused(reason)
    _withdraw(session, appointment, actor_id, now)


def end_or_withdraw(
    session: Session, appointment_id: UUID, *, ends_on: date | None, actor_id: UUID | None, now: datetime
) -> None:
    """Carry out what an import has planned: end an appointment, or, without `ends_on`, take it back."""
    if ends_on is None:
        withdraw_appointment(session, appointment_id, actor_id=actor_id, now=now)
    else:
        end_appointment(session, appointment_id, ends_on=ends_on, actor_id=actor_id, now=now)


def end_all_of_department(
    session: Session, department_id: UUID, *, on: date, actor_id: UUID | None, now: datetime
) -> None:
    """End what runs in a department on the day `on` and later; take back what has not begun by then."""
    lock_appointments(session)
    running = sa.or_(Appointment.ends_on.is_(None), Appointment.ends_on > on)
    chosen = sa.select(Appointment).where(Appointment.department_id == department_id, running)
    for appointment in session.scalars(chosen.order_by(Appointment.starts_on)).all():
        if appointment.starts_on < on:
            _end(session, appointment, on, actor_id, now)
        else:
            _withdraw(session, appointment, actor_id, now)


def _refuse_or_make_room(session: Session, wanted: Term, actor_id: UUID | None, now: datetime) -> None:
    if reason := _why_not(session, wanted):
        raise Refused(reason)
    for term in rules.ended_by(wanted, _terms(session, wanted)):
        _end(session, _appointment(session, term.id), wanted.starts_on, actor_id, now)


def _why_not(session: Session, wanted: Term) -> str | None:
    department = session.get(Department, wanted.department_id)
    if department is None:
        raise NotFound
    return rules.why_not_appoint(wanted, _terms(session, wanted), department.closed_on)


def _terms(session: Session, wanted: Term) -> list[Term]:
    return queries.terms(session, officer_id=wanted.officer_id, department_id=wanted.department_id)


def _end(
    session: Session, appointment: Appointment, ends_on: date, actor_id: UUID | None, now: datetime
) -> None:
    if appointment.ends_on == ends_on:
        return
    body: dict[str, Json] = {"from": _text(appointment.ends_on), "to": ends_on.isoformat()}
    with refusing_clash(session, "appointment.department_taken"):
        appointment.ends_on = ends_on
    record(session, "appointment.end", at=now, actor_id=actor_id, subject_id=appointment.id, body=body)


def _withdraw(session: Session, appointment: Appointment, actor_id: UUID | None, now: datetime) -> None:
    body: dict[str, Json] = {
        "officer": str(appointment.officer_id),
        "department": str(appointment.department_id),
        "starts_on": appointment.starts_on.isoformat(),
    }
    session.delete(appointment)
    session.flush()
    record(session, "appointment.withdraw", at=now, actor_id=actor_id, subject_id=appointment.id, body=body)


def _appointment(session: Session, appointment_id: UUID) -> Appointment:
    appointment = session.get(Appointment, appointment_id, populate_existing=True)
    if appointment is None:
        raise NotFound
    return appointment


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
