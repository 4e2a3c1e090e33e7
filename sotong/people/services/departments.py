"""Departments and officers as such; who serves where is appointing.py's."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit.services import record
from sotong.core.canonical import Json
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound, Refused
from sotong.people.models import Department, DepartmentKind, Officer
from sotong.people.rules import code_key
from sotong.people.services.appointing import end_all_of_department, lock_appointments


@dataclass(frozen=True, slots=True)
class DepartmentFacts:
    """What an office writes down of a department."""

    code: str
    name: str
    name_en: str
    kind: DepartmentKind
    bureau: str
    bureau_en: str = ""


def add_department(
    session: Session, facts: DepartmentFacts, *, actor_id: UUID | None, now: datetime
) -> Department:
    """Add a department. Refused: "department.code_taken", "department.name_taken"."""
    department = Department(**asdict(facts))
    _refuse_taken(session, department.id, facts, exists=True)
    with refusing_clash(session, "department.taken_meanwhile"):
        session.add(department)
    record(session, "department.add", at=now, actor_id=actor_id, subject_id=department.id, body=asdict(facts))
    return department


def change_department(
    session: Session, department_id: UUID, facts: DepartmentFacts, *, actor_id: UUID | None, now: datetime
) -> None:
    """Change what is written down of a department.

    Refused: "department.code_taken", "department.name_taken".
    """
    department = _department(session, department_id)
    changes = {
        field: [getattr(department, field), new]
        for field, new in asdict(facts).items()
        if getattr(department, field) != new
    }
    if not changes:
        return
    _refuse_taken(session, department_id, facts, exists=department.closed_on is None)
    with refusing_clash(session, "department.taken_meanwhile"):
        for field, (_old, new) in changes.items():
            setattr(department, field, new)
    record(session, "department.change", at=now, actor_id=actor_id, subject_id=department.id, body=changes)


def close_department(
    session: Session, department_id: UUID, *, closed_on: date, actor_id: UUID | None, now: datetime
) -> None:
    """Dissolve a department: from `closed_on` it is no more, and nobody serves it."""
    lock_appointments(session)  # before the department's row: who appoints takes them in that order
    department = _department(session, department_id)
    end_all_of_department(session, department_id, on=closed_on, actor_id=actor_id, now=now)
    department.closed_on = closed_on
    record(
        session,
        "department.close",
        at=now,
        actor_id=actor_id,
        subject_id=department.id,
        body={"on": closed_on.isoformat()},
    )


def reopen_department(session: Session, department_id: UUID, *, actor_id: UUID | None, now: datetime) -> None:
    """Take back that a department is dissolved. Its appointments stay ended.

    Refused: "department.name_taken" if another bears its name by now.
    """
    department = _department(session, department_id)
    if department.closed_on is not None:
        _refuse_name(session, department_id, department.name)
        with refusing_clash(session, "department.taken_meanwhile"):
            department.closed_on = None
        record(session, "department.reopen", at=now, actor_id=actor_id, subject_id=department.id)


def add_officer(
    session: Session,
    *,
    name: str,
    email: str,
    phone: str | None,
    actor_id: UUID | None,
    now: datetime,
) -> Officer:
    """Add a person who is to serve as an SNS officer. Refused: "officer.email_taken"."""
    officer = Officer(name=name, email=email.lower(), phone=phone or None)
    with refusing_clash(session, "officer.email_taken"):
        session.add(officer)
    record(session, "officer.add", at=now, actor_id=actor_id, subject_id=officer.id)
    return officer


def change_officer(
    session: Session,
    officer_id: UUID,
    *,
    name: str,
    email: str | None,
    phone: str | None,
    actor_id: UUID | None,
    now: datetime,
) -> None:
    """Change an officer's name, e-mail and phone; None leaves one of them as it is, "" takes the phone away.

    The record names what was changed, not to what: it cannot be taken back. Refused: "officer.email_taken".
    """
    officer = session.scalar(
        sa.select(Officer).where(Officer.id == officer_id).with_for_update(key_share=True)
    )
    if officer is None:
        raise NotFound
    wanted = {"name": name}
    if email is not None:
        wanted["email"] = email.lower()
    if phone is not None:
        wanted["phone"] = phone
    changed = [field for field, value in wanted.items() if (getattr(officer, field) or "") != value]
    if not changed:
        return
    with refusing_clash(session, "officer.email_taken"):
        for field in changed:
            setattr(officer, field, wanted[field] or None)
    body: dict[str, Json] = {"changed": changed}
    record(session, "officer.change", at=now, actor_id=actor_id, subject_id=officer_id, body=body)


def _refuse_taken(session: Session, department_id: UUID, facts: DepartmentFacts, *, exists: bool) -> None:
    """Say which it is, the code or the name, before the database says only that it cannot be."""
    same_code = sa.select(Department.code).where(
        Department.code_key == code_key(facts.code), Department.id != department_id
    )
    if taken := session.scalar(same_code):
        raise Refused("department.code_taken", code=taken)
    if exists:
        _refuse_name(session, department_id, facts.name)


def _refuse_name(session: Session, department_id: UUID, name: str) -> None:
    others = sa.select(Department.code).where(
        Department.name == name, Department.closed_on.is_(None), Department.id != department_id
    )
    if code := session.scalar(others):
        raise Refused("department.name_taken", name=name, code=code)


def _department(session: Session, department_id: UUID) -> Department:
    department = session.scalar(
        sa.select(Department).where(Department.id == department_id).with_for_update(key_share=True)
    )
    if department is None:
        raise NotFound
    return department
