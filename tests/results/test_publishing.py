"""From closed ballots and signed sheets to a published result, and nothing of it before its time."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from sotong.audit.models import AuditEntry
from sotong.contests.models import Contest
from sotong.core import clock
from sotong.core.canonical import canonical_bytes, sha256
from sotong.core.db import transaction
from sotong.core.errors import Refused
from sotong.core.permissions import Role
from sotong.results import queries, services
from sotong.results.models import Placing, TallyRecord
from tests.browsers import Browser
from tests.factories.contests import MAKER
from tests.factories.results import Judged, make_judged

BrowserOf = Callable[[Role], Browser]


@pytest.fixture
def judged(app: Flask, session: Session, now: datetime) -> Judged:
    return make_judged(app, session, now=now)


def _tally(judged: Judged, at: datetime | None = None) -> None:
    with transaction() as writing:
        services.make_tally(writing, judged.contest_id, actor_id=MAKER, now=at or judged.after_judging)


def _publish(judged: Judged) -> None:
    with transaction() as writing:
        services.publish(writing, judged.contest_id, actor_id=MAKER, now=judged.after_judging)


def test_marks_and_votes_join_by_the_rules_weights_exactly(session: Session, judged: Judged) -> None:
    _tally(judged)
    outcome = queries.outcome(session, session.get_one(Contest, judged.contest_id))
    assert outcome
    totals = {result.entry.id: str(result.total.rounded) for result in outcome.tally.results if result.total}
    # Jury 70: 63, 56, 49. Citizens 30, scaled to the leader's four votes: 7.5, 0, 30.
    assert totals == {"1": "141/2", "2": "56", "3": "79"}
    assert [result.entry.id for result in outcome.tally.results] == ["3", "1", "2"]


def test_the_log_holds_the_hash_of_facts_and_outcome(session: Session, judged: Judged) -> None:
    _tally(judged)
    record = session.scalars(sa.select(TallyRecord)).one()
    digest = sha256(canonical_bytes(["tally", json.loads(record.facts), json.loads(record.outcome)])).hex()
    entry = session.get_one(AuditEntry, (judged.poll.stream_id, record.position))
    assert (entry.action, json.loads(entry.body)) == ("tally", {"digest": digest})


def test_no_score_is_computed_before_judging_is_over(judged: Judged) -> None:
    with pytest.raises(Refused, match="judging_not_over"):
        _tally(judged, judged.after_judging - timedelta(microseconds=1))


def test_no_vote_is_counted_before_the_ballots_are_closed(
    app: Flask, session: Session, now: datetime
) -> None:
    still_open = make_judged(app, session, now=now, close=False)
    with pytest.raises(Refused, match="ballots_not_closed"):
        _tally(still_open)


def test_a_published_result_names_places_and_awards_and_stays(session: Session, judged: Judged) -> None:
    _tally(judged)
    _publish(judged)
    placings = queries.placings(session, judged.contest_id)
    assert [(entry.number, placing.place, placing.award) for placing, entry in placings] == [
        (3, 1, "대상"),
        (1, 2, "최우수상"),
        (2, 3, "최우수상"),
    ]
    with pytest.raises(Refused, match="published"):
        _tally(judged)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), transaction() as writing:
        writing.execute(sa.update(Placing).values(place=1))


def test_a_tie_that_the_rule_cannot_break_waits_for_a_recorded_decision(
    app: Flask, session: Session, now: datetime
) -> None:
    tied = make_judged(app, session, now=now, votes=(1, 2), shares=("0.9", "0.9"))
    _tally(tied)
    with pytest.raises(Refused, match="tie_undecided"):
        _publish(tied)
    with pytest.raises(Refused, match="decide_all_tied"), transaction() as writing:
        services.decide_tie(
            writing, tied.contest_id, numbers=[1], reason="추첨", actor_id=MAKER, now=tied.after_judging
        )
    with transaction() as writing:
        services.decide_tie(
            writing,
            tied.contest_id,
            numbers=[2, 1],
            reason="추첨으로",
            actor_id=MAKER,
            now=tied.after_judging,
        )
    _publish(tied)
    assert [entry.number for _placing, entry in queries.placings(session, tied.contest_id)] == [2, 1]


def test_citizens_find_no_result_until_it_is_published(judged: Judged, browser: BrowserOf) -> None:
    citizen = browser(Role.OFFICER)
    address = f"/contests/{judged.poll.contest.code}/result"
    _tally(judged)
    with clock.stopped_at(judged.after_judging):
        before = citizen.get(address).status_code
        _publish(judged)
        after = citizen.get(address)
    assert before == 404
    assert after.status_code == 200
    assert "대상" in after.text


def test_an_admin_tallies_and_publishes_by_hand(judged: Judged, browser: BrowserOf) -> None:
    code = judged.poll.contest.code
    with clock.stopped_at(judged.after_judging):
        admin = browser(Role.ADMIN)
        assert "70.5" not in admin.get(f"/contests/{code}/tally").text
        admin.post(f"/contests/{code}/tally/make")
        assert "70.5" in admin.get(f"/contests/{code}/tally").text
        assert admin.post(f"/contests/{code}/publish").status_code == 302
        assert admin.get(f"/contests/{code}/result").status_code == 200
