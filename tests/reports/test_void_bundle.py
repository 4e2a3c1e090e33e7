"""A contest with void ballots, made by the office's own services, verifies for an outsider."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from flask import Flask
from sqlalchemy.orm import Session

from sotong.ballots import desk, voiding
from sotong.ballots.box import BoxWriter
from sotong.ballots.services import close_ballots
from sotong.core.db import transaction
from sotong.reports import sotong_verify
from sotong.results import services as results
from tests.browsers import Browser
from tests.factories.contests import MAKER
from tests.factories.results import Judged, make_judged

SCRIPT, OTHER = 60, UUID(int=202)


def void_the_script(judged: Judged) -> None:
    """A script votes sixty times; its ballots are set apart and voided after the close."""
    poll, after = judged.poll, judged.after_judging
    votes = [
        replace(poll.vote(f"bot {at}", [1]), cohort=b"elsewher", at=poll.now + timedelta(minutes=30))
        for at in range(SCRIPT)
    ]
    with transaction() as session:
        BoxWriter(poll.contest_id).write(session, votes)
    with transaction() as session:
        close_ballots(session, poll.contest_id, now=poll.closes_at + timedelta(minutes=1))
    with transaction() as session:
        keys = {flag.key for flag in desk.desk_flags(session, poll.contest_id, after) if flag.cohort}
        made = voiding.quarantine(
            session, poll.contest_id, flag_keys=keys, reason="몰렸습니다.", actor_id=MAKER, now=after
        )
        quarantine_id = made.id
        voiding.propose_void(
            session, quarantine_id, reason="되풀이한 투표", evidence=bytes(32), actor_id=MAKER, now=after
        )
    with transaction() as session:
        voiding.confirm_void(session, quarantine_id, audit_key=poll.audit_key, actor_id=OTHER, now=after)


def test_an_outsider_finds_a_contest_with_void_ballots_valid(
    app: Flask, session: Session, client: Browser, now: datetime, work: Path
) -> None:
    judged = make_judged(app, session, now=now, close=False)
    void_the_script(judged)
    with transaction() as writing:
        results.make_tally(writing, judged.contest_id, actor_id=MAKER, now=judged.after_judging)
        results.publish(writing, judged.contest_id, actor_id=MAKER, now=judged.after_judging)
    answer = client.get(f"/contests/{judged.poll.contest.code}/bundle.zip")
    assert answer.status_code == 200
    bundle = work / "bundle.zip"
    bundle.write_bytes(answer.data)
    answer.close()
    command = [sys.executable, sotong_verify.__file__, str(bundle), "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    told = json.loads(ran.stdout)
    assert (ran.returncode, told["verdict"], told["findings"]) == (0, "VALID", [])
    assert (told["votes"], told["void"]) == (SCRIPT + 5, SCRIPT)
