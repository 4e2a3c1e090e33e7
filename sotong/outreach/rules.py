"""What may be done with an official post, and until when its share is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import count

from sotong.core.days import KST, korean_day

OFFICE_OPENS_AT, OFFICE_CLOSES_AT = time(9), time(18)
CLOCKS_DIFFER_BY = timedelta(minutes=5)
"""How far in the future a post may be said to stand: the admin's clock is not the server's."""
MAX_TITLE_LENGTH = 200
MAX_TEXT_LENGTH = 5_000
MAX_REASON_LENGTH = 500


class Audience(StrEnum):
    """Whom something is asked of: the officers of the day, of a bureau, of some departments, or on duty."""

    ALL = "all"
    BUREAU = "bureau"
    DEPARTMENTS = "departments"
    ON_DUTY = "on_duty"
    NOBODY = "nobody"


class PostState(StrEnum):
    """Which posts a list shows. OPEN: somebody still has to share it, or waits for a review."""

    OPEN = "open"
    FINISHED = "finished"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class PostFacts:
    """What the rules need to know of a post."""

    cancelled: bool = False


def why_not_record(posted_at: datetime, now: datetime) -> str | None:
    """Why a post cannot be recorded as having stood since `posted_at`."""
    return "post.posted_in_the_future" if posted_at > now + CLOCKS_DIFFER_BY else None


def why_not_assign(facts: PostFacts) -> str | None:
    """Why nobody can be asked to share the post."""
    return "post.cancelled" if facts.cancelled else None


def why_not_cancel(facts: PostFacts) -> str | None:
    """Why the post cannot be cancelled."""
    return "post.cancelled" if facts.cancelled else None


def why_not_due(due_at: datetime, is_closed: Callable[[date], bool], audience: Audience) -> str | None:
    """Why something cannot be due then: outside the office's hours, unless it is asked of who is on duty."""
    if audience is Audience.ON_DUTY:
        return None
    local = due_at.astimezone(KST)
    closed = is_closed(local.date()) or not OFFICE_OPENS_AT <= local.time() <= OFFICE_CLOSES_AT
    return "post.due_outside_hours" if closed else None


def default_due(now: datetime, is_office_day: Callable[[date], bool]) -> datetime:
    """The close of the next office day after today: everybody has a whole working day for it."""
    today = korean_day(now)
    days = (today + timedelta(days=n) for n in count(1))
    day = next(day for day in days if is_office_day(day))
    return datetime.combine(day, OFFICE_CLOSES_AT, tzinfo=KST).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a file says of one thing that was asked: when, until when, and whether and when it was done."""

    asked_at: datetime
    due_at: datetime
    done_at: datetime | None = None
    with_proof: bool = False
    excused: bool = False


def why_not_past(asked: Asked, now: datetime) -> str | None:
    """Why this cannot be brought in as something of the past. What still runs is asked for on the pages."""
    if asked.due_at <= asked.asked_at:
        return "activity.due_before_asked"
    if asked.done_at is None:
        if asked.with_proof:
            return "activity.proof_without_time"
        return "activity.still_running" if max(asked.asked_at, asked.due_at) > now else None
    if asked.excused:
        return "activity.excused_and_done"
    if asked.done_at < asked.asked_at:
        return "activity.done_before_asked"
    return "activity.in_the_future" if asked.done_at > now else None
