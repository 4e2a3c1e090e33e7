"""A judge's tablet loses its Wi-Fi in the middle of a sheet, twice, and nothing that was entered is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from sotong.core.db import db
from tests.factories.judging import FULL_MARKS, MadePanel, make_panel
from tests.journeys.signing_in import PASSWORD, Visits, fits, let_in, press, until

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("app", ["postgres"], indirect=True)]
"""What is proved here happens on the tablet; the way into the tables is tested on both databases."""

KEPT = "Object.keys(localStorage).filter(key => key.startsWith('sotong.sheet:')).length"


@dataclass
class Tablet:
    """One of the judge's tablets, signed in, before the first sheet."""

    context: BrowserContext
    page: Page

    def enter(self, criterion: str, mark: str) -> None:
        self.page.locator(f"[name=mark_{criterion}]").fill(mark)

    def shows(self, criterion: str, mark: str) -> None:
        expect(self.page.locator(f"[name=mark_{criterion}]")).to_have_value(mark)

    def sign(self) -> None:
        press(self.page.get_by_role("button", name="저장하고 서명하러 가기"))
        self.page.get_by_label("비밀번호").fill(PASSWORD)
        press(self.page.get_by_role("button", name="서명하기"))
        expect(self.page.locator(".progress-count")).to_have_text("1 / 3")

    def says(self, words: str) -> None:
        expect(self.page.locator("[data-sheet-state]")).to_contain_text(words)

    def keeps(self, sheets: int) -> None:
        """So many sheets are kept on the device."""
        until(self.page, lambda: self.page.evaluate(KEPT) == sheets)


@dataclass
class Hall:
    """A contest whose judging is open, and how to open one more tablet of one of its two judges."""

    visits: Visits
    panel: MadePanel
    logins: list[str]

    def tablet(self, width: int = 1024, judge: int = 0) -> Tablet:
        page = self.visits.enter(self.logins[judge], width, 768)
        page.goto(self.sheet)
        return Tablet(page.context, page)

    @property
    def sheet(self) -> str:
        return f"/judging/{self.panel.contest.code}/1"


@pytest.fixture
def hall(app: Flask, site: str, chrome: Browser, pictures: Path, now: datetime) -> Iterator[Hall]:
    with app.app_context():
        panel = make_panel(db.session(), now=now, judges=2)
        logins = let_in(panel.judges)
    hall = Hall(Visits(chrome, site, pictures, "judge"), panel, [logins[one] for one in panel.judges])
    yield hall
    hall.visits.close()


def test_one_of_two_judges_loses_the_wifi_and_both_sign_what_they_entered(hall: Hall) -> None:
    tablet, other = hall.tablet(), hall.tablet(judge=1)
    tablet.enter("effect", "25")
    tablet.says("저장했습니다")
    tablet.context.set_offline(True)
    for criterion, full in FULL_MARKS.items():
        tablet.enter(criterion, str(full - 3))
    tablet.says("연결이 끊겼습니다")
    with tablet.page.expect_event("requestfailed"):
        tablet.page.get_by_role("button", name="저장하고 서명하러 가기").click()
    tablet.says("연결이 끊겼습니다")
    tablet.keeps(1)
    tablet.page.screenshot(path=hall.visits.pictures / "judge-offline.png", full_page=True)
    for criterion, full in FULL_MARKS.items():
        other.enter(criterion, str(full - 1))
    other.sign()
    tablet.context.set_offline(False)
    tablet.says("저장했습니다")
    tablet.keeps(0)
    tablet.sign()
    tablet.keeps(0)
    for one, effect in ((tablet, "27"), (other, "29")):
        one.page.goto(hall.sheet)
        expect(one.page.locator("dd").first).to_have_text(effect)


def test_a_tablet_closed_without_wifi_brings_its_entries_back(hall: Hall) -> None:
    tablet = hall.tablet()
    tablet.context.set_offline(True)
    tablet.enter("effect", "12.5")
    tablet.says("연결이 끊겼습니다")
    tablet.page.close()
    tablet.context.set_offline(False)
    tablet.page = tablet.context.new_page()
    tablet.page.goto(hall.sheet)
    tablet.shows("effect", "12.5")
    tablet.says("저장했습니다")
    tablet.page.reload()
    tablet.shows("effect", "12.5")


@pytest.mark.parametrize(
    ("press", "mark", "told"),
    [("내가 입력한 것으로", "11", "저장했습니다"), ("저장된 것 쓰기", "29", "불러왔습니다")],
)
def test_when_another_tablet_saved_meanwhile_the_judge_chooses(
    hall: Hall, press: str, mark: str, told: str
) -> None:
    first, second = hall.tablet(), hall.tablet(360)
    first.context.set_offline(True)
    first.enter("effect", "11")
    first.says("연결이 끊겼습니다")
    second.enter("effect", "29")
    second.says("저장했습니다")
    first.context.set_offline(False)
    choice = first.page.locator("[data-sheet-clash]")
    expect(choice).to_be_visible()
    expect(choice.locator("tbody tr")).to_contain_text(["1129"])
    for width in (360, 1024, 1280):
        first.page.set_viewport_size({"width": width, "height": 768})
        assert fits(first.page)
        first.page.screenshot(path=hall.visits.pictures / f"judge-clash-{width}.png", full_page=True)
    second.page.reload()
    second.shows("effect", "29")
    choice.get_by_role("button", name=press).click()
    expect(choice).to_be_hidden()
    first.shows("effect", mark)
    first.says(told)
    first.keeps(0)
    second.page.reload()
    second.shows("effect", mark)


def test_an_answer_lost_on_its_way_back_is_no_clash_with_oneself(hall: Hall) -> None:
    tablet = hall.tablet()
    lost: list[int] = []

    def lose_two_answers(route: Route) -> None:
        if lost[1:]:
            route.continue_()
        elif lost:
            lost.append(0)
            route.abort()
        else:
            lost.append(route.fetch().status)
            route.abort()

    tablet.page.route(f"**{hall.sheet}", lose_two_answers)
    tablet.enter("effect", "15")
    tablet.says("연결이 끊겼습니다")
    tablet.enter("effect", "16")
    until(tablet.page, lambda: lost == [200, 0])
    tablet.enter("effect", "17")
    tablet.says("저장했습니다")
    assert lost == [200, 0]
    tablet.page.reload()
    tablet.shows("effect", "17")


def test_wrong_marks_are_told_at_their_fields_and_not_added_up_and_signing_out_asks(
    hall: Hall,
) -> None:
    tablet = hall.tablet(360)
    tablet.enter("effect", "１２．５")
    tablet.enter("creativity", "99")
    tablet.enter("spread", "2.555")
    total = tablet.page.locator("[data-total]")
    expect(total).to_contain_text("12.5")
    expect(total).to_contain_text("아직 넣지 않은 항목 1개 · 고칠 항목 2개")
    tablet.says("아직 저장하지 못했습니다. 표시한 항목을 고쳐 주십시오")
    tablet.page.get_by_role("button", name="저장하고 서명하러 가기").click()
    wrong = tablet.page.locator("[name=mark_creativity]")
    expect(wrong).to_be_focused()
    expect(wrong).to_have_accessible_description(re.compile("30점 사이로 넣어 주십시오"))
    tablet.page.screenshot(path=hall.visits.pictures / "judge-wrong-360.png", full_page=True)
    tablet.enter("spread", "2.55")
    expect(tablet.page.locator(".field-error")).to_have_count(1)
    tablet.keeps(1)
    tablet.page.locator(".account-toggle").click()
    tablet.page.get_by_role("button", name="로그아웃").click()
    dialog = tablet.page.locator("dialog[open]")
    expect(dialog).to_contain_text("이 기기에서 지워집니다")
    press(dialog.get_by_role("button", name="확인"))
    tablet.page.wait_for_url("**/sign-in")
    tablet.keeps(0)
