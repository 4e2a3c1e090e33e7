"""Who is who: what other rooms ask of people."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from sotong.core.permissions import Role
from sotong.core.presence import TOKEN
from sotong.people import queries
from sotong.people.models import AppointmentKind
from tests.browsers import Browser
from tests.factories.people import make_account, make_city, make_department, make_officer

TODAY = date(2026, 11, 23)
Statements = Callable[[], AbstractContextManager[list[str]]]


def test_active_officers_are_the_primary_ones_of_open_departments_on_that_day(session: Session) -> None:
    kim = make_officer(session, department_id=make_department(session, code="B").id, ends_on=TODAY)
    lee = make_officer(session, department_id=kim.department_id, starts_on=TODAY, account=False)
    make_officer(session, department_id=kim.department_id, kind=AppointmentKind.DEPUTY)
    make_officer(session, department_id=make_department(session, closed_on=TODAY).id)
    park = make_officer(session, department_id=make_department(session, code="A").id)

    today = queries.active_officers(session, TODAY)
    assert [(o.officer_id, o.account_id) for o in today] == [(park.id, park.account_id), (lee.id, None)]
    yesterday = queries.active_officers(session, TODAY - timedelta(days=1))
    assert kim.id in {officer.officer_id for officer in yesterday}
    assert len(yesterday) == 3


@pytest.mark.parametrize("officers", [1, 54])
def test_active_officers_cost_one_statement(session: Session, statements: Statements, officers: int) -> None:
    make_city(session, officers)
    with statements() as ran:
        assert len(queries.active_officers(session, TODAY)) == officers
    assert len(ran) == 1


def test_names_are_found_for_the_ids_given(session: Session) -> None:
    officer = make_officer(session, name="김소통")
    account = make_account(session, Role.JUDGE, name="심사")
    closed = make_department(session, name="옛과", closed_on=TODAY)
    assert queries.account_names(session, [account.id, officer.id]) == {account.id: "심사"}
    assert queries.officer_names(session, {officer.id}) == {officer.id: "김소통"}
    assert queries.department_names(session, [closed.id, closed.id]) == {closed.id: "옛과"}
    assert queries.account_names(session, []) == {}
    assert closed.id not in {department.id for department in queries.departments(session, TODAY)}


def test_a_browser_of_the_tests_is_signed_in(
    browser: Callable[[Role], Browser], session: Session, now: datetime
) -> None:
    officer = browser(Role.OFFICER)
    with officer.session_transaction() as cookie:
        token = cookie[TOKEN]
    person = queries.who(session, token, now)
    assert person is not None
    assert (person.account_id, person.officer_id, person.department_id, person.role) == (
        officer.account_id,
        officer.officer_id,
        officer.department_id,
        Role.OFFICER,
    )
    assert queries.who(session, token + "x", now) is None
