"""A question goes out, is refused, relayed onward and answered, by officers on their phones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from sotong.core.db import transaction
from tests.factories.people import MadeOfficer, make_department, make_officer
from tests.journeys.signing_in import Visits, let_in, press

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("app", ["postgres"], indirect=True)]
"""What is proved here happens in the browser; the way into the tables is tested on both databases."""

PHONE = 360


@pytest.fixture
def office(site: str, chrome: Browser, pictures: Path) -> Iterator[Visits]:
    office = Visits(chrome, site, pictures, "inquiry")
    yield office
    office.close()


def _officers(*departments: str) -> list[MadeOfficer]:
    with transaction() as session:
        made = [
            make_officer(session, department_id=make_department(session, name=name).id)
            for name in departments
        ]
    let_in(officer.account_id for officer in made)
    return made


def test_a_question_is_taken_down_refused_relayed_onward_and_answered_on_phones(
    app: Flask, office: Visits, now: datetime
) -> None:
    with app.app_context():
        desk, parks, sewers = _officers("홍보과", "공원과", "치수과")
    hers, at_parks, at_sewers = (office.enter(one.email, PHONE) for one in (desk, parks, sewers))

    hers.goto("/inquiries/new")
    hers.get_by_label("문의가 올라온 주소").fill("https://band.us/band/70000001/post/77")
    hers.get_by_label("문의 내용").fill("오늘 하수도 공사하는 곳이 어디인가요? 010-1234-5678")
    hers.get_by_label("시민의 별명").fill("순천사랑")
    hers.get_by_label("누가 답변합니까?").select_option("공원과")
    office.look(hers, "new")
    press(hers.get_by_role("button", name="접수", exact=True))
    expect(hers.get_by_text("개인정보를 가리고 저장했습니다: 전화번호 1")).to_be_visible()
    expect(hers.get_by_text("[전화번호]")).to_be_visible()
    expect(hers.get_by_text("오늘 14:00까지")).to_be_visible()
    expect(hers.get_by_text("3시간 남음")).to_be_visible()
    here = hers.url

    at_parks.goto("/assignments/today")
    expect(at_parks.get_by_role("heading", name="답변을 기다리는 문의")).to_be_visible()
    office.look(at_parks, "today")
    press(at_parks.get_by_role("link", name="#1 오늘 하수도 공사하는"))
    press(at_parks.get_by_role("link", name="소관 아님"))
    at_parks.get_by_label("소관이 아닌 까닭").fill("하수도는 치수과에서 맡습니다.")
    office.look(at_parks, "refuse")
    press(at_parks.get_by_role("button", name="소관이 아니라고 알리기"))
    expect(at_parks.get_by_text("소관이 아니라고 알렸습니다.")).to_be_visible()
    expect(at_parks.get_by_role("link", name="답변하기")).to_have_count(0)

    hers.goto("/assignments/today")
    press(hers.get_by_role("link", name="#1 오늘 하수도 공사하는"))
    expect(hers.get_by_text("하수도는 치수과에서 맡습니다.")).to_be_visible()
    press(hers.get_by_role("link", name="이관"))
    hers.get_by_label("받을 부서").select_option("공원과")
    press(hers.get_by_role("button", name="이관하기"))
    expect(hers.locator(".field-error")).to_have_text(
        "소관이 아니라고 한 부서입니다. 다른 부서나 총괄을 골라 주십시오."
    )
    hers.get_by_label("받을 부서").select_option("치수과")
    press(hers.get_by_role("button", name="이관하기"))
    expect(hers.get_by_text("홍보과 → 치수과")).to_be_visible()

    at_sewers.goto(here)
    press(at_sewers.get_by_role("link", name="답변하기"))
    at_sewers.get_by_label("답변", exact=True).fill("오늘은 중앙로 12길입니다. 오후 4시에 끝납니다.")
    at_sewers.get_by_label("답변을 올린 주소").fill("https://band.us/band/70000001/post/77")
    office.look(at_sewers, "answer")
    press(at_sewers.get_by_role("button", name="답변 기록"))
    expect(at_sewers.get_by_text("기한 안에")).to_be_visible()
    office.look(at_sewers, "answered")

    hers.goto("/assignments/today")
    expect(hers.get_by_role("heading", name="답변을 기다리는 문의")).to_have_count(0)
    hers.goto(here)
    expect(hers.get_by_text("오늘은 중앙로 12길입니다.")).to_be_visible()
    expect(hers.get_by_role("link", name="다시 열기")).to_be_visible()
