"""What no page of ours sends is answered at the field, like any other bad input."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from sotong.core.permissions import Role
from tests.browsers import Browser
from tests.factories.ballots import make_poll
from tests.factories.papers import open_paper, receipt_number

Browsers = Callable[[Role], Browser]
BEYOND_COUNTING = "9" * 400
FORMS = (
    "/posts/new",
    "/contests/new",
    "/inquiries/new",
    "/alerts/new",
    "/calendar/series/new",
    "/departments/new",
)


def a_file() -> tuple[io.BytesIO, str]:
    return io.BytesIO(b"text"), "text.txt"


def test_a_file_where_a_vote_has_its_number_is_no_number(
    client: Browser, session: Session, now: datetime
) -> None:
    poll = make_poll(session, now=now)
    paper = {**open_paper(client, poll.link_code).marking(3), "nonce": a_file()}
    answer = client.post(f"/v/{poll.link_code}", data=paper)
    assert answer.status_code == 200
    assert receipt_number(answer)


def test_a_file_for_a_name_signs_nobody_in(client: Browser) -> None:
    answer = client.post("/sign-in", data={"login": a_file(), "password": a_file()})
    assert answer.status_code == 422


@pytest.mark.parametrize("address", FORMS)
def test_a_file_where_a_text_belongs_is_as_if_nothing_was_typed(browser: Browsers, address: str) -> None:
    names = ("title", "text", "name", "code", "content", "known", "minutes", "department", "url")
    answer = browser(Role.ADMIN).post(address, data={name: a_file() for name in names})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("address", "name"), [("/alerts/new", "minutes"), ("/calendar/series/new", "interval")]
)
def test_a_number_beyond_counting_is_out_of_bounds(browser: Browsers, address: str, name: str) -> None:
    answer = browser(Role.ADMIN).post(address, data={name: BEYOND_COUNTING})
    assert answer.status_code == 422
    assert BEYOND_COUNTING in answer.text
