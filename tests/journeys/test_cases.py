"""A case goes round: the admin publishes it and asks, an officer adopts it by phone, the board shows it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from sotong.core.db import db
from sotong.core.permissions import Role
from tests.browsers import Browser as Signed
from tests.browsers import signed_in_browser
from tests.factories.cases import make_admin, make_case, make_published
from tests.factories.people import make_city
from tests.journeys.signing_in import press

pytestmark = pytest.mark.browser

PHONE, PC = (360, 740), (1280, 800)


@contextmanager
def someone(chrome: Browser, site: str, signed: Signed, size: tuple[int, int]) -> Iterator[Page]:
    """Open a browser of a person who has signed in."""
    cookie = signed.get_cookie("sotong")
    assert cookie is not None
    context = chrome.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="ko-KR", base_url=site
    )
    context.add_cookies([{"name": "sotong", "value": cookie.value, "url": site}])
    try:
        yield context.new_page()
    finally:
        context.close()


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_case_is_published_asked_about_adopted_on_the_phone_and_stands_on_the_board(
    app: Flask, site: str, chrome: Browser, now: datetime, pictures: Path
) -> None:
    with app.app_context():
        officers = make_city(db.session(), 54)
        contest = make_published(db.session(), now, [one.department_id for one in officers[:3]])
        admin = make_admin(db.session())
        case_id = make_case(db.session(), now, contest=contest, admin=admin, publish=False)
    with (
        someone(chrome, site, signed_in_browser(app, Role.ADMIN, admin.account_id), PC) as office,
        someone(chrome, site, signed_in_browser(app, Role.OFFICER, officers[30].account_id), PHONE) as phone,
    ):
        office.goto(f"/cases/{case_id}")
        press(office.get_by_role("button", name="공개하기"))
        press(office.get_by_role("link", name="도입할지 묻기"))
        press(office.get_by_role("button", name="묻기", exact=True))
        expect(office.get_by_text("부서 53곳에 새로 물었습니다.")).to_be_visible()

        phone.goto("/assignments/today")
        press(phone.get_by_role("link", name="우수사례 읽기"))
        expect(phone.get_by_role("heading", level=1)).to_contain_text("봄꽃 축제 24시")
        press(phone.get_by_role("link", name="바꾸어 도입"))
        expect(phone.get_by_label("바꾸어 도입")).to_be_checked()
        press(phone.get_by_role("button", name="답 보내기"))
        expect(phone.get_by_text("무엇을 바꿀지").first).to_be_visible()
        phone.get_by_label("내용").fill("장터에서 한 달에 한 번 하겠습니다.")
        press(phone.get_by_role("button", name="답 보내기"))
        expect(phone.get_by_text("장터에서 한 달에 한 번").first).to_be_visible()
        phone.screenshot(path=pictures / "officer-case.png", full_page=True)

        office.goto("/cases/board")
        expect(office.locator(".adoption-board tbody tr")).to_have_count(54)
        expect(office.get_by_role("row").filter(has_text="31번과")).to_contain_text("바꾸어 도입")
