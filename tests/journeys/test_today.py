"""An officer on a phone clears 'today': opens, copies, pastes, sends a screenshot; what she typed is kept."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from sotong.assignments.rules import Act, ProofKind
from sotong.core.db import db, transaction
from sotong.people.models import Account
from sotong.people.services.passwords import hashed
from tests.factories.assignments import ORIGINAL, make_assignment
from tests.factories.people import make_account, make_city
from tests.journeys.signing_in import PASSWORD, fits, press, sign_in, until

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("app", ["sqlite"], indirect=True)]
"""What is proved here happens in the browser; the way into the tables is tested on both databases."""

HOUR = timedelta(hours=1)
SMALL_BYTES = 60_000
"""What the page itself may weigh, before compression: three seconds of a poor 3G line."""


def _make_day(app: Flask, now: datetime) -> str:
    """Three things to do: a late share, one for a chat room, one to read. Returns the login."""
    with app.app_context(), transaction() as session:
        (officer,) = make_city(session, 1)
        by_id = make_account(session).id
        account = session.get_one(Account, UUID(str(officer.account_id)))
        account.password_hash = hashed(PASSWORD)
        for title, due, act, kind in (
            ("늦은 봄꽃축제", -3 * HOUR, Act.SHARE, ProofKind.PERMALINK),
            ("대화방 안내", 2 * HOUR, Act.SHARE, ProofKind.PERMALINK),
            ("읽을 지침", 5 * HOUR, Act.READ, ProofKind.NONE),
        ):
            make_assignment(
                session,
                now,
                officer=officer,
                assigned_by_id=by_id,
                title=title,
                due=due,
                act=act,
                proof_kind=kind,
            )
        login = account.login
    with app.app_context():
        db.engine.dispose()
    return login


def _enter(chrome: Browser, site: str, login: str) -> Page:
    context = chrome.new_context(
        viewport={"width": 360, "height": 760}, locale="ko-KR", base_url=site, has_touch=True
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    sign_in(page, login)
    return page


def _screenshot(folder: Path) -> Path:
    out = io.BytesIO()
    Image.new("RGB", (90, 160), "navy").save(out, "PNG")
    path = folder / "chat.png"
    path.write_bytes(out.getvalue())
    return path


def test_an_officer_on_a_phone_clears_today(
    app: Flask, site: str, chrome: Browser, pictures: Path, now: datetime
) -> None:
    page = _enter(chrome, site, _make_day(app, now))
    answer = page.goto("/assignments/today")
    assert answer
    assert len(answer.body()) < SMALL_BYTES, len(answer.body())
    expect(page.get_by_text("할 일 3건")).to_be_visible()
    assert fits(page)
    page.screenshot(path=pictures / "today-before.png", full_page=True)

    late = page.locator("section.card").filter(has=page.get_by_role("heading", name="늦은 봄꽃축제"))
    expect(late.get_by_role("link", name="원문 열기")).to_have_attribute("href", ORIGINAL)
    for control in (
        late.get_by_role("link", name="원문 열기"),
        late.get_by_role("button", name="제출", exact=True),
    ):
        box = control.bounding_box()
        assert box
        assert box["height"] >= 44, "with gloves on"
    late.get_by_role("button", name="글 복사").click()
    until(page, lambda: "봄꽃축제로 오세요" in page.evaluate("navigator.clipboard.readText()"))

    chat = page.locator("section.card").filter(has=page.get_by_role("heading", name="대화방 안내"))
    expect(chat.get_by_label("올린 게시물의 주소")).to_be_hidden()
    chat.get_by_role("button", name="글 복사").click()
    expect(chat.get_by_label("올린 게시물의 주소"), "what was copied leads to its field").to_be_visible()

    late.get_by_label("올린 게시물의 주소").fill("https://bit.ly/3abcdef")
    press(late.get_by_role("button", name="제출", exact=True))
    expect(page.get_by_label("올린 게시물의 주소").first).to_have_value("https://bit.ly/3abcdef")
    expect(page.locator(".field-error").first).to_contain_text("bit.ly")
    page.get_by_label("올린 게시물의 주소").first.fill("제가 올렸어요 https://x.com/ydp/status/1234567?s=20")
    press(page.get_by_role("button", name="제출", exact=True).first)
    expect(page.get_by_text("수고하셨습니다")).to_be_visible()

    press(chat.get_by_role("link", name="주소가 없어요"))
    assert fits(page)
    page.screenshot(path=pictures / "today-screenshot.png", full_page=True)
    page.get_by_label("화면 사진").set_input_files(_screenshot(pictures))
    press(page.get_by_role("button", name="제출", exact=True))
    expect(page.get_by_text("관리자가 확인한 뒤 완료됩니다")).to_be_visible()

    press(page.get_by_role("button", name="확인했습니다"))
    expect(page.get_by_text("할 일을 모두 마쳤습니다")).to_be_visible()
    expect(page.locator(".finished-task")).to_have_count(3)
    page.screenshot(path=pictures / "today-after.png", full_page=True)
    page.context.close()
