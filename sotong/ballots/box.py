"""The ballot box: where votes become participations, ballots, log entries and receipts, many in one go.

This is the path that a rush goes down. A group of votes, however large, costs eight statements, one more when
it fills a batch; they write rows, not objects.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from nacl.public import PublicKey, SealedBox
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.audit.models import AuditStream
from sotong.audit.rules import Fact
from sotong.ballots import queries, rules, voting
from sotong.ballots.models import Ballot, BallotBatch, BallotClose, Participation
from sotong.ballots.voting import Receipt
from sotong.contests.models import Contest
from sotong.core.canonical import canonical_json
from sotong.core.db import insert_rows
from sotong.core.errors import NotFound, Refused


@dataclass(frozen=True, slots=True)
class Vote:
    """One vote on its way to the tables. Its ballot's id is sealed to `audit_key`, which is public."""

    contest_id: UUID
    audit_key: bytes
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
_CLOSE: Final = sa.select(BallotClose.position).where(BallotClose.contest_id == sa.bindparam("contest"))


class BoxWriter:
    """Writes one contest's ballots, and remembers the batch that it is filling.

    One lives in each web process; the lock on the contest's log puts the processes in line. Call
    `committed()` or `settle_unknown()` after each `write`, as the transaction ended.
    """

    def __init__(self, contest_id: UUID) -> None:
        self.contest_id = contest_id
        self._stream_id: UUID | None = None
        self._batch_id = uuid4()
        self._leaves: list[bytes] = []
        self._adding: list[bytes] = []

    def write(self, session: Session, votes: Sequence[Vote]) -> list[Outcome]:
        """Write `votes` in one go; return an outcome for each, in their order."""
        return self.write_castings(session, [Casting.of(vote) for vote in votes])

    def write_castings(self, session: Session, castings: Sequence[Casting]) -> list[Outcome]:
        """Write votes for which everything random is drawn already."""
        log = audit.lock_stream(session, self._stream(session))
        if _is_closed(session, self.contest_id):
            return [Refused("ballot.closed") for _casting in castings]
        voters = [casting.vote.voter_key for casting in castings]
        known = queries.receipts_of(session, self.contest_id, voters)
        fresh = {one.vote.voter_key: one for one in reversed(castings) if one.vote.voter_key not in known}
        receipts = self._store(session, log, list(fresh.values())) if fresh else []
        known.update(zip(fresh, receipts, strict=True))
        first = set(map(id, fresh.values()))
        return [_outcome(one.vote, known[one.vote.voter_key], first=id(one) in first) for one in castings]

    def committed(self) -> None:
        """The last `write` stands: go on with the batch, or begin the next one if it was full."""
        self._leaves += self._adding
        self._adding = []
        if len(self._leaves) >= rules.SMALLEST_BATCH:
            self.settle_unknown()

    def settle_unknown(self) -> None:
        """Begin a new batch. What the old one holds without a log entry is swept up at the close."""
        self._batch_id, self._leaves, self._adding = uuid4(), [], []

    def _stream(self, session: Session) -> UUID:
        if self._stream_id is None:
            self._stream_id = session.get_one(Contest, self.contest_id).log_stream_id
        if self._stream_id is None:
            raise NotFound
        return self._stream_id

    def _store(self, session: Session, log: AuditStream, castings: list[Casting]) -> list[Receipt]:
        """Write votes of which none stands yet; return their receipts."""
        self._adding = [casting.leaf() for casting in castings]
        batch = self._leaves + self._adding
        full = len(batch) >= rules.SMALLEST_BATCH
        facts = [casting.fact() for casting in castings] + ([_batch_fact(batch)] if full else [])
        # The log shows no more of the time than participation does: the minute.
        positions = audit.append_to(session, log, facts, at=to_the_minute(castings[-1].vote.at)).positions
        receipts = [casting.receipt(at) for casting, at in zip(castings, positions, strict=False)]
        rows = [casting.participation(receipt) for casting, receipt in zip(castings, receipts, strict=True)]
        insert_rows(session, Participation, rows)
        # In the order of their random ids: the order of arrival is nobody's business.
        ballots = [casting.ballot(self._batch_id) for casting in sorted(castings, key=_by_id)]
        insert_rows(session, Ballot, ballots)
        if full:
            row = _batch_row(self.contest_id, self._batch_id, positions[-1], len(batch))
            insert_rows(session, BallotBatch, [row])
        return receipts


@dataclass(frozen=True, slots=True)
class Casting:
    """A vote with what is drawn for it at random: its ballot's id, sealed, and two nonces."""

    vote: Vote
    ballot_id: UUID
    sealed_ballot: bytes
    ballot_nonce: bytes
    server_nonce: bytes

    @classmethod
    def of(cls, vote: Vote) -> Casting:
        """Draw. Each draw lets other threads in, so each vote does this in its own, not in the writer's."""
        ballot_id, size = uuid4(), voting.NONCE_BYTES
        sealed = SealedBox(PublicKey(vote.audit_key)).encrypt(ballot_id.bytes)
        return cls(vote, ballot_id, sealed, secrets.token_bytes(size), secrets.token_bytes(size))

    def leaf(self) -> bytes:
        return voting.ballot_leaf(self.vote.channel, self.ballot_nonce, self.vote.picks)

    def ballot(self, batch_id: UUID) -> dict[str, Any]:
        return {
            "id": self.ballot_id,
            "contest_id": self.vote.contest_id,
            "channel": self.vote.channel,
            "picks": canonical_json(sorted(self.vote.picks)),
            "nonce": self.ballot_nonce,
            "batch_id": batch_id,
        }

    def fact(self) -> Fact:
        return Fact("cast", body={"commitment": voting.commitment(self.vote.client_nonce, self.server_nonce)})

    def receipt(self, position: int) -> Receipt:
        minute = to_the_minute(self.vote.at)
        return Receipt(self.vote.contest_id, position, self.vote.client_nonce, self.server_nonce, minute)

    def participation(self, receipt: Receipt) -> dict[str, Any]:
        return {
            "contest_id": self.vote.contest_id,
            "voter_key": self.vote.voter_key,
            "link_id": self.vote.link_id,
            "at_minute": receipt.at_minute,
            "cohort": self.vote.cohort,
            "sealed_ballot": self.sealed_ballot,
            "position": receipt.position,
            "client_nonce": receipt.client_nonce,
            "server_nonce": receipt.server_nonce,
        }


def _by_id(casting: Casting) -> bytes:
    return casting.ballot_id.bytes


def to_the_minute(at: datetime) -> datetime:
    """Return the minute in which `at` lies: more of the time of a vote is not kept."""
    return at.replace(second=0, microsecond=0)


def log_the_rest(session: Session, log: AuditStream, contest_id: UUID, *, at: datetime) -> None:
    """Put one `batch` entry on the contest's log, which is locked, for all ballots that are in none yet."""
    batches = queries.unlogged_leaves(session, contest_id)
    leaves = [leaf for batch in batches.values() for leaf in batch]
    if leaves:
        position = audit.append_to(session, log, [_batch_fact(leaves)], at=to_the_minute(at)).positions[0]
        rows = [_batch_row(contest_id, batch_id, position, len(batch)) for batch_id, batch in batches.items()]
        insert_rows(session, BallotBatch, rows)


def _batch_fact(leaves: Sequence[bytes]) -> Fact:
    """Return the entry that seals ballots together: the root over them, and how many they are."""
    return Fact("batch", body={"root": voting.batch_root(leaves).hex(), "size": len(leaves)})


def _batch_row(contest_id: UUID, batch_id: UUID, position: int, size: int) -> dict[str, Any]:
    """Return the row that says where in the log a batch stands."""
    return {"batch_id": batch_id, "contest_id": contest_id, "position": position, "size": size}


def _is_closed(session: Session, contest_id: UUID) -> bool:
    return session.connection().execute(_CLOSE, {"contest": contest_id}).first() is not None


def _outcome(vote: Vote, receipt: Receipt, *, first: bool) -> Outcome:
    """The same form sent twice gets the same receipt; another form of the same voter does not count."""
    if receipt.client_nonce != vote.client_nonce:
        return AlreadyCast(receipt)
    return receipt if first else replace(receipt, repeated=True)
