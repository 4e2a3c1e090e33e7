"""Verbs of rosters: codes made here or brought along, and the lock that puts their root on the log."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.audit.rules import Fact
from sotong.ballots import queries, rules, voting
from sotong.ballots.identity import made_contest_key
from sotong.ballots.models import RosterCode, RosterLock
from sotong.contests.models import Contest
from sotong.contests.queries import rule_of
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound, Refused
from sotong.core.tables import Column, Limits, Problem, Row, read_lines

CODE_LETTERS = 12
MOST_CODES_AT_ONCE = 5_000
MOST_CODES = 100_000
ON_ROSTER = 0
"""In place of a line's number: the code stands on the roster already."""
COLUMNS = (
    Column(
        "code",
        "투표 코드",
        "Voting code",
        required=True,
        aliases=("코드",),
        max_length=60,
        example="K7QM-2RX9-4TBW",
    ),
)


def spaced(code: str) -> str:
    """Write a code as it is printed: in groups of four."""
    return "-".join(code[at : at + voting.GROUP] for at in range(0, len(code), voting.GROUP))


def add_made_codes(
    session: Session, contest_id: UUID, count: int, *, actor_id: UUID, now: datetime
) -> list[str]:
    """Put `count` new random codes on the roster and return them: they are kept nowhere else."""
    contest = _changeable(session, contest_id)
    codes = ["".join(secrets.choice(voting.ALPHABET) for _ in range(CODE_LETTERS)) for _ in range(count)]
    _add(session, contest, codes, actor_id=actor_id, now=now)
    return [spaced(code) for code in codes]


def add_codes_of_file(
    session: Session, contest_id: UUID, content: bytes, *, actor_id: UUID, now: datetime
) -> int:
    """Put the codes of a CSV or XLSX file on the roster; return how many.

    Raises TableInvalid with what is wrong, line by line: no code, or one that is there already.
    """
    contest = _changeable(session, contest_id)
    lines = dict.fromkeys(queries.roster_keys(session, contest_id), ON_ROSTER)
    key = made_contest_key(contest_id)

    def new_code(row: Row) -> str | list[Problem]:
        code = rules.roster_code(row["code"])
        if code is None:
            return [Problem("roster.line_without_code", row.line, "code")]
        line = lines.setdefault(voting.keyed(key, "roster", code), row.line)
        if line == ON_ROSTER:
            return [Problem("roster.code_known", row.line, "code")]
        return code if line == row.line else [Problem("roster.code_twice", row.line, "code", {"line": line})]

    codes = read_lines(content, COLUMNS, Limits(rows=MOST_CODES), new_code).close()
    _add(session, contest, codes, actor_id=actor_id, now=now)
    return len(codes)


def empty_roster(session: Session, contest_id: UUID, *, actor_id: UUID, now: datetime) -> None:
    """Take every code from the roster, to begin anew."""
    contest = _changeable(session, contest_id)
    session.execute(sa.delete(RosterCode).where(RosterCode.contest_id == contest.id))
    audit.record(session, "roster.empty", at=now, actor_id=actor_id, subject_id=contest.id)


def lock_roster(session: Session, contest_id: UUID, *, actor_id: UUID, now: datetime) -> RosterLock:
    """Complete the roster: its size and RFC 9162 root go on the log, and the vote may open."""
    contest = _changeable(session, contest_id)
    keys = queries.roster_keys(session, contest_id)
    if not keys:
        raise Refused("roster.empty")
    if contest.log_stream_id is None:
        raise NotFound
    root = voting.batch_root(keys)
    fact = Fact("roster", subject_id=contest_id, body={"root": root.hex(), "size": len(keys)})
    position = audit.append(session, contest.log_stream_id, [fact], at=now).positions[0]
    lock = RosterLock(contest_id=contest_id, size=len(keys), root=root, locked_at=now, position=position)
    with refusing_clash(session, "roster.locked_already"):
        session.add(lock)
    audit.record(
        session, "roster.lock", at=now, actor_id=actor_id, subject_id=contest_id, body={"size": len(keys)}
    )
    return lock


def _changeable(session: Session, contest_id: UUID) -> Contest:
    """Return the contest under its lock, if its roster may be changed."""
    contest = session.get(Contest, contest_id, with_for_update=True)
    if contest is None:
        raise NotFound
    reason = rules.why_not_change_roster(
        level=rule_of(contest).identity.level.value,
        rule_locked=contest.rule_locked_at is not None,
        roster_locked=queries.roster_lock(session, contest_id) is not None,
    )
    if reason:
        raise Refused(reason)
    return contest


def _add(session: Session, contest: Contest, codes: Iterable[str], *, actor_id: UUID, now: datetime) -> None:
    key = made_contest_key(contest.id)
    rows = [{"contest_id": contest.id, "code_key": voting.keyed(key, "roster", code)} for code in codes]
    if queries.roster_size(session, contest.id) + len(rows) > MOST_CODES:
        raise Refused("roster.too_large", limit=MOST_CODES)
    with refusing_clash(session, "roster.try_again"):
        session.execute(sa.insert(RosterCode), rows)
    audit.record(
        session, "roster.add", at=now, actor_id=actor_id, subject_id=contest.id, body={"codes": len(rows)}
    )
