"""A result's papers: there when the result is, saying what it says, with judges by number."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from sotong.contests.models import Contest
from sotong.core import clock, config
from sotong.core.db import transaction
from sotong.core.permissions import Role
from sotong.results import queries, services
from sotong.results.wording import Wording
from tests.browsers import Browser
from tests.factories.contests import MAKER
from tests.factories.results import Judged, make_judged
from tests.results.recalculation import recalculated

BrowserOf = Callable[[Role], Browser]
PUBLIC = ("tally.xlsx", "sheet.pdf", "card.png")
PAGES = re.compile(rb"/Type /Page\b(?!s)")


@pytest.fixture
def judged(app: Flask, session: Session, now: datetime) -> Judged:
    return make_judged(app, session, now=now)


def _tally(judged: Judged) -> None:
    with transaction() as writing:
        services.make_tally(writing, judged.contest_id, actor_id=MAKER, now=judged.after_judging)


def _publish(judged: Judged) -> None:
    with transaction() as writing:
        services.publish(writing, judged.contest_id, actor_id=MAKER, now=judged.after_judging)


def test_papers_are_for_those_who_may_see_the_tally_and_then_for_everybody(
    app: Flask, judged: Judged, browser: BrowserOf
) -> None:
    code, citizen = judged.poll.contest.code, Browser(app)
    public = [f"/contests/{code}/result/{name}" for name in PUBLIC]
    inside = [f"/contests/{code}/tally/{name}" for name in PUBLIC[:2]]
    certificates = f"/contests/{code}/result/certificates.pdf"
    with clock.stopped_at(judged.after_judging):
        admin, auditor = browser(Role.ADMIN), browser(Role.AUDITOR)
        assert {admin.get(at).status_code for at in (*public, *inside, certificates)} == {404}
        _tally(judged)
        assert {auditor.get(at).status_code for at in inside} == {200}
        assert {citizen.get(at).status_code for at in public} == {404}
        assert admin.get(certificates).status_code == 404
        _publish(judged)
        answers = [citizen.get(at) for at in public]
        assert [answer.status_code for answer in answers] == [200] * 3
        assert [answer.content_type.partition("/")[0] for answer in answers[1:]] == ["application", "image"]
        assert {citizen.get(at).status_code for at in (*inside, certificates)} == {302}
        printed = admin.get(certificates).data
        page = citizen.get(f"/contests/{code}/result").text
        for_staff = admin.get(f"/contests/{code}/result").text
    assert (certificates in page, certificates in for_staff) == (False, True)
    assert f'href="/contests/{code}"' in for_staff, "a way back for those who may see the contest"
    assert f'href="/contests/{code}/result/card.png"' in page
    address = f"{config.current().public_url}/contests/{code}/result"
    assert f'<meta property="og:image" content="{address}/card.png">' in page
    assert all(f"/contests/{code}/result/{name}" in page for name in PUBLIC[:2])
    assert f"/contests/{code}/bundle.zip" in page
    _the_same_figures(answers[0].data)
    assert len(PAGES.findall(printed)) == 3, "a page for each who has an award"
    assert printed.startswith(b"%PDF")


def _the_same_figures(xlsx: bytes) -> None:
    book = recalculated(xlsx)
    assert book.sheets == ["규칙", "채점", "심사", "시민", "총점", "순위"]
    ranks = book.rows("순위")
    assert [(row[0], row[1], row[4]) for row in ranks[1:]] == [(1, "3", 79), (2, "1", 70.5), (3, "2", 56)]


def test_certificates_name_award_department_day_and_where_it_is_verified(
    session: Session, judged: Judged
) -> None:
    _tally(judged)
    _publish(judged)
    contest = session.get_one(Contest, judged.contest_id)
    outcome = queries.outcome(session, contest)
    assert outcome
    address = "https://sns.example/contests/1/result"
    wording = Wording(contest, outcome, "영등포구청", address, signer=("영등포구청장", "한소통"))
    first, *_ = pages = wording.certificates()
    assert [(page.award, page.winner) for page in pages] == [
        (award.award.label, outcome.departments[entry])
        for award in outcome.tally.awards
        for entry in award.winners
    ]
    assert re.fullmatch(r"[0-9]{4}년 [0-9]{1,2}월 [0-9]{1,2}일", first.day)
    assert (first.title, first.name, first.seal, first.unsealed) == ("영등포구청장", "한소통", "직인", "")
    assert first.address == address
    unsealed = replace(wording, sealed=False).certificates()[0]
    assert (unsealed.seal, unsealed.unsealed) == ("", "(직인 생략)")
    assert contest.code in first.number
    assert first.award in wording.card().line


def test_the_result_sheet_numbers_its_judges(session: Session, judged: Judged) -> None:
    _tally(judged)
    contest = session.get_one(Contest, judged.contest_id)
    outcome = queries.outcome(session, contest)
    assert outcome
    paper = Wording(contest, outcome, "영등포구", "https://sns.example/r").score_paper()
    places, judges = paper.tables
    assert [row[0] for row in places.rows] == ["1", "2", "3"]
    assert judges.head[2:] == ["심사위원 1", "심사위원 2"]
    assert [row[2] for row in judges.rows] == ["90", "80", "70"]
    assert "발표 전" in paper.stands
    english = outcome.in_english(contest)
    assert {entry.label.partition(" ")[0] for entry in english.facts.entries} == {"Case"}
    assert {name.partition(" ")[0] for name in english.departments.values()} == {"Test"}
    assert [(one.place, one.total) for one in english.tally.results] == [
        (one.place, one.total) for one in outcome.tally.results
    ]
    assert paper.address == "", "an unpublished result has no public address"


def test_papers_are_made_once_and_older_ones_go(app: Flask, session: Session, judged: Judged) -> None:
    _tally(judged)
    _publish(judged)
    citizen, code = Browser(app), judged.poll.contest.code
    first = citizen.get(f"/contests/{code}/result/tally.xlsx")
    folder: Path = config.current().home / "papers"
    older = folder / f"{judged.contest_id}-0123456789abcdef-draft-ko-0-tally.xlsx"
    older.write_bytes(b"")
    assert citizen.get(f"/contests/{code}/result/tally.xlsx").data == first.data
    assert not older.exists()
