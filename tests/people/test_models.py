"""What the people room's tables promise by themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.core.db import transaction
from sotong.core.permissions import Role
from sotong.people.models import Account, AppointmentKind
from tests.factories.people import make_account, make_department, make_officer

JAN, MAR, JUN, SEP = (date(2026, month, 1) for month in (1, 3, 6, 9))
DEPUTY, PRIMARY = AppointmentKind.DEPUTY, AppointmentKind.PRIMARY


def appoint(
    session: Session,
    department_id: UUID,
    starts_on: date,
    ends_on: date | None,
    kind: AppointmentKind = PRIMARY,
) -> None:
    make_officer(
        session, department_id=department_id, starts_on=starts_on, ends_on=ends_on, kind=kind, account=False
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((JAN, None), (MAR, None)),
        ((JAN, JUN), (MAR, SEP)),
        ((MAR, SEP), (JAN, JUN)),
        ((JAN, SEP), (MAR, JUN)),
        ((MAR, None), (JAN, None)),
        ((JAN, None), (JAN, MAR)),
    ],
)
def test_a_department_has_at_most_one_primary_officer_on_any_day(
    session: Session, first: tuple[date, date | None], second: tuple[date, date | None]
) -> None:
    department = make_department(session)
    appoint(session, department.id, *first)
    with pytest.raises(sa.exc.IntegrityError):
        appoint(session, department.id, *second)


def test_one_officer_may_follow_another_on_the_day_that_the_other_ends(session: Session) -> None:
    department = make_department(session)
    appoint(session, department.id, JAN, MAR)
    appoint(session, department.id, MAR, None)
    appoint(session, department.id, JAN, None, DEPUTY)
    appoint(session, department.id, JAN, None, DEPUTY)


def test_moving_an_appointment_onto_another_is_refused_too(session: Session) -> None:
    department = make_department(session)
    appoint(session, department.id, JAN, MAR)
    appoint(session, department.id, MAR, None)
    with pytest.raises(sa.exc.IntegrityError), transaction() as writing:
        writing.execute(sa.text("UPDATE appointment SET ends_on = '2026-06-01' WHERE ends_on IS NOT NULL"))


def test_an_officer_is_primary_in_one_department_at_a_time(session: Session) -> None:
    officer = make_officer(session, starts_on=JAN, ends_on=JUN)
    department = make_department(session)
    adding = sa.text(
        "INSERT INTO appointment (id, officer_id, department_id, kind, starts_on, ends_on)"
        " VALUES (:id, :officer, :department, :kind, '2026-03-01', NULL)"
    ).bindparams(
        sa.bindparam("id", UUID(int=1), sa.Uuid()),
        sa.bindparam("officer", officer.id, sa.Uuid()),
        sa.bindparam("department", department.id, sa.Uuid()),
    )
    with pytest.raises(sa.exc.IntegrityError), transaction() as writing:
        writing.execute(adding, {"kind": "primary"})
    with transaction() as writing:
        writing.execute(adding, {"kind": "deputy"})


def test_an_appointment_lasts_at_least_a_day(session: Session) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        appoint(session, make_department(session).id, MAR, MAR)


def test_a_login_is_used_once_and_written_small(session: Session) -> None:
    make_account(session, login="kim")
    with pytest.raises(sa.exc.IntegrityError):
        make_account(session, login="kim")
    with pytest.raises(sa.exc.IntegrityError):
        make_account(session, login="Lee")


@pytest.mark.parametrize("role", [Role.ADMIN, Role.JUDGE, Role.AUDITOR])
def test_who_signs_in_as_an_officer_is_one_and_nobody_else_is(session: Session, role: Role) -> None:
    officer = make_officer(session, account=False)
    for wrong in ((role, officer.id), (Role.OFFICER, None)):
        with pytest.raises(sa.exc.IntegrityError), transaction() as writing:
            writing.add(
                Account(
                    login="x",
                    name="x",
                    role=wrong[0],
                    officer_id=wrong[1],
                    created_at=datetime(2026, 1, 1, tzinfo=UTC),
                )
            )


def test_a_department_or_officer_with_a_past_cannot_be_deleted(session: Session) -> None:
    officer = make_officer(session)
    for table, key in (("department", officer.department_id), ("officer", officer.id)):
        removing = sa.text(f"DELETE FROM {table} WHERE id = :key").bindparams(
            sa.bindparam("key", key, sa.Uuid())
        )
        with pytest.raises(sa.exc.IntegrityError), transaction() as writing:
            writing.execute(removing)
