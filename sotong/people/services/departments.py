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
from sotong.core.errors import NotFound
from sotong.people.models import Department, DepartmentKind, Officer
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
    """Add a department. Refused: "department.code_taken"."""
    department = Department(**asdict(facts))
    with refusing_clash(session, "department.code_taken", code=facts.code):
        session.add(department)
    record(session, "department.add", at=now, actor_id=actor_id, subject_id=department.id, body=asdict(facts))
    return department


def change_department(
    session: Session, department_id: UUID, facts: DepartmentFacts, *, actor_id: UUID | None, now: datetime
) -> None:
    """Change what is written down of a department. Refused: "department.code_taken"."""
    department = _department(session, department_id)
    changes = {
        field: [getattr(department, field), new]
        for field, new in asdict(facts).items()
        if getattr(department, field) != new
    }
    if not changes:
        return
    with refusing_clash(session, "department.code_taken", code=facts.code):
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
    """Take back that a department is dissolved. Its appointments stay ended."""
    department = _department(session, department_id)
    if department.closed_on is not None:
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


def _department(session: Session, department_id: UUID) -> Department:
    department = session.scalar(
        sa.select(Department).where(Department.id == department_id).with_for_update(key_share=True)
    )
    if department is None:
        raise NotFound
    return department
