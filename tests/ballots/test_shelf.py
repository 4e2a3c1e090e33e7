"""A paper is read once a second in a rush, and never from memory for longer."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from sotong.ballots import rules, services, shelf
from sotong.ballots.rules import BallotPaper
from sotong.ballots.shelf import LASTS_S, PaperShelf
from sotong.core.db import db, transaction
from tests.factories.ballots import Poll, make_poll
from tests.factories.contests import MAKER

MICROSECOND = timedelta(microseconds=1)


class Watch:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def poll(session: Session, now: datetime) -> Poll:
    return make_poll(session, now=now)


def read(kept: PaperShelf, poll: Poll) -> BallotPaper:
    paper = kept.paper(poll.link_code, db.session)
    assert paper
    return paper


def retire(poll: Poll) -> None:
    with transaction() as writing:
        services.retire_vote_link(writing, poll.link_id, actor_id=MAKER, now=poll.now)


def test_a_retired_link_is_seen_by_every_process_within_two_seconds(session: Session, poll: Poll) -> None:
    watch = Watch()
    kept = PaperShelf(clock=watch)
    assert rules.why_not_open(read(kept, poll), poll.now) is None
    retire(poll)
    watch.seconds += LASTS_S
    assert LASTS_S < 2
    assert rules.why_not_open(read(kept, poll), poll.now) == "ballot.link_retired"


def test_a_rush_reads_the_tables_once(session: Session, poll: Poll) -> None:
    kept, asked = PaperShelf(clock=Watch()), list[int]()

    def ask() -> Session:
        asked.append(1)
        return db.session()

    for _voter in range(100):
        assert kept.paper(poll.link_code, ask)
    assert len(asked) == 1


def test_opening_and_closing_are_exact_though_the_paper_is_kept(session: Session, poll: Poll) -> None:
    paper = read(PaperShelf(clock=Watch()), poll)
    instants = [paper.opens_at - MICROSECOND, paper.opens_at, paper.closes_at - MICROSECOND, paper.closes_at]
    assert [rules.why_not_open(paper, instant) for instant in instants] == [
        "ballot.not_yet_open",
        None,
        None,
        "ballot.closed",
    ]


def test_mistyped_links_do_not_fill_the_memory(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "MOST_KEPT", 5)
    kept = PaperShelf(clock=Watch())
    for number in range(12):
        assert kept.paper(f"nolink{number}", db.session) is None
    assert len(kept._kept) <= 5


def test_a_shelf_that_keeps_nothing_sees_every_change_at_once(session: Session, poll: Poll) -> None:
    nothing_kept = PaperShelf(0)
    assert not read(nothing_kept, poll).link_retired
    retire(poll)
    assert read(nothing_kept, poll).link_retired
