"""A form that came too late, its sign-in over or its page old: nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from sotong.core.permissions import Role
from tests.browsers import Browser
from tests.factories.people import make_department

LONG = "도림천 물이 산책로까지 올라왔습니다."
TYPED = {"title": "도림천 수위 상승", "known": LONG, "minutes": "30", "password": "비밀번호 열두 자"}
HERE = {"Origin": "http://localhost"}


@pytest.fixture
def checked(app: Flask) -> Iterator[None]:
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


def test_whose_sign_in_is_over_finds_what_she_typed_and_the_way_back(client: Browser) -> None:
    answer = client.post("/alerts/new", data=TYPED, headers=HERE)
    assert answer.status_code == 401
    assert LONG in answer.text
    assert "비밀번호 열두 자" not in answer.text
    assert "/sign-in?next=/alerts/new" in answer.text


def test_a_button_pressed_too_late_leads_back_to_its_page_and_so_does_the_other_language(
    client: Browser,
) -> None:
    pressed_on = {"Referer": "http://localhost/rota/settings?year=2027"}
    answer = client.post("/rota/settings/days", data=TYPED, headers={**HERE, **pressed_on})
    assert answer.status_code == 401
    assert "/sign-in?next=/rota/settings?year%3D2027" in answer.text
    assert "/language/en?next=/rota/settings?year%3D2027" in answer.text
    unknown = client.post("/rota/settings/days", data=TYPED, headers=HERE)
    assert 'href="/sign-in?next=/"' in unknown.text
    asked = client.post("/departments/new?kind=dong", data=TYPED, headers=HERE)
    assert "/sign-in?next=/departments/new?kind%3Ddong" in asked.text


@pytest.mark.usefixtures("checked")
def test_whose_sign_in_ended_with_her_page_open_is_told_that_it_ended(client: Browser) -> None:
    answer = client.post("/alerts/new", data=TYPED, headers=HERE)
    assert answer.status_code == 401
    assert "로그인 시간이 끝났습니다" in answer.text
    assert LONG in answer.text


@pytest.mark.usefixtures("checked")
def test_whose_page_is_old_finds_what_she_typed_and_the_page_anew(browser: Callable[[Role], Browser]) -> None:
    answer = browser(Role.ADMIN).post("/alerts/new", data=TYPED, headers=HERE)
    assert answer.status_code == 400
    assert LONG in answer.text
    assert 'href="/alerts/new"' in answer.text


@pytest.mark.parametrize("page", ["/rota", "/reports/scorecards", "/calendar"])
def test_a_month_that_is_none_leads_to_the_page_without_it(
    browser: Callable[[Role], Browser], page: str
) -> None:
    answer = browser(Role.ADMIN).get(f"{page}?month=2026-99")
    assert answer.status_code == 404
    assert "주소에 적힌 달이 달력에 없습니다" in answer.text
    assert f'href="{page}"' in answer.text


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}])
def test_a_foreign_page_cannot_have_its_words_shown_here(client: Browser, headers: dict[str, str]) -> None:
    answer = client.post("/alerts/new", data=TYPED, headers=headers)
    assert answer.status_code == 401
    assert LONG not in answer.text


def test_a_refused_button_is_told_on_its_page_and_a_refused_text_is_not_lost(
    session: Session, browser: Callable[[Role], Browser]
) -> None:
    admin = browser(Role.ADMIN)
    old = make_department(session, name="소통과", closed_on=date(2026, 1, 1))
    make_department(session, code="B77", name="소통과")
    reopen = f"/departments/{old.id}/reopen"
    told = "이름이 &#39;소통과&#39;인 부서가 이미 있습니다(부서 코드 B77)."
    pressed_on = {**HERE, "Referer": f"http://localhost/departments/{old.id}?x=1"}
    answer = admin.post(reopen, headers=pressed_on)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/departments/{old.id}?x=1")
    assert told in admin.get(answer.headers["Location"]).text
    for headers in (
        HERE,
        {**pressed_on, "Sec-Fetch-Mode": "cors"},
        {**HERE, "Referer": "http://else.example/"},
    ):
        page = admin.post(reopen, headers=headers)
        assert (page.status_code, told in page.text) == (409, True), headers
    typed = admin.post(reopen, headers=pressed_on, data={"note": LONG})
    assert (typed.status_code, LONG in typed.text) == (409, True)
    assert f'href="/departments/{old.id}?x=1"' in typed.text
