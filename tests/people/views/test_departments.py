"""Departments and who serves them: pages for whoever may read, changes by the admin."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit.models import AuditEntry
from sotong.core import clock
from sotong.core.permissions import Role
from sotong.people.models import Appointment, AppointmentKind, Department
from tests.browsers import Browser
from tests.factories.people import make_city, make_department, make_officer

BrowserOf = Callable[[Role], Browser]
Statements = Callable[[], AbstractContextManager[list[str]]]
DEPARTMENT = {"code": "A01", "name": "감사담당관", "name_en": "Audit", "bureau": "직속", "kind": "office"}
TODAY, DEC = date(2026, 11, 23), date(2026, 12, 1)


def deeds(session: Session) -> list[str]:
    session.rollback()
    actions = session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.position)).all()
    return [action for action in actions if action != "log.open"]


def terms(session: Session, department_id: UUID) -> list[tuple[UUID, date, date | None]]:
    session.rollback()
    chosen = sa.select(Appointment).where(Appointment.department_id == department_id)
    found = session.scalars(chosen.order_by(Appointment.starts_on))
    return [(each.officer_id, each.starts_on, each.ends_on) for each in found]


# The list


@pytest.mark.parametrize("departments", [1, 54])
def test_the_lists_run_a_fixed_number_of_statements(
    browser: BrowserOf, session: Session, statements: Statements, departments: int
) -> None:
    made = make_city(session, departments)
    auditor = browser(Role.AUDITOR)
    for path, expected in (
        ("/departments", 4),
        ("/officers", 4),
        (f"/departments/{made[0].department_id}", 3),
        (f"/officers/{made[0].id}", 4),
    ):
        with statements() as ran:
            assert auditor.get(path).status_code == 200
        assert len(ran) == expected, path


def test_departments_are_found_by_name_code_officer_and_bureau(
    browser: BrowserOf, session: Session, now: datetime
) -> None:
    tax = make_department(session, code="A01", name="징수과", bureau="재정국")
    make_officer(session, department_id=tax.id, name="김소통")
    make_department(session, code="B01", name="공원과", bureau="환경국")
    make_department(session, code="Z01", name="옛과", bureau="재정국", closed_on=TODAY)
    auditor = browser(Role.AUDITOR)
    for query, found in (
        ("", {"징수과", "공원과"}),
        ("text=a0", {"징수과"}),
        ("text=소통", {"징수과"}),
        ("text=_", set()),
        ("bureau=환경국", {"공원과"}),
        ("bureau=없는국", set()),
        ("closed=y", {"옛과"}),
        ("text=" + "x" * 500, {"징수과", "공원과"}),
    ):
        text = auditor.get(f"/departments?{query}").text
        assert {name for name in ("징수과", "공원과", "옛과") if f">{name}</a>" in text} == found, query


def test_a_long_list_goes_page_by_page_under_its_filter(browser: BrowserOf, session: Session) -> None:
    make_city(session, 54)
    page = browser(Role.ADMIN).get("/departments?bureau=행정국&page=2").text
    assert page.count('<th scope="row">') == 4
    assert "bureau=%ED%96%89%EC%A0%95%EA%B5%AD&amp;page=1" in page


def test_lists_and_pages_show_no_contact_details(browser: BrowserOf, session: Session, now: datetime) -> None:
    kim = make_officer(session, email="kim.secret@example.go.kr", phone="02-987-6543")
    admin = browser(Role.ADMIN)
    paths = ["/officers", f"/officers/{kim.id}", f"/officers/{kim.id}/edit", f"/officers/{kim.id}/contact"]
    paths += [
        "/departments",
        f"/departments/{kim.department_id}",
        f"/departments/{kim.department_id}/appoint",
    ]
    for path in paths:
        text = admin.get(path).text
        assert "kim.secret@" not in text, path
        assert "987-6543" not in text, path


# Departments


def test_no_two_departments_that_exist_have_one_name(browser: BrowserOf, session: Session) -> None:
    make_department(session, code="B01", name="감사 담당관")
    admin = browser(Role.ADMIN)
    taken = admin.post("/departments/new", data=DEPARTMENT | {"name": "감사  담당관"})
    assert taken.status_code == 409
    assert "이름이 &#39;감사 담당관&#39;인 부서가 이미 있습니다(부서 코드 B01)." in taken.text
    here = admin.post("/departments/new", data=DEPARTMENT).headers["Location"]
    assert admin.post(f"{here}/edit", data=DEPARTMENT | {"name": "감사 담당관"}).status_code == 409
    assert admin.post(f"{here}/close", data={"closed_on": "2026-11-23"}).status_code == 302
    assert admin.post(f"{here}/edit", data=DEPARTMENT | {"name": "감사 담당관"}).status_code == 302
    assert admin.post(f"{here}/reopen").status_code == 409
    with pytest.raises(sa.exc.IntegrityError):
        make_department(session, name="감사 담당관")


def test_a_code_is_one_in_capitals_and_small_letters(browser: BrowserOf, session: Session) -> None:
    make_department(session, code="T01")
    taken = browser(Role.ADMIN).post("/departments/new", data=DEPARTMENT | {"code": "t01"})
    assert taken.status_code == 409
    assert "부서 코드 T01은 이미 쓰고 있습니다." in taken.text
    with pytest.raises(sa.exc.IntegrityError):
        make_department(session, code="t01")


def test_a_department_is_added_changed_dissolved_and_opened_again(
    browser: BrowserOf, session: Session, now: datetime
) -> None:
    admin = browser(Role.ADMIN)
    here = admin.post("/departments/new", data=DEPARTMENT).headers["Location"]
    assert admin.post(f"{here}/edit", data=DEPARTMENT | {"name": "감사과"}).headers["Location"] == here
    assert admin.post(f"{here}/edit", data=DEPARTMENT | {"name": "감사과"}).status_code == 302
    assert "감사과" in admin.get(here).text
    assert admin.post(f"{here}/close", data={"closed_on": "2026-11-23"}).status_code == 302
    assert "폐지된 부서" in admin.get(here).text
    assert admin.post(f"{here}/reopen").status_code == 302
    assert "폐지된 부서" not in admin.get(here).text
    assert deeds(session) == [
        "department.add",
        "department.change",
        "department.close",
        "department.reopen",
    ]


BAD_DEPARTMENTS: tuple[tuple[dict[str, str], int], ...] = (
    ({"code": "T01"}, 409),
    ({"code": ""}, 422),
    ({"code": "감사"}, 422),
    ({"code": "A" * 21}, 422),
    ({"name": ""}, 422),
    ({"name": "가" * 61}, 422),
    ({"name": "가\x01"}, 422),
    ({"name_en": "x" * 101}, 422),
    ({"bureau": " "}, 422),
    ({"kind": "castle"}, 422),
)


def test_a_bad_department_is_refused_at_its_field_and_nothing_is_saved(
    browser: BrowserOf, session: Session
) -> None:
    make_department(session, code="T01")
    admin = browser(Role.ADMIN)
    for change, status in BAD_DEPARTMENTS:
        answer = admin.post("/departments/new", data=DEPARTMENT | change)
        assert answer.status_code == status, change
        assert "field-errors" in answer.text, change
        assert 'value="Audit"' in answer.text or "name_en" in change
    assert session.scalar(sa.select(sa.func.count()).select_from(Department)) == 1


def test_who_serves_a_dissolved_department_serves_until_then(
    browser: BrowserOf, session: Session, now: datetime
) -> None:
    kim = make_officer(session)
    coming = make_officer(
        session, department_id=kim.department_id, kind=AppointmentKind.DEPUTY, starts_on=date(2027, 1, 1)
    )
    here = f"/departments/{kim.department_id}"
    assert browser(Role.ADMIN).post(f"{here}/close", data={"closed_on": "2026-12-01"}).status_code == 302
    assert terms(session, kim.department_id) == [(kim.id, date(2026, 1, 1), DEC)]
    assert coming.id not in {officer for officer, *_ in terms(session, kim.department_id)}
    assert deeds(session) == ["appointment.end", "appointment.withdraw", "department.close"]


# Appointments


def test_an_officer_is_replaced_and_both_stay_in_the_history(
    browser: BrowserOf, session: Session, now: datetime
) -> None:
    kim = make_officer(session, name="김전임")
    lee = make_officer(session, name="이후임")
    admin = browser(Role.ADMIN)
    typed = {"officer": str(lee.id), "kind": "primary", "starts_on": "2026-12-01"}
    appointed = admin.post(f"/departments/{kim.department_id}/appoint", data=typed)
    assert appointed.headers["Location"] == f"/departments/{kim.department_id}"
    assert terms(session, kim.department_id) == [(kim.id, date(2026, 1, 1), DEC), (lee.id, DEC, None)]
    assert terms(session, lee.department_id) == [(lee.id, date(2026, 1, 1), DEC)]
    page = admin.get(f"/departments/{kim.department_id}").text
    history = page[page.index("배치 이력") :]
    assert history.index("이후임") < history.index("김전임")
    assert "2026. 11. 30.(월)" in page  # the last day, not the day after
    assert deeds(session) == ["appointment.end", "appointment.end", "appointment.make"]


def test_an_officer_is_transferred_and_may_be_deputy_besides(
    browser: BrowserOf, session: Session, now: datetime
) -> None:
    kim, there = make_officer(session), make_department(session)
    admin = browser(Role.ADMIN)
    typed = {"department": str(there.id), "kind": "primary", "starts_on": "2026-12-01"}
    assert admin.post(f"/officers/{kim.id}/transfer", data=typed).status_code == 302
    deputy = {
        "department": str(kim.department_id),
        "kind": "deputy",
        "starts_on": "2026-12-01",
        "last_on": "2026-12-31",
    }
    assert admin.post(f"/officers/{kim.id}/transfer", data=deputy).status_code == 302
    assert terms(session, kim.department_id) == [
        (kim.id, date(2026, 1, 1), DEC),
        (kim.id, DEC, date(2027, 1, 1)),
    ]
    with clock.stopped_at(datetime.fromisoformat("2026-12-01T00:00+09:00")):
        assert there.name in admin.get("/officers").text


BAD_APPOINTMENTS: tuple[tuple[dict[str, str], int, str], ...] = (
    ({"starts_on": "2025-12-31"}, 409, "이미 다른 주무관이"),
    ({"starts_on": ""}, 422, "날짜를"),
    ({"starts_on": "내일"}, 422, "2026-12-14처럼"),
    ({"starts_on": "1900-01-01"}, 422, "2000년부터"),
    ({"last_on": "2026-11-30"}, 422, "같거나 그 뒤"),
    ({"officer": ""}, 422, "골라"),
    ({"officer": str(UUID(int=7))}, 422, ""),
    ({"officer": "x"}, 422, ""),
    ({"kind": "boss"}, 422, ""),
)


def test_a_bad_appointment_is_refused_and_changes_nothing(browser: BrowserOf, session: Session) -> None:
    kim, lee = make_officer(session), make_officer(session)
    admin = browser(Role.ADMIN)
    for change, status, sentence in BAD_APPOINTMENTS:
        typed = {"officer": str(lee.id), "kind": "primary", "starts_on": "2026-12-01"} | change
        answer = admin.post(f"/departments/{kim.department_id}/appoint", data=typed)
        assert answer.status_code == status, change
        assert sentence in answer.text, change
    assert terms(session, kim.department_id) == [(kim.id, date(2026, 1, 1), None)]
    assert deeds(session) == []


def test_an_appointment_is_ended_and_a_coming_one_taken_back(
    browser: BrowserOf, session: Session, now: datetime
) -> None:
    kim = make_officer(session)
    lee = make_officer(
        session, department_id=kim.department_id, kind=AppointmentKind.DEPUTY, starts_on=date(2027, 1, 1)
    )
    admin = browser(Role.ADMIN)
    end = f"/appointments/{kim.appointment_id}/end"
    assert admin.post(end, data={"last_on": "2025-12-31"}).status_code == 409
    assert admin.post(end, data={"last_on": "2026-11-30"}).status_code == 302
    assert admin.post(f"/appointments/{kim.appointment_id}/withdraw").status_code == 409
    assert admin.post(f"/appointments/{lee.appointment_id}/withdraw").status_code == 302
    assert terms(session, kim.department_id) == [(kim.id, date(2026, 1, 1), DEC)]
    assert deeds(session) == ["appointment.end", "appointment.withdraw"]


def test_an_end_may_not_be_moved_over_the_next_officer(
    browser: BrowserOf, session: Session, now: datetime
) -> None:
    kim = make_officer(session, ends_on=TODAY)
    make_officer(session, department_id=kim.department_id, starts_on=TODAY)
    end = f"/appointments/{kim.appointment_id}/end"
    assert browser(Role.ADMIN).post(end, data={"last_on": "2026-12-31"}).status_code == 409


def test_what_is_not_there_is_not_found(browser: BrowserOf, session: Session) -> None:
    admin, none = browser(Role.ADMIN), UUID(int=7)
    for path in ("", "/edit", "/close", "/appoint"):
        assert admin.get(f"/departments/{none}{path}").status_code == 404
    for path in ("", "/edit", "/contact", "/transfer"):
        assert admin.get(f"/officers/{none}{path}").status_code == 404
    assert admin.get(f"/appointments/{none}/end").status_code == 404
    for path in (f"/departments/{none}/reopen", f"/appointments/{none}/withdraw"):
        assert admin.post(path).status_code == 404
