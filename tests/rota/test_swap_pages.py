"""Pages of swaps: who sees what, what is said of mistakes, and one press for each step."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from sotong.core import clock
from sotong.core.db import transaction
from sotong.core.permissions import Role
from sotong.rota.models import DutySeat, Swap
from sotong.rota.queries import swaps as queries
from sotong.rota.queries.swaps import Duty
from sotong.rota.rules import AbsenceKind
from sotong.rota.services import swaps
from sotong.rota.services.absences import enter_absence
from sotong.rota.swap_rules import SwapState
from tests.browsers import Browser, signed_in_browser
from tests.factories.rota import EVENINGS, MadeRota, make_rota

RULES = EVENINGS.replace("gap_days = 2", "gap_days = 1")


def _made(session: Session, now: datetime) -> MadeRota:
    return make_rota(session, now, people=4, days=8, starts_in=3, rules=RULES, published=True)


def _officer(app: Flask, made: MadeRota, number: int) -> Browser:
    return signed_in_browser(app, Role.OFFICER, made.officers[number].account_id)


def _ahead(session: Session, made: MadeRota, number: int, now: datetime) -> list[Duty]:
    return queries.duties_ahead(session, made.officers[number].id, now)


def _only(session: Session) -> Swap:
    return session.scalars(sa.select(Swap).execution_options(populate_existing=True)).one()


def _seen(browser: Browser, path: str) -> str:
    return str(re.findall(r'name="seen"[^>]*value="(\d+)"', browser.get(path).text)[0])


def test_a_duty_is_offered_for_another_taken_refused_with_a_reason_and_each_mistake_has_its_sentence(
    app: Flask, session: Session, now: datetime
) -> None:
    made = _made(session, now)
    asks, takes = _officer(app, made, 0), _officer(app, made, 1)
    admin = signed_in_browser(app, Role.ADMIN, made.admin_id)
    mine, hers = _ahead(session, made, 0, now)[0], _ahead(session, made, 1, now)[0]
    offer = f"/rota/swaps/offer/{mine.seat.id}"
    assert takes.get(offer).status_code == 404
    assert asks.post(offer, data={"asked_of": "x", "wants": "return"}).status_code == 422
    typed = {"asked_of": str(made.officers[1].id), "wants": "return", "note": "교육"}
    assert asks.post(offer, data=typed).status_code == 303
    assert asks.post(offer, data=typed).status_code == 409
    take = f"/rota/swaps/{_only(session).id}/take"
    for page in (offer, "/rota/mine"):
        assert f'action="/rota/swaps/{_only(session).id}/withdraw"' in asks.get(page).text, page
    assert 'name="wants"' not in asks.get(offer).text, "it is on offer already"
    assert "다른 주무관에게 부탁한 근무" in _officer(app, made, 2).get("/rota/swaps").text
    assert "교육" in takes.get("/rota/swaps").text
    assert takes.post(take, data={"seen": "1"}).status_code == 422
    assert takes.post(take, data={"seen": "9", "back": str(hers.seat.id)}).status_code == 409
    assert takes.post(take, data={"seen": "1", "back": str(hers.seat.id)}).status_code == 303
    assert takes.post(take, data={"seen": "2", "back": str(hers.seat.id)}).status_code == 422
    assert "어긴 규칙 없음" in admin.get("/rota/swaps/approvals").text
    decide = f"/rota/swaps/{_only(session).id}/decide"
    seen = _seen(admin, decide)
    refusal = {"decision": "refuse", "seen": seen}
    assert "반려하는 사유" in admin.post(decide, data=refusal).text
    assert admin.post(decide, data={"seen": seen, "reason": "행사가 있음"}).status_code == 422
    assert admin.post(decide, data={**refusal, "reason": "행사가 있음"}).status_code == 303
    page = f"/rota/swaps/{_only(session).id}"
    assert "행사가 있음" in asks.get(page).text
    assert "행사가 있음" not in _officer(app, made, 2).get(page).text


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_only_those_who_can_take_a_duty_are_asked_and_the_others_stand_below_with_their_reason(
    app: Flask, session: Session, now: datetime
) -> None:
    made = _made(session, now)
    mine, away = _ahead(session, made, 0, now)[0], made.officers[1]
    with transaction() as writing:
        enter_absence(
            writing,
            officer_id=away.id,
            first_on=mine.slot.on,
            last_on=mine.slot.on,
            kind=AbsenceKind.LEAVE,
            actor_id=made.admin_id,
            now=now,
        )
    offer, asks = f"/rota/swaps/offer/{mine.seat.id}", _officer(app, made, 0)
    page = asks.get(offer).text
    assert f'value="{away.id}"' not in page
    assert f'value="{made.officers[2].id}"' in page
    assert f"{away.name}: " in page
    assert "때에 부재 중입니다" in page
    typed = {"asked_of": str(away.id), "wants": "gift", "note": ""}
    assert asks.post(offer, data=typed).status_code == 422


def test_an_admin_arranges_a_swap_undoes_it_sets_the_cut_off_and_records_a_deputy(
    app: Flask, session: Session, now: datetime
) -> None:
    made = _made(session, now)
    admin = signed_in_browser(app, Role.ADMIN, made.admin_id)
    first, second = _ahead(session, made, 0, now)[:2]
    neighbour = next(
        duty.seat.officer_id
        for duty in queries.duties_ahead(session, None, now)
        if duty.seat.officer_id != made.officers[0].id
    )
    typed = {"seat": str(first.seat.id), "taker": str(neighbour), "back": str(second.seat.id)}
    assert admin.post("/rota/swaps/arrange", data=typed).status_code == 409, "a return must be the taker's"
    with clock.stopped_at(first.slot.starts_at - timedelta(minutes=5)):
        answer = admin.post("/rota/swaps/arrange", data={**typed, "back": ""})
        decide = answer.headers["Location"]
        pressed = {"decision": "approve", "seen": _seen(admin, decide), "reason": "급한 일"}
        assert admin.post(decide, data=pressed).status_code == 303
        page = f"/rota/swaps/{_only(session).id}"
        undo = {"seen": _seen(admin, page), "reason": "잘못 정함"}
        assert admin.post(f"{page}/undo", data={**undo, "reason": ""}).status_code == 422
        assert admin.post(f"{page}/undo", data=undo).status_code == 303
    assert _only(session).state is SwapState.UNDONE
    assert _holder(session, first) == made.officers[0].id
    cutoffs = "/rota/swaps/cutoffs"
    assert admin.post(cutoffs, data={"kind": "evening", "hours": "721"}).status_code == 422
    assert admin.post(cutoffs, data={"kind": "evening", "hours": "720"}).status_code == 303
    assert "교대 마감이 지났습니다" in _officer(app, made, 0).get("/rota/swaps").text
    assert "교대 마감이 지났습니다" in _officer(app, made, 0).get("/rota/mine").text
    page = f"/rota/seats/{second.seat.id}/deputy"
    typed = {"deputy": str(made.officers[1].id), "seen": "0", "reason": "병가"}
    assert admin.post(page, data={**typed, "deputy": str(made.officers[0].id)}).status_code == 409
    assert admin.post(page, data=typed).status_code == 303
    assert admin.post(page, data=typed).status_code == 409


def test_the_page_of_swaps_runs_a_fixed_number_of_statements(
    app: Flask, session: Session, now: datetime, statements: Callable[[], Any]
) -> None:
    made = _made(session, now)
    officer, counts = _officer(app, made, 0), []
    for duty in _ahead(session, made, 1, now)[:2]:
        with transaction() as writing:
            swaps.offer(
                writing,
                seat_id=duty.seat.id,
                officer_id=made.officers[1].id,
                wants_return=True,
                actor_id=made.admin_id,
                now=now,
                on_behalf=True,
            )
        with statements() as ran:
            assert duty.kind_name in officer.get("/rota/swaps").text
        counts.append(len(ran))
    assert counts[0] == counts[1]


def _holder(session: Session, duty: Duty) -> UUID | None:
    return session.get_one(DutySeat, duty.seat.id, populate_existing=True).officer_id
