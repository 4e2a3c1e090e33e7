"""Absences as officers and admins enter them, one by one or as a file."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from sotong.core.db import db
from sotong.core.permissions import Role
from sotong.core.tables import TableInvalid
from sotong.rota.absence_files import read_absence_file
from sotong.rota.models import AbsenceEntry
from sotong.rota.rules import AbsenceKind
from tests.browsers import Browser
from tests.factories.people import make_department, make_officer

MINE = "/rota/absences/mine"


def _entries(app: Flask) -> list[tuple[date, date, AbsenceKind, bool]]:
    with app.app_context():
        rows = db.session.scalars(sa.select(AbsenceEntry).order_by(AbsenceEntry.first_on)).all()
        return [(row.first_on, row.last_on, row.kind, row.withdrawn_at is None) for row in rows]


def _typed(first_on: str, last_on: str, kind: str = "leave") -> dict[str, str]:
    return {"kind": kind, "first_on": first_on, "last_on": last_on}


def test_an_officer_enters_an_absence_and_each_mistake_gets_a_sentence_and_saves_nothing(
    app: Flask, browser: Callable[[Role], Browser], now: datetime
) -> None:
    officer = browser(Role.OFFICER)
    assert officer.post(MINE, data=_typed("2028-02-28", "2028-02-29", "parental")).status_code == 302
    saved = [(date(2028, 2, 28), date(2028, 2, 29), AbsenceKind.PARENTAL, True)]
    for first_on, last_on, status, words in [
        ("2028-02-29", "2028-03-02", 409, "이미 등록한 부재와 날짜가 겹칩니다"),
        ("2026-11-22", "2026-11-25", 409, "이미 지난 날은 부재로 등록할 수 없습니다"),
        ("2026-12-02", "2026-12-01", 409, "마지막 날이 첫날보다 빠릅니다"),
        ("2027-02-29", "2027-03-01", 422, "날짜"),
        ("2026-12-01", "2031-12-01", 409, "1,100일까지"),
        ("2000-01-01", "2100-12-31", 409, "1,100일까지"),
        ("0001-01-01", "9999-12-31", 422, "2000년부터 2100년 사이"),
    ]:
        answer = officer.post(MINE, data=_typed(first_on, last_on))
        assert (answer.status_code, words in answer.text) == (status, True), (first_on, answer.text[-3000:])
    assert _entries(app) == saved


def test_an_absence_is_taken_back_by_its_officer_alone(
    app: Flask, browser: Callable[[Role], Browser], now: datetime
) -> None:
    officer, other = browser(Role.OFFICER), browser(Role.OFFICER)
    officer.post(MINE, data=_typed("2026-11-23", "2026-11-24"))
    with app.app_context():
        absence_id = db.session.scalars(sa.select(AbsenceEntry.id)).one()
    assert other.post(f"{MINE}/{absence_id}/withdraw").status_code == 404
    assert officer.post(f"{MINE}/{absence_id}/withdraw").status_code == 302
    assert [entry[3] for entry in _entries(app)] == [False]
    assert officer.post(MINE, data=_typed("2026-11-24", "2026-11-24")).status_code == 302


def test_a_file_of_absences_is_shown_first_and_entered_whole_or_not_at_all(
    app: Flask, session: Session, browser: Callable[[Role], Browser], now: datetime
) -> None:
    office = make_department(session, name="홍보과", name_en="Public Relations")
    make_officer(session, department_id=office.id, name="김하나", email="hana@example.go.kr")
    make_officer(session, name="이두리")
    admin = browser(Role.ADMIN)
    wrong = "이름,시작일,종료일,구분\n김하나,2026-12-01,2026-12-03,휴가\n박셋,2026-13-01,2026-12-03,놀기\n"
    answer = admin.post("/rota/absences/import", data={"file": (io.BytesIO(wrong.encode("cp949")), "a.csv")})
    assert answer.status_code == 422
    told = (
        "3번째 줄",
        "<td>시작일</td>",
        "달력에 없는 날입니다",
        "모르는 구분",
        "&#39;박셋&#39; 주무관을 찾지 못했습니다",
    )
    assert [words for words in told if words not in answer.text] == []
    strangers = (
        "이름,부서명,시작일,종료일\n김하나,없는과,2026-12-01,2026-12-03\n이두리,홍보과,2026-12-01,2026-12-03\n"
        "박셋,없는과,2026-12-01,어제\n"
    )
    answer = admin.post("/rota/absences/import", data={"file": (io.BytesIO(strangers.encode()), "a.csv")})
    found = re.findall(
        r"(\d)번째 줄\s*</th>\s*<td>([^<]+)</td>\s*<td>\s*<span[^>]*>([^<]+)<", html.unescape(answer.text)
    )
    assert [(line, column, said.partition(" ")[0]) for line, column, said in found] == [
        ("2", "부서명", "'없는과'는"),
        ("3", "부서명", "'이두리'"),
        ("4", "이름", "'박셋'"),
        ("4", "부서명", "'없는과'는"),
        ("4", "종료일", "달력에"),
    ]
    overlap = "이름,시작일,종료일\n김하나,2026-12-01,2026-12-03\n김하나,2026-12-03,2026-12-04\n"
    answer = admin.post("/rota/absences/import", data={"file": (io.BytesIO(overlap.encode()), "a.csv")})
    assert (answer.status_code, "다른 부재와 날짜가 겹칩니다" in answer.text) == (422, True)
    right = (
        "이름,부서,시작일,종료일,구분\n"
        "김하나,홍보과,2026. 12. 1.,2026-12-03,출장\n이두리,,2028-02-29,2028/2/29,\n"
        "김하나,,2026-12-01,2026-12-03,출장\n"
    )
    upload = "/rota/absences/import"
    assert admin.post(upload, data={"file": (io.BytesIO(right.encode()), "a.csv")}).status_code == 302
    shown = admin.get(f"{upload}/preview").text
    assert "김하나" in shown
    assert "앞줄과 똑같은 줄이 1개 있습니다. 같은 부재는 한 번만 등록합니다. (줄 4)" in shown
    assert admin.post(f"{upload}/preview", data={"seen": "x"}).status_code == 409
    assert _entries(app) == []
    seen = re.findall(r'name="seen"[^>]*value="([0-9a-f]+)"', shown)
    assert admin.post(f"{upload}/preview", data={"seen": seen[0]}).status_code == 302
    in_english = right.replace("홍보과", "Public Relations")
    admin.post(upload, data={"file": (io.BytesIO(in_english.encode()), "a.csv")})
    assert "이미 모두 들어 있습니다" in admin.get(f"{upload}/preview").text
    assert [entry[:3] for entry in _entries(app)] == [
        (date(2026, 12, 1), date(2026, 12, 3), AbsenceKind.TRIP),
        (date(2028, 2, 29), date(2028, 2, 29), AbsenceKind.LEAVE),
    ]


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//x//KO
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20280228
DTEND;VALUE=DATE:20280301
SUMMARY:출장 부산
ATTENDEE:mailto:Hana@example.go.kr
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART:20261224T230000Z
DTEND:20261225T150000Z
SUMMARY:김하나 교육
END:VEVENT
BEGIN:VEVENT
UID:3
STATUS:CANCELLED
DTSTART;VALUE=DATE:20261224
SUMMARY:김하나 휴가
END:VEVENT
END:VCALENDAR
"""


def test_a_calendar_tells_days_in_korea_kinds_and_people() -> None:
    whole, timed = read_absence_file(CALENDAR.replace("\n", "\r\n").encode()).close()
    assert (whole.email, whole.first_on, whole.last_on, whole.kind) == (
        "hana@example.go.kr",
        date(2028, 2, 28),
        date(2028, 2, 29),
        AbsenceKind.TRIP,
    )
    assert (timed.name, timed.first_on, timed.last_on, timed.kind) == (
        "김하나",
        date(2026, 12, 25),
        date(2026, 12, 25),
        AbsenceKind.TRAINING,
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("UID:2", "RRULE:FREQ=DAILY"), "absence.calendar_repeats"),
        (("DTEND;VALUE=DATE:20280301", "DTEND;VALUE=DATE:20280228"), "absence.ends_before_it_starts"),
        (("DTSTART;VALUE=DATE:20280228", "DTSTART;VALUE=DATE:20280231"), "absence.not_a_"),
        (("SUMMARY:김하나 교육", "SUMMARY:교육"), "absence.nobody"),
        (("DTSTART;VALUE=DATE:20280228", "DTSTART;VALUE=DATE:19280228"), "table.far_day"),
    ],
)
def test_a_calendar_with_a_mistake_is_refused_with_its_reason(change: tuple[str, str], reason: str) -> None:
    with pytest.raises(TableInvalid, match=reason.replace(".", r"\.")) as wrong:
        read_absence_file(CALENDAR.replace(*change).encode()).close()
    assert wrong.value.problems[0].line in {4, 11}, "not where an event begins"
    assert wrong.value.problems[0].title in {"제목", "시작", "끝", "반복"}


@pytest.mark.parametrize(
    "content", [b"BEGIN:VCALENDAR", b"BEGIN:VCALENDAR\n\xff\xfe\nEND:VCALENDAR", b"", b"\0", b"PK\3\4"]
)
def test_garbage_is_refused(content: bytes) -> None:
    with pytest.raises(TableInvalid):
        read_absence_file(content).close()
