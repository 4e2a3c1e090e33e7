"""Polls by level of identity, ready to be voted in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from flask import Flask
from sqlalchemy.orm import Session

from sotong.ballots import identity, rosters, services
from sotong.ballots.models import LinkChannel
from sotong.core.db import transaction
from sotong.core.outside import Outside
from tests.factories.ballots import Poll
from tests.factories.contests import DEFAULT_RULE, MAKER, make_contest


def rule_by(level: str) -> dict[str, object]:
    """The usual rule, with citizens known in this way."""
    return {**DEFAULT_RULE, "identity": {"level": level}}


def make_poll_by(
    session: Session, level: str, *, now: datetime, provider: str | None = None, codes: int = 3
) -> tuple[Poll, list[str]]:
    """Make a contest in the middle of its vote; return it with the codes of its roster, if it has one."""
    contest = make_contest(session, now=now, rule=rule_by(level))
    made: list[str] = []
    with transaction() as writing:
        if provider:
            identity.settle_terms(writing, contest.id, provider=provider, actor_id=MAKER, now=now)
        if level == "code":
            made = rosters.add_made_codes(writing, contest.id, codes, actor_id=MAKER, now=now)
            rosters.lock_roster(writing, contest.id, actor_id=MAKER, now=now)
        key = services.hand_out_audit_key(writing, contest.id, actor_id=MAKER, now=now)
        link = services.add_vote_link(
            writing, contest.id, channel=LinkChannel.BAND, name="구청 밴드", actor_id=MAKER, now=now
        )
        poll = Poll(contest, link.id, link.code, key, now)
    return poll, made


@contextmanager
def with_outside(app: Flask, **env: str) -> Iterator[None]:
    """Set services of others up as an office does, for a while."""
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, outside=Outside.from_env(env, before.mode))
    try:
        yield
    finally:
        app.config["SETTINGS"] = before
