"""An officer asks for a swap on the phone, another takes it, the admin approves, both calendars change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import requests
from flask import Flask
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from sotong.core.db import db
from sotong.rota.queries.swaps import duties_ahead
from tests.factories.rota import EVENINGS, make_rota
from tests.journeys.signing_in import Visits, let_in, press

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("app", ["postgres"], indirect=True)]
"""What is proved here happens in the browser; the way into the tables is tested on both databases."""

RULES = EVENINGS.replace("gap_days = 2", "gap_days = 1")


class City(Visits):
    """A published rota, and the pages of those who live by it."""

    def feed(self, page: Page) -> str:
        """Make an address for the person's own duties."""
        page.goto("/rota/feeds")
        press(page.get_by_role("button", name="주소 만들기").first)
        address = page.locator(".printed-line").first.inner_text()
        expect(page.get_by_role("link", name="이 기기의 달력에 넣기").first).to_have_attribute(
            "href", address.replace("http://", "webcal://")
        )
        return f"{self.site}/{address.split('/', 3)[3]}"


@pytest.fixture
def city(app: Flask, site: str, chrome: Browser, pictures: Path) -> Iterator[City]:
    city = City(chrome, site, pictures, "swap")
    yield city
    city.close()


def _events(address: str) -> dict[str, Any]:
    calendar = Calendar.from_ical(requests.get(address, timeout=30).content)
    return {str(event["UID"]).partition("@")[0]: event for event in calendar.walk("VEVENT")}


def _standing(address: str, seat_id: UUID) -> tuple[str, int] | None:
    event = _events(address).get(f"duty-{seat_id}")
    return (str(event["STATUS"]), int(event["SEQUENCE"])) if event else None


def test_a_swap_on_the_phone_is_taken_approved_and_seen_in_both_calendars(
    app: Flask, city: City, now: datetime
) -> None:
    with app.app_context():
        made = make_rota(db.session(), now, people=4, days=8, starts_in=3, rules=RULES, published=True)
        asks, takes = made.officers[0], made.officers[1]
        assert asks.account_id
        assert takes.account_id
        seat_id = duties_ahead(db.session(), asks.id, now)[0].seat.id
        people = (asks.account_id, takes.account_id, made.admin_id)
        logins = let_in(people)
    phone, other, office = (
        city.enter(logins[one], width) for one, width in zip(people, (360, 360, 1280), strict=True)
    )
    hers, theirs = city.feed(phone), city.feed(other)
    city.look(phone, "feeds")
    assert (_standing(hers, seat_id), _standing(theirs, seat_id)) == (("CONFIRMED", 0), None)

    phone.goto("/rota/mine")
    press(phone.get_by_role("link", name="내놓기").first)
    phone.get_by_label("하고 싶은 말").fill("그날 교육이 있습니다. 부탁드립니다.")
    city.look(phone, "offer")
    press(phone.get_by_role("button", name="내놓기"))
    expect(phone.get_by_role("heading", name="진행 중인 내 교대")).to_be_visible()
    city.look(phone, "asked")

    other.goto("/rota/swaps")
    city.look(other, "offers")
    press(other.get_by_role("link", name="맡기", exact=True))
    city.look(other, "take")
    press(other.get_by_role("button", name="맡기", exact=True))
    expect(other.get_by_text("관리자가 승인하면 근무표가 바뀝니다.").first).to_be_visible()
    assert _standing(hers, seat_id) == ("CONFIRMED", 0)

    office.goto("/rota/swaps/approvals")
    expect(office.get_by_text("어긴 규칙 없음")).to_be_visible()
    city.look(office, "approvals")
    press(office.get_by_role("link", name="승인 또는 반려"))
    city.look(office, "decide")
    press(office.get_by_role("button", name="승인", exact=True))
    expect(office.get_by_text("교대를 승인했습니다")).to_be_visible()

    assert (_standing(hers, seat_id), _standing(theirs, seat_id)) == (("CANCELLED", 1), ("CONFIRMED", 1))
    other.goto("/rota/mine")
    city.look(other, "duties-after")
