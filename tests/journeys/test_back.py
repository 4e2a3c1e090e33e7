"""Back leads to a form that came back with what was typed, not to the browser's own error page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("app", ["sqlite"], indirect=True)]
"""What is proved here happens in the browser."""


def test_back_shows_a_refused_form_again_with_what_was_typed(site: str, chrome: Browser) -> None:
    context = chrome.new_context(locale="ko-KR", base_url=site)
    context.set_default_timeout(8_000)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("로그인 이름").fill("hong")
    page.get_by_label("비밀번호").fill("틀린 비밀번호입니다")
    page.get_by_role("button", name="로그인", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.goto("/safety")
    page.go_back()
    expect(page.get_by_label("로그인 이름")).to_have_value("hong")
    expect(page.get_by_label("비밀번호")).to_have_value("")
    context.close()
