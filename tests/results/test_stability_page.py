"""The page of the stability sheet and the judge sheet: words for every variant, nothing before the tally."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from sotong.contests.models import Contest
from sotong.core import clock
from sotong.core.db import transaction
from sotong.core.permissions import Role
from sotong.results import queries, services
from sotong.results.flipping import Flip
from sotong.results.naming import Naming
from sotong.results.stability import Variant
from tests.browsers import Browser
from tests.factories.contests import MAKER
from tests.factories.results import Judged, make_judged

BrowserOf = Callable[[Role], Browser]
NAMING = Naming({"1": "봄꽃", "2": "여름비"}, {}, marks_by_judge=False, votes_by_channel=True)


def _tallied(app: Flask, session: Session, now: datetime, shares: tuple[str, ...]) -> Judged:
    judged = make_judged(app, session, now=now, shares=shares, judges=3)
    with transaction() as writing:
        services.make_tally(writing, judged.contest_id, actor_id=MAKER, now=judged.after_judging)
    return judged


def _variant(code: str, subject: str) -> Variant:
    return Variant(code, subject, ("1",), new_winner=False, moved=(), places={})


@pytest.mark.parametrize(
    ("code", "subject", "words"),
    [
        ("without_judge", "3", "심사위원 3 없이 집계하면"),
        ("without_channel", "band", "밴드 표 없이 집계하면"),
        ("method", "median", "심사 점수를 다른 방법으로 합치면: 가운데 값(중앙값)"),
        ("weights", "+10", "심사 비율을 10점 높이면"),
        ("weights", "-10", "시민 비율을 10점 높이면"),
        ("void_counted", "", "무효로 한 표까지 세면"),
    ],
)
def test_every_variant_has_its_words(app: Flask, code: str, subject: str, words: str) -> None:
    with app.test_request_context():
        assert NAMING.variant(_variant(f"stability.{code}", subject)) == words


@pytest.mark.parametrize(
    ("flip", "words"),
    [
        (Flip("2", "band", 1200), "‘여름비’에 밴드 표 1,200장이 더 있었다면 1위가 바뀌었습니다."),
        (Flip("2", "", 3), "‘여름비’에 표 3장이 더 있었다면 1위가 바뀌었습니다."),
        (None, "표를 아무리 더 받아도 1위가 바뀌지 않습니다."),
    ],
)
def test_the_cost_of_another_winner_is_told_in_votes(app: Flask, flip: Flip | None, words: str) -> None:
    with app.test_request_context():
        assert NAMING.flip(flip) == words


def test_an_admin_reads_what_would_have_made_another_winner(
    app: Flask, session: Session, browser: BrowserOf, now: datetime
) -> None:
    judged = _tallied(app, session, now, ("0.9", "0.8", "0.7"))
    with clock.stopped_at(judged.after_judging):
        shown = browser(Role.ADMIN).get(f"/contests/{judged.poll.contest.code}/stability").text
    # Entry 3 leads by its votes, 79 to 70.5; with 80 to 20 entry 1 would, 77 to 76.
    assert "5가지 가운데" not in shown
    assert "가지에서 1위가 바뀝니다" in shown
    assert "심사 비율을 10점 높이면" in shown
    assert "심사위원 3" in shown


def test_where_nothing_makes_another_winner_the_page_says_so(
    app: Flask, session: Session, browser: BrowserOf, now: datetime
) -> None:
    judged = _tallied(app, session, now, ("0.1", "0.2", "0.9"))
    with clock.stopped_at(judged.after_judging):
        shown = browser(Role.AUDITOR).get(f"/contests/{judged.poll.contest.code}/stability").text
    assert "모두에서 1위는 그대로입니다" in shown


def test_before_the_tally_the_page_shows_no_figure(
    app: Flask, session: Session, browser: BrowserOf, now: datetime
) -> None:
    judged = make_judged(app, session, now=now)
    admin = browser(Role.ADMIN)
    shown = admin.get(f"/contests/{judged.poll.contest.code}/stability")
    assert shown.status_code == 200
    assert "아직 집계하지 않았습니다" in shown.text
    assert "심사위원 1" not in shown.text


def test_judges_are_listed_by_number_not_by_letters(app: Flask, session: Session, now: datetime) -> None:
    judged = make_judged(app, session, now=now, shares=("0.9", "0.5"), votes=(1, 2), judges=11)
    with transaction() as writing:
        services.make_tally(writing, judged.contest_id, actor_id=MAKER, now=judged.after_judging)
    contest = session.get_one(Contest, judged.contest_id)
    outcome = queries.outcome(session, contest)
    assert outcome
    lines = queries.judges_of(contest, outcome)
    assert [line.judge for line in lines] == [str(number) for number in range(1, 12)]
    assert {str(line.mean_drawn) for line in lines} == {"70.00"}
