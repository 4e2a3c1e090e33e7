"""What may be voted, when; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sotong.contests.rule_parts import Format
from sotong.core.written import plain_typed

LATE_ARRIVALS = timedelta(seconds=15)
"""How long after the close the log stays open for votes that arrived in time and are still being written."""
SMALLEST_BATCH = 50
"""Fewer ballots than this are not opened together, but for the last ones: docs/bundle.md."""


@dataclass(frozen=True, slots=True)
class EntryOnPaper:
    """An entry as it stands on the ballot paper."""

    number: int
    title: str
    department: str
    format: Format
    summary: str
    media_url: str | None
    title_en: str | None = None


@dataclass(frozen=True, slots=True)
class BallotPaper:
    """All that a vote is judged by; the same for everybody who opens the link."""

    contest_id: UUID
    audit_key: bytes
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
    provider: str | None
    consent_version: str
    entries: tuple[EntryOnPaper, ...]
    contest_title_en: str | None = None

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


def why_not_destroy_key(*, published_on: date | None, objection_days: int, today: date) -> str | None:
    """Return why the contest's key cannot be destroyed yet, or None: objections are heard to the last day.

    The day of publication does not count (민법 제157조).
    """
    if published_on is None:
        return "contest_key.not_published"
    if today <= published_on + timedelta(days=objection_days):
        return "contest_key.objections_open"
    return None


def why_not_take_audit_key(*, taken: bool, locked: bool) -> str | None:
    """Return why the contest's audit key cannot be handed out, or None: once, after the rule is locked."""
    if taken:
        return "audit_key.taken"
    return None if locked else "audit_key.rule_not_locked"


CODE_LASTS = timedelta(minutes=5)
CODE_TRIES = 5
TEXTS_A_WHILE = timedelta(minutes=10)
TEXTS_A_NUMBER_A_WHILE, TEXTS_A_NUMBER_A_DAY = 3, 10
TEXTS_AN_ADDRESS_A_WHILE = 300
"""Five hundred honest voters may sit behind one address of an office."""
TEXTS_A_CONTEST_A_DAY = 100_000
WRONG_CODES_AN_ADDRESS_A_WHILE = 200
_MOBILE = re.compile(r"(?:\+?82|0)(1(?:0\d{8}|[16789]\d{7,8}))")
_ROSTER_CODE = re.compile(r"[0-9A-Z]{8,40}")


@dataclass(frozen=True, slots=True)
class Sent:
    """How many text messages have gone out: to the number, for the address, for the contest."""

    number_a_while: int
    number_a_day: int
    address_a_while: int
    contest_a_day: int


def why_not_text(sent: Sent) -> str | None:
    """Return why no further code may be sent now, or None."""
    if sent.number_a_day >= TEXTS_A_NUMBER_A_DAY:
        return "phone.too_many_today"
    if sent.number_a_while >= TEXTS_A_NUMBER_A_WHILE:
        return "phone.too_many_a_while"
    if sent.address_a_while >= TEXTS_AN_ADDRESS_A_WHILE:
        return "phone.too_many_here"
    return "phone.contest_spent" if sent.contest_a_day >= TEXTS_A_CONTEST_A_DAY else None


def why_not_use_code(
    *, sent_at: datetime, tries: int, used: bool, used_by_this_paper: bool, right: bool, now: datetime
) -> str | None:
    """Return why a one-time code is not taken, or None. The same paper may send a code twice."""
    if used:
        return None if used_by_this_paper and right else "phone.code_used"
    if now >= sent_at + CODE_LASTS:
        return "phone.code_expired"
    if tries >= CODE_TRIES:
        return "phone.too_many_tries"
    return None if right else "phone.code_wrong"


def mobile_number(text: str) -> str | None:
    """Return a Korean mobile number as digits alone, however it was typed; None if it is none."""
    found = _MOBILE.fullmatch(re.sub(r"[\s().-]", "", plain_typed(text)))
    return f"0{found[1]}" if found and found[1].isascii() else None


def roster_code(text: str) -> str | None:
    """Return a code as it stands on the roster: capitals and digits, 8 to 40 of them; None if it is none."""
    plain = re.sub(r"[\s-]", "", plain_typed(text)).upper()
    return plain if _ROSTER_CODE.fullmatch(plain) else None


def why_not_try_code(wrong_a_while: int, *, on_roster: bool) -> str | None:
    """Return why a code of the roster is not taken, or None."""
    if wrong_a_while >= WRONG_CODES_AN_ADDRESS_A_WHILE:
        return "roster.too_many_wrong"
    return None if on_roster else "roster.unknown_code"


def why_not_change_roster(*, level: str, rule_locked: bool, roster_locked: bool) -> str | None:
    """Return why no code may be put on the roster or taken from it, or None."""
    if level != "code":
        return "roster.not_by_code"
    if not rule_locked:
        return "audit_key.rule_not_locked"
    return "roster.locked_already" if roster_locked else None


def why_not_settle_terms(*, rule_locked: bool, settled: bool) -> str | None:
    """Return why the terms of the vote cannot be settled, or None."""
    if not rule_locked:
        return "audit_key.rule_not_locked"
    return "terms.settled_already" if settled else None


def may_count(counts_shown: str, *, closed: bool, published: bool) -> bool:
    """Whether anybody may see counts of ballots, by what the contest's rule says."""
    return published or (closed and counts_shown == "after_close")


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """What decides whether a quarantine can be released or its ballots voided."""

    released: bool
    proposed: bool
    voided: bool
    tallied: bool = False
    published: bool = False


def why_not_quarantine(*, published: bool, chosen: int, known: bool) -> str | None:
    """Return why these flags' participations cannot be set apart, or None."""
    if published:
        return "desk.published"
    if not chosen:
        return "quarantine.nothing_chosen"
    return None if known else "quarantine.unknown_flag"


def why_not_release(facts: DeskFacts) -> str | None:
    """Return why a quarantine cannot be released, or None: until the tally, which says how many it held."""
    if facts.published:
        return "desk.published"
    if facts.voided:
        return "quarantine.voided"
    if facts.released:
        return "quarantine.released_already"
    return "quarantine.tallied" if facts.tallied else None


def why_not_propose_void(facts: DeskFacts) -> str | None:
    """Return why the ballots of a quarantine cannot be proposed to be voided, or None."""
    if facts.published:
        return "desk.published"
    if facts.released:
        return "quarantine.released_already"
    return "void.proposed_already" if facts.proposed else None


def why_not_withdraw_void(facts: DeskFacts, *, proposed_by_same: bool) -> str | None:
    """Return why a proposal cannot be withdrawn, or None: only one's own, and not once ballots are void."""
    if not facts.proposed:
        return "void.not_proposed"
    if facts.voided:
        return "void.done_already"
    return None if proposed_by_same else "void.not_yours"


def why_not_void(facts: DeskFacts, *, proposed_by_same: bool) -> str | None:
    """Return why a proposal cannot be confirmed, or None: it takes a second official."""
    if facts.published:
        return "desk.published"
    if not facts.proposed:
        return "void.not_proposed"
    if facts.released:
        return "quarantine.released_already"
    if facts.voided:
        return "void.done_already"
    return "void.same_person" if proposed_by_same else None
