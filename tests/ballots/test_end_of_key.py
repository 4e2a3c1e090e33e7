"""The contest's key goes when objections can no longer be raised, on record, and for good."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from sotong.audit.models import AuditEntry
from sotong.ballots.identity import contest_key_name, made_contest_key
from sotong.ballots.jobs import destroy_contest_key
from sotong.contests.queries import contest_by_code, rule_of
from sotong.core import clock, config
from sotong.core.days import KST
from sotong.reports.jobs import verify_stored
from tests.factories.bundles import Published, make_published


@pytest.fixture
def published(app: Flask, session: Session, now: datetime) -> Published:
    made = make_published(app, session, now=now)
    made_contest_key(made.judged.contest_id)
    return made


def key_file(published: Published) -> Path:
    return config.current().key_dir / f"{contest_key_name(published.judged.contest_id)}.key"


def first_day_without_objections(session: Session, published: Published) -> datetime:
    session.rollback()
    contest = contest_by_code(session, published.code)
    assert contest.published_at is not None
    published_on = contest.published_at.astimezone(KST).replace(hour=0, minute=0, second=0, microsecond=0)
    return published_on + timedelta(days=rule_of(contest).objection_days + 1)


def records(session: Session) -> list[str]:
    session.rollback()
    ended = AuditEntry.action.in_(["key", "contest_key.destroy"])
    return sorted(session.scalars(sa.select(AuditEntry.action).where(ended)))


def test_while_objections_are_heard_the_key_stays(
    published: Published, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    last_instant = first_day_without_objections(session, published) - timedelta(microseconds=1)
    with clock.stopped_at(last_instant):
        assert destroy_contest_key(published.code) == 2
    assert f"{last_instant:%Y-%m-%d}까지" in capsys.readouterr().err
    assert key_file(published).exists()
    assert records(session) == []


def test_afterwards_it_is_destroyed_and_both_logs_say_so_once(
    published: Published, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    with clock.stopped_at(first_day_without_objections(session, published)):
        assert destroy_contest_key(published.code) == 0
        assert not key_file(published).exists()
        assert "파기하고 기록했습니다" in capsys.readouterr().out
        assert destroy_contest_key(published.code) == 2
    assert "이미 파기" in capsys.readouterr().err
    assert records(session) == ["contest_key.destroy", "key"]


def test_an_end_cut_short_after_it_was_recorded_is_finished(published: Published, session: Session) -> None:
    with clock.stopped_at(first_day_without_objections(session, published)):
        assert destroy_contest_key(published.code) == 0
        made_contest_key(published.judged.contest_id)
        assert destroy_contest_key(published.code) == 0
    assert not key_file(published).exists()
    assert records(session) == ["contest_key.destroy", "key"]


def test_before_publication_and_without_a_contest_a_sentence_says_why(
    app: Flask, session: Session, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    assert destroy_contest_key("2026-none") == 2
    assert "그런 콘테스트가 없습니다" in capsys.readouterr().err


def test_the_contest_is_still_valid_from_its_rule_to_its_awards(
    published: Published, capsys: pytest.CaptureFixture[str], session: Session
) -> None:
    with clock.stopped_at(first_day_without_objections(session, published)):
        assert destroy_contest_key(published.code) == 0
        assert verify_stored(published.code) == 0, capsys.readouterr().out
