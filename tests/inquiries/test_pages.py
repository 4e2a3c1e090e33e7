"""Pages of questions: one screen to take one down, every step, lists and boards at one cost."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit.models import AuditEntry
from sotong.core import clock
from sotong.core.permissions import Role
from sotong.inquiries.course import COORDINATOR, InquiryState, department
from sotong.inquiries.models import CannedReply, Inquiry
from tests.browsers import Browser, signed_in_browser
from tests.factories.inquiries import make_inquiry
from tests.factories.people import make_department, make_officer

BrowserOf = Callable[[Role], Browser]
HOUR = timedelta(hours=1)


@pytest.fixture
def officer(browser: BrowserOf) -> Browser:
    """An officer's phone."""
    return browser(Role.OFFICER)


def only(session: Session) -> Inquiry:
    session.rollback()
    return session.scalars(sa.select(Inquiry)).one()


def text_of(answer: object) -> str:
    return " ".join(str(getattr(answer, "text", "")).split())


def test_a_question_is_taken_down_on_one_screen_and_the_page_says_what_was_masked(
    session: Session, officer: Browser, now: datetime
) -> None:
    typed = {
        "permalink": "오늘 소식 https://m.facebook.com/ydpsotong.example/posts/2230000000?fbclid=x",
        "text": "오늘 하수도 공사는 어디인가요? 010-1234-5678",
        "term_days": "0",
        "received_at": "2026-11-23T09:30",
        "to": "myself",
    }
    assert officer.get("/inquiries/new").status_code == 200
    wrong = officer.post("/inquiries/new", data={**typed, "permalink": "", "platform": ""})
    assert wrong.status_code == 422
    assert "채널이나 주소 가운데 하나는 있어야 합니다." in wrong.text
    assert "오늘 하수도 공사는" in wrong.text
    late = officer.post("/inquiries/new", data={**typed, "received_at": "2026-11-23T10:30"})
    assert (late.status_code, "접수 시각은 지금보다 앞이어야" in late.text) == (409, True)
    answer = officer.post("/inquiries/new", data=typed, follow_redirects=True)
    shown = text_of(answer)
    assert "문의 1번으로 접수했습니다. 개인정보를 가리고 저장했습니다: 전화번호 1" in shown
    assert "오늘 13:30까지" in shown
    assert "2시간 30분 남음" in shown
    assert "5678" not in shown
    row = only(session)
    assert row.permalink == "https://www.facebook.com/ydpsotongexample/posts/2230000000"
    assert row.holder == department(officer.department_id)


def test_every_step_has_its_page_and_leads_back_to_the_question(
    session: Session, officer: Browser, now: datetime
) -> None:
    other = make_officer(session)
    assert other.account_id
    second = signed_in_browser(officer.application, Role.OFFICER, other.account_id)
    officer.post(
        "/inquiries/new",
        data={
            "platform": "kakaotalk_channel",
            "text": "장학금은 어떻게 신청하나요?",
            "term_days": "3",
            "received_at": "2026-11-23T10:00",
            "to": str(other.department_id),
            "note": "신청 기간도 알려 주십시오.",
        },
    )
    here = f"/inquiries/{only(session).id}"

    def press(who: Browser, step: str, **typed: str) -> str:
        if step != "resumption":
            assert who.get(f"{here}/{step}").status_code == 200, step
        answer = who.post(f"{here}/{step}", data=typed)
        assert (answer.status_code, answer.location) == (302, here), step
        return text_of(who.get(here))

    assert "다른 부서가 맡은 문의입니다." in officer.get(f"{here}/answer", follow_redirects=True).text
    assert "신청 기간도 알려 주십시오." in text_of(second.get(here))
    assert "시민 보완 대기" in press(second, "pause", words="몇 학년인지 여쭈었습니다.")
    assert "처리를 재개했습니다." in press(second, "resumption")
    assert "보낸 부서로 돌려보냈습니다." in press(second, "back", words="12월 1일부터 신청합니다.")
    assert "12월 1일부터 신청합니다." in text_of(officer.get(here))
    assert "문의를 이관했습니다." in press(officer, "relay", to=str(other.department_id))
    assert "소관이 아니라고 알렸습니다." in press(second, "refusal", words="교육과 일입니다.")
    refused = officer.post(f"{here}/relay", data={"to": str(other.department_id)})
    assert (refused.status_code, "소관이 아니라고 한 부서입니다" in refused.text) == (409, True)
    assert "총괄(홍보 부서)" in press(officer, "relay", to="coordinator")
    assert only(session).holder == COORDINATOR


def test_the_question_that_stays_is_found_and_shown_before_a_duplicate_is_merged_into_it(
    session: Session, browser: BrowserOf, now: datetime
) -> None:
    admin, elsewhere = browser(Role.ADMIN), "https://band.us/band/70000001/post/99"
    make_inquiry(session, now, to=COORDINATOR, text="불꽃축제 주차장이 어디인가요?", address=elsewhere)
    twin = make_inquiry(session, now, to=COORDINATOR, text="축제 날 어디에 세우나요?")
    here = f"/inquiries/{twin}/merging"
    found = text_of(admin.get(f"{here}?text=불꽃축제"))
    assert f'href="{here}?into=1"' in found
    assert f'href="{here}?into=2"' not in text_of(admin.get(f"{here}?text=축제")), "not its own duplicate"
    assert "그런 문의가 없습니다" in admin.get(f"{here}?text=없는 말").text
    shown = text_of(admin.get(f"{here}?into=1"))
    assert "불꽃축제 주차장이 어디인가요?" in shown
    assert "#2번을 #1번에 합치기" in shown
    for number in ("", "77", "2", "x"):
        wrong = admin.post(here, data={"main_number": number})
        assert wrong.status_code in {409, 422}, number
    assert admin.post(here, data={"main_number": "1"}).status_code == 302
    session.rollback()
    assert session.get_one(Inquiry, twin).state is InquiryState.MERGED


def test_a_canned_reply_is_filled_in_at_a_press_and_nothing_typed_is_lost(
    session: Session, officer: Browser, now: datetime
) -> None:
    new = {"title": "접수 안내", "text": "{시민}님, {부서}이(가) {기한}까지 답변드리겠습니다."}
    wrong = officer.post("/inquiries/canned/new", data={**new, "text": "{이름}님"})
    assert (wrong.status_code, "없는 자리표시입니다: {이름}" in wrong.text) == (422, True)
    assert officer.post("/inquiries/canned/new", data=new).status_code == 302
    again = officer.post("/inquiries/canned/new", data=new)
    assert (again.status_code, "같은 제목의 준비된 답변이 있습니다" in again.text) == (409, True)
    reply = session.scalars(sa.select(CannedReply)).one()
    officer.post(
        "/inquiries/new",
        data={"platform": "band", "text": "언제요?", "term_days": "0", "received_at": "2026-11-23T10:00",
              "to": "myself", "pseudonym": "동네사람"},
    )  # fmt: skip
    here = f"/inquiries/{only(session).id}/answer"
    shown = text_of(officer.post(here, data={"canned": str(reply.id), "text": "고맙습니다.", "fill": "1"}))
    assert "고맙습니다." in shown
    assert "동네사람님, 시험" in shown
    assert "과가 11월 23일 14:00까지 답변드리겠습니다." in shown
    assert only(session).state is InquiryState.OPEN
    officer.post(here, data={"text": "오늘입니다.", "permalink": "https://band.us/band/1/post/2"})
    assert only(session).state is InquiryState.ANSWERED
    assert officer.post(f"/inquiries/canned/{reply.id}/deletion").status_code == 302


def test_another_departments_canned_reply_is_not_ours_to_change(
    session: Session, officer: Browser, browser: BrowserOf, now: datetime
) -> None:
    officer.post("/inquiries/canned/new", data={"title": "여권 기간", "text": "네."})
    reply = session.scalars(sa.select(CannedReply)).one()
    stranger = browser(Role.OFFICER)
    assert stranger.post(f"/inquiries/canned/{reply.id}", data={"title": "x", "text": "y"}).status_code == 409
    assert stranger.post(f"/inquiries/canned/{reply.id}/deletion").status_code == 409
    assert "여권 기간" not in stranger.get("/inquiries/canned").text
    admin = browser(Role.ADMIN)
    assert (
        admin.post(f"/inquiries/canned/{reply.id}", data={"title": "새 안내", "text": "y"}).status_code == 302
    )


def test_a_file_of_questions_is_taken_down_or_its_lines_are_named(
    session: Session, officer: Browser, now: datetime
) -> None:
    def upload(content: str) -> object:
        file = (io.BytesIO(content.encode()), "문의.csv")
        return officer.post("/inquiries/import", data={"file": file}, follow_redirects=True)

    head = "접수시각,채널,내용\n"
    assert "3번째 줄" in text_of(upload(f"{head}2026-11-23 09:00,밴드,네?\n내일,밴드,네?\n"))
    assert "문의 1건을 접수했습니다" in text_of(upload(f"{head}2026-11-23 09:00,밴드,네?\n"))


def test_lists_and_boards_say_what_is_late_silent_and_due_soon(
    session: Session, browser: BrowserOf, now: datetime
) -> None:
    admin, home = browser(Role.ADMIN), make_department(session)
    to = department(home.id)
    for days, text in ((0, "지연된 질문"), (1, "임박한 질문"), (7, "여유로운 질문")):
        make_inquiry(session, now, text=text, days=days, to=to)
    with clock.stopped_at(now + 23 * HOUR):  # 9 in the morning, the day after
        board = text_of(admin.get("/inquiries/board"))
        assert "지연된 질문" in board
        assert "여유로운 질문" not in board
        found = {
            shown: admin.get(f"/inquiries?shown={shown}").text for shown in ("late", "due_soon", "silent")
        }
        assert admin.get(f"/inquiries/departments/{home.id}").status_code == 200
        assert "지연된 질문" in admin.get("/home").text
    assert [("지연된" in text, "임박한" in text, "여유로운" in text) for text in found.values()] == [
        (True, False, False),
        (False, True, False),
        (True, True, True),
    ]


def test_an_officers_day_begins_with_the_questions_that_wait_for_her(
    session: Session, officer: Browser, now: datetime
) -> None:
    make_inquiry(session, now, text="우리 동네 눈은 언제 치우나요?", to=department(officer.department_id))
    make_inquiry(session, now, text="남의 부서 질문", to=department(make_department(session).id))
    today = officer.get("/assignments/today").text
    assert "우리 동네 눈은" in today
    assert "남의 부서 질문" not in today
    row = session.scalars(sa.select(Inquiry).where(Inquiry.text.startswith("우리"))).one()
    assert row.seen_at is None
    officer.get(f"/inquiries/{row.id}")
    session.rollback()
    assert session.get_one(Inquiry, row.id).seen_at == now


def test_every_list_costs_the_same_with_one_question_and_with_many(
    session: Session,
    browser: BrowserOf,
    officer: Browser,
    now: datetime,
    statements: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    admin = browser(Role.ADMIN)
    first: list[UUID] = []

    def grow(more: int) -> None:
        for _ in range(more):
            other = make_department(session).id
            first.append(make_inquiry(session, now - 5 * HOUR, to=department(other)))
            make_inquiry(session, now, to=department(officer.department_id))

    def costs() -> dict[str, int]:
        found = {}
        for who, url in (
            (admin, "/inquiries"),
            (admin, "/inquiries?whose=held&shown=late"),
            (admin, "/inquiries/board"),
            (admin, f"/inquiries/{first[0]}"),
            (admin, "/home"),
            (officer, "/inquiries?whose=recorded"),
            (officer, f"/inquiries/departments/{officer.department_id}"),
            (officer, "/assignments/today"),
        ):
            with statements() as ran:
                assert who.get(url).status_code == 200, url
            found[url] = len(ran)
        return found

    grow(1)
    with_one = costs()
    grow(3)
    assert costs() == with_one


def test_an_auditor_reads_everything_and_presses_nothing(
    session: Session, browser: BrowserOf, now: datetime
) -> None:
    auditor = browser(Role.AUDITOR)
    inquiry_id = make_inquiry(session, now)
    shown = auditor.get(f"/inquiries/{inquiry_id}")
    assert shown.status_code == 200
    assert "/answer" not in shown.text
    assert auditor.get("/inquiries/board").status_code == 200
    assert auditor.get(f"/inquiries/{inquiry_id}/answer").status_code == 403


def test_nonsense_in_an_address_is_as_if_it_were_not_there(officer: Browser, now: datetime) -> None:
    assert officer.get("/inquiries?shown=x&whose=y&department=z&text=%25&page=-1").status_code == 200
    assert officer.get("/inquiries?text=%2300000000000000000000000001").status_code == 200


def test_a_months_questions_are_counted_by_who_answered_and_taken_away_for_a_reason(
    session: Session, browser: BrowserOf, officer: Browser, now: datetime
) -> None:
    desk = browser(Role.ADMIN)
    mine = department(officer.department_id)
    first = make_inquiry(session, now, to=mine, pseudonym="=1+1")
    make_inquiry(session, now, to=mine, address="https://band.us/band/70000001/post/78")
    make_inquiry(session, now, address="https://band.us/band/70000001/post/79")
    reply = {"text": "오늘 14시 버드나루로입니다.", "permalink": ""}
    assert officer.post(f"/inquiries/{first}/answer", data=reply).status_code == 302
    shown = text_of(desk.get("/inquiries/month"))
    assert "접수 3" in " ".join(re.sub("<[^>]+>", " ", shown).split())
    assert officer.get("/inquiries/month").status_code == 403
    assert desk.post("/inquiries/month/export", data={"file_kind": "csv"}).status_code == 422
    for kind in ("xlsx", "csv"):
        asked = {"file_kind": kind, "reason": "11월 의회 보고"}
        taken = desk.post("/inquiries/month/export?month=2026-11", data=asked)
        assert taken.status_code == 200
    lines = taken.text.splitlines()
    assert len(lines) == 4
    assert "'=1+1" in taken.text
    assert "오늘 14시 버드나루로입니다." in taken.text
    exports = sa.select(AuditEntry.actor_id).where(AuditEntry.action == "personal_data.export")
    assert list(session.scalars(exports)) == [desk.account_id] * 2
