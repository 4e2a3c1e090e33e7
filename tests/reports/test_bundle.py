"""The bundle of a contest as it comes of its rows, and what those rows say when somebody has changed them."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from sotong.audit.models import AuditEntry, AuditHead, AuditStream
from sotong.ballots.models import Ballot, BallotBatch, BallotClose, Participation
from sotong.ballots.queries import receipts_of
from sotong.ballots.voting import voter_key
from sotong.contests.models import Contest, Entry
from sotong.core.db import Base, transaction
from sotong.core.errors import Refused
from sotong.core.triggers import make_changeable
from sotong.judging import services as judging
from sotong.judging.models import Judge, ScoreSheet
from sotong.reports import jobs, services
from sotong.results.models import Placing, TallyRecord
from tests.factories.bundles import Published, cast, close, make_published, publish, unpacked
from tests.factories.contests import DEFAULT_RULE, MAKER
from tests.factories.results import make_judged
from tests.reports.conftest import Verified

EDITS = int(os.environ.get("SOTONG_EDITS", "25"))


def test_a_published_contest_is_valid_from_its_rule_to_its_awards(
    app: Flask, session: Session, now: datetime, verified: Verified, work: Path
) -> None:
    judged = make_judged(app, session, now=now)
    with pytest.raises(Refused, match="not_published"):
        services.pack_bundle(session, Published(judged).log(session))
    published = publish(judged)
    content = published.bundle(session)
    told = verified(content, "--key", str(published.log(session).key))
    assert (told["status"], told["findings"], told["remarks"]) == (0, [], [])
    assert [(row["place"], row["label"], row["total"]) for row in told["results"]] == [
        ("1", "소통 사례 3", "79"),
        ("2", "소통 사례 1", "70.5"),
        ("3", "소통 사례 2", "56"),
    ]
    assert content == published.bundle(session)
    assert published.code in unpacked(content)["README.txt"].decode()
    key = voter_key(bytes(32), "device", "voter 0")
    mine = receipts_of(session, judged.contest_id, [key])[key]
    secrets = (mine.client_nonce.hex(), mine.server_nonce.hex())
    assert verified(content, "--receipt", str(mine.number), "--nonces", *secrets)["status"] == 0
    _as_files(published, content, work)


def _as_files(published: Published, content: bytes, work: Path) -> None:
    path = work / "mine.zip"
    assert jobs.write_bundle(published.code, path) == 0
    assert path.read_bytes() == content
    assert jobs.verify(path, ["--json"]) == jobs.verify_stored(published.code) == 0
    assert jobs.write_bundle("no-such", path) == jobs.verify_stored("no-such") == 2
    assert jobs.write_bundle(published.code, work / "no" / "folder.zip") == 2
    assert [left.name for left in work.iterdir() if "mine" in left.name] == ["mine.zip"]


def test_abstentions_several_picks_withdrawals_and_decisions_are_counted_as_they_were(
    app: Flask, session: Session, now: datetime, verified: Verified
) -> None:
    rule = {**DEFAULT_RULE, "ballots": {"picks_from": 1, "picks_to": 2, "abstain": True, "order": "listed"}}
    shares = ("0.9", "0.8", "0.9")
    judged = make_judged(app, session, now=now, rule=rule, close=False, votes=(), shares=shares, judges=1)
    cast(app, judged, [], [1, 2], [2, 3], [])
    close(judged)
    with transaction() as writing:
        entry = writing.get_one(Entry, judged.poll.contest.entries[1].id)
        entry.withdrawn_at, entry.withdrawn_reason = now, "사정이 있어"
    content = publish(judged, decision=[3, 1]).bundle(session)
    assert len(unpacked(content)["tallies.jsonl"].splitlines()) == 2
    told = verified(content)
    assert (told["status"], told["votes"]) == (0, 4)
    assert [(row["place"], row["label"][-1], row["votes"]) for row in told["results"]] == [
        ("1", "3", "1"),
        ("2", "1", "1"),
        ("", "2", "0"),
    ]


def test_batches_are_opened_in_the_order_of_the_log(
    app: Flask, session: Session, now: datetime, verified: Verified
) -> None:
    votes = [1 + voter % 3 for voter in range(61)]
    content = make_published(app, session, now=now, votes=votes, judges=1).bundle(session)
    entries = [json.loads(line) for line in unpacked(content)["log.jsonl"].splitlines()]
    assert [entry["body"]["size"] for entry in entries if entry["action"] == "batch"] == [50, 11]
    assert verified(content)["votes"] == 61


def test_a_signed_sheet_that_was_not_counted_and_a_form_that_is_not_computed_are_told(
    app: Flask, session: Session, now: datetime, verified: Verified
) -> None:
    rule = {**DEFAULT_RULE, "jury": {"weight": "70", "per": "criterion", "method": "mean"}}
    judged = make_judged(app, session, now=now, rule=rule)
    judge_id = session.scalar(sa.select(Judge.id).where(Judge.number == 2))
    assert judge_id
    with transaction() as writing:
        judging.unseat_judge(writing, judge_id, actor_id=MAKER, now=now)
    told = verified(publish(judged).bundle(session))
    assert (told["status"], told["verdict"], told["findings"]) == (3, "VALID, WITH REMARKS", [])
    assert "criterion" in told["remarks"][0]


EVIDENCE: dict[type[Base], tuple[str, ...]] = {
    Contest: ("rule", "rule_digest"),
    AuditStream: ("public_key", "size", "frontier"),
    AuditEntry: ("at", "action", "body", "leaf_hash", "nodes"),
    AuditHead: ("root", "checkpoint"),
    Participation: ("position", "client_nonce", "server_nonce"),
    Ballot: ("channel", "picks", "nonce"),
    BallotBatch: ("position", "size"),
    BallotClose: ("position", "ballots"),
    ScoreSheet: ("revision", "marks", "salt", "digest"),
    TallyRecord: ("facts", "outcome", "digest", "position"),
    Placing: ("place", "total", "award"),
}
"""Columns that the log bears out. Not: whose vote it was and from where, which no log may hold."""


def test_any_edit_of_stored_evidence_is_found(
    app: Flask, session: Session, now: datetime, capsys: pytest.CaptureFixture[str], signatures_once: None
) -> None:
    published = make_published(app, session, now=now, votes=(3, 3, 1), judges=1)
    with transaction() as writing:
        for table in _guarded(writing):
            make_changeable(writing.connection(), table)
    session.rollback()
    dice, missed = random.Random(4), []
    for _edit in range(EDITS):
        kind = dice.choice(list(EVIDENCE))
        column = dice.choice(EVIDENCE[kind])
        undo = _edited(session, kind, column, dice)
        if undo is None:
            continue
        if jobs.verify_stored(published.code) not in (1, 2):
            missed.append((kind.__tablename__, column))
        undo()
        capsys.readouterr()
    assert missed == []
    assert jobs.verify_stored(published.code) == 0


def _guarded(session: Session) -> list[str]:
    """The tables of EVIDENCE that a trigger keeps."""
    names = {kind.__tablename__ for kind in EVIDENCE}
    if session.get_bind().dialect.name == "postgresql":
        found = sa.text("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%append_only'")
    else:
        found = sa.text(
            "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_no_update'"
        )
    return sorted(names & set(session.scalars(found)))


def _edited(
    session: Session, kind: type[Base], column: str, dice: random.Random
) -> Callable[[], None] | None:
    """Change one value of one row, as the database's owner could; how to put it back. None: not possible."""
    table = kind.__table__
    keys = [table.c[key.name] for key in table.primary_key]
    query = sa.select(table.c[column], *keys).order_by(*keys)
    if kind in (AuditStream, AuditEntry, AuditHead):  # the office has a log of its own
        query = query.where(keys[0] == session.scalar(sa.select(Contest.log_stream_id)))
    rows = session.execute(query).all()
    value, *key = dice.choice(rows)
    session.rollback()
    which = sa.and_(*(one == part for one, part in zip(keys, key, strict=True)))

    def put(new: Any) -> None:
        with transaction() as writing:
            writing.execute(sa.update(kind).where(which).values({column: new}))
        session.expire_all()

    new = _changed(value, dice)
    if new is None:
        return None
    try:
        put(new)
    except (sa.exc.IntegrityError, sa.exc.DataError, LookupError):
        return None  # the table itself refuses it
    return lambda: put(value)


def _changed(value: Any, dice: random.Random) -> Any:
    """Another value of the same kind, differing in one letter, byte or unit."""
    if isinstance(value, bytes):
        at = dice.randrange(len(value) or 1)
        return value[:at] + bytes([value[at] ^ 1 << dice.randrange(8)]) + value[at + 1 :] if value else None
    if isinstance(value, datetime):
        return value.replace(microsecond=value.microsecond ^ 1)
    if isinstance(value, int):
        return value + dice.choice([-1, 1])
    if isinstance(value, str) and not hasattr(value, "value"):
        at = dice.randrange(len(value))
        return value[:at] + chr((ord(value[at]) - 31) % 94 + 32) + value[at + 1 :]
    return type(value)("facebook") if hasattr(value, "value") else None
