"""The page of a fresh receipt is rendered once and filled in; nobody can tell, and nobody sees another's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask, flash
from flask import session as cookie
from sqlalchemy.orm import Session

from sotong.ballots.rules import BallotPaper
from sotong.ballots.views.blanks import KeptPages
from sotong.ballots.views.receipts import NUMBER, POSITION, _rendered, receipt_page
from sotong.ballots.voting import Receipt
from tests.factories.ballots import Poll


@pytest.fixture
def visit(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def receipt(poll: Poll, position: int, *, minutes: int = 0) -> Receipt:
    minute = poll.now + timedelta(minutes=minutes)
    return Receipt(poll.contest_id, position, bytes([position]) * 16, bytes(16), minute)


def test_a_filled_in_page_is_the_page_that_would_have_been_rendered(
    poll: Poll, paper: BallotPaper, visit: None
) -> None:
    pages = KeptPages()
    for position, minutes in ((7, 0), (8, 0), (9, 1), (7, 0)):
        mine = receipt(poll, position, minutes=minutes)
        page = receipt_page(paper, mine, pages)
        assert page == _rendered(paper, mine)
        assert str(mine.number) in page
        assert NUMBER not in page
        assert POSITION not in page


def test_readers_of_two_languages_get_their_own_page(app: Flask, poll: Poll, paper: BallotPaper) -> None:
    pages, mine, heads = KeptPages(), receipt(poll, 7), []
    for language in ("ko", "en", "ko"):
        with app.app_context(), app.test_request_context(headers={"Accept-Language": language}):
            heads.append(receipt_page(paper, mine, pages).partition("<head>")[0].strip())
    assert 'lang="ko"' in heads[0] == heads[2]
    assert 'lang="en"' in heads[1]


def test_a_paper_that_is_read_anew_is_rendered_anew(
    session: Session, poll: Poll, paper: BallotPaper, visit: None
) -> None:
    pages, mine = KeptPages(), receipt(poll, 7)
    assert receipt_page(paper, mine, pages) == _rendered(paper, mine)
    renamed = replace(paper, contest_title="새 이름")
    assert "새 이름" in receipt_page(renamed, mine, pages)


def test_messages_that_wait_for_somebody_reach_nobody_else(
    app: Flask, poll: Poll, paper: BallotPaper
) -> None:
    pages, mine = KeptPages(), receipt(poll, 7)
    with app.test_request_context():
        flash("저장했습니다: 나만 볼 것")
        assert cookie
        assert "나만 볼 것" in receipt_page(paper, mine, pages)
    with app.test_request_context():
        assert "나만 볼 것" not in receipt_page(paper, mine, pages)


def test_memory_does_not_grow_with_the_number_of_links(poll: Poll, paper: BallotPaper, visit: None) -> None:
    pages = KeptPages()
    for minutes in range(250):
        receipt_page(paper, receipt(poll, 7, minutes=minutes), pages)
    assert len(pages._kept) <= 100
