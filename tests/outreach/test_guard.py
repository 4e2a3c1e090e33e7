"""The election guard: a post that names a listed person waits for a second official."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from sotong.assignments.models import Assignment
from sotong.audit.models import AuditEntry
from sotong.core.db import transaction
from sotong.core.errors import Refused
from sotong.core.permissions import Role
from sotong.outreach.guard_rules import names_in, what_to_ask, why_not_approve, why_not_name, why_not_window
from sotong.outreach.models import ElectionWindow, ListedPerson, Post
from sotong.outreach.services import guard
from tests.browsers import Browser
from tests.factories.people import make_account, make_city

DAY = timedelta(days=1)
NAME = "가나다"
FORM = {
    "permalink": "https://band.us/band/70000001/post/77",
    "title": "봄꽃축제",
    "text": "",
    "posted_at": "2026-11-23T09:00",
    "audience": "all",
    "due_at": "2026-11-24T18:00",
}


@pytest.fixture
def admin(browser: Callable[[Role], Browser]) -> Browser:
    """An admin's PC."""
    return browser(Role.ADMIN)


def open_window(now: datetime) -> UUID:
    """A window around now, for which NAME is listed."""
    with transaction() as writing:
        by_id = make_account(writing).id
        window = guard.open_window(
            writing,
            name="지방선거",
            begins_at=now - DAY,
            ends_at=now + DAY,
            actor_id=by_id,
            now=now,
            sure=True,
        )
        guard.list_people(writing, window_id=window.id, names=[NAME, "", NAME], actor_id=by_id, now=now)
        return window.id


@settings(max_examples=30, deadline=None)
@given(st.text("가나다라 ", min_size=2, max_size=6), st.text(max_size=20), st.text(max_size=20))
def test_a_name_is_found_whatever_stands_around_and_between_its_letters(
    name: str, before: str, after: str
) -> None:
    if why_not_name(name):
        return
    spaced = " ".join(name)
    assert names_in(f"{before}{spaced}{after}", [name]) == [name]
    assert names_in("아무도 없음", [name]) == []


def test_windows_and_names_that_make_no_sense_are_refused(now: datetime) -> None:
    assert why_not_window(now, now) == "guard.ends_too_early"
    assert why_not_window(now, now + 400 * DAY) == "guard.too_long"
    assert why_not_name(" 김 ") == "guard.name_length"
    me, other = uuid4(), uuid4()
    assert why_not_approve(me, me, approved=False) == "post.approves_own"
    assert why_not_approve(me, other, approved=True) == "post.approved_already"


def test_a_window_that_has_begun_or_overlaps_another_is_asked_about_before_it_is_set_up(
    session: Session, admin: Browser, now: datetime
) -> None:
    def set_up(begins: timedelta, **sure: str) -> tuple[int, str, str]:
        times = {"begins_at": f"{now + begins:%Y-%m-%dT%H:%M}", "ends_at": f"{now + 9 * DAY:%Y-%m-%dT%H:%M}"}
        answer = admin.post("/posts/guard", data={"name": "총선", **times, **sure})
        return answer.status_code, answer.text, answer.headers["Cache-Control"]

    status, text, kept = set_up(-3 * DAY)
    assert (status, "시작이 이미 지났습니다" in text, kept) == (409, True, "private, no-cache")
    assert 'name="sure"' in text
    assert set_up(-3 * DAY, sure="y")[0] == 302
    for begins, sentence in ((2 * DAY, "다른 선거 기간과 겹칩니다"), (-2 * DAY, "기간과도 겹칩니다")):
        status, text, _kept = set_up(begins)
        assert (status, sentence in text) == (409, True)
    assert session.scalar(sa.select(sa.func.count(ElectionWindow.id))) == 1
    assert what_to_ask(now, now + DAY, [(now + DAY, now + 2 * DAY)], now) is None


def test_a_post_that_names_somebody_waits_and_a_second_official_lets_it_go(
    session: Session, admin: Browser, browser: Callable[[Role], Browser], now: datetime
) -> None:
    make_city(session, 2)
    open_window(now)
    free = admin.post("/posts/new", data={**FORM, "permalink": f"{FORM['permalink']}8"})
    assert (free.status_code, session.scalar(sa.select(sa.func.count(Assignment.id)))) == (302, 2)
    held = admin.post("/posts/new", data={**FORM, "text": f"{NAME[0]} {NAME[1:]} 의원과 함께"})
    assert "두 번째 관리자" in admin.get(held.location).text
    session.rollback()
    assert session.scalar(sa.select(sa.func.count(Assignment.id))) == 2
    share = {"audience": "all", "due_at": FORM["due_at"]}
    assert admin.post(f"{held.location}/share", data=share).status_code == 409
    admin.post(f"{held.location}/approval")
    assert "다른 관리자가 승인해야" in admin.get(held.location).text
    second = browser(Role.ADMIN)
    assert held.location in second.get("/posts/guard").text
    assert second.post(f"{held.location}/approval").status_code == 302
    assert admin.post(f"{held.location}/share", data=share).status_code == 302
    assert session.scalar(sa.select(sa.func.count(Post.id))) == 2


def test_who_is_listed_is_shown_for_a_reason_only_and_no_name_is_on_record(
    session: Session, admin: Browser, now: datetime
) -> None:
    window_id = open_window(now)
    people, names = f"/posts/guard/{window_id}/people", f"/posts/guard/{window_id}/names"
    assert NAME not in admin.get(people).text + admin.get("/posts/guard").text
    assert admin.post(names, data={"reason": ""}).status_code == 422
    shown = admin.post(names, data={"reason": "명단 확인"})
    assert NAME in shown.text
    assert admin.post(people, data={"names": "김"}).status_code == 409
    assert admin.post(people, data={"names": "라마바\n사아자"}).status_code == 302
    session.rollback()
    person = session.scalars(sa.select(ListedPerson).where(ListedPerson.name == "라마바")).one()
    assert admin.post(f"/posts/guard/people/{person.id}/removal").status_code == 302
    assert admin.post(f"/posts/guard/{window_id}/withdrawal").status_code == 302
    session.rollback()
    assert session.scalars(sa.select(ListedPerson)).all() == []
    entries = list(session.scalars(sa.select(AuditEntry)))
    assert not any(name in entry.body for entry in entries for name in (NAME, "라마바", "사아자"))
    assert {"guard.open", "guard.list", "guard.unlist", "guard.withdraw", "personal_data.view"} <= {
        entry.action for entry in entries
    }
    assert json.loads(entries[-1].body) == {"deleted": 2}


def test_a_withdrawn_window_guards_nothing(session: Session, now: datetime) -> None:
    window_id = open_window(now)
    by_id = make_account(session).id
    with transaction() as writing:
        guard.withdraw_window(writing, window_id=window_id, actor_id=by_id, now=now)
    with pytest.raises(Refused, match=r"guard\.withdrawn"), transaction() as writing:
        guard.list_people(writing, window_id=window_id, names=[NAME], actor_id=by_id, now=now)
