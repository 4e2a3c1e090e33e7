"""What may be voted, when; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sotong.contests.rule_parts import Format

LATE_ARRIVALS = timedelta(seconds=15)
"""How long after the close the log stays open for votes that arrived in time and are still being written."""
SMALLEST_BATCH = 50
"""Fewer ballots than this are not opened together: DESIGN of the pre-vote, docs/pre-vote.md."""


@dataclass(frozen=True, slots=True)
class EntryOnPaper:
    """An entry as it stands on the ballot paper."""

    number: int
    title: str
    department: str
    format: Format
    summary: str
    media_url: str | None


@dataclass(frozen=True, slots=True)
class BallotPaper:
    """All that a vote is judged by; the same for everybody who opens the link."""

    contest_id: UUID
    link_id: UUID
    link_code: str
    channel: str
    contest_code: str
    contest_title: str
    contest_summary: str
    opens_at: datetime
    closes_at: datetime
    cancelled: bool
    link_retired: bool
    ready: bool
    identity: str
    identity_reason: str
    picks_from: int
    picks_to: int
    abstain: bool
    shuffled: bool
    counts_shown: str
    weighs_in_awards: bool
    entries: tuple[EntryOnPaper, ...]

    def entry(self, number: int) -> EntryOnPaper | None:
        """Return the entry with this number, if one stands on the paper."""
        return next((entry for entry in self.entries if entry.number == number), None)

    def is_open(self, now: datetime) -> bool:
        """Whether votes are taken: half-open, so the closing instant itself is too late."""
        return why_not_open(self, now) is None


def why_not_open(paper: BallotPaper, now: datetime) -> str | None:
    """Return why nobody can vote through this link now, or None."""
    if paper.cancelled:
        return "ballot.contest_cancelled"
    if now >= paper.closes_at:
        return "ballot.closed"
    if paper.link_retired:
        return "ballot.link_retired"
    if now < paper.opens_at or not paper.ready:
        return "ballot.not_yet_open"
    return None


def why_not_cast(paper: BallotPaper, picks: Sequence[int], now: datetime) -> str | None:
    """Return why these picks cannot be cast through this paper now, or None."""
    return why_not_open(paper, now) or why_not_pick(paper, picks)


def why_not_pick(paper: BallotPaper, picks: Sequence[int]) -> str | None:
    """Return why these entries cannot be chosen on this paper, or None. No picks at all is an abstention."""
    if len(set(picks)) != len(picks) or not set(picks) <= {entry.number for entry in paper.entries}:
        return "ballot.unknown_entry"
    if not picks and paper.abstain:
        return None
    if len(picks) < paper.picks_from:
        return "ballot.too_few"
    return "ballot.too_many" if len(picks) > paper.picks_to else None


def why_not_close(closes_at: datetime, *, closed: bool, now: datetime) -> str | None:
    """Return why the ballots cannot be closed for good now, or None."""
    if closed:
        return "ballot.closed_already"
    return "ballot.not_over" if now < closes_at + LATE_ARRIVALS else None


def why_not_take_audit_key(*, taken: bool, locked: bool) -> str | None:
    """Return why the contest's audit key cannot be handed out, or None: once, after the rule is locked."""
    if taken:
        return "audit_key.taken"
    return None if locked else "audit_key.rule_not_locked"
