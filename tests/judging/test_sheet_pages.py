"""The score sheet's answers to its own script, and what is taken off the device."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from sotong.core.permissions import Role
from tests.browsers import Browser, signed_in_browser
from tests.factories.judging import MadePanel, make_panel

JSON = {"Accept": "application/json"}


@pytest.fixture
def panel(session: Session, now: datetime) -> MadePanel:
    return make_panel(session, now=now, judges=1)


@pytest.fixture
def judge(app: Flask, panel: MadePanel) -> Browser:
    return signed_in_browser(app, Role.JUDGE, panel.judges[0])


def _post(judge: Browser, panel: MadePanel, *, seen: int, **fields: str) -> TestResponse:
    address = f"/judging/{panel.contest.code}/1"
    return judge.post(address, data={"seen": str(seen), **fields}, headers=JSON)


def test_a_save_by_script_answers_the_new_version(judge: Browser, panel: MadePanel) -> None:
    first = _post(judge, panel, seen=0, mark_effect="21,5", comment="잘 답했습니다.")
    assert (first.status_code, first.json) == (
        200,
        {"done": True, "version": 1, "messages": [], "errors": {}, "saved": None},
    )
    second = _post(judge, panel, seen=1, mark_effect="22")
    assert second.json
    assert second.json["version"] == 2


def test_a_clash_answers_409_with_what_is_saved_and_overwrites_nothing(
    judge: Browser, panel: MadePanel
) -> None:
    _post(judge, panel, seen=0, mark_effect="21", note="다시 보기")
    refused = _post(judge, panel, seen=0, mark_effect="5")
    assert refused.status_code == 409
    assert refused.json
    assert (refused.json["done"], refused.json["version"]) == (False, 1)
    assert refused.json["saved"] == {"mark_effect": "21", "comment": "", "note": "다시 보기"}
    assert 'value="21"' in judge.get(f"/judging/{panel.contest.code}/1").text


def test_each_wrong_mark_is_told_at_its_field_with_422_and_nothing_is_saved(
    judge: Browser, panel: MadePanel
) -> None:
    refused = _post(judge, panel, seen=0, mark_effect="31", mark_creativity="2.555", mark_spread="1_0")
    assert refused.status_code == 422
    assert refused.json
    assert (refused.json["version"], refused.json["saved"], refused.json["messages"]) == (0, None, [])
    told = refused.json["errors"]
    assert set(told) == {"mark_effect", "mark_creativity", "mark_spread"}
    assert "30" in told["mark_effect"][0]
    plain = judge.post(f"/judging/{panel.contest.code}/1", data={"seen": "0", "mark_effect": "31"})
    assert 'aria-describedby="mark_effect-error mark_effect-hint"' in plain.text
    assert 'value="31"' in plain.text


def test_a_signed_sheet_is_refused_without_a_choice(
    session: Session, judge: Browser, panel: MadePanel
) -> None:
    panel.sign(session, panel.judges[0], 1)
    refused = _post(judge, panel, seen=0, mark_effect="5")
    assert refused.status_code == 409
    assert refused.json
    assert refused.json["saved"] is None
    assert "서명" in refused.json["messages"][0]


def test_a_plain_form_works_as_ever(judge: Browser, panel: MadePanel) -> None:
    address = f"/judging/{panel.contest.code}/1"
    assert judge.post(address, data={"seen": "0", "mark_effect": "20"}).status_code == 302
    again = judge.post(address, data={"seen": "0", "mark_effect": "5"})
    assert again.status_code == 409
    assert 'value="5"' in again.text


def test_what_a_signed_sheet_kept_on_the_device_is_marked_for_removal(
    session: Session, judge: Browser, panel: MadePanel
) -> None:
    name = f'data-sheet-done="{panel.judges[0]}/{panel.contest.code}/1"'
    assert name not in judge.get(f"/judging/{panel.contest.code}").text
    panel.sign(session, panel.judges[0], 1)
    assert name in judge.get(f"/judging/{panel.contest.code}").text
    assert name in judge.get(f"/judging/{panel.contest.code}/1").text


def test_signing_out_clears_what_is_kept_on_the_device(browser: Callable[[Role], Browser]) -> None:
    assert browser(Role.JUDGE).post("/sign-out").headers["Clear-Site-Data"] == '"storage", "cache"'
