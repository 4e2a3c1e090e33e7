"""Citizens in the browsers of apps: three taps to a receipt, and to another house's sign-in and back."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect
from sqlalchemy.orm import Session

from sotong.ballots import queries, sign_ins
from tests.factories.ballots import make_poll
from tests.factories.levels import make_poll_by, with_outside
from tests.factories.papers import APP_BROWSERS
from tests.journeys.signing_in import fits, press, until

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the provider's own use of its library
    from oidc_provider_mock import run_server_in_thread

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore:get_jwt_config")]

Phone = Callable[..., Page]


@pytest.fixture
def phone(chrome: Browser, site: str) -> Iterator[Phone]:
    """A phone of 360 pixels whose page is open inside an app; what our page complains of fails the test."""
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and message.location["url"].startswith(site):
            complaints.append(message.text)

    def hold(app: str, **more: Any) -> Page:
        context = chrome.new_context(
            viewport={"width": 360, "height": 740},
            user_agent=APP_BROWSERS[app],
            locale="ko-KR",
            has_touch=True,
            is_mobile=True,
            **more,
        )
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", note)
        return page

    yield hold
    for context in opened:
        context.close()
    assert complaints == []


def test_a_vote_pressed_without_a_connection_is_told_beside_the_button_and_counts_when_it_is_back(
    site: str, session: Session, now: datetime, phone: Phone
) -> None:
    poll = make_poll(session, now=now)
    page = phone("band-android")
    page.goto(f"{site}/v/{poll.link_code}")
    page.get_by_text("소통 사례 3", exact=True).tap()
    page.context.set_offline(True)
    until(page, lambda: not page.evaluate("navigator.onLine"))
    page.get_by_role("button", name="투표하기").tap()
    expect(page.get_by_role("alert").filter(has_text="인터넷에 연결되어 있지 않아")).to_be_in_viewport()
    page.context.set_offline(False)
    until(page, lambda: page.evaluate("navigator.onLine"))
    press(page.get_by_role("button", name="투표하기"), Locator.tap)
    expect(page.get_by_role("heading", name="투표가 기록되었습니다")).to_be_visible()


@pytest.mark.parametrize("app_name", ["band-android", "band-ios"])
@pytest.mark.parametrize("script", [True, False])
def test_three_taps_inside_the_band_app_and_the_receipt_is_found(
    site: str, session: Session, now: datetime, phone: Phone, app_name: str, *, script: bool
) -> None:
    poll = make_poll(session, now=now)
    page = phone(app_name, java_script_enabled=script)
    page.goto(f"{site}/v/{poll.link_code}")
    page.get_by_text("소통 사례 3", exact=True).tap()
    expect(page.get_by_role("button", name="투표하기")).to_be_in_viewport()
    press(page.get_by_role("button", name="투표하기"), Locator.tap)
    expect(page.get_by_role("heading", name="투표가 기록되었습니다")).to_be_visible()
    number = page.locator(".receipt-number").inner_text()
    press(page.get_by_role("link", name="지금 확인해 보기"), Locator.tap)
    expect(page.get_by_text("이 확인번호의 투표가 기록에 들어 있습니다.")).to_be_visible()
    expect(page.locator("main")).to_contain_text(number)
    expect(page.locator("main")).not_to_contain_text("소통 사례")
    page.goto(f"{site}/v/{poll.link_code}")
    expect(page.locator(".receipt-number")).to_have_text(number)
    session.rollback()
    assert queries.counts(session, poll.contest_id).by_entry == {3: 1}


def test_the_paper_fits_the_smallest_phone_and_everybody(
    site: str, session: Session, now: datetime, phone: Phone, axe: str
) -> None:
    for level in ("device", "phone", "code"):
        poll = make_poll(session, now=now) if level == "device" else make_poll_by(session, level, now=now)[0]
        page = phone("kakaotalk-android", bypass_csp=True)
        page.goto(f"{site}/v/{poll.link_code}")
        assert fits(page)
        page.evaluate(axe)
        found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa']})")
        assert [violation["id"] for violation in found["violations"]] == []


def test_to_a_sign_in_and_back_with_the_picks(
    app: Flask, site: str, session: Session, now: datetime, phone: Phone
) -> None:
    sign_ins._document.cache_clear()
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, public_url=site)
    try:
        with run_server_in_thread() as server:
            env = {"SOTONG_KAKAO_CLIENT_ID": "sotong", "SOTONG_KAKAO_CLIENT_SECRET": "secret"}
            with with_outside(app, **env, SOTONG_KAKAO_ADDRESS=f"http://localhost:{server.server_port}"):
                poll, _codes = make_poll_by(session, "account", now=now)
                _sign_in_and_vote(phone("facebook-android"), f"{site}/v/{poll.link_code}")
    finally:
        app.config["SETTINGS"] = before
    session.rollback()
    assert queries.counts(session, poll.contest_id).by_entry == {7: 1}


def _sign_in_and_vote(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_text("소통 사례 7", exact=True).tap()
    page.get_by_label("만 14세 이상").check()
    page.get_by_role("button", name="로그인하고 투표하기").tap()
    page.wait_for_url("**/oauth2/authorize**")  # over a page of ours that leads there by itself
    page.locator("input[name=sub]").fill("somebody")
    press(page.locator("button[type=submit], input[type=submit]").first)
    expect(page.get_by_text("로그인을 확인했습니다")).to_be_visible()
    expect(page.get_by_label("소통 사례 7")).to_be_checked()
    press(page.get_by_role("button", name="투표하기"), Locator.tap)
    expect(page.get_by_role("heading", name="투표가 기록되었습니다")).to_be_visible()
