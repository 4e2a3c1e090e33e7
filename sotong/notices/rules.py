"""When a notice goes out, by which way, and how often a way that fails is tried again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from sotong.core.days import KST

MOST_TRIES: Final = 10
"""With the waits between them about eight hours: a night of the mail server."""
FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=4)
COLLECTS_FOR: Final = timedelta(minutes=10)
DAILY_AT: Final = time(9)
KEPT_FOR: Final = timedelta(days=365)
"""How long notices stay. What happened stands in the audit log; a notice only pointed at it."""
_NOT_DIGIT: Final = re.compile(r"\D")
_MOBILE: Final = re.compile(r"01[016-9][0-9]{7,8}")


class Way(StrEnum):
    """How a notice leaves the house. The list of notices on the page is no way: everybody has it."""

    MAIL = "mail"
    TEXT = "text"
    HOOK = "hook"


class Reach(StrEnum):
    """Which notices a person wants by a way."""

    ALL = "all"
    URGENT = "urgent"
    NONE = "none"


class Digest(StrEnum):
    """How long what is not urgent is collected before it goes out as one message."""

    SOON = "soon"
    HOURLY = "hourly"
    DAILY = "daily"


class MessageState(StrEnum):
    """Where a message stands. One that was given up waits for an admin."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From when to when, in Korean time, only urgent messages go out. Both the same: never quiet."""

    begin: time
    end: time

    def over_at(self, instant: datetime) -> datetime:
        """Return `instant`, or the end of the quiet hours in which it lies."""
        local = instant.astimezone(KST)
        if not self._hold(local.time()):
            return instant
        ends = local.replace(hour=self.end.hour, minute=self.end.minute, second=0, microsecond=0)
        return (ends if ends > local else ends + timedelta(days=1)).astimezone(instant.tzinfo)

    def _hold(self, clock: time) -> bool:
        if self.begin <= self.end:
            return self.begin <= clock < self.end
        return clock >= self.begin or clock < self.end


def wanted(reach: Reach, *, urgent: bool) -> bool:
    """Whether a notice goes by a way on which the person wants `reach`."""
    return reach is Reach.ALL or (urgent and reach is Reach.URGENT)


def due_at(now: datetime, *, digest: Digest, quiet: QuietHours | None) -> datetime:
    """Return when a message that is begun now and is not urgent goes out."""
    collected = _collected(now, digest)
    return quiet.over_at(collected) if quiet else collected


def _collected(now: datetime, digest: Digest) -> datetime:
    if digest is Digest.SOON:
        return now + COLLECTS_FOR
    local = now.astimezone(KST)
    if digest is Digest.HOURLY:
        return (local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)).astimezone(now.tzinfo)
    morning = local.replace(hour=DAILY_AT.hour, minute=0, second=0, microsecond=0)
    return (morning if morning > local else morning + timedelta(days=1)).astimezone(now.tzinfo)


def wait_after(tries: int) -> timedelta | None:
    """Return how long to wait after the try number `tries` (from 1) failed; None: it is given up."""
    if tries >= MOST_TRIES:
        return None
    doubled: timedelta = FIRST_WAIT * 2 ** (tries - 1)
    return min(doubled, LONGEST_WAIT)


def mobile(number: str) -> str | None:
    """Return a Korean mobile number as digits alone, or None if it is another kind of number."""
    digits = _NOT_DIGIT.sub("", number)
    if number.strip().startswith("+82"):
        digits = f"0{digits[2:].removeprefix('0')}"
    return digits if _MOBILE.fullmatch(digits) else None


def why_not_try_again(state: MessageState) -> str | None:
    """Return why a message is not tried again, or None."""
    return None if state is MessageState.GIVEN_UP else "notice.not_given_up"
