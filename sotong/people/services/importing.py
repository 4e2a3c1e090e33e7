"""Importing departments and officers: plan, show, and apply exactly what was shown, or nothing."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit.services import record
from sotong.core.days import korean_day
from sotong.core.errors import Refused
from sotong.core.locks import take_turn
from sotong.core.tables import Column, Reading, Row, Table, table_in
from sotong.people import rules
from sotong.people.imports import (
    DEPARTMENT_COLUMNS,
    LIMITS,
    OFFICER_COLUMNS,
    DepartmentAdd,
    DepartmentPlan,
    OfficerPlan,
    fingerprint,
    plan_departments,
    plan_officers,
)
from sotong.people.models import AppointmentKind, DepartmentKind, ImportDraft
from sotong.people.queries import present
from sotong.people.services import appointing, departments
from sotong.people.services.departments import DepartmentFacts

Plan: TypeAlias = DepartmentPlan | OfficerPlan


class Subject(StrEnum):
    """What a file lists."""

    DEPARTMENTS = "departments"
    OFFICERS = "officers"

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that such a file may have."""
        return DEPARTMENT_COLUMNS if self is Subject.DEPARTMENTS else OFFICER_COLUMNS


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was read, its faults with it, and whether it claims to be complete."""

    subject: Subject
    filename: str
    digest: bytes
    table: Table
    complete: bool


def read_upload(subject: Subject, filename: str, content: bytes, *, complete: bool) -> Upload:
    """Read a file's lines. Raises TableInvalid for what is no table; `plan` tells what is wrong in one."""
    table = table_in(content, subject.columns, LIMITS)
    return Upload(subject, filename, hashlib.sha256(content).digest(), table, complete)


def plan(session: Session, upload: Upload, *, now: datetime) -> Plan:
    """Return what importing the file would do now, or all that is wrong with it. Changes nothing."""
    table, reading = upload.table, Reading[Row](upload.table)
    ready = _planned(session, upload, frozenset(each.line for each in table.problems), korean_day(now))
    reading.add(ready.problems)
    return type(ready)(problems=reading.problems) if reading.problems else ready


def _planned(session: Session, upload: Upload, faulty: frozenset[int | None], on: date) -> Plan:
    table = upload.table
    if upload.subject is Subject.DEPARTMENTS:
        states = present.department_states(session)
        return plan_departments(table.rows, states, complete=upload.complete, on=on)
    return plan_officers(
        table.rows,
        present.officers_present(session),
        with_phones="phone" in table.present,
        complete=upload.complete,
        on=on,
        faulty=faulty,
    )


def keep_draft(session: Session, upload: Upload, *, account_id: UUID, now: datetime) -> None:
    """Keep a file that was previewed until its account confirms it, previews another, or a day has gone."""
    forget_draft(session, upload.subject, account_id=account_id, now=now)
    lines = [[row.line, dict(row.values)] for row in upload.table.rows]
    said = {"rows": lines, "written": dict(upload.table.written), "ignored": upload.table.ignored}
    session.add(
        ImportDraft(
            subject=upload.subject.value,
            filename=upload.filename,
            file_digest=upload.digest,
            rows=json.dumps(said, ensure_ascii=False),
            complete=upload.complete,
            account_id=account_id,
            created_at=now,
        )
    )
    session.flush()


def forget_draft(session: Session, subject: Subject, *, account_id: UUID, now: datetime) -> None:
    """Forget the file that an account has previewed, and everybody's that waited too long."""
    own = sa.and_(ImportDraft.account_id == account_id, ImportDraft.subject == subject.value)
    old = ImportDraft.created_at < now - rules.DRAFT_LASTS
    session.execute(sa.delete(ImportDraft).where(sa.or_(own, old)))


def kept_upload(session: Session, subject: Subject, *, account_id: UUID, now: datetime) -> Upload | None:
    """Return the file that an account has previewed, if it still waits."""
    draft = present.import_draft(session, subject=subject.value, account_id=account_id)
    if draft is None or draft.created_at < now - rules.DRAFT_LASTS:
        return None
    said = json.loads(draft.rows)
    rows = tuple(Row(line, values) for line, values in said["rows"])
    table = Table(subject.columns, rows, said["written"], tuple(said["ignored"]))
    return Upload(subject, draft.filename, draft.file_digest, table, draft.complete)


def apply_upload(
    session: Session, upload: Upload, *, seen: str | None, actor_id: UUID | None, now: datetime
) -> Plan:
    """Import a file, all or nothing, and return what was done.

    `seen` is the fingerprint of the plan that was shown; None (command line) applies whatever it is now.

    Refused: "import.moved" if the plan is no longer what was shown, "import.invalid" if it has problems.
    """
    take_turn(session, "import")
    appointing.lock_appointments(session)
    ready = plan(session, upload, now=now)
    if seen is not None and fingerprint(upload.digest, ready) != seen:
        raise Refused("import.moved")
    if ready.problems:
        raise Refused("import.invalid")
    if ready.is_empty:
        return ready
    if isinstance(ready, DepartmentPlan):
        _apply_departments(session, ready, actor_id, now)
    else:
        _apply_officers(session, ready, actor_id, now)
    body = {"subject": upload.subject.value, "sha256": upload.digest.hex(), "rows": len(upload.table.rows)}
    record(session, "people.import", at=now, actor_id=actor_id, body=body)
    return ready


def _apply_departments(session: Session, ready: DepartmentPlan, actor_id: UUID | None, now: datetime) -> None:
    on = korean_day(now)
    for end in ready.ends:
        departments.close_department(session, end.id, closed_on=on, actor_id=actor_id, now=now)
    for change in ready.changes:
        departments.change_department(session, change.id, _facts(change.to), actor_id=actor_id, now=now)
    for reopened in (change for change in ready.changes if change.reopens):
        departments.reopen_department(session, reopened.id, actor_id=actor_id, now=now)
    for add in ready.adds:
        departments.add_department(session, _facts(add), actor_id=actor_id, now=now)


def _facts(add: DepartmentAdd) -> DepartmentFacts:
    return DepartmentFacts(
        add.code, add.name, add.name_en, DepartmentKind(add.kind), add.bureau, add.bureau_en
    )


def _apply_officers(session: Session, ready: OfficerPlan, actor_id: UUID | None, now: datetime) -> None:
    for person in ready.adds:
        departments.add_officer(
            session, name=person.name, email=person.email, phone=person.phone, actor_id=actor_id, now=now
        )
    for change in ready.changes:
        departments.change_officer(
            session,
            change.id,
            name=change.name,
            email=None,
            phone=change.phone,
            actor_id=actor_id,
            now=now,
        )
    for end in ready.ends:
        appointing.end_or_withdraw(
            session, end.appointment_id, ends_on=end.ends_on, actor_id=actor_id, now=now
        )
    for move in ready.moves:
        appointing.move_start(session, move.appointment_id, starts_on=move.after, actor_id=actor_id, now=now)
    ids = present.ids_by_email(session)
    for made in ready.appointments:
        appointing.appoint(
            session,
            officer_id=ids[made.email],
            department_id=made.department_id,
            kind=AppointmentKind.PRIMARY if made.primary else AppointmentKind.DEPUTY,
            starts_on=made.starts_on,
            actor_id=actor_id,
            now=now,
        )
