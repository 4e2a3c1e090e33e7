"""Verbs of the pre-vote."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from nacl.public import PrivateKey
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.audit.rules import Fact
from sotong.ballots import box, identity, queries, rules, voting
from sotong.ballots.identity import contest_key_name
from sotong.ballots.models import (
    BallotClose,
    ContestKey,
    LinkChannel,
    VoteLink,
)
from sotong.ballots.visits import Seen
from sotong.contests.models import Contest
from sotong.contests.rules import PhaseKind
from sotong.core import config
from sotong.core.canonical import Json
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound, Refused
from sotong.core.keys import make_key

CODE_LETTERS = 10


def close_ballots(session: Session, contest_id: UUID, *, now: datetime, actor_id: UUID | None = None) -> int:
    """Close the ballots for good: the last batch and a `close` entry go on the log. Return their number.

    Refused before the vote is over, and a second time.
    """
    contest = session.get(Contest, contest_id)
    phase = contest.facts.phase(PhaseKind.VOTE) if contest else None
    if contest is None or contest.log_stream_id is None or phase is None:
        raise NotFound
    log = audit.lock_stream(session, contest.log_stream_id)
    closed = session.get(BallotClose, contest_id) is not None
    if reason := rules.why_not_close(phase.closes_at, closed=closed, now=now):
        raise Refused(reason)
    box.log_the_rest(session, log, contest_id, at=now)
    ballots, participations = queries.how_many(session, contest_id)
    fact = Fact("close", body={"ballots": ballots, "participations": participations})
    position = audit.append_to(session, log, [fact], at=now).positions[0]
    session.add(BallotClose(contest_id=contest_id, closed_at=now, position=position, ballots=ballots))
    audit.record(
        session, "ballots.close", at=now, actor_id=actor_id, subject_id=contest_id, body={"ballots": ballots}
    )
    return ballots


def add_vote_link(
    session: Session, contest_id: UUID, *, channel: LinkChannel, name: str, actor_id: UUID, now: datetime
) -> VoteLink:
    """Make a vote link with a short, unguessable code."""
    if session.get(Contest, contest_id) is None:
        raise NotFound
    code = "".join(secrets.choice(voting.ALPHABET) for _letter in range(CODE_LETTERS)).lower()
    link = VoteLink(contest_id=contest_id, code=code, channel=channel, name=name, created_at=now)
    with refusing_clash(session, "vote_link.try_again"):
        session.add(link)
    body: dict[str, Json] = {"channel": channel.value, "contest": str(contest_id)}
    audit.record(session, "vote_link.add", at=now, actor_id=actor_id, subject_id=link.id, body=body)
    return link


def retire_vote_link(session: Session, link_id: UUID, *, actor_id: UUID, now: datetime) -> VoteLink:
    """Take a vote link out of use. Its ballots stay and count."""
    link = session.get(VoteLink, link_id, with_for_update=True)
    if link is None:
        raise NotFound
    if link.retired_at is not None:
        raise Refused("vote_link.retired_already")
    link.retired_at = now
    audit.record(session, "vote_link.retire", at=now, actor_id=actor_id, subject_id=link.id)
    return link


def add_visits(session: Session, counts: Mapping[Seen, int], *, day: date) -> None:
    """Add to the visits of links on a Korean day. Those of links that are gone are left out."""
    known = set(
        session.scalars(sa.select(VoteLink.id).where(VoteLink.id.in_({seen.link_id for seen in counts})))
    )
    rows = [
        {
            "link_id": seen.link_id,
            "day": day,
            "people": 0 if seen.crawler else number,
            "crawlers": number if seen.crawler else 0,
        }
        for seen, number in counts.items()
        if seen.link_id in known
    ]
    if rows:
        session.execute(_ADD_VISITS, rows)


_ADD_VISITS = sa.text(
    "INSERT INTO link_visit (link_id, day, people, crawlers) VALUES (:link_id, :day, :people, :crawlers) "
    "ON CONFLICT (link_id, day) DO UPDATE SET people = link_visit.people + excluded.people, "
    "crawlers = link_visit.crawlers + excluded.crawlers"
).bindparams(sa.bindparam("link_id", type_=sa.Uuid()), sa.bindparam("day", type_=sa.Date()))


def hand_out_audit_key(session: Session, contest_id: UUID, *, actor_id: UUID | None, now: datetime) -> bytes:
    """Make the contest's keys; return the private audit key, which is kept nowhere here: once only.

    The public half seals ballot ids. The contest key, which turns voters into keys, lies in a file.
    """
    contest = session.get(Contest, contest_id, with_for_update=True)
    if contest is None:
        raise NotFound
    taken = session.get(ContestKey, contest_id) is not None
    locked = contest.rule_locked_at is not None
    if reason := rules.why_not_take_audit_key(taken=taken, locked=locked):
        raise Refused(reason)
    identity.settle_terms_by_itself(session, contest, actor_id=actor_id, now=now)
    private = PrivateKey.generate()
    make_key(config.current().key_dir, contest_key_name(contest_id))
    key = ContestKey(contest_id=contest_id, audit_public_key=bytes(private.public_key), created_at=now)
    with refusing_clash(session, "audit_key.taken"):
        session.add(key)
    audit.record(session, "audit_key.hand_out", at=now, actor_id=actor_id, subject_id=contest_id)
    return bytes(private)
