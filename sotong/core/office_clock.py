"""The office's hours: two spans a working day, and how working time goes by in them. Pure.

What is paused does not count, nor do days on which the office is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from sotong.core.days import KST

OFFICE_HOURS: Final = ((time(9), time(12)), (time(13), time(18)))
A_DAYS_WORK: Final = timedelta(hours=8)
LONGEST_CLOSURE_DAYS: Final = 60
"""No office is closed for longer: a calendar that says so is wrong, and must not make a search endless."""

Closed = Callable[[date], bool]
"""Whether the office is closed all day: Saturdays, Sundays, holidays, and those proclaimed for once."""


class Span(NamedTuple):
    """From one instant to another, aware; the end is not part of it."""

    begins_at: datetime
    ends_at: datetime


def after_work(since: datetime, work: timedelta, closed: Closed, pauses: Sequence[Span] = ()) -> datetime:
    """Return when so much working time has gone by since an instant, outside the pauses.

    Raises ValueError for a calendar in which the office does not open for more than sixty days.
    """
    left = work
    for span in running(since, closed, pauses):
        length = span.ends_at - span.begins_at
        if left <= length:
            return span.begins_at + left
        left -= length
    raise AssertionError("the office's time does not end")


def working_time(span: Span, closed: Closed, pauses: Sequence[Span] = ()) -> timedelta:
    """Return how much of the office's hours lies within the span and outside the pauses."""
    total = timedelta()
    for part in running(span.begins_at, closed, pauses, until=span.ends_at):
        total += part.ends_at - part.begins_at
    return total


def running(
    since: datetime, closed: Closed, pauses: Sequence[Span] = (), until: datetime | None = None
) -> Iterator[Span]:
    """Yield the spans in which the office works, in order, outside the pauses; without `until`, for ever."""
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
