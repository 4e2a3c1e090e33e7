"""An alert is drilled through three stages: a department is silent, its deputy too, then the admins know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from sotong.channels.platforms import Platform
from sotong.core import clock
from sotong.core.db import db, transaction
from sotong.outreach.services.alerts import go_on
from tests.factories.alerts import Office, make_guidance, make_office
from tests.factories.channels import make_channel
from tests.journeys.signing_in import Visits, let_in, press

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("app", ["postgres"], indirect=True)]
"""What is proved here happens in the browser; the way into the tables is tested on both databases."""

PHONE, PC = 360, 1280


@dataclass
class City:
    """An office with two departments, and the pages of those who are drilled."""

    app: Flask
    office: Office
    logins: dict[UUID, str]
    visits: Visits

    def enter(self, account_id: UUID | None, width: int) -> Page:
        assert account_id
        return self.visits.enter(self.logins[account_id], width)

    def look(self, page: Page, name: str) -> None:
        self.visits.look(page, name)

    def go_on(self, now: datetime) -> int:
        """What the worker does at this instant."""
        with self.app.app_context(), transaction() as session:
            return go_on(session, now)


@pytest.fixture
def city(app: Flask, site: str, chrome: Browser, pictures: Path, now: datetime) -> Iterator[City]:
    with app.app_context():
        office = make_office(db.session())
        make_channel(db.session(), platform=Platform.X, handle="city_x", name="구청 X")
        make_guidance(db.session(), office.admin_id, now)
        first, second = office.first, office.second
        assert first.deputy
        people = (
            office.admin_id,
            first.officer.account_id,
            first.deputy.account_id,
            second.officer.account_id,
        )
        logins = let_in(people)
        db.session.remove()
    visits = Visits(chrome, site, pictures, "alert")
    yield City(app, office, logins, visits)
    visits.close()


def test_a_drill_goes_through_three_stages_with_one_silent_department(city: City, now: datetime) -> None:
    admin = city.enter(city.office.admin_id, PC)
    phone = city.enter(city.office.second.officer.account_id, PHONE)
    _open(city, admin)
    here = admin.url
    link = admin.get_by_role("link", name="단계 메시지 쓰기").element_handle()

    phone.goto("/assignments/today")
    press(phone.get_by_role("link", name="열어서 수신 확인하기").first)
    expect(phone.get_by_text("훈련입니다. 실제 상황이 아니며")).to_be_visible()
    city.look(phone, "asked")
    press(phone.get_by_role("button", name="수신 확인", exact=True))
    expect(phone.get_by_text("우리 부서는 수신을 확인했습니다.").first).to_be_visible()
    expect(admin.locator("#live")).to_contain_text("1 / 2")  # by itself
    assert link
    assert link.evaluate("link => link.isConnected"), "what stays alike stays under the finger"
    expect(admin.locator("#live")).to_have_attribute("hx-trigger", "every 3s")

    with clock.stopped_at(now + timedelta(minutes=10)):
        assert city.go_on(now + timedelta(minutes=10)) == 1
    deputy = city.office.first.deputy
    assert deputy
    stands_in = city.enter(deputy.account_id, PHONE)
    stands_in.goto("/notices")
    expect(stands_in.get_by_text("대직자께 넘어왔습니다").first).to_be_visible()
    with clock.stopped_at(now + timedelta(minutes=20)):
        assert city.go_on(now + timedelta(minutes=20)) == 1
        assert city.go_on(now + timedelta(minutes=20)) == 0
    expect(admin.locator("#live")).to_contain_text("답이 없어 관리자에게 넘어갔습니다")
    city.look(admin, "live")

    with clock.stopped_at(now + timedelta(minutes=25)):
        _speak_and_close(city, admin, phone, here)


def _speak_and_close(city: City, admin: Page, phone: Page, here: str) -> None:
    _issue(city, admin, phone, here, "도림천 산책로를 막았습니다.")
    _issue(city, admin, phone, here, None)
    admin.goto(here)
    expect(admin.locator("#live .current")).to_contain_text("3 행동요령")
    expect(admin.get_by_text("[훈련] - 창에서 떨어집니다.").first).to_be_visible()
    city.look(admin, "three-stages")
    phone.goto("/safety")
    expect(phone.get_by_text("태풍이 올 때").first).to_be_visible()
    expect(phone.get_by_text("도림천 산책로를 막았습니다.")).to_have_count(0)
    _close_and_replay(city, admin, here)


def _open(city: City, admin: Page) -> None:
    admin.goto("/alerts")
    press(admin.get_by_role("link", name="훈련 시작하기"))
    admin.get_by_label("제목").fill("제14호 태풍 북상")
    admin.get_by_label("종류").select_option("typhoon")
    admin.get_by_label("지금까지 아는 것").fill("도림천 수위가 오르고 있습니다.")
    admin.get_by_label("안전과").check()
    admin.get_by_label("도로과").check()
    city.look(admin, "open")
    press(admin.get_by_role("button", name="발령"))
    expect(admin.get_by_role("heading", name="훈련을 시작할까요?")).to_be_visible()
    city.look(admin, "sure")
    press(admin.get_by_role("button", name="훈련 시작"))
    expect(admin.get_by_text("발령했습니다.")).to_be_visible()


def _issue(city: City, admin: Page, phone: Page, here: str, text: str | None) -> None:
    """The admin writes (with what to do put in, if no text is given), the officer looks and issues."""
    admin.goto(here)
    press(admin.get_by_role("link", name="단계 메시지 쓰기"), _slowly if text else Locator.click)
    if text is not None:
        admin.get_by_label("메시지", exact=True).fill(text)
    admin.get_by_label("구청 X").check()
    city.look(admin, "write")
    press(admin.get_by_role("button", name="검토 부탁하기"))
    expect(admin.get_by_text("메시지를 두 번째 담당자에게 보냈습니다.")).to_be_visible()
    phone.goto("/alerts")
    press(phone.get_by_role("link", name="제14호 태풍 북상"))
    press(phone.get_by_role("link", name="메시지 검토하기"))
    city.look(phone, "look")
    phone.get_by_role("button", name="발표하기").click()
    press(phone.get_by_role("button", name="확인", exact=True))
    expect(phone.get_by_text("메시지를 발표했습니다.")).to_be_visible()


def _slowly(link: Locator) -> None:
    """Press as a finger does that rests: the page asks how things stand meanwhile."""
    link.hover()
    with link.page.expect_response("**/live"):
        link.page.mouse.down()
    link.page.mouse.up()


def _close_and_replay(city: City, admin: Page, here: str) -> None:
    press(admin.get_by_role("link", name="종료", exact=True))
    admin.get_by_label("맺음말").fill("안전과의 연락처를 고칩니다.")
    press(admin.get_by_role("button", name="끝내기"))
    expect(admin.get_by_role("heading", name="긴급 전파 훈련 보고서")).to_be_visible()
    silent = admin.locator(".fact", has_text="답하지 않은 부서")
    expect(silent).to_contain_text("안전과")
    city.look(admin, "report")
    admin.goto(f"{here}/replay?until=0")
    expect(admin.get_by_text("0분째")).to_be_visible()
    expect(admin.get_by_text("대직자에게 넘어갔습니다")).to_have_count(0)
    press(admin.get_by_role("link", name="마지막"))
    expect(admin.get_by_text("대직자에게 넘어갔습니다")).to_be_visible()
    city.look(admin, "replay")
