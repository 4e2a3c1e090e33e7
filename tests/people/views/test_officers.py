"""Officers' contact details: personal data, shown and handed out for a reason that is put on record."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit.models import AuditEntry
from sotong.core.permissions import Role
from sotong.people.models import Appointment, Officer
from tests.browsers import Browser
from tests.factories.people import make_department, make_officer

BrowserOf = Callable[[Role], Browser]
REASON = {"reason": "콘테스트 일정 안내 전화"}
KIM = {"name": "김소통", "email": "Kim@example.go.kr", "phone": "02-123-4567"}


def entries(session: Session) -> list[AuditEntry]:
    session.rollback()
    chosen = sa.select(AuditEntry).where(AuditEntry.action != "log.open")
    return list(session.scalars(chosen.order_by(AuditEntry.position)))


def test_contact_details_are_shown_for_a_reason_and_that_is_recorded(
    browser: BrowserOf, session: Session, now: datetime
) -> None:
    kim = make_officer(session, email="kim@example.go.kr", phone="02-987-6543")
    admin = browser(Role.ADMIN)
    asked = f"/officers/{kim.id}/contact"
    for poor in ({}, {"reason": "음"}, {"reason": "가" * 501}):
        refused = admin.post(asked, data=poor)
        assert refused.status_code == 422
        assert "02-987-6543" not in refused.text
    assert entries(session) == []
    shown = admin.post(asked, data=REASON).text
    assert "02-987-6543" in shown
    assert "kim@example.go.kr" in shown
    (entry,) = entries(session)
    assert (entry.action, entry.actor_id, entry.subject_id) == (
        "personal_data.view",
        admin.account_id,
        kim.id,
    )
    body = json.loads(entry.body)
    assert (body["reason"], body["rows"], body["address"]) == (REASON["reason"], 1, "127.0.0.1")


def test_contact_details_are_not_for_the_auditor_or_officers(browser: BrowserOf, session: Session) -> None:
    kim = make_officer(session)
    for role in (Role.AUDITOR, Role.OFFICER, Role.JUDGE):
        for path in (f"/officers/{kim.id}/contact", "/officers/export"):
            assert browser(role).post(path, data=REASON).status_code == 403


def test_the_list_is_handed_out_for_a_reason_and_can_be_imported_again(
    browser: BrowserOf, session: Session, now: datetime
) -> None:
    there = make_department(session, code="A01", name="징수과", name_en="Tax Collection")
    make_officer(
        session, department_id=there.id, name="=김", email="kim@example.go.kr", phone="+82-2-123-0001"
    )
    admin = browser(Role.ADMIN)
    assert admin.post("/officers/export").status_code == 422
    answer = admin.post("/officers/export", data=REASON)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="officers-2026-11-23.csv"'
    assert answer.data.decode("utf-8-sig").splitlines() == [
        "부서코드,부서명,이름,이메일,전화번호,시작일,구분",
        "A01,징수과,'=김,kim@example.go.kr,'+82-2-123-0001,2026-01-01,주무관",
    ]
    english = admin.post("/officers/export", data=REASON, headers={"Accept-Language": "en"})
    titles, line = english.data.decode("utf-8-sig").splitlines()
    assert titles.startswith("Department code,Name of the department,")
    assert line.startswith("A01,Tax Collection,")
    for file in (answer, english):
        sent = {"file": (io.BytesIO(file.data), "officers.csv")}
        again = admin.post("/officers/import", data=sent, follow_redirects=True)
        assert "바꿀 것이 없습니다" in again.text
    assert [(entry.action, json.loads(entry.body)["rows"]) for entry in entries(session)] == [
        ("personal_data.export", 1),
        ("personal_data.export", 1),
    ]


def test_an_officer_is_added_with_a_department_or_without(
    browser: BrowserOf, session: Session, now: datetime
) -> None:
    there, admin = make_department(session), browser(Role.ADMIN)
    assert admin.post("/officers/new", data=KIM).status_code == 302
    lee = {
        "name": "이소통",
        "email": "lee@example.go.kr",
        "department": str(there.id),
        "starts_on": "2026-12-01",
    }
    assert admin.post("/officers/new", data=lee).status_code == 302
    session.rollback()
    kim = session.scalars(sa.select(Officer).where(Officer.name == "김소통")).one()
    assert (kim.email, kim.phone) == ("kim@example.go.kr", "02-123-4567")
    assert session.scalars(sa.select(Appointment.department_id)).all() == [there.id]
    assert [entry.action for entry in entries(session)] == ["officer.add", "officer.add", "appointment.make"]
    assert not any("김소통" in entry.body or "example" in entry.body for entry in entries(session))


def test_an_officer_who_cannot_be_appointed_is_not_half_added(
    browser: BrowserOf, session: Session, now: datetime
) -> None:
    kim = make_officer(session)
    typed = KIM | {"department": str(kim.department_id), "starts_on": "2025-12-01"}
    answer = browser(Role.ADMIN).post("/officers/new", data=typed)
    assert answer.status_code == 409
    assert session.scalar(sa.select(sa.func.count()).select_from(Officer)) == 1


BAD_OFFICERS: tuple[tuple[dict[str, str], int], ...] = (
    ({"email": "taken@example.go.kr"}, 409),
    ({"email": "TAKEN@example.go.kr"}, 409),
    ({"email": "kim"}, 422),
    ({"email": "김@example.go.kr"}, 422),
    ({"email": ""}, 422),
    ({"email": "k" * 200 + "@example.go.kr"}, 422),
    ({"name": ""}, 422),
    ({"name": "가" * 61}, 422),
    ({"phone": "전화"}, 422),
    ({"phone": "02-1"}, 422),
    ({"phone": "1" * 31}, 422),
    ({"phone": "02\0"}, 422),
    ({"department": "x"}, 422),
    ({"starts_on": "2026-99-99"}, 422),
)


def test_a_bad_officer_is_refused_at_its_field_and_nothing_is_saved(
    browser: BrowserOf, session: Session
) -> None:
    make_officer(session, email="taken@example.go.kr")
    admin = browser(Role.ADMIN)
    for change, status in BAD_OFFICERS:
        answer = admin.post("/officers/new", data=KIM | change)
        assert answer.status_code == status, change
        assert "field-errors" in answer.text, change
    assert session.scalar(sa.select(sa.func.count()).select_from(Officer)) == 1


def test_who_is_to_serve_starts_some_day(browser: BrowserOf, session: Session) -> None:
    typed = KIM | {"department": str(make_department(session).id), "starts_on": ""}
    answer = browser(Role.ADMIN).post("/officers/new", data=typed)
    assert (answer.status_code, "시작일도" in answer.text) == (422, True)


def test_contact_details_are_changed_without_being_shown_and_kept_out_of_the_record(
    browser: BrowserOf, session: Session, now: datetime
) -> None:
    kim = make_officer(session, name="김", email="kim@example.go.kr", phone="02-987-6543")
    admin, edit = browser(Role.ADMIN), f"/officers/{kim.id}/edit"

    def stored() -> tuple[str, str, str | None]:
        session.rollback()
        row = session.get_one(Officer, kim.id)
        return row.name, row.email, row.phone

    assert admin.post(edit, data={"name": "김소통"}).status_code == 302
    assert stored() == ("김소통", "kim@example.go.kr", "02-987-6543")
    typed = {"name": "김소통", "email": "New@example.go.kr", "phone": "02-123-0002"}
    assert admin.post(edit, data=typed).status_code == 302
    assert stored() == ("김소통", "new@example.go.kr", "02-123-0002")
    assert admin.post(edit, data={"name": "김소통", "without_phone": "y"}).status_code == 302
    assert stored()[2] is None
    assert [json.loads(entry.body)["changed"] for entry in entries(session)] == [
        ["name"],
        ["email", "phone"],
        ["phone"],
    ]
