"""When an answer is due, and whose time went by: the Korean office clock, pure.

The law is 민원 처리에 관한 법률 제19조 and its 시행령 제19조, 제20조: a term of up to 5 days runs in working
hours from the minute of receipt, 8 hours a day; one of 6 days and more in working days, the first included;
"at once" is within 3 working hours; Saturdays and holidays do not count, nor does the time in which the
citizen is asked for something.
docs/clocks.md has worked cases.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, NamedTuple, TypeVar

from sotong.core.days import KST

OFFICE_HOURS: Final = ((time(9), time(12)), (time(13), time(18)))
A_DAYS_WORK: Final = timedelta(hours=8)
AT_ONCE: Final = timedelta(hours=3)
MOST_DAYS_BY_HOURS: Final = 5
LONGEST_TERM_DAYS: Final = 365
LONGEST_CLOSURE_DAYS: Final = 60
"""No office is closed for longer: a calendar that says so is wrong, and must not make a search endless."""

Closed = Callable[[date], bool]
"""Whether the office is closed all day: Saturdays, Sundays, holidays, and those proclaimed for once."""
Who = TypeVar("Who", bound=Hashable)


class Span(NamedTuple):
    """From one instant to another, aware; the end is not part of it."""

    begins_at: datetime
    ends_at: datetime


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
    left = term.work
    for span in _running(received_at, closed, pauses):
        length = span.ends_at - span.begins_at
        if left <= length:
            return span.begins_at + left
        left -= length
    raise AssertionError("the office's time does not end")


def working_time(span: Span, closed: Closed, pauses: Sequence[Span] = ()) -> timedelta:
    """Return how much of the office's hours lies within the span and outside the pauses."""
    total = timedelta()
    for running in _running(span.begins_at, closed, pauses, until=span.ends_at):
        total += running.ends_at - running.begins_at
    return total


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
    for span in _running(received_at, closed, pauses):
        on = span.begins_at.astimezone(KST).date()
        counted += on != day
        day = on
        if counted == days:
            return datetime.combine(on, OFFICE_HOURS[-1][1], KST).astimezone(received_at.tzinfo)
    raise AssertionError("the office's time does not end")


def _running(
    since: datetime, closed: Closed, pauses: Sequence[Span], until: datetime | None = None
) -> Iterator[Span]:
    """Yield the spans in which the office works on the question, in order; without `until`, for ever."""
    stops = _merged(pauses)
    for opening in _office_hours(since, closed):
        if until is not None and opening.begins_at >= until:
            return
        ends_at = opening.ends_at if until is None else min(opening.ends_at, until)
        yield from _without(Span(opening.begins_at, ends_at), stops)


def _office_hours(since: datetime, closed: Closed) -> Iterator[Span]:
    day, idle = since.astimezone(KST).date(), 0
    while True:
        if closed(day):
            idle += 1
            if idle > LONGEST_CLOSURE_DAYS:
                raise ValueError(f"the office is closed for more than {LONGEST_CLOSURE_DAYS} days: {day}")
        else:
            idle = 0
            yield from _hours_of(day, since)
        day += timedelta(days=1)


def _hours_of(day: date, since: datetime) -> Iterator[Span]:
    for opens, closes in OFFICE_HOURS:
        begins_at = datetime.combine(day, opens, KST).astimezone(since.tzinfo)
        ends_at = datetime.combine(day, closes, KST).astimezone(since.tzinfo)
        if since < ends_at:
            yield Span(max(begins_at, since), ends_at)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The same instants as spans that neither touch nor overlap, in order."""
    merged: list[Span] = []
    for span in sorted(span for span in spans if span.begins_at < span.ends_at):
        if merged and span.begins_at <= merged[-1].ends_at:
            merged[-1] = Span(merged[-1].begins_at, max(merged[-1].ends_at, span.ends_at))
        else:
            merged.append(span)
    return merged


def _without(span: Span, stops: Sequence[Span]) -> Iterator[Span]:
    """Yield what is left of the span between the stops."""
    within = (stop for stop in stops if stop.begins_at < span.ends_at and span.begins_at < stop.ends_at)
    edges = [span.begins_at, *(edge for stop in within for edge in stop), span.ends_at]
    for begins_at, ends_at in zip(edges[::2], edges[1::2], strict=True):
        if begins_at < ends_at:
            yield Span(begins_at, ends_at)
