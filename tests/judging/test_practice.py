"""A judge practises on a made-up entry with the real rubric, and nothing of it is stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from sotong.core.permissions import Role
from tests.browsers import Browser, signed_in_browser
from tests.factories.contests import DEFAULT_RULE
from tests.factories.judging import MadePanel, make_panel

RULE = {
    **DEFAULT_RULE,
    "rubrics": {
        "skit": [{"id": "acting", "label": "연기", "max": 60}, {"id": "message", "label": "전달", "max": 40}],
        "slides": [{"id": "content", "label": "내용", "max": 70}, {"id": "talk", "label": "발표", "max": 30}],
    },
}


def rows(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    session.rollback()
    tables = sa.inspect(session.get_bind()).get_table_names()
    return {
        name: session.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0 for name in tables
    }


def test_a_practice_sheet_is_checked_answered_and_forgotten(
    app: Flask, session: Session, now: datetime
) -> None:
    panel = make_panel(session, now=now, judges=1)
    judge = signed_in_browser(app, Role.JUDGE, panel.judges[0])
    address = f"/judging/{panel.contest.code}/practice/play"
    before = rows(session)
    page = judge.get(address).text
    assert "연습 화면입니다." in page
    assert all(f'name="mark_{criterion}"' in page for criterion in panel.marks())
    wrong = judge.post(address, data={"seen": "0", "mark_effect": "99"})
    assert (wrong.status_code, 'value="99"' in wrong.text) == (422, True)
    marks = {f"mark_{name}": str(mark) for name, mark in panel.marks().items()}
    by_script = judge.post(address, data={"seen": "0", **marks}, headers={"Accept": "application/json"})
    assert by_script.json == {"done": True, "version": 1, "messages": [], "errors": {}, "saved": None}
    signing = judge.post(address, data={"seen": "0", **marks, "then": "sign"}, follow_redirects=True)
    assert "비밀번호를 넣지 마십시오" in signing.text
    assert rows(session) == before
    stranger = signed_in_browser(app, Role.JUDGE)
    for where in (address, f"/judging/{panel.contest.code}/practice/signing"):
        assert stranger.get(where).status_code == 404


@pytest.fixture
def formats(session: Session, now: datetime) -> MadePanel:
    """A contest whose skits and slides have rubrics of their own; an entry of each format."""
    return make_panel(session, now=now, judges=1, entries=4, rule=RULE)


def test_each_format_is_scored_and_practised_by_its_own_rubric_and_the_panels_page_shows_all(
    app: Flask, formats: MadePanel, browser: Callable[[Role], Browser]
) -> None:
    judge = signed_in_browser(app, Role.JUDGE, formats.judges[0])
    code = formats.contest.code
    of_format = {entry.format.value: entry.number for entry in formats.contest.entries}
    for shown_as, label in (("skit", "연기"), ("slides", "내용"), ("video", "창의"), ("play", "창의")):
        for page in (f"/judging/{code}/{of_format[shown_as]}", f"/judging/{code}/practice/{shown_as}"):
            assert label in judge.get(page).text, page
    assert "연기" not in judge.get(f"/judging/{code}/practice/video").text
    page = browser(Role.ADMIN).get(f"/contests/{code}/panel").text
    assert all(label in page for label in ("연기", "내용", "창의성"))
    assert page.count("<caption>연극, 영상</caption>") == 1
