"""Verbs of the show: rehearse, stage, start, move, give it another address."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.contests.models import Contest
from sotong.contests.queries import entries, rule_of
from sotong.core.canonical import Json, canonical_json
from sotong.core.errors import NotFound, Refused
from sotong.judging import queries as judging
from sotong.results import queries, rules
from sotong.results.facts import Entry
from sotong.results.models import AwardShow
from sotong.results.queries import showing
from sotong.results.rehearsal import made_up_tally
from sotong.results.reveal import Options, RevealStep, script
from sotong.results.rules import Move

CODE_LETTERS: Final = 16
_ALPHABET: Final = "23456789abcdefghjkmnpqrstvwxyz"


def rehearse(
    session: Session, contest_id: UUID, *, singly: int, actor_id: UUID | None, now: datetime
) -> AwardShow:
    """Make a show of made-up results, or begin a rehearsal anew with others."""
    contest, show = _locked(session, contest_id)
    if reason := rules.why_not_rehearse(contest.facts, _facts(session, show)):
        raise Refused(reason)
    there = entries(session, contest_id)
    made_up = made_up_tally(
        rule_of(contest),
        [Entry(str(one.number), one.title, one.format, one.withdrawn_at is not None) for one in there],
        secrets.token_hex(),
    )
    steps = script(rule_of(contest), made_up, Options(presentation_order(session, contest_id), singly))
    show = _prepared(session, contest_id, show, steps, tally_id=None, now=now)
    audit.record(session, "show.rehearse", at=now, actor_id=actor_id, subject_id=contest_id)
    return show


def stage(
    session: Session, contest_id: UUID, *, singly: int, actor_id: UUID | None, now: datetime
) -> AwardShow:
    """Put the newest tally into the show; the hall sees the title until the host starts it."""
    contest, show = _locked(session, contest_id)
    facts = _facts(session, show)
    if reason := rules.why_not_stage(contest.facts, queries.tally_facts(session, contest), facts):
        raise Refused(reason)
    outcome = queries.outcome(session, contest)
    if outcome is None:
        raise NotFound
    options = Options(presentation_order(session, contest_id), singly)
    steps = script(rule_of(contest), outcome.tally, options)
    show = _prepared(session, contest_id, show, steps, tally_id=outcome.record.id, now=now)
    body: dict[str, Json] = {"tally": outcome.record.digest}
    audit.record(session, "show.stage", at=now, actor_id=actor_id, subject_id=contest_id, body=body)
    return show


def start(
    session: Session, contest_id: UUID, *, seen: int, actor_id: UUID | None, now: datetime
) -> AwardShow:
    """Begin the real show. From here on it can no longer be rehearsed."""
    contest, show = _seen(session, contest_id, seen)
    facts = showing.facts_of(session, show)
    if reason := rules.why_not_start(contest.facts, queries.tally_facts(session, contest), facts):
        raise Refused(reason)
    show.started_at = now
    show.version += 1
    audit.record(session, "show.start", at=now, actor_id=actor_id, subject_id=contest_id)
    return show


def move(
    session: Session, contest_id: UUID, *, move: Move, seen: int, actor_id: UUID | None, now: datetime
) -> AwardShow:
    """Take a step. `seen` is the version of the page pressed on: of two presses at once one counts."""
    _contest, show = _seen(session, contest_id, seen)
    if reason := rules.why_not_move(showing.facts_of(session, show), move):
        raise Refused(reason)
    show.position = {Move.NEXT: show.position + 1, Move.BACK: show.position - 1, Move.TO_START: 0}[move]
    show.version += 1
    body: dict[str, Json] = {"move": move.value, "rehearsal": show.rehearsal, "to": show.position}
    audit.record(session, "show.move", at=now, actor_id=actor_id, subject_id=contest_id, body=body)
    return show


def renew_address(session: Session, contest_id: UUID, *, actor_id: UUID | None, now: datetime) -> AwardShow:
    """Give the hall another address; the one before leads nowhere."""
    _contest, show = _locked(session, contest_id)
    if show is None:
        raise NotFound
    show.code = _fresh_code()
    audit.record(session, "show.renew_address", at=now, actor_id=actor_id, subject_id=contest_id)
    return show


def presentation_order(session: Session, contest_id: UUID) -> tuple[str, ...]:
    """Return the entries' ids in the order of presentation: as drawn, or by number."""
    numbers = [entry.number for entry in entries(session, contest_id)]
    return tuple(str(number) for number in judging.in_turn(numbers, judging.turns(session, contest_id)))


def _prepared(
    session: Session,
    contest_id: UUID,
    show: AwardShow | None,
    steps: tuple[RevealStep, ...],
    *,
    tally_id: UUID | None,
    now: datetime,
) -> AwardShow:
    """Put the steps into the contest's show, making it if there is none."""
    if show is None:
        show = AwardShow(contest_id=contest_id, code=_fresh_code(), version=0)
        session.add(show)
    show.rehearsal, show.tally_id = tally_id is None, tally_id
    show.script, show.length = canonical_json([step.to_json() for step in steps]), len(steps)
    show.position, show.started_at, show.prepared_at = 0, None, now
    show.version += 1
    return show


def _fresh_code() -> str:
    return "".join(secrets.choice(_ALPHABET) for _letter in range(CODE_LETTERS))


def _facts(session: Session, show: AwardShow | None) -> rules.ShowFacts | None:
    return None if show is None else showing.facts_of(session, show)


def _locked(session: Session, contest_id: UUID) -> tuple[Contest, AwardShow | None]:
    """The contest, which whoever tallies or publishes locks too, and its show."""
    contest = session.get(Contest, contest_id, with_for_update=True, populate_existing=True)
    if contest is None:
        raise NotFound
    query = sa.select(AwardShow).where(AwardShow.contest_id == contest_id)
    show = session.scalars(query.with_for_update().execution_options(populate_existing=True)).one_or_none()
    return contest, show


def _seen(session: Session, contest_id: UUID, seen: int) -> tuple[Contest, AwardShow]:
    contest, show = _locked(session, contest_id)
    if show is None:
        raise NotFound
    if show.version != seen:
        raise Refused("show.moved_on")
    return contest, show
