"""An admin changes a month of duties without touching the mouse."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from sotong.core.db import db, transaction
from sotong.people.models import Account
from sotong.people.services.passwords import hashed
from sotong.rota.models import DutySeat, DutySlot
from tests.factories.rota import MadeRota, make_rota
from tests.journeys.signing_in import PASSWORD, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("app", ["sqlite"], indirect=True)]
"""What is proved here happens in the browser; seats change on both databases elsewhere."""


def _holders(app: Flask, made: MadeRota) -> list[str]:
    names = {officer.id: officer.name for officer in made.officers}
    with app.app_context():
        ids = db.session.scalars(sa.select(DutySeat.officer_id).join(DutySlot).order_by(DutySlot.on)).all()
        return [names[held] if held else "" for held in ids]


def _admin_login(app: Flask, made: MadeRota) -> str:
    with app.app_context(), transaction() as session:
        account = session.get_one(Account, made.admin_id)
        account.password_hash = hashed(PASSWORD)
        return account.login


def _is_at(page: Page, place: int) -> None:
    """The keyboard is at a seat."""
    expect(page.locator(".seat-link").nth(place)).to_be_focused()


def test_arrows_move_a_name_and_enter_change_a_seat_and_the_checker_answers_at_once(
    app: Flask, site: str, chrome: Browser, pictures: Path, now: datetime
) -> None:
    with app.app_context():
        made = make_rota(db.session(), now, people=5, days=6)
        db.session.remove()
    before = _holders(app, made)
    context = chrome.new_context(locale="ko-KR", base_url=site, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    sign_in(page, _admin_login(app, made))
    page.goto(f"/rota/plans/{made.id}")
    links, said = page.locator(".seat-link"), page.locator("[data-grid-said]")
    field = page.locator(".duty-grid input")
    links.first.focus()
    page.keyboard.press("ArrowDown")
    _is_at(page, 1)
    page.keyboard.press("x")  # a letter opens the field
    expect(field).to_have_value("x")
    page.keyboard.press("Enter")
    expect(said).to_have_text("그런 이름의 주무관이 없습니다.")
    field.fill(before[0])
    page.keyboard.press("Enter")
    expect(links.nth(1)).to_have_text(before[0])
    expect(said).to_contain_text("사이가 1일입니다")
    _is_at(page, 2)
    assert _holders(app, made) == [before[0], before[0], *before[2:]]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("F2")  # as does F2, and Hangul through the input method
    field.fill(before[1])
    page.keyboard.press("Enter")
    expect(said).to_have_text("바꾸었습니다. 어기는 규칙이 없습니다.")
    assert _holders(app, made) == before
    page.keyboard.press("F2")
    page.keyboard.press("Escape")
    expect(field).to_have_count(0)
    page.screenshot(path=pictures / "duty-grid.png")
    context.close()
