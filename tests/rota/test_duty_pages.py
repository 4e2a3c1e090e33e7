"""What everybody in the office sees of the duties: my own, who is on now, the ledger, the officer's day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from sotong.core import clock
from sotong.core.permissions import Role
from sotong.rota.queries import loaded, rota_of
from sotong.rota.queries.rotas import on_duty
from sotong.rota.rule_file import read_rules
from sotong.rota.rule_writing import write_rules
from sotong.rota.rules import RotaProblem, why_not_plan
from sotong.rota.services import drafts
from tests.browsers import Browser, signed_in_browser
from tests.factories.people import MadeOfficer
from tests.factories.rota import MadeRota, make_rota
from tests.rota.made_up import officers_of, slots_of

Statements = Callable[[], Iterator[list[str]]]


def _first(session: Session, made: MadeRota) -> tuple[datetime, MadeOfficer]:
    """When the first duty begins, and whose it is."""
    found = loaded(session, rota_of(session, made.id))
    slot = found.problem.slots[0]
    holder = next(a.officer_id for a in found.plan if a.slot_id == slot.id)
    session.rollback()
    return slot.starts_at, next(officer for officer in made.officers if str(officer.id) == holder)


def test_an_officer_reads_whether_she_is_on_duty_and_all_read_who_is(
    app: Flask, session: Session, browser: Callable[[Role], Browser], now: datetime
) -> None:
    made = make_rota(session, now, published=True)
    starts_at, officer = _first(session, made)
    hers = signed_in_browser(app, Role.OFFICER, officer.account_id)
    assert "다음 근무" in hers.get("/assignments/today").text
    auditor = browser(Role.AUDITOR)
    assert auditor.get("/rota/now.json").get_json()["on"] == []
    with clock.stopped_at(starts_at + timedelta(hours=1)):
        assert "지금 근무 중입니다" in hers.get("/assignments/today").text
        assert "지금 근무 중" in hers.get("/rota/mine").text
        told = auditor.get("/rota/now.json").get_json()
        assert [one["officer"] for one in told["on"]] == [officer.name]
        assert officer.name in auditor.get("/rota/now").text
    with clock.stopped_at(starts_at + timedelta(hours=4)):  # the end belongs to nobody
        assert auditor.get("/rota/now.json").get_json()["on"] == []
    assert auditor.get("/rota/mine").status_code == 403
    assert browser(Role.JUDGE).get("/rota/now.json").status_code == 403


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_month_is_printed_as_pdf_and_one_that_is_none_gets_a_sentence(
    app: Flask, session: Session, browser: Callable[[Role], Browser], now: datetime
) -> None:
    make_rota(session, now, published=True)
    auditor = browser(Role.AUDITOR)
    paper = auditor.get("/rota/duty-table.pdf?month=2026-11")
    assert (paper.status_code, paper.mimetype, paper.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert paper.data.count(b"/Type /Page\n") == 1, "a month is one page"
    for asked in ("2026-13", "2026-1", "soon", "2101-01", "٢٠٢٦-١٢"):
        answer = auditor.get(f"/rota?month={asked}")
        assert (answer.status_code, "달력에 없습니다" in answer.text) == (404, True), asked


def test_what_was_left_uneven_goes_into_the_next_rota(
    session: Session, now: datetime, statements: Any
) -> None:
    one = make_rota(session, now, people=4, days=6, published=True)
    carried = drafts.carried_over(session, one.last_on + timedelta(days=1))
    amounts = [sum(map(Fraction, by_class.values()), Fraction(0)) for by_class in carried.values()]
    assert sum(amounts) == 0
    assert sorted(amounts) == [Fraction(-1, 2), Fraction(-1, 2), Fraction(1, 2), Fraction(1, 2)]
    two = make_rota(session, now, officers=one.officers, days=6, starts_in=7)
    with statements() as ran:
        found = loaded(session, rota_of(session, two.id))
        assert on_duty(session, now) == []
    assert len(ran) <= 9
    assert {o.id: sum(o.carried.values()) for o in found.problem.officers} == {
        officer_id: sum(map(Fraction, by_class.values())) for officer_id, by_class in carried.items()
    }
    served = [sum(a.officer_id == o.id for a in found.plan) for o in found.problem.officers]
    before = [sum(o.carried.values()) > 0 for o in found.problem.officers]
    assert sorted(zip(served, before, strict=True)) == [(1, True), (1, True), (2, False), (2, False)]
    assert found.problem.served  # the gap reaches back into the rota before


@pytest.mark.parametrize(("people", "reason"), [(1_000, None), (10_000, "rota.too_many_officers")])
def test_ten_thousand_officers_get_a_clear_answer(people: int, reason: str | None) -> None:
    assert why_not_plan(RotaProblem(officers_of(people), slots_of())) == reason


RULES = """[rota]
gap_days = 9
long_absence_days = 20

[rest_days]
weekend = 1.5

[[day]]
on = 2026-09-28
name = "구민의 \\"날\\""
class = "weekday"

[[duty]]
id = "night-1"
name = "밤"
hours = "18:00-09:00"
days = ["weekend", "holiday"]
weekdays = ["sat", "sun"]
from = 2028-02-29
to = 2028-03-05
seats = ["lead", "any"]
different_bureaus = true
gap_days = 12
rest_days = 0.25
"""


def test_rules_written_down_are_the_same_rules_when_read() -> None:
    rules = read_rules(RULES.encode())
    assert read_rules(write_rules(rules).encode()) == rules
