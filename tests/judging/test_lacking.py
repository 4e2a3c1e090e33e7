"""What is lacking has an outcome, and the panel's page says it in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from flask import Flask
from sqlalchemy.orm import Session

from sotong.contests.models import Contest
from sotong.contests.rules import PhaseKind
from sotong.core import clock
from sotong.core.db import transaction
from sotong.core.permissions import Role
from sotong.judging import services
from sotong.results import services as results
from sotong.results.queries import gather, outcome
from tests.browsers import Browser, signed_in_browser
from tests.factories.contests import MAKER
from tests.factories.judging import make_panel
from tests.factories.results import make_judged

BrowserOf = Callable[[Role], Browser]


def test_a_judge_who_never_signs_and_a_half_entered_sheet_count_nothing_and_the_panel_says_so(
    app: Flask, session: Session, now: datetime, browser: BrowserOf
) -> None:
    panel = make_panel(session, now=now, judges=3, entries=2)
    for number in (1, 2):
        panel.sign(session, panel.judges[0], number)
    panel.save(session, panel.judges[1], 1, share="1")
    with transaction() as writing:
        services.save_sheet(
            writing,
            panel.contest.code,
            2,
            account_id=panel.judges[1],
            marks={"effect": Decimal(30)},
            comment="",
            note="",
            seen=0,
            now=now,
        )
    half = signed_in_browser(app, Role.JUDGE, panel.judges[1]).get(f"/judging/{panel.contest.code}/2/sign")
    assert "모든 항목에 점수를 넣어야 서명할 수 있습니다" in half.text
    admin, page = browser(Role.ADMIN), f"/contests/{panel.contest.code}/panel"
    during = admin.get(page).text
    assert (during.count("진행 중"), "서명 없음" in during) == (2, False)
    with clock.stopped_at(panel.contest.windows[PhaseKind.JUDGING][1] + timedelta(hours=1)):
        after = admin.get(page).text
    assert after.count("2장을 세지 않습니다.") == 2
    assert "0점으로 치지 않고 집계에서 뺍니다" in after
    session.rollback()
    facts = gather(session, session.get_one(Contest, panel.contest.id))
    assert {(sheet.judge, sheet.entry) for sheet in facts.sheets} == {("1", "1"), ("1", "2")}


def test_with_neither_sheets_nor_votes_nobody_is_placed_and_every_page_and_paper_says_so(
    app: Flask, session: Session, now: datetime, browser: BrowserOf
) -> None:
    judged = make_judged(app, session, now=now, judges=0, votes=())
    admin, code = browser(Role.ADMIN), judged.poll.contest.code
    with clock.stopped_at(judged.poll.contest.windows[PhaseKind.PUBLICATION][0] + timedelta(hours=1)):
        with transaction() as writing:
            results.make_tally(writing, judged.contest_id, actor_id=MAKER, now=clock.now())
        with transaction() as writing:
            results.publish(writing, judged.contest_id, actor_id=MAKER, now=clock.now())
        for path in ("tally", "stability", "show", "result", "result/tally.xlsx"):
            assert admin.get(f"/contests/{code}/{path}").status_code == 200, path
        shown = admin.get(f"/contests/{code}/result").text
        assert "반영할 채점표도 투표도 없어 순위를 정하지 못했습니다" in shown
        assert "certificates.pdf" not in shown
        assert admin.get(f"/contests/{code}/result/certificates.pdf").status_code == 404


def test_a_contest_without_judges_is_told_so_and_goes_by_the_citizens_alone(
    app: Flask, session: Session, now: datetime, browser: BrowserOf
) -> None:
    judged = make_judged(app, session, now=now, judges=0)
    page = browser(Role.ADMIN).get(f"/contests/{judged.poll.contest.code}/panel").text
    assert "시민 점수만으로 순위를 정합니다" in page
    with transaction() as writing:
        results.make_tally(writing, judged.contest_id, actor_id=MAKER, now=judged.after_judging)
    session.rollback()
    contest = session.get_one(Contest, judged.contest_id)
    made = outcome(session, contest)
    assert made
    assert [note.code for note in made.tally.notes] == ["tally.no_judges"]
    assert [result.entry.id for result in made.tally.results] == ["3", "1", "2"]
