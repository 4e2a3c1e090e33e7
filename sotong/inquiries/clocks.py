"""When an answer is due, and whose time went by: the Korean office clock, pure.

The law is 민원 처리에 관한 법률 제19조 and its 시행령 제19조, 제20조: a term of up to 5 days runs in working
hours from the minute of receipt, 8 hours a day; one of 6 days and more in working days, the first included;
"at once" is within 3 working hours; Saturdays and holidays do not count, nor does the time in which the
citizen is asked for something.
docs/clocks.md has worked cases.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, TypeVar

from sotong.core.days import KST
from sotong.core.office_clock import (
    A_DAYS_WORK,
    OFFICE_HOURS,
    Closed,
    Span,
    after_work,
    running,
    working_time,
)

AT_ONCE: Final = timedelta(hours=3)
MOST_DAYS_BY_HOURS: Final = 5
LONGEST_TERM_DAYS: Final = 365
Who = TypeVar("Who", bound=Hashable)


class TermKind(StrEnum):
    """How a term is counted."""

    AT_ONCE = "at_once"
    HOURS = "hours"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Term:
    """How long there is to answer: so many days, or (0) at once.

    Raises ValueError for fewer than none, and for more than a year.
    """

    days: int

    def __post_init__(self) -> None:
        if not 0 <= self.days <= LONGEST_TERM_DAYS:
            raise ValueError(f"a term has 0 to {LONGEST_TERM_DAYS} days: {self.days}")

    @property
    def kind(self) -> TermKind:
        """Up to 5 days are counted by the hour."""
        if self.days == 0:
            return TermKind.AT_ONCE
        return TermKind.HOURS if self.days <= MOST_DAYS_BY_HOURS else TermKind.DAYS

    @property
    def work(self) -> timedelta:
        """The working time that a term counted by the hour has."""
        return AT_ONCE if self.kind is TermKind.AT_ONCE else self.days * A_DAYS_WORK


def due_at(received_at: datetime, term: Term, closed: Closed, pauses: Sequence[Span] = ()) -> datetime:
    """Return the instant by which an answer is due.

    A term by the hour ends when its working time has gone by outside the pauses; one by the day at the close
    of its last day. A day counts if the office worked on the question for any of it, so a day that was paused
    from opening to close does not. What comes in after hours comes in when the office next opens.
    """
    if term.kind is TermKind.DAYS:
        return _close_of_nth_day(received_at, term.days, closed, pauses)
    return after_work(received_at, term.work, closed, pauses)


def charged(
    holders: Sequence[tuple[Who, datetime]], until: datetime, closed: Closed, pauses: Sequence[Span] = ()
) -> dict[Who, timedelta]:
    """Return the working time that each holder had the question, given since when each held it, in order.

    The parts add up to the working time from the first to `until`, since there is one holder at any instant.
    """
    times: dict[Who, timedelta] = {}
    ends = [*(since for _who, since in holders[1:]), until]
    for (who, since), ends_at in zip(holders, ends, strict=True):
        times[who] = times.get(who, timedelta()) + working_time(Span(since, ends_at), closed, pauses)
    return times


def _close_of_nth_day(received_at: datetime, days: int, closed: Closed, pauses: Sequence[Span]) -> datetime:
    day, counted = None, 0
    for span in running(received_at, closed, pauses):
        on = span.begins_at.astimezone(KST).date()
        counted += on != day
        day = on
        if counted == days:
            return datetime.combine(on, OFFICE_HOURS[-1][1], KST).astimezone(received_at.tzinfo)
    raise AssertionError("the office's time does not end")
