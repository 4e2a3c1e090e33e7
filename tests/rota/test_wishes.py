"""Days that an officer would rather avoid: entered on a page, limited, heeded by the planner."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from sotong.core.db import db, transaction
from sotong.core.errors import Refused
from sotong.core.permissions import Role
from sotong.rota import rules
from sotong.rota.planner import plan
from sotong.rota.queries import loaded, rota_of
from sotong.rota.services import wishes
from tests.browsers import Browser
from tests.factories.rota import make_rota
from tests.rota.made_up import problem_of

MINE = "/rota/wishes"
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("on", "theirs", "reason"),
    [
        (TODAY, 0, "wish.in_the_past"),
        (date(2028, 1, 1), 0, "wish.too_far"),
        (date(2026, 12, 31), rules.MOST_WISHES_A_YEAR, "wish.too_many"),
        (date(2027, 1, 1), rules.MOST_WISHES_A_YEAR, None),
        (date(2026, 12, 1), 1, "wish.known"),
        (date(2026, 12, 31), rules.MOST_WISHES_A_YEAR - 1, None),
    ],
)
def test_so_many_days_a_year_may_be_asked_for(on: date, theirs: int, reason: str | None) -> None:
    asked_for = [date(2026, 12, 1) + timedelta(days=n) for n in range(theirs)]
    assert rules.why_not_wish(on, asked_for, TODAY) == reason


def test_an_officer_keeps_a_day_and_forgets_it_and_each_mistake_gets_its_sentence(
    app: Flask, browser: Callable[[Role], Browser], now: datetime
) -> None:
    officer, other = browser(Role.OFFICER), browser(Role.OFFICER)
    assert officer.post(MINE, data={"on": "2026-12-24"}).status_code == 302
    for typed, status, words in [
        ("2026-12-24", 409, "이미 적은 날입니다"),
        ("2026-11-01", 409, "내일부터의 날짜"),
        ("2027-02-29", 422, "날짜"),
    ]:
        answer = officer.post(MINE, data={"on": typed})
        assert (answer.status_code, words in answer.text) == (status, True), typed
    page = officer.get(MINE).text
    assert "2026. 12. 24." in page
    assert "11일 더 적을 수 있습니다" in page
    (remove,) = re.findall(r"/rota/wishes/[0-9a-f-]{36}/remove", page)
    assert other.post(remove).status_code == 404
    assert officer.post(remove).status_code == 302
    assert "2026. 12. 24." not in officer.get(MINE).text


def test_the_planner_spares_officers_their_days_and_the_page_tells_of_those_it_could_not(
    app: Flask, session: Session, browser: Callable[[Role], Browser], now: datetime
) -> None:
    made = make_rota(session, now, planned=False, days=6)
    on = made.first_on + timedelta(days=2)
    with transaction() as writing:
        for officer in made.officers[:5]:
            wishes.add_wish(writing, officer_id=officer.id, on=on, actor_id=made.admin_id, now=now)
        with pytest.raises(Refused, match=r"wish\.known"):
            wishes.add_wish(writing, officer_id=made.officers[0].id, on=on, actor_id=made.admin_id, now=now)
    found = loaded(db.session(), rota_of(db.session(), made.id)).problem
    assert len(found.wishes) == 5
    (holder,) = [a.officer_id for a in plan(found, moves=300).assignments if a.slot_id.endswith(str(on))]
    assert holder == str(made.officers[5].id)
    assert "피하고 싶은 날 5건" in browser(Role.ADMIN).get(f"/rota/plans/{made.id}").text


def test_a_plan_that_can_spare_everybody_does() -> None:
    problem = problem_of(8, days=8, gap_days=0)
    asked = tuple(rules.Wish(o.id, s.on, s.on) for o, s in zip(problem.officers, problem.slots, strict=True))
    spared = rules.RotaProblem(problem.officers, problem.slots, wishes=asked)
    assert plan(spared, moves=2_000).cost == 0
