"""A ballot paper is rendered once and filled in for each voter; nobody can tell, nobody gets another's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from flask import Flask, flash, make_response
from flask import session as cookie

from sotong.ballots import forms
from sotong.ballots.rules import BallotPaper
from sotong.ballots.tokens import PaperToken
from sotong.ballots.views.blanks import KeptPages
from sotong.ballots.views.papers import CUT, TOKEN, Visit, fresh_page, paper_page
from sotong.ballots.views.room import tokens

BAND = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36 BAND/17.0.1"


@pytest.fixture
def asked(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def visit(paper: BallotPaper, number: int, now: datetime) -> Visit:
    token = PaperToken(device=f"{number:032x}", nonce=bytes([number]) * 16)
    return Visit(paper, token, token.device, stale=False, now=now)


def filled(paper: BallotPaper, number: int, pages: KeptPages, now: datetime) -> str:
    return make_response(fresh_page(visit(paper, number, now), pages)).get_data(as_text=True)


def rendered(paper: BallotPaper, number: int, now: datetime) -> str:
    mine = visit(paper, number, now)
    return make_response(paper_page(mine, forms.paper_form(paper, mine.token.nonce))).get_data(as_text=True)


def order(page: str) -> list[str]:
    return re.findall(r'name="picks" type="radio" value="(\d+)"', page)


def token_of(page: str) -> str:
    found = re.search(r'name="token" type="hidden" value="([^"]+)"', page)
    assert found
    return found[1]


def words(page: str) -> list[str]:
    """The page without its token, which holds the second at which it was made."""
    return page.replace(token_of(page), "").split()


@pytest.mark.parametrize(
    "kind",
    [
        {},
        {"shuffled": False},
        {"abstain": True},
        {"picks_to": 3, "abstain": True},
        {"identity": "code"},
        {"identity": "phone"},
        {"identity": "account", "provider": "kakao"},
    ],
)
@pytest.mark.usefixtures("asked")
def test_a_filled_in_paper_is_the_paper_that_would_have_been_rendered(
    paper: BallotPaper, kind: dict[str, Any], now: datetime
) -> None:
    pages, paper = KeptPages(), replace(paper, **kind)
    for number in (1, 2, 3, 1):
        page = filled(paper, number, pages, now)
        assert words(page) == words(rendered(paper, number, now))
        assert tokens().read_paper(token_of(page), paper.link_code) == visit(paper, number, now).token
        assert TOKEN not in page
        assert CUT not in page


@pytest.mark.usefixtures("asked")
def test_voters_see_the_entries_in_orders_of_their_own_and_abstention_last(
    paper: BallotPaper, now: datetime
) -> None:
    pages, paper = KeptPages(), replace(paper, abstain=True)
    orders = [order(filled(paper, number, pages, now)) for number in range(1, 30)]
    assert len({tuple(each) for each in orders}) > 1
    for each in orders:
        assert sorted(each[:-1], key=int) == [str(entry.number) for entry in paper.entries]
        assert each[-1] == "0"


def test_the_page_is_of_the_readers_language_and_app(app: Flask, paper: BallotPaper, now: datetime) -> None:
    pages = KeptPages()
    for headers in ({}, {"Accept-Language": "en"}, {"User-Agent": BAND}, {}):
        with app.app_context(), app.test_request_context(headers=headers):
            assert words(filled(paper, 1, pages, now)) == words(rendered(paper, 1, now))
    assert len(pages._kept) == 3


def test_messages_that_wait_for_somebody_reach_nobody_else(
    app: Flask, paper: BallotPaper, now: datetime
) -> None:
    pages = KeptPages()
    with app.test_request_context():
        flash("나만 볼 것")
        assert cookie
        assert "나만 볼 것" in filled(paper, 1, pages, now)
    with app.app_context(), app.test_request_context():
        assert "나만 볼 것" not in filled(paper, 1, pages, now)


@pytest.mark.usefixtures("asked")
def test_what_an_official_changes_is_on_the_next_paper(paper: BallotPaper, now: datetime) -> None:
    pages = KeptPages()
    filled(paper, 1, pages, now)
    assert "새 이름" in filled(replace(paper, contest_title="새 이름"), 1, pages, now)
