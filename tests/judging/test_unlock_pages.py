"""The pages of an unlock, from the panel to the judge's tablet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from sotong.core.permissions import Role
from sotong.judging.models import ScoreSheet
from sotong.notices.models import Notice
from tests.browsers import Browser, signed_in_browser
from tests.factories.judging import MadePanel, make_panel

BrowserOf = Callable[[Role], Browser]


@pytest.fixture
def panel(session: Session, now: datetime) -> MadePanel:
    made = make_panel(session, now=now, judges=1)
    made.sign(session, made.judges[0], 1)
    session.rollback()
    return made


def test_an_admin_proposes_an_auditor_confirms_and_the_judge_signs_anew(
    app: Flask, session: Session, panel: MadePanel, browser: BrowserOf
) -> None:
    admin, auditor = browser(Role.ADMIN), browser(Role.AUDITOR)
    sheet_id = session.scalar(sa.select(ScoreSheet.id))
    session.rollback()
    propose, confirm = f"/sheets/{sheet_id}/propose-unlock", f"/sheets/{sheet_id}/confirm-unlock"
    lines = f"/contests/{panel.contest.code}/panel/1"
    assert propose in admin.get(lines).text
    entrant = str(panel.contest.entries[1].department_id)
    why = "2번 항목을 한 줄 밀려 적었습니다."
    assert admin.post(propose, data={"reason": "", "department_id": "none"}).status_code == 422
    assert admin.post(propose, data={"reason": why, "department_id": "nowhere"}).status_code == 422
    refused = admin.post(propose, data={"reason": why, "department_id": entrant})
    assert (refused.status_code, "출품한 부서" in refused.text, why in refused.text) == (409, True, True)
    assert admin.post(propose, data={"reason": why, "department_id": "none"}).status_code == 302
    assert admin.get(confirm).status_code == 403
    withdraw = f"/sheets/{sheet_id}/withdraw-unlock"
    assert withdraw in admin.get(lines).text
    assert withdraw not in auditor.get(lines).text
    assert auditor.post(withdraw).status_code == 409
    assert admin.post(withdraw).status_code == 302
    assert propose in admin.get(lines).text
    assert admin.post(propose, data={"reason": why, "department_id": "none"}).status_code == 302
    asked = sa.select(Notice.link).where(Notice.kind == "unlock.proposed")
    assert session.scalars(asked.where(Notice.to_account_id == auditor.account_id)).all() == [confirm] * 2
    page = auditor.get(f"/contests/{panel.contest.code}/panel").text
    assert confirm in page
    assert why in page
    assert auditor.post(confirm, data={"department_id": entrant}).status_code == 409
    assert auditor.post(confirm, data={"department_id": "none"}).status_code == 302
    judge = signed_in_browser(app, Role.JUDGE, panel.judges[0])
    shown = judge.get(f"/judging/{panel.contest.code}/1").text
    assert "다시 연 채점표" in shown
    assert 'value="15.0"' in shown
    assert "15.0" not in auditor.get(lines).text
    told = session.scalars(sa.select(Notice.kind).where(Notice.to_account_id == panel.judges[0])).all()
    assert "sheet.reopened" in told
    for act in ("propose-unlock", "confirm-unlock"):
        assert auditor.get(f"/sheets/00000000-0000-0000-0000-000000000007/{act}").status_code == 404
