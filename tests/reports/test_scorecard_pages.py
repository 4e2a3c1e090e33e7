"""The pages of scorecards: who sees what, and what is taken away for a reason."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import openpyxl
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments import services as assignments
from sotong.assignments.rules import AssignmentState, PolicyFacts
from sotong.audit.models import AuditEntry
from sotong.core.db import transaction
from sotong.core.permissions import Role
from sotong.people.models import Department
from tests.browsers import Browser
from tests.factories.assignments import make_assignment
from tests.factories.people import MadeOfficer, make_account

S = AssignmentState
DAY = timedelta(days=1)
CARDS = "/reports/scorecards"


@pytest.fixture
def phone(browser: Callable[[Role], Browser], session: Session, now: datetime) -> Browser:
    """An officer's phone; she has done one of two, another department both."""
    found = browser(Role.OFFICER)
    hers = MadeOfficer(found.officer_id, "", "", found.department_id, found.account_id, uuid4())
    other = make_assignment(session, now, state=S.DONE, due=-DAY, handed_in=-2 * DAY).officer
    with transaction() as writing:
        by_id = make_account(writing).id
        for officer, state in ((hers, S.DONE), (hers, S.OPEN), (other, S.DONE)):
            make_assignment(
                writing,
                now,
                officer=officer,
                state=state,
                due=-DAY,
                handed_in=-2 * DAY,
                assigned_by_id=by_id,
            )
    return found


def decide(ranking_shown: bool, now: datetime) -> None:
    with transaction() as writing:
        by_id = make_account(writing).id
        assignments.decide_policy(writing, PolicyFacts(ranking_shown), actor_id=by_id, now=now)


def test_ranked_departments_see_each_other_and_how_the_figures_came_about(
    phone: Browser, browser: Callable[[Role], Browser]
) -> None:
    text = browser(Role.ADMIN).get(CARDS).text
    assert text.index("100.0%") < text.index("50.0%")
    text = phone.get(CARDS).text
    assert "1 ÷ (1 + 0 + 0 + 1)" in text
    assert phone.get(f"{CARDS}/year").text.count("100.0%") == 2
    assert phone.get(f"{CARDS}/export").status_code == 403


def test_an_officer_finds_her_own_department_first_whatever_its_place(phone: Browser) -> None:
    for page in (CARDS, f"{CARDS}/year"):
        table = phone.get(page).text.partition("<tbody>")[2]
        assert table.index("50.0%") < table.index("100.0%")
        assert table.index("우리 부서") < table.index("100.0%")


def test_own_progress_only_shows_an_officer_hers_and_the_admin_all_without_places(
    phone: Browser, session: Session, browser: Callable[[Role], Browser], now: datetime
) -> None:
    decide(False, now)
    for page in (CARDS, f"{CARDS}/year"):
        text = phone.get(page).text
        assert "50.0%" in text
        assert "100.0%" not in text
    others = session.scalars(sa.select(Department.id)).all()
    statuses = {phone.get(f"{CARDS}/departments/{one}").status_code for one in others}
    assert statuses == {200, 404}
    admin = browser(Role.ADMIN)
    text = admin.get(CARDS).text
    assert "100.0%" in text
    assert "순위를 매기지 않습니다" in text
    answer = admin.post(f"{CARDS}/export", data={"reason": "11월 보고", "file_kind": "csv"})
    assert "순위" not in answer.text.splitlines()[0]


def test_a_report_is_taken_away_for_a_reason_as_workbook_and_on_paper(
    phone: Browser, browser: Callable[[Role], Browser], session: Session
) -> None:
    admin = browser(Role.ADMIN)
    assert admin.post(f"{CARDS}/export", data={"file_kind": "xlsx"}).status_code == 422
    taken = {
        kind: admin.post(f"{CARDS}/export?month=2026-11", data={"reason": "11월 보고", "file_kind": kind})
        for kind in ("xlsx", "pdf")
    }
    sheet = openpyxl.load_workbook(io.BytesIO(taken["xlsx"].data)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:3]] == [1, 2]
    assert taken["pdf"].data.startswith(b"%PDF")
    entries = list(session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "personal_data.export")))
    assert [json.loads(entry.body)["selection"] for entry in entries] == [{"month": "2026-11"}] * 2


def test_the_policy_and_the_choice_of_accounts_are_made_on_pages_and_recorded(
    phone: Browser, browser: Callable[[Role], Browser], session: Session
) -> None:
    admin = browser(Role.ADMIN)
    assert "checked" in admin.get("/assignments/policy").text
    assert admin.post("/assignments/policy", data={"submitted": "yes"}).status_code == 302
    assert phone.get("/assignments/policy").status_code == 403
    for keep, says in (("yes", "개인 계정을 다시 쓰기"), ("no", "개인 계정을 쓰지 않기")):
        assert phone.post("/assignments/own-accounts", data={"keep": keep}).status_code == 302
        assert says in phone.get("/assignments/own-accounts").text
    actions = sa.select(AuditEntry.action).where(AuditEntry.action.like("policy.%"))
    assert sorted(session.scalars(actions)) == [
        "policy.change",
        "policy.keep_accounts",
        "policy.offer_accounts",
    ]
