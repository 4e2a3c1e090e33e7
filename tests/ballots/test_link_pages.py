"""A link's card, its QR codes, its poster, and who has opened it; nothing of it shows how the vote stands."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image
from sqlalchemy.orm import Session

from sotong.ballots import jobs, queries, services
from sotong.ballots.models import LinkVisit
from sotong.ballots.visits import VisitBook
from sotong.contests.models import Contest
from sotong.core.db import transaction
from sotong.core.permissions import Role
from tests.browsers import Browser
from tests.factories.ballots import Poll, make_poll
from tests.factories.papers import APP_BROWSERS, forget, vote

Browsers = Callable[[Role], Browser]
Statements = Callable[[], AbstractContextManager[list[str]]]


def words(page: str) -> str:
    """A page without the tokens of its forms, which differ each second."""
    return re.sub(r'(X-CSRFToken": |name="csrf_token" value=)"[^"]*"', "", page)


@pytest.fixture
def poll(session: Session, now: datetime) -> Poll:
    return make_poll(session, now=now)


@pytest.fixture
def book(app: Flask, monkeypatch: pytest.MonkeyPatch) -> VisitBook:
    book = VisitBook()
    monkeypatch.setitem(app.extensions, "sotong_visits", book)
    return book


def test_the_page_tells_previews_its_title_and_its_own_card(client: Browser, poll: Poll) -> None:
    page = client.get(f"/v/{poll.link_code}").text
    address = f"http://127.0.0.1:8000/v/{poll.link_code}"
    assert f"<title>{poll.contest.title}" in page
    assert f'<meta property="og:title" content="{poll.contest.title}">' in page
    assert f'<meta property="og:image" content="{address}/card.png">' in page
    assert f'<meta property="og:url" content="{address}">' in page


def test_the_card_is_a_picture_of_the_contest_and_stays_the_same_whatever_is_voted(
    client: Browser, session: Session, poll: Poll, now: datetime
) -> None:
    before = client.get(f"/v/{poll.link_code}/card.png")
    assert before.status_code == 200
    with Image.open(io.BytesIO(before.data)) as picture:
        assert picture.size == (1200, 630)
        colours = picture.convert("RGB").getcolors(1 << 20)
        assert colours
        assert len(colours) > 20
    vote(client, poll.link_code)
    after = client.get(f"/v/{poll.link_code}/card.png")
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])
    assert "public" in after.headers["Cache-Control"]
    again = client.get(f"/v/{poll.link_code}/card.png", headers={"If-None-Match": after.headers["ETag"]})
    assert again.status_code == 304
    with transaction() as writing:
        writing.get_one(Contest, poll.contest_id).title = "아주 긴 " * 60
    assert client.get(f"/v/{poll.link_code}/card.png").data != before.data


def test_qr_codes_are_pictures_that_stand_by_themselves(client: Browser, poll: Poll) -> None:
    svg = client.get(f"/v/{poll.link_code}/qr.svg")
    assert svg.mimetype == "image/svg+xml"
    assert ET.fromstring(svg.data).tag == "{http://www.w3.org/2000/svg}svg"
    png = client.get(f"/v/{poll.link_code}/qr.png")
    with Image.open(io.BytesIO(png.data)) as picture:
        assert picture.width == picture.height > 500


def test_a_poster_shows_the_code_and_the_address(browser: Browsers, poll: Poll) -> None:
    page = browser(Role.ADMIN).get(f"/vote-links/{poll.link_code}/poster").text
    assert f'src="/v/{poll.link_code}/qr.svg"' in page
    assert f"http://127.0.0.1:8000/v/{poll.link_code}" in page


def test_visits_are_counted_by_link_and_previews_apart(
    client: Browser, session: Session, poll: Poll, book: VisitBook, statements: Statements
) -> None:
    with statements() as ran:
        for agent in (*APP_BROWSERS.values(), "facebookexternalhit/1.1", "bandscraper/1.0"):
            forget(client)
            client.get(f"/v/{poll.link_code}", headers={"User-Agent": agent})
    assert {statement.split()[0] for statement in ran} == {"SELECT"}
    for _time in range(2):
        jobs.store_visits(book, nullcontext)
        client.get(f"/v/{poll.link_code}", headers={"User-Agent": APP_BROWSERS["band-ios"]})
    jobs.store_visits(book, nullcontext)
    session.rollback()
    assert queries.visits(session, poll.contest_id) == {poll.link_id: (len(APP_BROWSERS) + 2, 2)}
    assert session.scalar(sa.select(sa.func.count()).select_from(LinkVisit)) == 1


def test_visits_that_cannot_be_stored_wait(
    session: Session, poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = VisitBook()
    book.note(poll.link_id, crawler=False)

    def away(*_arguments: object, **_more: object) -> None:
        raise sa.exc.OperationalError("INSERT", {}, Exception("gone"))

    with monkeypatch.context() as broken:
        broken.setattr(services, "add_visits", away)
        jobs.store_visits(book, nullcontext)
    jobs.store_visits(book, nullcontext)
    assert queries.visits(session, poll.contest_id) == {poll.link_id: (1, 0)}


def test_ballots_of_a_link_are_hidden_until_the_rule_shows_them(
    client: Browser, browser: Browsers, session: Session, poll: Poll, now: datetime
) -> None:
    admin = browser(Role.ADMIN)
    address = f"/contests/{poll.contest.code}/vote-links"
    empty = words(admin.get(address).text)
    for _voter in range(3):
        forget(client)
        vote(client, poll.link_code)
    assert words(admin.get(address).text) == empty
    assert "규칙에 정한 때까지 보이지 않습니다" in empty
    with transaction() as writing:
        services.close_ballots(writing, poll.contest_id, now=poll.closes_at + timedelta(minutes=1))
    assert words(admin.get(address).text) == empty
    with transaction() as writing:
        writing.get_one(Contest, poll.contest_id).published_at = now
    assert "3표" in admin.get(address).text


def test_links_are_made_and_retired_from_the_page(browser: Browsers, session: Session, poll: Poll) -> None:
    admin = browser(Role.ADMIN)
    address = f"/contests/{poll.contest.code}/vote-links"
    made = admin.post(address, data={"channel": "facebook", "name": "구청 페이스북"}, follow_redirects=True)
    assert "구청 페이스북" in made.text
    assert "sharer.php" in made.text
    wrong = admin.post(address, data={"channel": "telegraph", "name": ""})
    assert wrong.status_code == 422
    assert "이름을 입력해 주십시오" in wrong.text
    retired = admin.post(f"/vote-links/{poll.link_id}/retire", follow_redirects=True)
    assert "닫힘" in retired.text
    assert admin.post(f"/vote-links/{poll.link_id}/retire").status_code == 409
