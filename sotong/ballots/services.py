"""Verbs of the pre-vote."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from nacl.public import PrivateKey, PublicKey, SealedBox
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.audit.rules import Fact
from sotong.ballots import identity, queries, rules, voting
from sotong.ballots.identity import contest_key_name
from sotong.ballots.models import (
    Ballot,
    BallotBatch,
    BallotClose,
    ContestKey,
    LinkChannel,
    Participation,
    VoteLink,
)
from sotong.ballots.visits import Seen
from sotong.ballots.voting import Receipt
from sotong.contests.models import Contest
from sotong.contests.rules import PhaseKind
from sotong.core import config
from sotong.core.canonical import Json, canonical_json
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound, Refused
from sotong.core.keys import make_key

CODE_LETTERS = 10


@dataclass(frozen=True, slots=True)
class Vote:
    """One vote on its way to the tables."""

    contest_id: UUID
    link_id: UUID
    channel: str
    voter_key: bytes
    cohort: bytes
    picks: tuple[int, ...]
    client_nonce: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class AlreadyCast:
    """This voter's ballot stands already, cast by another form."""

    receipt: Receipt


Outcome = Receipt | AlreadyCast | Refused


class BoxWriter:
    """Writes one contest's ballots: knows its keys, and remembers the batch that it is filling.

    One lives in each web process; the lock on the contest's log puts the processes in line. Call
    `committed()` or `settle_unknown()` after each `write`, as the transaction ended.
    """

    def __init__(self, contest_id: UUID) -> None:
        self.contest_id = contest_id
        self._seal: SealedBox[PublicKey] | None = None
        self._stream_id: UUID | None = None
        self._batch_id = uuid4()
        self._leaves: list[bytes] = []
        self._adding: list[bytes] = []

    def write(self, session: Session, votes: Sequence[Vote]) -> list[Outcome]:
        """Write `votes` in one go; return an outcome for each, in their order."""
        seal, stream_id = self._keys(session)
        audit.lock_stream(session, stream_id)
        if session.get(BallotClose, self.contest_id) is not None:
            return [Refused("ballot.closed") for _vote in votes]
        known = queries.receipts_of(session, self.contest_id, [vote.voter_key for vote in votes])
        fresh = {vote.voter_key: vote for vote in reversed(votes) if vote.voter_key not in known}
        receipts = self._append_to_log(session, stream_id, list(fresh.values()))
        self._store(session, seal, list(zip(fresh.values(), receipts, strict=True)))
        known.update(zip(fresh, receipts, strict=True))
        return [_outcome(vote, known[vote.voter_key]) for vote in votes]

    def committed(self) -> None:
        """The last `write` stands: go on with the batch, or begin the next one if it was full."""
        self._leaves += self._adding
        self._adding = []
        if len(self._leaves) >= rules.SMALLEST_BATCH:
            self.settle_unknown()

    def settle_unknown(self) -> None:
        """Begin a new batch. What the old one holds without a log entry is swept up at the close."""
        self._batch_id, self._leaves, self._adding = uuid4(), [], []

    def _keys(self, session: Session) -> tuple[SealedBox[PublicKey], UUID]:
        if self._seal is None or self._stream_id is None:
            key = session.get_one(ContestKey, self.contest_id)
            self._seal = SealedBox(PublicKey(key.audit_public_key))
            self._stream_id = session.get_one(Contest, self.contest_id).log_stream_id
        if self._stream_id is None:
            raise NotFound
        return self._seal, self._stream_id

    def _append_to_log(self, session: Session, stream_id: UUID, votes: list[Vote]) -> list[Receipt]:
        if not votes:
            return []
        nonces = [secrets.token_bytes(voting.NONCE_BYTES) for _vote in votes]
        facts = [
            Fact("cast", body={"commitment": voting.commitment(vote.client_nonce, nonce)})
            for vote, nonce in zip(votes, nonces, strict=True)
        ]
        # The log shows no more of the time than participation does: the minute.
        appended = audit.append(session, stream_id, facts, at=to_the_minute(votes[-1].at))
        return [
            Receipt(self.contest_id, position, vote.client_nonce, nonce, to_the_minute(vote.at))
            for vote, nonce, position in zip(votes, nonces, appended.positions, strict=True)
        ]

    def _store(self, session: Session, seal: SealedBox[PublicKey], fresh: list[tuple[Vote, Receipt]]) -> None:
        if not fresh:
            return
        ballots = [_ballot_row(vote, self._batch_id) for vote, _receipt in fresh]
        participations = [
            _participation_row(vote, receipt, seal.encrypt(ballot["id"].bytes))
            for (vote, receipt), ballot in zip(fresh, ballots, strict=True)
        ]
        session.execute(sa.insert(Participation), participations)
        # In the order of their random ids: the order of arrival is nobody's business.
        session.execute(sa.insert(Ballot), sorted(ballots, key=lambda row: bytes(row["id"].bytes)))
        self._adding = [
            voting.ballot_leaf(ballot["nonce"], vote.picks)
            for ballot, (vote, _receipt) in zip(ballots, fresh, strict=True)
        ]
        if len(self._leaves) + len(self._adding) >= rules.SMALLEST_BATCH:
            _log_batches(
                session, self.contest_id, {self._batch_id: self._leaves + self._adding}, fresh[-1][0].at
            )


def to_the_minute(at: datetime) -> datetime:
    """Return the minute in which `at` lies: more of the time of a vote is not kept."""
    return at.replace(second=0, microsecond=0)


def _outcome(vote: Vote, receipt: Receipt) -> Outcome:
    """The same form sent twice gets the same receipt; another form of the same voter does not count."""
    return receipt if receipt.client_nonce == vote.client_nonce else AlreadyCast(receipt)


def _ballot_row(vote: Vote, batch_id: UUID) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "contest_id": vote.contest_id,
        "channel": vote.channel,
        "picks": canonical_json(sorted(vote.picks)),
        "nonce": secrets.token_bytes(voting.NONCE_BYTES),
        "batch_id": batch_id,
    }


def _participation_row(vote: Vote, receipt: Receipt, sealed: bytes) -> dict[str, Any]:
    return {
        "contest_id": vote.contest_id,
        "voter_key": vote.voter_key,
        "link_id": vote.link_id,
        "at_minute": receipt.at_minute,
        "cohort": vote.cohort,
        "sealed_ballot": sealed,
        "position": receipt.position,
        "client_nonce": receipt.client_nonce,
        "server_nonce": receipt.server_nonce,
    }


def _log_batches(session: Session, contest_id: UUID, batches: dict[UUID, list[bytes]], at: datetime) -> None:
    """Put one `batch` entry on the contest's log for these ballots together."""
    stream_id = session.get_one(Contest, contest_id).log_stream_id
    leaves = [leaf for batch in batches.values() for leaf in batch]
    if stream_id is None or not leaves:
        return
    fact = Fact("batch", body={"root": voting.batch_root(leaves).hex(), "size": len(leaves)})
    position = audit.append(session, stream_id, [fact], at=to_the_minute(at)).positions[0]
    rows = [
        {"batch_id": batch_id, "contest_id": contest_id, "position": position, "size": len(batch)}
        for batch_id, batch in batches.items()
    ]
    session.execute(sa.insert(BallotBatch), rows)


def close_ballots(session: Session, contest_id: UUID, *, now: datetime, actor_id: UUID | None = None) -> int:
    """Close the ballots for good: the last batch and a `close` entry go on the log. Return their number.

    Refused before the vote is over, and a second time.
    """
    contest = session.get(Contest, contest_id)
    phase = contest.facts.phase(PhaseKind.VOTE) if contest else None
    if contest is None or contest.log_stream_id is None or phase is None:
        raise NotFound
    audit_stream = audit.lock_stream(session, contest.log_stream_id)
    closed = session.get(BallotClose, contest_id) is not None
    if reason := rules.why_not_close(phase.closes_at, closed=closed, now=now):
        raise Refused(reason)
    _log_batches(session, contest_id, queries.unlogged_leaves(session, contest_id), now)
    ballots, participations = queries.how_many(session, contest_id)
    fact = Fact("close", body={"ballots": ballots, "participations": participations})
    position = audit.append(session, audit_stream.id, [fact], at=now).positions[0]
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
