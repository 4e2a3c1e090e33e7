"""The whole circle, walked once by five people in real browsers.

An admin in the office, an officer on a phone, a citizen inside the Band app without JavaScript, a judge on a
tablet, an auditor. Time passes by the test's clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from sotong.core import clock
from sotong.core.days import KST
from sotong.core.db import db, transaction
from sotong.core.permissions import Role
from sotong.people.models import Account
from sotong.people.services.passwords import hashed
from tests.factories.people import MadeOfficer, make_account, make_city
from tests.journeys.signing_in import PASSWORD, press, sign_in

pytestmark = pytest.mark.browser

PHONE, TABLET, PC = (360, 740), (1024, 768), (1280, 800)
BAND = (
    "Mozilla/5.0 (Linux; Android 14; SM-S918N Build/UP1A.231005.007; wv) AppleWebKit/537.36 "
    "(KHTML, like Gecko) Version/4.0 Chrome/130.0.0.0 Mobile Safari/537.36 "
    "BAND/19.2.1 (Android OS 14;SM-S918N)"
)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OPENS_IN = {
    "entry": (1 * HOUR, 2 * DAY),
    "vote": (3 * DAY, 4 * DAY),
    "judging": (5 * DAY, 6 * DAY),
    "publication": (6 * DAY, 20 * DAY),
}
ENTRANTS = 10


@dataclass
class Stage:
    """The people, the server, and the clock."""

    app: Flask
    site: str
    chrome: Browser
    pictures: Path
    start: datetime
    officers: list[MadeOfficer]
    logins: dict[Role, str]

    @contextmanager
    def at(self, later: timedelta) -> Iterator[None]:
        """Let it be so much later than the start."""
        with clock.stopped_at(self.start + later):
            yield

    @contextmanager
    def someone(
        self, size: tuple[int, int], *, script: bool = True, agent: str | None = None
    ) -> Iterator[Page]:
        """Open a browser of one person."""
        context = self.chrome.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="ko-KR",
            java_script_enabled=script,
            user_agent=agent,
            base_url=self.site,
        )
        page = context.new_page()
        try:
            yield page
        finally:
            context.close()

    def visit(self, page: Page, role: Role, path: str) -> None:
        """Go to a page of the office; whoever has been away too long signs in again."""
        page.goto(path)
        if "/sign-in" in page.url:
            sign_in(page, self.logins[role])
            page.goto(path)

    def picture(self, page: Page, name: str) -> None:
        page.screenshot(path=self.pictures / f"{name}.png", full_page=True)


@pytest.fixture
def stage(app: Flask, site: str, chrome: Browser, pictures: Path, now: datetime) -> Stage:
    with app.app_context():
        officers = make_city(db.session(), departments=54)
        accounts = {
            role: make_account(db.session(), role).id for role in (Role.ADMIN, Role.JUDGE, Role.AUDITOR)
        }
        assert officers[0].account_id
        accounts[Role.OFFICER] = officers[0].account_id
        logins = {}
        with transaction() as session:
            for role, account_id in accounts.items():
                account = session.get_one(Account, account_id)
                account.password_hash = hashed(PASSWORD)
                logins[role] = account.login
    return Stage(app, site, chrome, pictures, now, officers, logins)


def test_the_circle_is_walked_by_five_people(stage: Stage) -> None:
    with ExitStack() as people:
        admin = people.enter_context(stage.someone(PC))
        officer = people.enter_context(stage.someone(PHONE))
        sign_in(admin, stage.logins[Role.ADMIN])
        _post_and_assign(stage, admin)
        _share(stage, officer)
        _see_the_board(stage, admin)
        code = _set_up_contest(stage, admin)
        _enter_by_hand(stage, officer, code)
        _enter_the_others(stage, admin, code)
        links = _lock_and_link(stage, admin, code)
        auditor = people.enter_context(stage.someone(PC))
        _take_the_key(stage, auditor, code)
        citizen = people.enter_context(stage.someone(PHONE, script=False, agent=BAND))
        receipt = _vote(stage, citizen, links)
        judge = people.enter_context(stage.someone(TABLET))
        _score(stage, judge, code)
        _tally_and_publish(stage, admin, code)
        _read_the_result(stage, citizen, code, receipt)
        _verify(stage, auditor)


def _post_and_assign(stage: Stage, admin: Page) -> None:
    stage.visit(admin, Role.ADMIN, "/posts/new")
    admin.get_by_label("게시물 주소").fill("https://www.facebook.com/ydp.office/posts/1234567890?fbclid=x")
    admin.get_by_label("제목").fill("한파 쉼터를 안내해 드립니다")
    admin.get_by_label("주무관이 복사할 글").fill("우리 동네 한파 쉼터를 확인하세요.")
    stage.picture(admin, "admin-post")
    admin.get_by_label("게시 시각").fill(_typed(stage.start - HOUR))
    press(admin.get_by_role("button", name="등록", exact=True))
    expect(admin.get_by_role("heading", level=1)).to_contain_text("한파 쉼터")


def _share(stage: Stage, officer: Page) -> None:
    with stage.at(HOUR / 2):
        sign_in(officer, stage.logins[Role.OFFICER])
        expect(officer.get_by_role("heading", level=1)).to_contain_text("오늘 할 일")
        stage.picture(officer, "officer-today")
        officer.get_by_label("올린 게시물의 주소").fill(
            "https://m.facebook.com/my.department/posts/777000111"
        )
        press(officer.get_by_role("button", name="제출"))
        expect(officer.get_by_text("완료").first).to_be_visible()


def _see_the_board(stage: Stage, admin: Page) -> None:
    stage.visit(admin, Role.ADMIN, "/posts/board")
    expect(admin.get_by_text("한파 쉼터를 안내해 드립니다").first).to_be_visible()
    expect(admin.get_by_text("53").first).to_be_visible()
    stage.picture(admin, "admin-board")


def _typed(instant: datetime) -> str:
    return instant.astimezone(KST).strftime("%Y-%m-%dT%H:%M")


def _set_up_contest(stage: Stage, admin: Page) -> str:
    stage.visit(admin, Role.ADMIN, "/contests/new")
    admin.get_by_label("콘테스트 이름").fill("부서 SNS 소통 콘테스트")
    admin.get_by_label("소개").fill("시민과 가장 잘 소통한 부서를 뽑습니다.")
    press(admin.locator("main form button[type=submit]"))
    code = admin.url.rstrip("/").split("/")[-1]
    stage.visit(admin, Role.ADMIN, f"/contests/{code}/phases")
    for kind, (opens, closes) in OPENS_IN.items():
        admin.locator(f"[name={kind}-opens_at]").fill(_typed(stage.start + opens))
        admin.locator(f"[name={kind}-closes_at]").fill(_typed(stage.start + closes))
    press(admin.get_by_role("button", name="일정 저장"))
    stage.visit(admin, Role.ADMIN, f"/contests/{code}/rule/edit")
    admin.locator("[name=identity_level][value=device]").check()
    admin.locator("[name=identity_reason]").fill("시범 운영이라 기기 단위로 받습니다.")
    press(admin.get_by_role("button", name="규칙 저장"))
    stage.picture(admin, "admin-contest")
    return code


def _fill_entry(page: Page, title: str, form: str) -> None:
    page.get_by_label("출품작 이름").fill(title)
    page.locator(f"[name=format][value={form}]").check()
    page.get_by_label("한 줄 소개").fill("이웃의 이야기를 실시간으로 전했습니다.")
    page.locator("textarea[name=story]").fill("댓글로 받은 물음에 10분 안에 답했습니다.")
    press(page.locator("main form button[type=submit]").first)


def _enter_by_hand(stage: Stage, officer: Page, code: str) -> None:
    with stage.at(2 * HOUR):
        stage.visit(officer, Role.OFFICER, f"/contests/{code}/my-entry")
        _fill_entry(officer, "봄꽃축제 24시", "play")
        expect(officer.get_by_text("봄꽃축제 24시").first).to_be_visible()


def _enter_the_others(stage: Stage, admin: Page, code: str) -> None:
    with stage.at(3 * HOUR):
        for number in range(2, ENTRANTS + 1):
            stage.visit(admin, Role.ADMIN, f"/contests/{code}/entries/new")
            admin.locator("select[name*=department]").select_option(index=1)
            _fill_entry(admin, f"소통 사례 {number}", ("play", "skit", "slides", "video")[number % 4])
        stage.visit(admin, Role.ADMIN, f"/contests/{code}/entries")
        expect(admin.get_by_text(f"소통 사례 {ENTRANTS}").first).to_be_visible()


def _lock_and_link(stage: Stage, admin: Page, code: str) -> dict[str, str]:
    with stage.at(2 * DAY + HOUR):
        stage.visit(admin, Role.ADMIN, f"/contests/{code}/rule/lock")
        admin.get_by_role("button", name="이 규칙으로 확정하기").click()
        _agree(admin)
        links = {}
        for channel in ("band", "facebook"):
            stage.visit(admin, Role.ADMIN, f"/contests/{code}/vote-links")
            admin.locator("select[name=channel]").select_option(channel)
            admin.get_by_label("이름").fill(f"구청 {channel}")
            press(admin.get_by_role("button", name="링크 만들기"))
            links[channel] = admin.locator(".vote-link-address a").last.inner_text().split("/v/")[1]
        stage.picture(admin, "admin-vote-links")
        stage.visit(admin, Role.ADMIN, f"/contests/{code}/panel")
        admin.locator("select[name=account_id]").select_option(index=1)
        press(admin.get_by_role("button", name="위촉하기"))
        stage.picture(admin, "admin-panel")
    return links


def _agree(page: Page) -> None:
    """Press yes in the page's own dialog."""
    yes = page.locator("dialog[open]").get_by_role("button", name="확인")
    expect(yes).to_be_visible()
    press(yes)


def _take_the_key(stage: Stage, auditor: Page, code: str) -> None:
    with stage.at(2 * DAY + 2 * HOUR):
        sign_in(auditor, stage.logins[Role.AUDITOR])
        stage.visit(auditor, Role.AUDITOR, f"/contests/{code}/audit-key")
        auditor.get_by_role("button", name="감사 열쇠 받기").click()
        _agree(auditor)
        expect(auditor.locator(".secret-key code")).to_have_text(re.compile("^[0-9a-f]{64}$"))


def _vote(stage: Stage, citizen: Page, links: dict[str, str]) -> str:
    with stage.at(3 * DAY + HOUR):
        citizen.goto(f"/v/{links['band']}")
        stage.picture(citizen, "citizen-paper")
        citizen.get_by_label("봄꽃축제 24시").check()
        press(citizen.get_by_role("button", name="투표하기"))
        number = citizen.locator(".receipt-number").inner_text().strip()
        stage.picture(citizen, "citizen-receipt")
        press(citizen.get_by_role("link", name="지금 확인해 보기"))
        expect(citizen.get_by_text("기록에 들어 있습니다")).to_be_visible()
        assert "봄꽃축제" not in citizen.content()
    return number


def _score(stage: Stage, judge: Page, code: str) -> None:
    with stage.at(5 * DAY + HOUR):
        sign_in(judge, stage.logins[Role.JUDGE])
        for number in range(1, ENTRANTS + 1):
            stage.visit(judge, Role.JUDGE, f"/judging/{code}/{number}")
            for place, mark in enumerate(judge.locator(".mark-input").all()):
                mark.fill(str(18.5 - number - place))
            if number == 1:
                stage.picture(judge, "judge-sheet")
            press(judge.get_by_role("button", name="저장하고 서명하러 가기"))
            judge.get_by_label("비밀번호").fill(PASSWORD)
            press(judge.get_by_role("button", name="서명하기"))
        expect(judge.locator(".progress-count")).to_have_text(f"{ENTRANTS} / {ENTRANTS}")
        stage.picture(judge, "judge-sheets")


def _tally_and_publish(stage: Stage, admin: Page, code: str) -> None:
    with stage.at(6 * DAY + HOUR):
        stage.visit(admin, Role.ADMIN, f"/contests/{code}/tally")
        assert "봄꽃축제" not in admin.locator("main").inner_text()
        for name, asks in (("투표 마감하기", True), ("집계하기", False), ("결과 발표하기", True)):
            stage.visit(admin, Role.ADMIN, f"/contests/{code}/tally")
            button = admin.get_by_role("button", name=name)
            if asks:
                button.click()
                _agree(admin)
            else:
                press(button)
        expect(admin.get_by_role("heading", level=1)).to_contain_text("결과")
        stage.visit(admin, Role.ADMIN, f"/contests/{code}/tally")
        with admin.expect_download() as certificates:
            admin.get_by_role("link", name="상장").click()
        assert certificates.value.path().read_bytes().startswith(b"%PDF")


def _read_the_result(stage: Stage, citizen: Page, code: str, receipt: str) -> None:
    with stage.at(6 * DAY + 2 * HOUR):
        citizen.goto(f"/contests/{code}/result")
        expect(citizen.locator(".award").first).to_contain_text("봄꽃축제 24시")
        stage.picture(citizen, "citizen-result")
        citizen.goto(f"/receipts/{code}")
        citizen.get_by_label("투표 확인번호").fill(receipt.lower())
        press(citizen.get_by_role("button", name="확인하기"))
        expect(citizen.get_by_text("기록에 들어 있습니다")).to_be_visible()


def _verify(stage: Stage, auditor: Page) -> None:
    with stage.at(6 * DAY + 3 * HOUR):
        stage.visit(auditor, Role.AUDITOR, "/home")
        logs = auditor.get_by_role("link", name="검증", exact=True).evaluate_all(
            "links => links.map(link => link.href)"
        )
        assert len(logs) == 2
        for log in logs:
            stage.visit(auditor, Role.AUDITOR, log)
            press(auditor.locator("main form button[type=submit]").first)
            expect(auditor.locator("main")).to_contain_text("바뀌거나 빠진 것이 없습니다")
        stage.picture(auditor, "auditor-verify")
