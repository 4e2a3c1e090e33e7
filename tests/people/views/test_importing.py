"""Importing departments and officers: previewed, confirmed, all or nothing, and never twice."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta

import openpyxl
import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from sotong.audit.models import AuditEntry
from sotong.core import clock
from sotong.core.permissions import Role
from sotong.people.models import Appointment, Department, ImportDraft, Officer
from tests.browsers import Browser
from tests.factories.people import make_department, make_officer

BrowserOf = Callable[[Role], Browser]
DEPARTMENTS = "code,name,name_en,kind,bureau\nA01,징수과,Tax,office,재정국\nD01,당산동,Dangsan,dong,동\n"
OFFICERS = "부서코드,이름,이메일,전화번호,시작일,구분\nA01,김소통,kim@go.kr,02-123-4567,2026-01-01,\n"
SEEN = re.compile(r'name="seen"[^>]*value="([0-9a-f]{64})"')


def upload(
    browser: Browser, subject: str, content: bytes | str, *, complete: bool = False, name: str = "명단.csv"
) -> TestResponse:
    """Send a form with a file. (The client's own encoder leaves large ones open on the disk.)"""
    body = content.encode() if isinstance(content, str) else content
    parts = [b'name="complete"\r\n\r\ny'] if complete else []
    parts.append(f'name="file"; filename="{name}"\r\n\r\n'.encode() + body)
    lines = b"".join(b"--limit\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts)
    return browser.post(
        f"/{subject}/import",
        data=lines + b"--limit--\r\n",
        content_type="multipart/form-data; boundary=limit",
    )


def preview(browser: Browser, subject: str) -> str:
    return browser.get(f"/{subject}/import/preview").text


def confirm(browser: Browser, subject: str, page: str | None = None) -> TestResponse:
    found = SEEN.search(page or preview(browser, subject))
    assert found is not None
    return browser.post(f"/{subject}/import/preview", data={"seen": found[1]})


def counts(session: Session) -> tuple[int, int, int]:
    session.rollback()
    tables = (Department, Officer, Appointment)
    return tuple(session.scalar(sa.select(sa.func.count()).select_from(each)) or 0 for each in tables)  # type: ignore[return-value]


def deeds(session: Session) -> list[str]:
    session.rollback()
    actions = session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.position)).all()
    return [action for action in actions if action != "log.open"]


def test_a_file_is_previewed_then_confirmed_and_the_same_file_changes_nothing(
    browser: BrowserOf, session: Session, now: datetime
) -> None:
    admin = browser(Role.ADMIN)
    for subject, content, name in (("departments", DEPARTMENTS, "징수과"), ("officers", OFFICERS, "김소통")):
        before = counts(session)
        assert upload(admin, subject, content).headers["Location"] == f"/{subject}/import/preview"
        shown = preview(admin, subject)
        assert name in shown
        assert counts(session) == before
        assert confirm(admin, subject, shown).headers["Location"] == f"/{subject}"
        upload(admin, subject, content)
        again = preview(admin, subject)
        assert "바꿀 것이 없습니다" in again
        assert 'name="seen"' not in again
    assert counts(session) == (2, 1, 1)
    assert deeds(session) == [
        "department.add",
        "department.add",
        "people.import",
        "officer.add",
        "appointment.make",
        "people.import",
    ]


def test_a_complete_file_says_what_ends_and_ends_it(
    browser: BrowserOf, session: Session, now: datetime
) -> None:
    tax = make_department(session, code="A01", name="징수과")
    kim = make_officer(session, department_id=tax.id, name="김전임")
    lee = make_officer(session, name="이후임", email="lee@go.kr", phone=None)
    admin = browser(Role.ADMIN)
    lines = OFFICERS.splitlines()[0] + "\nA01,이후임,lee@go.kr,,2026-12-01,주무관\n"
    upload(admin, "officers", lines, complete=True)
    shown = preview(admin, "officers")
    assert "종료할 배치" in shown
    assert "김전임" in shown
    assert confirm(admin, "officers", shown).status_code == 302
    session.rollback()
    found = session.scalars(sa.select(Appointment).order_by(Appointment.starts_on, Appointment.ends_on))
    assert {(each.officer_id, each.department_id, each.ends_on) for each in found} == {
        (kim.id, tax.id, date(2026, 12, 1)),
        (lee.id, lee.department_id, date(2026, 12, 1)),
        (lee.id, tax.id, None),
    }


def test_two_who_change_places_do_so_in_one_import(
    browser: BrowserOf, session: Session, now: datetime
) -> None:
    for code, name in (("A01", "kim"), ("A02", "lee")):
        there = make_department(session, code=code)
        make_officer(session, department_id=there.id, name=name, email=f"{name}@go.kr", phone=None)
    admin = browser(Role.ADMIN)
    lines = "code,name,email,starts_on\nA02,kim,kim@go.kr,2026-12-01\nA01,lee,lee@go.kr,2026-12-01\n"
    upload(admin, "officers", lines)
    assert confirm(admin, "officers").status_code == 302
    assert counts(session) == (2, 2, 4)
    upload(admin, "officers", lines)
    assert "바꿀 것이 없습니다" in preview(admin, "officers")


def test_if_the_tables_move_meanwhile_the_new_preview_is_shown_and_nothing_done(
    browser: BrowserOf, session: Session, now: datetime
) -> None:
    admin, other = browser(Role.ADMIN), browser(Role.ADMIN)
    upload(admin, "departments", DEPARTMENTS)
    seen = preview(admin, "departments")
    make_department(session, code="A01", name="세무과")
    refused = confirm(admin, "departments", seen)
    assert refused.status_code == 409
    assert "미리 보신 뒤에" in refused.text
    assert "세무과" in refused.text
    assert counts(session)[0] == 1
    assert confirm(admin, "departments", refused.text).status_code == 302
    assert counts(session)[0] == 2
    assert other.post("/departments/import/preview", data={"seen": "x"}).status_code == 302


def test_what_another_tab_has_uploaded_is_not_confirmed_by_this_one(
    browser: BrowserOf, session: Session, now: datetime
) -> None:
    admin = browser(Role.ADMIN)
    upload(admin, "departments", DEPARTMENTS)
    first = preview(admin, "departments")
    upload(admin, "departments", DEPARTMENTS + "D02,여의동,Yeoui,dong,동\n")
    assert confirm(admin, "departments", first).status_code == 409
    assert counts(session)[0] == 0


def test_what_waits_too_long_is_forgotten(browser: BrowserOf, session: Session, now: datetime) -> None:
    admin, other = browser(Role.ADMIN), browser(Role.ADMIN)
    upload(admin, "officers", OFFICERS.replace("A01", make_department(session).code))
    shown = preview(admin, "officers")
    with clock.stopped_at(now + timedelta(days=1, seconds=1)):
        assert confirm(admin, "officers", shown).headers["Location"] == "/officers/import"
        upload(other, "departments", DEPARTMENTS)
    session.rollback()
    assert session.scalars(sa.select(ImportDraft.subject)).all() == ["departments"]


def test_xlsx_and_excels_korean_csv_are_read_too(browser: BrowserOf, session: Session, now: datetime) -> None:
    admin = browser(Role.ADMIN)
    upload(admin, "departments", DEPARTMENTS.encode("cp949"))
    confirm(admin, "departments")
    workbook = openpyxl.Workbook()
    workbook.active.append(["부서명", "이름", "이메일", "시작일", "비고"])  # type: ignore[union-attr]
    workbook.active.append(["징수과", "김소통", "kim@go.kr", date(2026, 1, 1), "x"])  # type: ignore[union-attr]
    out = io.BytesIO()
    workbook.save(out)
    upload(admin, "officers", out.getvalue(), name="명단.xlsx")
    shown = preview(admin, "officers")
    assert "다음 열은 읽지 않았습니다: 비고" in shown
    assert confirm(admin, "officers", shown).status_code == 302
    assert counts(session) == (2, 1, 1)


def test_bad_files_are_refused_by_line_and_nothing_is_kept(
    browser: BrowserOf, session: Session, now: datetime
) -> None:
    make_department(session, code="A01")
    admin = browser(Role.ADMIN)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(60 * 1024 * 1024))
    head = OFFICERS.splitlines()[0]
    for content, sentence in (
        (b"", "빈 파일"),
        (b"\x00" * 50, "빈 파일"),
        (head, "열 이름만"),
        ("이름\n김\n", "열이 없습니다"),
        (f"{head}\nA01,김,kim@go.kr,,2026-01-01,,\nA01,=1,kim@go.kr,,2026-01-01,\n", "B3 칸에 수식"),
        (f"{head}\nA01,김,kim@go.kr,,2026-13-01,\n", "2026-13-01"),
        (f"{head}\nZ99,김,kim@go.kr,,2026-01-01,\n", "&#39;Z99&#39;는 없는 부서입니다"),
        (f"{head}\nA01,{'김' * 61},kim@go.kr,,2026-01-01,\n", "60자까지"),
        (f"{head}\nA01,김\0,kim@go.kr,,2026-01-01,\n", "(U+0000)"),
        (f"{head}\nA01,김,kim@go.kr,,2026-01-01,\n".encode()[:-20] + b"\xff\xfe\n", "읽을 수 없는 글자"),
        (f"{head}\n" + "A01,김,kim@go.kr,,2026-01-01,\n" * 100_000, "2000줄까지"),
        (bomb.getvalue(), "압축을 풀면"),
        (b"PK\x03\x04 no", "엑셀 파일(XLSX)로 읽을 수 없습니다"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "옛 엑셀"),
    ):
        answer = upload(admin, "officers", content)
        assert answer.status_code == 422, sentence
        assert sentence in answer.text
    assert admin.post("/officers/import", data={}).status_code == 422
    assert admin.post("/officers/import", data={"file": "text"}).status_code == 422
    assert admin.get("/officers/import/preview").status_code == 302
    assert counts(session) == (1, 0, 0)


def test_all_that_is_wrong_is_told_in_one_answer_with_the_titles_of_the_file(
    browser: BrowserOf, session: Session, now: datetime
) -> None:
    fixed = make_department(session, code="A01")
    make_officer(session, department_id=fixed.id, ends_on=date(2027, 1, 1))
    make_department(session, code="A02")
    head = "명단\n부서코드,성명,메일,전화번호,배치일\n"
    twice = "A02,이,lee@go.kr,,2026-01-01\n" * 2
    wrong = f"Z9,,k@m,전화,46357\n{twice}A01,박,park@go.kr,,2026-06-01\n"
    text = upload(browser(Role.ADMIN), "officers", head + wrong).text
    told = re.findall(r"(\d)번째 줄\s*</th>\s*<td>([^<]+)</td>", text)
    assert told == [
        *(("3", title) for title in ("부서코드", "성명", "메일", "전화번호", "배치일")),
        ("5", "메일"),
        ("6", "배치일"),
    ]
    assert "2026-12-01처럼" in text


def test_lines_that_contradict_the_tables_are_named_even_after_the_preview(
    browser: BrowserOf, session: Session, now: datetime
) -> None:
    make_department(session, code="A01")
    admin = browser(Role.ADMIN)
    upload(admin, "officers", OFFICERS)
    shown = preview(admin, "officers")
    with clock.stopped_at(now + timedelta(hours=1)):
        session.execute(sa.update(Department).values(closed_on=date(2026, 11, 23)))
        session.commit()
        refused = confirm(admin, "officers", shown)
    assert refused.status_code == 409
    assert "폐지된 부서" in refused.text
    assert 'name="seen"' not in refused.text


def test_an_upload_that_is_too_large_is_answered_413(browser: BrowserOf, session: Session) -> None:
    answer = upload(browser(Role.ADMIN), "departments", b"x" * (9 * 1024 * 1024))
    assert answer.status_code == 413
