"""The present state, as the planning of imports wants it."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.people.imports import DepartmentState, OfficersPresent, OfficerState
from sotong.people.models import Appointment, Department, ImportDraft, Officer
from sotong.people.queries.serving import term_of


def department_states(session: Session) -> tuple[DepartmentState, ...]:
    """Return every department, dissolved ones too."""
    return tuple(
        DepartmentState(d.id, d.code, d.name, d.name_en, d.kind.value, d.bureau, d.closed_on, d.bureau_en)
        for d in session.scalars(sa.select(Department).order_by(Department.code))
    )


def officers_present(session: Session) -> OfficersPresent:
    """Return every department, officer and appointment. Three statements."""
    officers = session.scalars(sa.select(Officer).order_by(Officer.email)).all()
    appointments = session.scalars(
        sa.select(Appointment).order_by(Appointment.starts_on, Appointment.id)
    ).all()
    return OfficersPresent(
        department_states(session),
        tuple(OfficerState(o.id, o.name, o.email, o.phone or "") for o in officers),
        tuple(map(term_of, appointments)),
    )


def ids_by_email(session: Session) -> dict[str, UUID]:
    """Return every officer's id, by e-mail."""
    return {row[0]: row[1] for row in session.execute(sa.select(Officer.email, Officer.id))}


def import_draft(session: Session, *, subject: str, account_id: UUID) -> ImportDraft | None:
    """Return the file that an account has previewed last, if it still waits."""
    return session.scalar(
        sa.select(ImportDraft).where(ImportDraft.subject == subject, ImportDraft.account_id == account_id)
    )
