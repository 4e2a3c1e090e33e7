"""Planning, editing and publishing by the pages that an admin uses, and what everybody then sees."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from sotong.core import clock
from sotong.core.db import db, transaction
from sotong.core.permissions import Role
from sotong.rota import answers, jobs, planner
from sotong.rota.answers import Unfit, Worked, plan_task, read_answer, replan_task
from sotong.rota.models import DutySeat, DutySlot, Rota, RotaRun
from sotong.rota.queries import loaded, rota_of
from sotong.rota.replan import replan
from sotong.rota.rules import AbsenceKind, Assignment, DayClass
from sotong.rota.services import runs
from sotong.rota.services.absences import enter_absence
from sotong.rota.services.runs import Claimed
from sotong.rota.states import RotaState, RunKind, RunState
from tests.browsers import Browser
from tests.factories.people import make_city
from tests.factories.rota import EVENINGS, make_rota

BrowserOf = Callable[[Role], Browser]
NEW = "/rota/plans/new"


def _inline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work without a process of its own, without the search, and with little polishing."""

    def watched(_run_id: UUID, claimed: Claimed) -> tuple[Worked, Sequence[Assignment]]:
        if claimed.kind is RunKind.PLAN:
            return plan_task(claimed.problem, 0, 0, lambda _: None), ()
        unfit = Unfit(claimed.problem, claimed.before, clock.now(), claimed.notice_days)
        return replan_task(unfit, 0, 0, lambda _: None), ()

    monkeypatch.setattr(jobs, "_watched", watched)
    monkeypatch.setattr(answers, "plan", partial(planner.plan, moves=300))
    monkeypatch.setattr(answers, "replan", partial(replan, moves=300))


def _work(app: Flask) -> UUID:
    """Do what the web process's thread does; returns the run."""
    with app.app_context():
        run_id = db.session.scalars(sa.select(RotaRun.id).order_by(RotaRun.asked_at.desc())).first()
        assert run_id is not None
        jobs.work_on(run_id)
        return run_id


def _typed(**changes: str) -> dict[str, str | list[str]]:
    form: dict[str, str | list[str]] = {
        "name": "12월 근무표",
        "first_on": "2026-12-01",
        "last_on": "2026-12-31",
        "notice_days": "3",
        "gap_days": "2",
        "long_absence_days": "30",
        "rest_weekend": "1",
        "duties-0-name": "저녁",
        "duties-0-id": "evening",
        "duties-0-hours": "18:00-22:00",
        "duties-0-days": ["weekday", "weekend", "holiday", "seollal_chuseok"],
        "duties-0-seats": "any",
    }
    return form | changes


def test_an_admin_plans_edits_by_hand_publishes_and_all_see_it(
    app: Flask, session: Session, browser: BrowserOf, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    _inline(monkeypatch)
    make_city(session, 8)
    admin = browser(Role.ADMIN)
    officer = browser(Role.OFFICER)
    answer = admin.post(NEW, data=_typed())
    assert answer.status_code == 302, answer.text
    here = answer.headers["Location"]
    assert "아직 아무도 정하지 않았습니다" in admin.get(here).text
    assert admin.post(f"{here}/run", data={"seconds": "0"}).status_code == 302
    assert "멈추기" in admin.get(here).text
    assert "지금 이 근무표를 짜고 있습니다" in admin.post(f"{here}/run", data={"seconds": "0"}).text
    _work(app)
    planned = admin.get(here).text
    assert "어긴 규칙이 없습니다." in planned
    assert "근무표를 짰습니다" in planned or "규칙을 모두 지키는 근무표를 짰습니다" in planned
    seat = re.findall(r"/rota/seats/([0-9a-f-]{36})", planned)[0]
    why = admin.get(f"/rota/seats/{seat}").text
    assert "다른 근무와의 간격이 너무 짧습니다" in why
    assert officer.get(f"/rota/seats/{seat}").status_code == 404
    holder = re.findall(r'<option selected value="([0-9a-f-]{36})"', why)[0]
    with app.app_context():
        second = db.session.scalars(
            sa.select(DutySeat.officer_id).join(DutySlot).order_by(DutySlot.on).offset(1).limit(1)
        ).one()
    changed = admin.post(
        f"/rota/seats/{seat}",
        data={"officer_id": str(second), "seen": "0"},
        headers={"Accept": "application/json"},
    )
    assert changed.status_code == 200
    assert "사이가 1일입니다" in changed.get_json()["broken"][0]
    refused = admin.post(f"{here}/publish", data={"seen": "99", "reason": ""})
    assert (refused.status_code, "그 사이에 근무표가 바뀌었습니다" in refused.text) == (409, True)
    version = re.findall(r'name="seen"[^>]*value="(\d+)"', refused.text)[0]
    refused = admin.post(f"{here}/publish", data={"seen": version})
    assert (refused.status_code, "사유를 적어 주십시오" in refused.text) == (409, True)
    admin.post(f"/rota/seats/{seat}", data={"officer_id": holder, "seen": "0"})
    version = re.findall(r'name="seen"[^>]*value="(\d+)"', admin.get(f"{here}/publish").text)[0]
    assert admin.post(f"{here}/publish", data={"seen": version}).status_code == 302
    for address in ("/rota?month=2026-12", "/rota/mine", "/rota/now", "/rota/ledger", f"/rota/seats/{seat}"):
        assert officer.get(address).status_code == 200, address
    assert officer.get(here).status_code == 403
    book = openpyxl.load_workbook(io.BytesIO(officer.get("/rota/duty-table.xlsx?month=2026-12").data))
    cells = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert cells[0][0] == "2026년 12월 당직 편성표"
    assert [row[0] for row in cells[5:]][:2] == ["12. 1.(화)", "12. 2.(수)"]
    assert all(row[2] for row in cells[5:36])
    blocked = admin.post(f"/rota/seats/{seat}", data={"officer_id": str(second), "seen": "0"})
    assert (blocked.status_code, "사유를 적어 주십시오" in blocked.text) == (409, True)


WRONG: list[tuple[dict[str, str], tuple[int, str]]] = [
    ({"last_on": "2026-11-30"}, (422, "첫날(2026-12-01)보다 빠릅니다")),
    ({"last_on": "2027-02-29"}, (422, "날짜")),
    ({"last_on": "2036-02-29"}, (422, "기간이 너무 깁니다")),
    ({"first_on": "1999-12-31", "last_on": "1999-12-31"}, (422, "2000년부터 2100년 사이")),
    ({"duties-0-hours": "25:00-26:00"}, (422, "18:00-22:00처럼 적어 주십시오")),
    ({"duties-0-id": "Evening!"}, (422, "영어 소문자")),
    ({"duties-0-starts_on": "2026-02-29"}, (422, "달력에 없는 날입니다")),
    ({"gap_days": "두 주"}, (422, "0부터 366까지의 정수여야 합니다")),
    ({"gap_days": "1\n[[duty]]"}, (422, "")),
    ({"rest_weekend": "-1"}, (422, "0부터 10까지의 수여야 합니다")),
    ({"duties-0-seats": " , "}, (422, "빈칸 없는 말을")),
    ({"duties-0-days": "sunday"}, (422, "다음 가운데 하나 이상")),
    ({"notice_days": "400"}, (422, "0부터 60까지")),
    ({"duties-0-name": "", "duties-0-id": "", "duties-0-hours": ""}, (422, "근무가 하나도 없습니다")),
    (
        {"duties-0-starts_on": "2028-02-29", "duties-0-ends_on": "2028-02-29"},
        (409, "근무가 하나도 없습니다"),
    ),
]


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_rule_that_cannot_be_gets_a_sentence_and_no_rota_is_made(
    app: Flask, browser: BrowserOf, now: datetime
) -> None:
    admin = browser(Role.ADMIN)
    for changes, (status, words) in WRONG:
        page = admin.post(NEW, data=_typed(**changes))
        assert (page.status_code, words in page.text) == (status, True), changes
    told = admin.post(NEW, data=_typed(last_on="2026-11-30", gap_days="두 주", name="")).text
    for words in ("첫날(2026-12-01)보다 빠릅니다", "0부터 366까지의 정수여야 합니다", "입력해 주십시오."):
        assert words in told, "all mistakes are told at once"
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Rota)) == 0


def test_a_rules_file_with_unknown_keys_is_refused_by_line_and_a_leap_day_is_planned(
    app: Flask, session: Session, browser: BrowserOf, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    _inline(monkeypatch)
    make_city(session, 3)
    admin = browser(Role.ADMIN)
    form = {"name": "윤일", "first_on": "2028-02-28", "last_on": "2028-03-01", "notice_days": "0"}
    wrong = admin.post(f"{NEW}/file", data=form | {"typed": EVENINGS + "\nseat = 3\n"})
    assert (wrong.status_code, "번째 줄: 모르는 키입니다: duty[0].seat" in wrong.text) == (422, True)
    right = admin.post(f"{NEW}/file", data=form | {"typed": EVENINGS.replace("gap_days = 2", "gap_days = 1")})
    assert right.status_code == 302
    admin.post(f"{right.headers['Location']}/run", data={"seconds": "0"})
    _work(app)
    with app.app_context():
        days = db.session.execute(sa.select(DutySlot.on, DutySeat.officer_id).join(DutySeat)).all()
    assert [str(on) for on, _ in sorted(days)] == ["2028-02-28", "2028-02-29", "2028-03-01"]
    assert all(officer for _, officer in days)


def test_where_there_is_no_rota_the_arithmetic_and_a_way_out_are_told(
    app: Flask, session: Session, browser: BrowserOf, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    _inline(monkeypatch)
    make_city(session, 3)
    admin = browser(Role.ADMIN)
    here = admin.post(NEW, data=_typed(gap_days="14")).headers["Location"]
    admin.post(f"{here}/run", data={"seconds": "0"})
    _work(app)
    told = admin.get(here).text
    assert "규칙을 모두 지키는 근무표는 없습니다" in told
    assert "많아야" in told
    assert "근무 간격을 3일로 줄이기" in told


def test_after_a_new_absence_proposals_stand_side_by_side_and_one_press_takes_one(
    app: Flask, session: Session, browser: BrowserOf, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    _inline(monkeypatch)
    made = make_rota(session, now, people=7, days=21, published=True)
    away = made.officers[0].id
    with transaction() as writing:
        enter_absence(
            writing,
            officer_id=away,
            first_on=made.first_on + timedelta(days=4),
            last_on=made.last_on,
            kind=AbsenceKind.SICK,
            actor_id=made.admin_id,
            now=now,
        )
    found = loaded(session, rota_of(session, made.id))
    hit = {
        a
        for a in found.plan
        if a.officer_id == str(away) and a.slot_id >= f"evening@{made.first_on + timedelta(days=4)}"
    }
    frozen = {a for a in found.plan if a.slot_id < f"evening@{made.first_on + timedelta(days=1)}"}
    session.rollback()
    assert hit
    admin = browser(Role.ADMIN)
    here = f"/rota/plans/{made.id}"
    assert "부재 중입니다" in admin.get(here).text
    assert "살펴보고 다시 짜기" in admin.get("/rota/plans").text
    admin.post(f"{here}/run", data={"seconds": "0"})
    run_id = _work(app)
    shown = admin.get(here).text
    assert "가장 적게 바꾸기" in shown
    assert f"설 수 없게 된 근무가 {len(hit)}건" in shown
    assert admin.post(f"/rota/runs/{run_id}/offers/9").status_code == 404
    assert admin.post(f"/rota/runs/{run_id}/offers/0").status_code == 302
    after = admin.get(here).text
    assert "어긴 규칙이 없습니다." in after
    assert admin.post(f"/rota/runs/{run_id}/offers/0").status_code == 409
    with app.app_context():
        rota = loaded(db.session(), rota_of(db.session(), made.id))
        assert not hit & set(rota.plan)
        assert frozen <= set(rota.plan)
        assert rota.rota.state is RotaState.PUBLISHED


def test_a_run_that_nobody_works_on_any_more_is_noticed_and_another_may_begin(
    session: Session, now: datetime
) -> None:
    made = make_rota(session, now, planned=False)
    order = {"rota_id": made.id, "kind": RunKind.PLAN, "seconds": 5, "actor_id": made.admin_id}
    with transaction() as writing:
        first = runs.ask_run(writing, **order, now=now)  # type: ignore[arg-type]
        assert runs.claim(writing, run_id=first.id, now=now)
    later = now + timedelta(seconds=31)
    with transaction() as writing:
        second = runs.ask_run(writing, **order, now=later)  # type: ignore[arg-type]
        assert runs.claim(writing, run_id=second.id, now=later)
        assert runs.beat(writing, run_id=first.id, cost=None, bound=None, now=later)  # its worker is to stop
        runs.ask_stop(writing, run_id=second.id, actor_id=made.admin_id, now=later)
        assert runs.beat(writing, run_id=second.id, cost=7, bound=1, now=later)
        best = (Assignment(f"evening@{made.first_on}", 0, str(made.officers[0].id)),)
        runs.finish(writing, run_id=second.id, worked=None, best=best, now=later)
    states = {run.id: run.state for run in session.scalars(sa.select(RotaRun))}
    assert states == {first.id: RunState.FAILED, second.id: RunState.CANCELLED}
    assert set(loaded(session, rota_of(session, made.id)).plan) == set(best)


def test_a_page_that_watches_a_run_is_led_to_the_plan_when_it_is_over_and_sends_nothing_again(
    session: Session, browser: BrowserOf, now: datetime
) -> None:
    made = make_rota(session, now, planned=False)
    part = browser(Role.ADMIN).get(f"/rota/plans/{made.id}/progress", headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == f"/rota/plans/{made.id}"
    assert "HX-Refresh" not in part.headers


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_plan_is_worked_out_in_a_process_of_its_own(app: Flask, session: Session, now: datetime) -> None:
    made = make_rota(session, now, planned=False)
    with transaction() as writing:
        run = runs.ask_run(
            writing, rota_id=made.id, kind=RunKind.PLAN, seconds=0, actor_id=made.admin_id, now=now
        )
    jobs.work_on(run.id)
    session.expire_all()
    done = session.get_one(RotaRun, run.id)
    answer = read_answer(done.answer)
    assert done.state is RunState.DONE
    assert answer is not None
    assert len(loaded(session, rota_of(session, made.id)).plan) == 14


def test_the_offices_own_day_and_a_role_count_in_the_next_rota(
    app: Flask, session: Session, browser: BrowserOf, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    _inline(monkeypatch)
    lead, _other = make_city(session, 2)
    admin = browser(Role.ADMIN)
    day = {"on": "2026-12-02", "name": "구민의 날", "day_class": "holiday"}
    assert admin.post("/rota/settings/days", data=day).status_code == 302
    again = admin.post("/rota/settings/days", data=day)
    assert (again.status_code, "이미 등록한 날입니다" in again.text) == (409, True)
    assert admin.post("/rota/settings/days", data=day | {"on": "2027-02-29"}).status_code == 422
    for roles, status in (("lead, night watch", 409), ("any", 409), ("lead, assistant", 302)):
        answer = admin.post("/rota/settings/roles", data={"officer_id": str(lead.id), "roles": roles})
        assert answer.status_code == status, roles
    rules = {"first_on": "2026-12-02", "last_on": "2026-12-02", "duties-0-days": "holiday"}
    here = admin.post(NEW, data=_typed(**rules, **{"duties-0-seats": "lead"})).headers["Location"]
    admin.post(f"{here}/run", data={"seconds": "0"})
    _work(app)
    with app.app_context():
        slot, holder = db.session.execute(sa.select(DutySlot, DutySeat.officer_id).join(DutySeat)).one()
    assert (slot.day_class, holder) == (DayClass.HOLIDAY, lead.id)
