"""Both totals are published: without the void ballots, which is what counts, and with them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from sotong.ballots import desk, voiding
from sotong.ballots.box import BoxWriter
from sotong.ballots.services import close_ballots
from sotong.contests.models import Contest
from sotong.core.db import transaction
from sotong.core.errors import Refused
from sotong.results import queries, services
from tests.browsers import Browser
from tests.factories.contests import MAKER
from tests.factories.results import Judged, make_judged

SCRIPT = 60
OTHER = UUID(int=202)


@pytest.fixture
def judged(app: Flask, session: Session, now: datetime) -> Judged:
    """Five honest votes of which entry 3 has four; sixty of a script for entry 1."""
    made = make_judged(app, session, now=now, close=False)
    votes = [
        replace(made.poll.vote(f"bot {at}", picks=[1]), cohort=b"elsewher", at=now + timedelta(minutes=30))
        for at in range(SCRIPT)
    ]
    with transaction() as writing:
        BoxWriter(made.contest_id).write(writing, votes)
    with transaction() as writing:
        close_ballots(writing, made.contest_id, now=made.poll.closes_at + timedelta(minutes=1))
    return made


def set_apart(judged: Judged) -> UUID:
    with transaction() as session:
        flags = desk.desk_flags(session, judged.contest_id, judged.after_judging)
        (burst,) = (flag.key for flag in flags if flag.kind.value == "cohort_burst")
        made = voiding.quarantine(
            session,
            judged.contest_id,
            flag_keys={burst},
            reason="한 통신망에서 같은 분에 몰렸습니다.",
            actor_id=MAKER,
            now=judged.after_judging,
        )
        return made.id


def void(judged: Judged, quarantine_id: UUID) -> None:
    now = judged.after_judging
    with transaction() as session:
        reason, evidence = "한 기기에서 되풀이한 투표입니다.", bytes(32)
        voiding.propose_void(
            session, quarantine_id, reason=reason, evidence=evidence, actor_id=MAKER, now=now
        )
    with transaction() as session:
        voiding.confirm_void(session, quarantine_id, audit_key=judged.poll.audit_key, actor_id=OTHER, now=now)


def tally(judged: Judged) -> dict[str, object]:
    with transaction() as session:
        record = services.make_tally(session, judged.contest_id, actor_id=MAKER, now=judged.after_judging)
        facts: dict[str, object] = json.loads(record.facts)
        return facts


def publish(judged: Judged) -> None:
    with transaction() as session:
        services.publish(session, judged.contest_id, actor_id=MAKER, now=judged.after_judging)


def test_what_is_set_apart_is_counted_and_the_facts_say_how_many(judged: Judged) -> None:
    set_apart(judged)
    facts = tally(judged)
    assert facts["votes"] == {"band": {"1": SCRIPT + 1, "3": 4}}
    assert (facts["voided"], facts["set_apart"]) == ({}, SCRIPT)


def test_what_is_void_is_left_out_and_told_beside(judged: Judged) -> None:
    void(judged, set_apart(judged))
    facts = tally(judged)
    assert facts["votes"] == {"band": {"1": 1, "3": 4}}
    assert (facts["voided"], facts["set_apart"]) == ({"band": {"1": SCRIPT}}, 0)


def test_the_stability_sheet_counts_them_in(session: Session, judged: Judged) -> None:
    void(judged, set_apart(judged))
    tally(judged)
    contest = session.get_one(Contest, judged.contest_id)
    outcome = queries.outcome(session, contest)
    assert outcome
    variants = {variant.code: variant for variant in queries.stability_of(contest, outcome).variants}
    assert "1" in variants["stability.void_counted"].winners
    assert outcome.tally.winners == ("3",)


def test_a_tally_from_before_a_void_is_not_published(judged: Judged) -> None:
    quarantine_id = set_apart(judged)
    tally(judged)
    void(judged, quarantine_id)
    with pytest.raises(Refused, match=r"tally\.voided_since"):
        publish(judged)
    tally(judged)
    publish(judged)


def test_the_published_result_shows_both_totals_and_the_reason(judged: Judged, client: Browser) -> None:
    void(judged, set_apart(judged))
    tally(judged)
    publish(judged)
    shown = client.get(f"/contests/{judged.poll.contest.code}/result").text
    assert f"표 {SCRIPT}장은 세지 않았습니다" in shown
    assert "한 기기에서 되풀이한 투표입니다." in shown
    for cell in (">1<", f">{SCRIPT}<", f">{SCRIPT + 1}<"):
        assert cell in shown.split("무효로 한 표</h2>")[1]


def test_a_result_without_void_ballots_says_nothing_of_them(judged: Judged, client: Browser) -> None:
    tally(judged)
    publish(judged)
    assert "무효" not in client.get(f"/contests/{judged.poll.contest.code}/result").text
