"""What the script of the signed-in pages promises, in real Chromium; and that pages stand without it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string, request
from playwright.sync_api import Browser, Dialog, Page, expect
from werkzeug.serving import make_server

from sotong.core.access import public
from sotong.core.config import Settings
from sotong.web.app import create_app
from sotong.web.navigation import Group, Item
from tests.journeys.signing_in import until, width_of

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / ".work/axe/axe.min.js"
CLIPBOARD = ["clipboard-read", "clipboard-write"]
PHONE, PC = (360, 740), (1280, 800)
SOURCE = """
{% extends "base.html" %}
{% from "components/form.html" import post_button %}
{% from "components/layout.html" import alert, card, copy_button, details, facts, page_head %}
{% from "components/layout.html" import print_button, progress, stat, steps, tabs %}
{% from "components/status.html" import count_badge, status_tag %}
{% from "components/table.html" import data_table, filters %}
{% from "components/paging.html" import paging %}
{% block title %}부품{% endblock %}
{% block heading %}{% call page_head("부품") %}{{ print_button() }}{% endcall %}{% endblock %}
{% block content %}
  {{ tabs([{"label": "현황", "url": "/kit", "active": true}, {"label": "기록", "url": "/kit", "count": 3}]) }}
  {{ steps(["출품", "투표", "심사"], 2) }}{{ alert("마감이 지났습니다.", "warning") }}
  {{ stat("완료", 41, tone="success") }}{{ progress(3, 54, "확산") }}{{ count_badge(7) }}
  {% call card("링크") %}{{ facts([("주소", "band.us")]) }}{{ copy_button("band.us", "주소 복사") }}
    {% call details("더 보기") %}<p>설명</p>{% endcall %}{% endcall %}
  {% call(row) data_table(["홍보과", "보건소"], "부서", ["부서", "상태", "건수"], "없음", numeric=[2]) %}
    <th scope="row">{{ row }}</th><td>{{ status_tag("늦음", "danger") }}</td><td>3</td>
  {% endcall %}
  {{ post_button("/kit/send", "보내기", csrf_token()) }}
  {{ post_button("/kit/send", "지우기", csrf_token(), kind="danger", confirm="정말 지울까요?") }}
  <form method="post" action="/kit/send" data-unsaved>
    <input type="hidden" name="csrf_token" value="{{ csrf_token() }}">
    <label for="note">메모</label><input class="krds-input" id="note" name="note">
  </form>
  <p><a href="/kit?elsewhere=1">다른 곳</a></p>
{% endblock %}
"""
PAGES = [Item(label=label, endpoint="x", url="/kit", active=label == "과제") for label in ("첫 화면", "과제")]
MENU = [Group(page.label, (page,)) for page in PAGES]


@dataclass
class Site:
    """A running server: where it is, and how often something was sent to it."""

    url: str = ""
    sent: list[str] = field(default_factory=list)


def _application(home: Path, site: Site) -> Flask:
    app = create_app(
        Settings.from_env(
            {
                "SOTONG_MODE": "test",
                "SOTONG_HOME": str(home),
                "SOTONG_DATABASE_URL": f"sqlite:///{home / 'none.db'}",
            }
        )
    )

    @public
    def kit() -> str:
        return render_template_string(SOURCE, navigation=MENU)

    @public
    def send() -> tuple[str, int]:
        site.sent.append(request.form.get("note", ""))
        return "", 204

    app.add_url_rule("/kit", "kit", kit)
    app.add_url_rule("/kit/send", "send", send, methods=["POST"])
    return app


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site()
    server = make_server("127.0.0.1", 0, _application(tmp_path_factory.mktemp("home"), site), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    site.url = f"http://127.0.0.1:{server.port}/kit"
    yield site
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def visit(chrome: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Open the page on a screen of this size; whatever the browser complains about fails the test."""
    complaints: list[str] = []
    contexts = []
    site.sent.clear()

    def opened(size: tuple[int, int] = PC, **options: Any) -> Page:
        context = chrome.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="ko-KR",
            permissions=CLIPBOARD,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(site.url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def stopped(page: Page) -> Page:
    """The page with its clock stopped: what it does for some seconds it does until somebody has seen it."""
    page.clock.install()
    page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))
    return page


def test_a_button_with_a_question_asks_it_first(visit: Callable[..., Page], site: Site) -> None:
    page = visit()
    page.get_by_role("button", name="지우기").click()
    expect(page.get_by_role("dialog", name="정말 지울까요?")).to_be_visible()
    expect(page.get_by_role("button", name="취소")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert site.sent == []
    page.get_by_role("button", name="지우기").click()
    with page.expect_response("**/kit/send"):
        page.get_by_role("button", name="확인").click()
    assert len(site.sent) == 1


def test_a_button_pressed_twice_sends_once(visit: Callable[..., Page], site: Site) -> None:
    page = stopped(visit())
    with page.expect_response("**/kit/send"):
        page.get_by_role("button", name="보내기").dblclick()
    page.wait_for_timeout(200)
    assert len(site.sent) == 1


def test_without_a_line_nothing_is_sent_and_what_was_typed_stays(
    visit: Callable[..., Page], site: Site
) -> None:
    page = visit(PHONE)
    page.get_by_label("메모").fill("다 적은 답변")
    page.context.set_offline(True)
    until(page, lambda: not page.evaluate("navigator.onLine"))
    page.get_by_label("메모").press("Enter")
    expect(page.get_by_role("alert").filter(has_text="인터넷에 연결되어 있지 않아")).to_be_visible()
    expect(page.get_by_label("메모")).to_have_value("다 적은 답변")
    assert site.sent == []
    page.context.set_offline(False)
    until(page, lambda: page.evaluate("navigator.onLine"))
    with page.expect_response("**/kit/send"):
        page.get_by_label("메모").press("Enter")
    assert len(site.sent) == 1


def test_on_a_phone_each_row_is_a_card_that_names_its_values(visit: Callable[..., Page]) -> None:
    page = visit(PHONE)
    cell = page.get_by_role("row", name="홍보과").get_by_role("cell").first
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"상태"'
    expect(page.get_by_role("columnheader")).to_have_count(0)
    assert width_of(page) == PHONE[0]


def test_on_a_pc_the_table_is_a_table(visit: Callable[..., Page]) -> None:
    page = visit(PC)
    expect(page.get_by_role("columnheader", name="건수")).to_be_visible()
    expect(page.get_by_role("rowheader")).to_have_count(2)


def test_the_menu_opens_and_closes_on_a_phone(visit: Callable[..., Page]) -> None:
    page = visit(PHONE)
    entry = page.get_by_role("link", name="과제")
    expect(entry).to_be_hidden()
    page.get_by_role("button", name="메뉴", expanded=False).click()
    expect(entry).to_be_visible()
    page.get_by_role("button", name="메뉴", expanded=True).click()
    expect(entry).to_be_hidden()


def test_the_copy_button_copies_and_says_so(visit: Callable[..., Page]) -> None:
    page = stopped(visit())
    page.get_by_role("button", name="주소 복사").click()
    expect(page.get_by_role("button", name="복사했습니다.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "band.us"


def test_what_was_typed_is_not_lost_by_leaving(visit: Callable[..., Page], site: Site) -> None:
    page = visit()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_label("메모").fill("초안")
    page.get_by_role("link", name="다른 곳").click(no_wait_after=True)
    until(page, lambda: asked)
    assert asked == ["beforeunload"]
    assert page.url == site.url


def test_the_page_stands_without_the_script(visit: Callable[..., Page], site: Site) -> None:
    page = visit(PHONE, java_script_enabled=False)
    expect(page.get_by_role("link", name="과제")).to_be_visible()
    for dead in ("메뉴", "인쇄", "주소 복사"):
        expect(page.get_by_role("button", name=dead)).to_be_hidden()
    with page.expect_response("**/kit/send"):
        page.get_by_role("button", name="지우기").click()
    assert len(site.sent) == 1


@pytest.mark.parametrize("size", [PHONE, (768, 1024), PC])
def test_axe_finds_nothing_wrong(visit: Callable[..., Page], size: tuple[int, int]) -> None:
    page = visit(size)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")
    assert [(wrong["id"], wrong["nodes"][0]["html"]) for wrong in found["violations"]] == []
