"""The meter before a rule is locked: made-up contests, past ones of this office, and the warning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from fractions import Fraction

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from sotong.contests.contest_rule import ContestRule
from sotong.contests.models import Contest
from sotong.contests.rules import Step, in_turn
from sotong.core.db import transaction
from sotong.core.permissions import Role
from sotong.results import queries, services
from sotong.results.facts import Entry, Sheet, Votes
from sotong.results.weights import past_levels
from tests.browsers import Browser
from tests.factories.contests import DEFAULT_RULE, MAKER, make_contest
from tests.factories.results import Judged, make_judged

BrowserOf = Callable[[Role], Browser]
POINTS = [10, 8, 6, 5, 4, 3, 2, 1, 0, 0]
RANKED = {
    **DEFAULT_RULE,
    "rounding": [],
    "jury": {"weight": 70, "per": "rank", "method": "sum", "points": POINTS},
    "citizens": {"weight": 30, "method": "rank_points", "points": POINTS},
}


def _publish(judged: Judged) -> None:
    with transaction() as writing:
        services.make_tally(writing, judged.contest_id, actor_id=MAKER, now=judged.after_judging)
        services.publish(writing, judged.contest_id, actor_id=MAKER, now=judged.after_judging)


def test_an_admin_is_warned_of_a_rule_whose_weights_come_to_something_else(
    session: Session, browser: BrowserOf, now: datetime
) -> None:
    code = make_contest(session, now=now, during=None, locked=False).code
    admin = browser(Role.ADMIN)
    shown = admin.get(f"/contests/{code}/weights").text
    assert "크게 다릅니다" in shown
    assert "점수는 비슷하고 표가 쏠린 경우" in shown
    assert "알린 비율과 크게 달라지는 경우" in admin.get(f"/contests/{code}/rule/lock").text
    assert f"/contests/{code}/weights" in admin.get(f"/contests/{code}").text


def test_a_rule_by_rank_points_on_both_sides_is_not_warned_of(
    session: Session, browser: BrowserOf, now: datetime
) -> None:
    code = make_contest(session, now=now, during=None, locked=False, rule=RANKED).code
    admin = browser(Role.ADMIN)
    shown = admin.get(f"/contests/{code}/weights").text
    assert "10점 안에서 맞습니다" in shown
    assert "알린 비율과 크게 달라지는 경우" not in admin.get(f"/contests/{code}/rule/lock").text


def test_a_rule_that_one_side_decides_has_nothing_to_measure(
    session: Session, browser: BrowserOf, now: datetime
) -> None:
    rule = {**DEFAULT_RULE, "citizens": {"weight": 0}, "jury": {"weight": 100}, "tie_breaks": ["decision"]}
    code = make_contest(session, now=now, during=None, locked=False, rule=rule).code
    assert "달라질 수 없습니다" in browser(Role.ADMIN).get(f"/contests/{code}/weights").text


def test_a_past_contest_is_measured_from_its_recorded_facts_once_it_is_published(
    app: Flask, session: Session, now: datetime
) -> None:
    judged = make_judged(app, session, now=now)
    assert queries.past_contests(session) == []
    session.rollback()
    _publish(judged)
    (past,) = queries.past_contests(session)
    assert past.jury == {"1": Fraction(9, 10), "2": Fraction(8, 10), "3": Fraction(7, 10)}
    assert past.votes == {"band": {"1": 1, "3": 4}}
    new = session.get_one(Contest, make_contest(session, now=now).id)
    measured = {one.code: one for one in queries.meter_of(session, new)}
    # The mean gap of the jury is 13.3 of 100, that of the citizens' 25, 0 and 100 is 66.7.
    assert measured[past.code].effective == Fraction(70 * 40, 70 * 40 + 30 * 200)


def test_citizens_and_departments_do_not_read_the_meter(
    session: Session, browser: BrowserOf, now: datetime
) -> None:
    code = make_contest(session, now=now).code
    found = [
        browser(role).get(f"/contests/{code}/weights").status_code for role in (Role.OFFICER, Role.JUDGE)
    ]
    assert found == [403, 403]


@pytest.mark.parametrize("withdrawn", [False, True])
def test_withdrawn_and_unscored_entries_of_the_past_are_left_out(*, withdrawn: bool) -> None:
    rule = ContestRule.from_mapping(RANKED)
    entries = [Entry("1", "하나"), Entry("2", "둘", withdrawn=withdrawn), Entry("3", "셋")]
    full = {one.id: one.high for one in rule.criteria}
    sheets = [Sheet("1", "1", full), Sheet("1", "2", dict.fromkeys(full, Fraction(0)))]
    votes = Votes({"band": {"1": 2, "2": 3, "3": 4}})
    levels = past_levels(rule, entries, sheets, votes, code="a", name="지난 콘테스트")
    assert levels
    assert dict(levels.jury) == ({"1": 1} if withdrawn else {"1": 1, "2": 0})
    assert dict(levels.votes["band"]) == ({"1": 2} if withdrawn else {"1": 2, "2": 3})


def test_a_contest_without_votes_or_without_sheets_is_no_measure() -> None:
    rule = ContestRule.from_mapping(RANKED)
    entries = [Entry("1", "하나")]
    full = {one.id: one.high for one in rule.criteria}
    signed, voted, unvoted = [Sheet("1", "1", full)], Votes({"band": {"1": 2}}), Votes({"band": {"1": 0}})
    for sheets, votes in (([], voted), (signed, unvoted)):
        assert past_levels(rule, entries, sheets, votes, code="a", name="") is None


def test_a_step_that_must_come_before_another_stands_before_it() -> None:
    own = [Step("first", done=True, endpoint="a"), Step("lock", done=False, endpoint="b")]
    look = Step("look", done=False, endpoint="c", before="lock")
    rest = [
        Step("last", done=False, endpoint="d"),
        look,
        Step("lost", done=False, endpoint="e", before="gone"),
    ]
    assert [step.key for step in in_turn(own, rest)] == ["first", "look", "lock", "last", "lost"]
