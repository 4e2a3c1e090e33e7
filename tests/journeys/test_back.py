"""Nothing typed is lost: back leads to a form that came back, what came too late is put back for its writer.

Back leads to a fresh ballot paper, though, and never to the browser's own error page.
"""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from sotong.core.db import db
from sotong.core.permissions import Role
from tests.factories.ballots import make_poll
from tests.factories.people import make_account
from tests.journeys.signing_in import PASSWORD, let_in, press

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("app", ["sqlite"], indirect=True)]
"""What is proved here happens in the browser."""


def test_back_shows_a_refused_form_again_with_what_was_typed(site: str, chrome: Browser) -> None:
    context = chrome.new_context(locale="ko-KR", base_url=site)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("로그인 이름").fill("hong")
    page.get_by_label("비밀번호").fill("틀린 비밀번호입니다")
    press(page.get_by_role("button", name="로그인", exact=True))
    expect(page.get_by_role("alert")).to_be_visible()
    page.goto("/safety")
    page.go_back()
    expect(page.get_by_label("로그인 이름")).to_have_value("hong")
    expect(page.get_by_label("비밀번호")).to_have_value("")
    context.close()


def test_back_from_a_refused_ballot_paper_is_a_fresh_one_that_shows_no_choice(
    site: str, session: Session, now: datetime, chrome: Browser
) -> None:
    poll = make_poll(session, now=now)
    context = chrome.new_context(locale="ko-KR", base_url=site)
    page = context.new_page()
    page.goto(f"/v/{poll.link_code}")
    page.get_by_text("소통 사례 3", exact=True).click()
    page.locator("[name=token]").evaluate("token => { token.value = 'of yesterday'; }")
    press(page.get_by_role("button", name="투표하기"))
    expect(page.locator("[name=picks]:checked")).to_have_count(1)
    page.get_by_text("소통 사례 7", exact=True).click()
    page.goto("/safety")
    page.go_back()
    expect(page.get_by_role("button", name="투표하기")).to_be_visible()
    expect(page.locator("[name=picks]:checked")).to_have_count(0)
    page.get_by_text("소통 사례 3", exact=True).click()
    press(page.get_by_role("button", name="투표하기"))
    expect(page.get_by_role("heading", name="투표가 기록되었습니다")).to_be_visible()
    context.close()


def test_what_was_typed_as_a_sign_in_ended_is_put_back_for_the_same_person_alone(
    app: Flask, site: str, chrome: Browser
) -> None:
    with app.app_context():
        two = [make_account(db.session(), role=Role.ADMIN).id for _each in range(2)]
        logins = let_in(two)
        first, second = (logins[one] for one in two)
        db.session.remove()
    context = chrome.new_context(locale="ko-KR", base_url=site)
    page = context.new_page()
    page.goto("/departments/new")
    _enter(page, first)
    _type_too_late(page)
    _enter(page, first)
    expect(page.get_by_text("보내지지 않은 내용을 다시 채웠습니다.")).to_be_visible()
    expect(page.locator("[name=name]")).to_have_value("긴 이름을 다 적은 부서")
    _type_too_late(page)
    for login in (second, first):
        _enter(page, login)
        expect(page.locator("[name=name]")).to_have_value("")
        context.clear_cookies()
        page.reload()
    context.close()


def _type_too_late(page: Page) -> None:
    for name, text in {"code": "X1", "name": "긴 이름을 다 적은 부서", "bureau": "홍보국"}.items():
        page.locator(f"[name={name}]").fill(text)
    page.locator("[name=kind]").select_option(index=1)
    page.context.clear_cookies()
    press(page.get_by_role("button", name="등록"))
    expect(page.get_by_text("적으신 내용을 다시 채워 드립니다.")).to_be_visible()
    press(page.get_by_role("link", name="다시 로그인하기"))


def _enter(page: Page, login: str) -> None:
    page.get_by_label("로그인 이름").fill(login)
    page.get_by_label("비밀번호").fill(PASSWORD)
    press(page.get_by_role("button", name="로그인", exact=True))
