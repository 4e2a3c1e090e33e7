"""Comments reach the department after publication, and nobody else; private notes reach nobody."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from sotong.contests.models import Contest
from sotong.core.db import transaction
from sotong.core.permissions import Role
from sotong.judging import services
from tests.browsers import Browser, signed_in_browser
from tests.factories.judging import MadePanel, make_panel
from tests.factories.people import make_officer

COMMENT, NOTE = "현장의 목소리가 잘 담겼습니다.", "목소리가 작음. 나만 볼 것."


@pytest.fixture
def panel(session: Session, now: datetime) -> MadePanel:
    made = make_panel(session, now=now, judges=2)
    for judge, comment in zip(made.judges, (COMMENT, ""), strict=True):
        with transaction() as writing:
            services.save_sheet(
                writing,
                made.contest.code,
                1,
                account_id=judge,
                marks=made.marks(),
                comment=comment,
                note=NOTE,
                seen=0,
                now=now,
            )
            services.sign_sheet(writing, made.contest.code, 1, account_id=judge, seen=1, now=now)
    return made


def officer_of(app: Flask, session: Session, panel: MadePanel, entry: int) -> Browser:
    made = make_officer(session, department_id=panel.contest.entries[entry - 1].department_id)
    return signed_in_browser(app, Role.OFFICER, made.account_id)


def test_the_departments_officer_reads_the_comments_once_the_result_is_published(
    app: Flask, session: Session, panel: MadePanel, now: datetime
) -> None:
    own, other = (officer_of(app, session, panel, entry) for entry in (1, 2))
    page, entry_page = f"/contests/{panel.contest.code}/comments", f"/contests/{panel.contest.code}/entries/1"
    assert own.get(page).status_code == 404
    assert page not in own.get(entry_page).text
    with transaction() as writing:
        writing.get_one(Contest, panel.contest.id).published_at = now
    shown = own.get(page).text
    assert (COMMENT in shown, NOTE in shown, "심사위원 1" in shown, "심사위원 2" in shown) == (
        True,
        False,
        True,
        False,
    )
    assert page in own.get(entry_page).text
    assert page not in other.get(entry_page).text
    assert COMMENT not in other.get(page).text
    assert "출품하지 않았습니다" in signed_in_browser(app, Role.OFFICER).get(page).text
    for role in (Role.ADMIN, Role.AUDITOR, Role.JUDGE):
        assert signed_in_browser(app, role).get(page).status_code == 403
