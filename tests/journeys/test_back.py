"""Back leads to a form that came back, or to a fresh ballot paper, not to the browser's own error page."""

from __future__ import annotations

from datetime import datetime

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy.orm import Session

from tests.factories.ballots import make_poll
from tests.journeys.signing_in import press

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
