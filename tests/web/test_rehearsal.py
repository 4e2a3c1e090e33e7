"""Before the day an office knows what its server carries: a crowd votes in a copy of the contest."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask_babel import force_locale
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from sotong.audit.models import AuditEntry
from sotong.ballots import queries
from sotong.core import clock
from sotong.core.config import Settings
from sotong.core.db import db
from sotong.web.burst import LOST, OK, Exchange
from sotong.web.cli import main
from sotong.web.rehearsal.crowd import arrivals
from sotong.web.rehearsal.drawing import curve
from sotong.web.rehearsal.figures import Outcome
from sotong.web.rehearsal.report import table, verdict
from tests.factories.ballots import make_poll
from tests.factories.contests import make_contest
from tests.factories.offices import production

CITIZENS = 120


@pytest.fixture
def office(app: Flask, monkeypatch: pytest.MonkeyPatch, work: Path) -> Path:
    """The office whose tables the test sees, as its command line finds it; gives where it stands."""
    monkeypatch.chdir(work)
    here: Settings = app.config["SETTINGS"]
    for name, value in {**production(here.database_url, here.home), "LANGUAGE": "ko"}.items():
        monkeypatch.setenv(name, value)
    return work


def rehearse(*words: str) -> Result:
    return CliRunner().invoke(main, ["rehearse", *words])


def test_a_crowd_votes_in_a_copy_and_the_office_is_as_it_was(office: Path, session: Session) -> None:
    poll = make_poll(session, now=clock.now())
    before = session.query(AuditEntry).count()
    session.rollback()
    told = rehearse(poll.contest.code, "--voters", str(CITIZENS), "--minutes", "0.02")
    assert told.exit_code in (0, 1), told.output  # 1: a busy machine has its crowd wait
    assert f"{CITIZENS}명이 와서 {CITIZENS}명이 확인번호를 받았고, 표 {CITIZENS}장이" in told.stdout
    ET.fromstring((office / f"rehearsal-{poll.contest.code}.svg").read_text(encoding="utf-8"))
    assert queries.how_many(session, poll.contest_id) == (0, 0)
    assert session.query(AuditEntry).count() == before
    home: Path = Path(db.engine.url.database or "").parent
    assert not list(home.glob("**/rehearsal-*/"))


def test_what_cannot_be_rehearsed_is_said(office: Path, session: Session) -> None:
    empty = make_contest(session, now=clock.now(), entries=0, locked=False)
    session.rollback()
    for code, sentence in ((empty.code, "아직 출품작이 없어"), ("none", "그런 콘테스트가 없습니다")):
        told = rehearse(code)
        assert told.exit_code == 2
        assert sentence in told.stderr
    assert list(office.iterdir()) == []


@given(st.integers(1, 5_000), st.floats(0.5, 20_000))
@settings(max_examples=40, deadline=None)
def test_everybody_comes_in_time_and_most_come_early(voters: int, lasts_s: float) -> None:
    due = arrivals(voters, lasts_s)
    assert len(due) == voters
    assert due == sorted(due)
    assert due[0] == 0
    assert due[-1] < lasts_s
    assert due[len(due) // 2] < lasts_s / 4


EXCHANGES = st.lists(
    st.builds(
        Exchange,
        st.sampled_from(["page", "vote"]),
        st.floats(0, 100),
        st.floats(0.001, 30),
        st.sampled_from([OK, 503, LOST]),
    ),
    max_size=80,
)


@given(EXCHANGES, st.integers(1, 60), st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_slices_leave_nobody_out_and_the_crowd_is_carried_only_if_all_were_counted(
    exchanges: list[Exchange], number: int, stored: int
) -> None:
    outcome = Outcome(voters=20, lasts_s=60.0, stored=stored, exchanges=exchanges)
    slices = outcome.slices(number)
    assert sum(one.came for one in slices) == sum(one.name == "page" for one in exchanges)
    assert sum(one.voted for one in slices) == outcome.whole.voted
    assert sum(len(one.waits_s) + one.unanswered for one in slices) == len(exchanges)
    if outcome.carried:
        assert stored == outcome.whole.voted == 20
        assert all(one.status == OK for one in exchanges)


def test_a_crowd_that_waited_or_was_sent_away_was_too_much(app: Flask) -> None:
    quick = [Exchange(name, at / 10, 0.02, OK) for at in range(50) for name in ("page", "vote")]
    slow = [one._replace(took_s=1.2) for one in quick]
    turned_away = [*quick[:-1], quick[-1]._replace(status=503)]
    carried = [Outcome(50, 5.0, 50, one).carried for one in (quick, slow, turned_away)]
    assert carried == [True, False, False]
    with app.test_request_context(), force_locale("ko"):
        assert "감당합니다" in verdict(Outcome(50, 5.0, 50, quick))
        assert "벅찹니다" in verdict(Outcome(50, 5.0, 50, slow))
        assert len(table(Outcome(50, 5.0, 50, quick)).splitlines()) == 14
        picture = ET.fromstring(curve("<제목> & 부제", Outcome(50, 5.0, 50, quick)))
    with app.test_request_context(), force_locale("en"):
        heading, first = table(Outcome(50, 60.0, 50, quick)).splitlines()[:2]
    assert (heading.split()[0], first.split()[0]) == ("min:sec", "0:00-0:05")
    assert "<제목> & 부제" in "".join(picture.itertext())
