"""A contest whose vote is open, with a link and the auditor's key in hand."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from nacl.public import PrivateKey, SealedBox
from sqlalchemy.orm import Session

from sotong.ballots import services, voting
from sotong.ballots.box import Vote
from sotong.ballots.models import LinkChannel
from sotong.contests.rules import PhaseKind
from sotong.core.db import transaction
from tests.factories.contests import DEFAULT_RULE, MAKER, MadeContest, make_contest


@dataclass(frozen=True)
class Poll:
    """A contest that can be voted in."""

    contest: MadeContest
    link_id: UUID
    link_code: str
    audit_key: bytes
    now: datetime

    @property
    def contest_id(self) -> UUID:
        return self.contest.id

    @property
    def stream_id(self) -> UUID:
        assert self.contest.log_stream_id
        return self.contest.log_stream_id

    @property
    def closes_at(self) -> datetime:
        return self.contest.windows[PhaseKind.VOTE][1]

    def vote(self, voter: str, picks: Sequence[int], *, at: datetime | None = None) -> Vote:
        """A vote of this person on a fresh form."""
        return Vote(
            contest_id=self.contest_id,
            audit_key=bytes(PrivateKey(self.audit_key).public_key),
            link_id=self.link_id,
            channel=LinkChannel.BAND.value,
            voter_key=voting.voter_key(bytes(32), "device", voter),
            cohort=bytes(8),
            picks=tuple(picks),
            client_nonce=secrets.token_bytes(16),
            at=at or self.now,
        )

    def unseal(self, sealed: bytes) -> bytes:
        """What the audit office reads in a participation."""
        return SealedBox(PrivateKey(self.audit_key)).decrypt(sealed)


def make_poll(
    session: Session, *, now: datetime, rule: Mapping[str, object] = DEFAULT_RULE, entries: int = 10
) -> Poll:
    """Make a contest in the middle of its vote, with the audit key handed out and one Band link."""
    contest = make_contest(session, now=now, rule=rule, entries=entries)
    with transaction() as writing:
        audit_key = services.hand_out_audit_key(writing, contest.id, actor_id=MAKER, now=now)
        link = services.add_vote_link(
            writing, contest.id, channel=LinkChannel.BAND, name="구청 밴드", actor_id=MAKER, now=now
        )
        link_id, link_code = link.id, link.code
    return Poll(contest, link_id, link_code, audit_key, now)
