"""A host rehearses, then holds the show; the hall's screen and a phone follow, through a lost network too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from sotong.core import clock
from sotong.core.db import db, transaction
from sotong.core.permissions import Role
from sotong.people.models import Account
from sotong.people.services.passwords import hashed
from sotong.results import services
from sotong.results.rehearsal import made_up_tally
from sotong.results.services import showing
from tests.factories.contests import MAKER
from tests.factories.people import make_account
from tests.factories.results import Judged, make_judged
from tests.journeys.signing_in import PASSWORD, fits, press, sign_in, until

pytestmark = pytest.mark.browser

STEPS = ["lineup", *["jury"] * 3, "halfway", *["citizens"] * 3, "places", "award", "award", "thanks"]
LOOKED_AT = (3, 6, 8, 10, 11)
SEED = "spring"
"""Made-up results without a tie at the end, where two would be shown at once."""
OUTSIDE = """[...document.querySelectorAll('.show-stage *')].filter(one => {
  const box = one.getBoundingClientRect();
  return box.width && (box.left < 90 || box.top < 50 || box.right > 1830 || box.bottom > 1030);
}).map(one => one.className)"""
"""What lies in the margin of 5 % that a projector may cut off."""


@dataclass
class Evening:
    """A contest whose tally is made, the host at her PC, and whoever follows."""

    chrome: Browser
    site: str
    judged: Judged
    login: str
    pictures: Path
    opened: list[BrowserContext] = field(default_factory=list)

    def page(self, width: int, height: int) -> Page:
        context = self.chrome.new_context(
            viewport={"width": width, "height": height},
            locale="ko-KR",
            base_url=self.site,
            reduced_motion="reduce",
        )
        self.opened.append(context)
        return context.new_page()

    def host(self) -> Page:
        page = self.page(1280, 800)
        sign_in(page, self.login)
        page.goto(f"/contests/{self.judged.poll.contest.code}/show")
        return page

    def picture(self, page: Page, name: str) -> None:
        page.screenshot(path=self.pictures / f"show-{name}.png")


@pytest.fixture
def evening(app: Flask, site: str, chrome: Browser, pictures: Path, now: datetime) -> Iterator[Evening]:
    with app.app_context():
        judged = make_judged(app, db.session(), now=now)
        with transaction() as session:
            services.make_tally(session, judged.contest_id, actor_id=MAKER, now=judged.after_judging)
        admin = make_account(db.session(), Role.ADMIN).id
        with transaction() as session:
            account = session.get_one(Account, admin)
            account.password_hash, login = hashed(PASSWORD), account.login
    with clock.stopped_at(judged.after_judging):
        evening = Evening(chrome, site, judged, login, pictures)
        yield evening
        for context in evening.opened:
            context.close()


def shows(page: Page, kind: str) -> None:
    expect(page.locator(f".show-screen.is-{kind}")).to_be_visible()


def press_key(host: Page, key: str = " ") -> None:
    """Press a key, and wait until the page that comes back is there and listens."""
    before = version(host)
    host.keyboard.press(key)
    moves_on(host, before)


def version(host: Page) -> str:
    return host.locator("[data-version]").get_attribute("data-version") or ""


def moves_on(host: Page, before: str) -> None:
    """The host's page shows another version, is there whole and listens."""
    expect(host.locator("[data-version]")).not_to_have_attribute("data-version", before)
    host.wait_for_load_state()


def two_hosts_press(host: Page, other: Page) -> None:
    """Where another host has pressed the page follows, but not while its own press is on the way."""
    other.goto(host.url)
    before, mine, heard = version(host), host.locator("form.show-press").first, list[str]()

    def press_meanwhile(route: Route) -> None:
        answer = route.fetch()
        if str(answer.json()["version"]) != before and not heard:
            mine.evaluate("form => { form.dataset.sent = 'yes'; }")
            heard.append(before)
        route.fulfill(response=answer)

    host.route("**/show/version", press_meanwhile)
    press_key(other)
    until(host, lambda: heard)
    host.wait_for_timeout(100)
    assert version(host) == before
    mine.evaluate("form => { delete form.dataset.sent; }")
    moves_on(host, before)
    host.unroute("**/show/version")
    other.close()


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_the_hall_and_a_phone_follow_the_host_from_rehearsal_to_publication(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        showing, "made_up_tally", lambda rule, entries, _seed: made_up_tally(rule, entries, SEED)
    )
    host, hall, phone = evening.host(), evening.page(1920, 1080), evening.page(360, 780)
    press(host.get_by_role("button", name="꾸며 낸 결과로 연습하기"))
    address = host.locator(".show-link a").get_attribute("href") or ""
    for screen in (hall, phone):
        screen.goto(address)
        expect(screen.get_by_text("꾸며 낸 결과입니다")).to_be_visible()
    evening.picture(hall, "hall-title")
    press_key(host)
    press_key(host, "ArrowRight")
    shows(hall, "jury")
    expect(hall.locator(".show-row.is-new")).to_have_count(1)
    two_hosts_press(host, host.context.new_page())

    before = version(host)
    host.get_by_role("button", name="집계한 결과로 준비하기").click()
    moves_on(host, before)
    shows(hall, "title")
    expect(hall.get_by_text("꾸며 낸 결과입니다")).to_have_count(0)
    before = version(host)
    host.get_by_role("button", name="시상식 시작하기").click()
    host.locator("#confirm").get_by_role("button", name="확인").click()
    moves_on(host, before)
    expect(host.get_by_text("시상식 진행 중")).to_be_visible()
    expect(host.get_by_role("button", name="꾸며 낸 결과로 연습하기")).to_have_count(0)
    for number, kind in enumerate(STEPS):
        press_key(host)
        if number in LOOKED_AT:
            shows(hall, kind)
            assert hall.evaluate(OUTSIDE) == []
            evening.picture(hall, f"hall-{kind}")
        if number == LOOKED_AT[0]:
            hall.context.set_offline(True)
            expect(hall.get_by_text("연결이 끊겼습니다")).to_be_visible()
            shows(hall, kind)
            hall.context.set_offline(False)
            expect(hall.get_by_text("연결이 끊겼습니다")).to_be_hidden()
    late = evening.page(360, 780)
    late.goto(address)
    for screen in (phone, late):
        shows(screen, "thanks")
        assert fits(screen)
    evening.picture(phone, "phone-thanks")

    evening.picture(host, "host-end")
    host.get_by_role("button", name="결과 발표하기").click()
    host.locator("#confirm").get_by_role("button", name="확인").click()
    expect(host).to_have_url(f"{evening.site}/contests/{evening.judged.poll.contest.code}/result")
    phone.get_by_role("link", name="결과 보기").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("결과")
