"""The content calendar: which slots a series has, what may be done with each, and when its draft is due.

A series is a chain of terms: each says from which day on how often it comes, who writes it, and when.
Changing a series from a day on adds a term there and drops those after it; what lies before is another
term's, and stays as it was. A slot that nobody has touched is not kept anywhere: it follows from its term.
One that was written for, moved, cancelled or added is an exception to the rule (RFC 5545: a recurrence
instance).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final, Protocol, TypeVar
from uuid import UUID

from sotong.channels.platforms import Permalink
from sotong.channels.recurrence import Recurrence, days_of
from sotong.channels.rules import Account
from sotong.core.days import KST, OfficeDays

OFFICE_CLOSES: Final = time(18)
MOST_DRAFT_DAYS: Final = 15
LONGEST_CLOSURE_DAYS: Final = 60
FARTHEST_BEGIN: Final = timedelta(days=2 * 366)
LONGEST_SLOT: Final = timedelta(hours=24)
FIRST_MINUTE, LAST_MINUTE = 0, 24 * 60 - 1
_ONE_DAY: Final = timedelta(days=1)
_FAR_AWAY: Final = date.max


class SeriesKind(StrEnum):
    """What a series is."""

    TIP = "tip"
    NOTICE = "notice"
    STORY = "story"
    BROADCAST = "broadcast"
    OTHER = "other"


class SlotState(StrEnum):
    """Where a slot is on its way. PLANNED: nothing is written yet."""

    PLANNED = "planned"
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


S = SlotState
WRITABLE: Final = frozenset({S.PLANNED, S.DRAFT, S.RETURNED})
"""States in which the owner still has to write."""
OPEN: Final = WRITABLE | {S.IN_REVIEW, S.APPROVED}
"""States in which something is still to be done."""
_NO_LONGER: Final = {
    S.IN_REVIEW: "slot.in_review",
    S.APPROVED: "slot.approved",
    S.PUBLISHED: "slot.published",
    S.CANCELLED: "slot.cancelled",
}


@dataclass(frozen=True, slots=True)
class Term:
    """How a series runs from a day on. No rule: it rests. `starts` is in minutes after midnight in Korea.

    A draft is due `draft_days` office days before; 0: at the slot's own time. `edition` counts the changes of
    the series.
    """

    from_on: date
    rule: Recurrence | None
    starts: int
    minutes: int
    skips_holidays: bool
    owner_id: UUID
    draft_days: int
    live_url: str | None
    edition: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Planned:
    """A slot as its term has it."""

    occurs_on: date
    starts_at: datetime
    ends_at: datetime
    term: Term


class Exceptional(Protocol):
    """A slot that was touched. `occurs_on`: the day of the rule for which it stands; None: it was added."""

    @property
    def occurs_on(self) -> date | None: ...
    @property
    def starts_at(self) -> datetime: ...


E = TypeVar("E", bound=Exceptional)


@dataclass(frozen=True, slots=True)
class SlotFacts:
    """What the rules need to know of a slot."""

    state: SlotState
    owner_id: UUID
    starts_at: datetime
    written: bool = False
    handed_in_by_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Hand:
    """Who wants to do something: her account, the officer that she is, whether she plans the calendar."""

    account_id: UUID
    officer_id: UUID | None
    plans: bool = False
    stands_in_for: frozenset[UUID] = frozenset()
    """The officers whose deputy she is today."""


def changed(terms: Iterable[Term], new: Term) -> list[Term]:
    """The terms of a series after it is changed from a day on."""
    return [*(term for term in terms if term.from_on < new.from_on), new]


def planned(terms: Sequence[Term], first_on: date, last_on: date, days: OfficeDays) -> list[Planned]:
    """The slots that the rules of a series give from the first day to the last, in order."""
    return [_planned(term, on) for term, on in _rule_days(terms, first_on, last_on, days)]


def slots(by_rule: Iterable[Planned], exceptions: Iterable[E]) -> list[Planned | E]:
    """The rule's slots less those that an exception stands for, plus the exceptions, in order of time.

    Whether a cancelled exception is shown is the caller's to say: it stands for its day in any case.
    """
    exceptions = list(exceptions)
    replaced = {each.occurs_on for each in exceptions}
    found: list[Planned | E] = [each for each in by_rule if each.occurs_on not in replaced]
    found += exceptions
    return sorted(found, key=lambda each: each.starts_at)


def at_minute(on: date, minute: int) -> datetime:
    """The instant so many minutes after midnight in Korea."""
    return (datetime.combine(on, time.min, KST) + timedelta(minutes=minute)).astimezone(UTC)


def draft_due_at(starts_at: datetime, draft_days: int, is_closed: Callable[[date], bool]) -> datetime:
    """When a slot's draft is due: at the close of the office so many office days before its day."""
    if not draft_days:
        return starts_at
    day, left = starts_at.astimezone(KST).date(), draft_days
    for _ in range(draft_days + LONGEST_CLOSURE_DAYS):
        day -= _ONE_DAY
        left -= not is_closed(day)
        if not left:
            break
    return datetime.combine(day, OFFICE_CLOSES, KST).astimezone(UTC)


def why_not_term(term: Term) -> str | None:
    """Why a series cannot run so."""
    if not FIRST_MINUTE <= term.starts <= LAST_MINUTE:
        return "series.bad_time"
    if not timedelta() < timedelta(minutes=term.minutes) <= LONGEST_SLOT:
        return "series.bad_length"
    return None if 0 <= term.draft_days <= MOST_DRAFT_DAYS else "series.bad_draft_days"


def why_not_begin(from_on: date, today: date) -> str | None:
    """Why a series cannot begin on a day: each of its days since is looked at whenever it is shown."""
    return None if abs(from_on - today) <= FARTHEST_BEGIN else "series.too_far"


def why_not_change(from_on: date, today: date) -> str | None:
    """Why a series cannot be changed from a day on: what is past was as it was."""
    return "series.change_in_the_past" if from_on < today else why_not_begin(from_on, today)


def why_not_write(facts: SlotFacts, hand: Hand) -> str | None:
    """Why somebody cannot write the draft now."""
    return _why_not_theirs(facts, hand) or _NO_LONGER.get(facts.state)


def why_not_hand_in(facts: SlotFacts, hand: Hand) -> str | None:
    """Why a draft cannot be handed in for review."""
    if reason := why_not_write(facts, hand):
        return reason
    return None if facts.written else "slot.nothing_written"


def why_not_take_back(facts: SlotFacts, hand: Hand) -> str | None:
    """Why a draft that was handed in cannot be taken back to be written on."""
    return _why_not_theirs(facts, hand) or (None if facts.state is S.IN_REVIEW else "slot.not_in_review")


def why_not_approve(facts: SlotFacts, reviewer_id: UUID) -> str | None:
    """Why a draft cannot be approved by somebody: four eyes see more than two."""
    if facts.state is not S.IN_REVIEW:
        return "slot.not_in_review"
    return "slot.own_draft" if facts.handed_in_by_id == reviewer_id else None


def why_not_return(facts: SlotFacts, reason: str) -> str | None:
    """Why a draft cannot be given back to its owner; one that was approved can, until it is published."""
    if facts.state not in (S.IN_REVIEW, S.APPROVED):
        return "slot.not_in_review"
    return None if reason.strip() else "slot.reason_missing"


def why_not_publish(facts: SlotFacts, hand: Hand) -> str | None:
    """Why a slot cannot be recorded as published."""
    if reason := _why_not_theirs(facts, hand):
        return reason
    if facts.state in (S.PUBLISHED, S.CANCELLED):
        return _NO_LONGER[facts.state]
    return None if facts.state is S.APPROVED else "slot.not_approved"


def why_not_there(link: Permalink, place: Account | None, *, sure: bool) -> str | None:
    """Why an address is not taken for that of a slot without asking: its series appears on another account.

    An address that names no account, on the right platform, may be anybody's, and is taken.
    """
    if place is None or sure:
        return None
    elsewhere = link.account is not None and place.handle is not None and link.account != place.handle
    return "slot.other_channel" if link.platform is not place.platform or elsewhere else None


def why_not_move(facts: SlotFacts, starts_at: datetime, ends_at: datetime, now: datetime) -> str | None:
    """Why a slot cannot be moved to another time."""
    if facts.state not in OPEN:
        return _NO_LONGER[facts.state]
    return why_not_at(starts_at, ends_at, now)


def why_not_at(starts_at: datetime, ends_at: datetime, now: datetime) -> str | None:
    """Why nothing can be put at a time."""
    if starts_at <= now:
        return "slot.in_the_past"
    return None if timedelta() < ends_at - starts_at <= LONGEST_SLOT else "slot.bad_length"


def why_not_cancel(facts: SlotFacts, reason: str) -> str | None:
    """Why a single slot cannot be cancelled."""
    if facts.state not in OPEN:
        return _NO_LONGER[facts.state]
    return None if reason.strip() else "slot.reason_missing"


def why_not_restore(facts: SlotFacts) -> str | None:
    """Why a cancelled slot cannot be held after all."""
    return None if facts.state is S.CANCELLED else "slot.not_cancelled"


def _why_not_theirs(facts: SlotFacts, hand: Hand) -> str | None:
    theirs = hand.officer_id == facts.owner_id or facts.owner_id in hand.stands_in_for
    return None if hand.plans or theirs else "slot.not_yours"


def _rule_days(
    terms: Sequence[Term], first_on: date, last_on: date, days: OfficeDays
) -> Iterator[tuple[Term, date]]:
    in_order = sorted(terms, key=lambda term: term.from_on)
    ends = [*(after.from_on - _ONE_DAY for _, after in pairwise(in_order)), _FAR_AWAY]
    for term, ends_on in zip(in_order, ends, strict=True):
        if term.rule is None:
            continue
        for on in days_of(term.rule, term.from_on, first_on, min(last_on, ends_on)):
            if not (term.skips_holidays and days.is_holiday(on)):
                yield term, on


def _planned(term: Term, on: date) -> Planned:
    starts_at = at_minute(on, term.starts)
    return Planned(on, starts_at, starts_at + timedelta(minutes=term.minutes), term)
