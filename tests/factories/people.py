"""Departments, officers and accounts for tests.

Each maker takes `db.session()`. Inside an open `transaction()` it only adds; else it opens one of its own.
What it returns are plain facts, which cost no further statement.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from sotong.core.permissions import Role
from sotong.people.models import Account, Appointment, AppointmentKind, Department, DepartmentKind, Officer
from tests.factories.writing import writing

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
FIRST_DAY = date(2026, 1, 1)
_count = itertools.count(1)


@dataclass(frozen=True)
class MadeDepartment:
    id: UUID
    code: str
    name: str
    bureau: str


@dataclass(frozen=True)
class MadeAccount:
    id: UUID
    login: str
    name: str
    role: Role
    officer_id: UUID | None = None


@dataclass(frozen=True)
class MadeOfficer:
    """An officer, with her appointment and account if these were made."""

    id: UUID
    name: str
    email: str
    department_id: UUID
    account_id: UUID | None
    appointment_id: UUID


def make_department(
    session: Session,
    *,
    code: str | None = None,
    name: str | None = None,
    name_en: str | None = None,
    bureau: str = "행정국",
    kind: DepartmentKind = DepartmentKind.OFFICE,
    closed_on: date | None = None,
) -> MadeDepartment:
    """Make a department, with a code and name of its own unless given."""
    number = next(_count)
    made = MadeDepartment(uuid4(), code or f"T{number:04}", name or f"시험{number}과", bureau)
    with writing(session):
        session.add(
            Department(
                id=made.id,
                code=made.code,
                name=made.name,
                name_en=name_en or f"Test {number}",
                kind=kind,
                bureau=bureau,
                closed_on=closed_on,
            )
        )
        session.flush()
    return made


def make_officer(
    session: Session,
    *,
    department_id: UUID | None = None,
    name: str | None = None,
    email: str | None = None,
    phone: str | None = "02-2670-0000",
    kind: AppointmentKind = AppointmentKind.PRIMARY,
    starts_on: date = FIRST_DAY,
    ends_on: date | None = None,
    account: bool = True,
) -> MadeOfficer:
    """Make an officer who serves a department (a new one unless given), with an account unless refused."""
    number = next(_count)
    with writing(session):
        department_id = department_id or make_department(session).id
        officer = Officer(
            id=uuid4(),
            name=name or f"주무관{number}",
            email=email or f"officer{number}@example.go.kr",
            phone=phone,
        )
        session.add(officer)
        session.flush()
        appointment = Appointment(
            id=uuid4(),
            officer_id=officer.id,
            department_id=department_id,
            kind=kind,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        session.add(appointment)
        session.flush()
        account_id = _officer_account(session, officer) if account else None
        return MadeOfficer(officer.id, officer.name, officer.email, department_id, account_id, appointment.id)


def make_account(
    session: Session,
    role: Role = Role.ADMIN,
    *,
    login: str | None = None,
    name: str | None = None,
    password_hash: str | None = None,
) -> MadeAccount:
    """Make an account of `role`; for an officer, the officer, appointment and department too."""
    number = next(_count)
    with writing(session):
        officer_id = make_officer(session, name=name, account=False).id if role is Role.OFFICER else None
        account = Account(
            id=uuid4(),
            login=login or f"{role.value}{number}",
            name=name or f"{role.value} {number}",
            role=role,
            password_hash=password_hash,
            officer_id=officer_id,
            created_at=LONG_AGO,
        )
        session.add(account)
        session.flush()
        return MadeAccount(account.id, account.login, account.name, role, officer_id)


def make_city(session: Session, departments: int = 54) -> list[MadeOfficer]:
    """Make as many departments as asked, each with one officer who has an account, in order of code."""
    with writing(session):
        return [
            make_officer(
                session,
                department_id=make_department(session, code=f"C{number:03}", name=f"{number}번과").id,
            )
            for number in range(1, departments + 1)
        ]


def _officer_account(session: Session, officer: Officer) -> UUID:
    account = Account(
        id=uuid4(),
        login=officer.email,
        name=officer.name,
        role=Role.OFFICER,
        officer_id=officer.id,
        created_at=LONG_AGO,
    )
    session.add(account)
    session.flush()
    return account.id
