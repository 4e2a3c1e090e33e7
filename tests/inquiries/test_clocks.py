"""The clocks of docs/clocks.md: its worked cases, read from the page itself, and the laws behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.core.days import KST
from sotong.core.office_clock import A_DAYS_WORK, Closed, Span, working_time
from sotong.inquiries.clocks import Term, TermKind, charged, due_at

PAGE = Path(__file__).parents[2] / "docs/clocks.md"
INSTANT = r"(\d{4}-\d\d-\d\d) \S (\d\d:\d\d)"
SATURDAY = 5


def worked_cases() -> Iterator[tuple[str, str, str, str, str]]:
    """Number, receipt, term in days, holidays and pauses, due: the rows of the page's table."""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if re.fullmatch(r"\d+", cells[0]):
            yield cells[0], cells[1], cells[2], cells[3], cells[4]


def korean(day: str, at: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(at), KST).astimezone(UTC)


def instants(text: str) -> list[datetime]:
    return [korean(*found) for found in re.findall(INSTANT, text)]


def weekends_and(*holidays: str) -> Closed:
    closed = {date.fromisoformat(day) for day in holidays}
    return lambda day: day.weekday() >= SATURDAY or day in closed


@pytest.mark.parametrize(
    ("receipt", "days", "apart", "due"),
    [case[1:] for case in worked_cases()],
    ids=lambda cell: str(cell)[:24],
)
def test_each_worked_case_comes_out_as_the_page_says(receipt: str, days: str, apart: str, due: str) -> None:
    holidays = re.findall(r"(\d{4}-\d\d-\d\d)(?! \S \d\d:)", apart)
    edges = instants(apart)
    pauses = [Span(*pair) for pair in zip(edges[::2], edges[1::2], strict=True)]
    term = Term(0 if days == "즉시" else int(days))
    assert [due_at(instants(receipt)[0], term, weekends_and(*holidays), pauses)] == instants(due)


def test_the_page_has_cases_of_every_kind_of_term() -> None:
    terms = [0 if days == "즉시" else int(days) for _number, _receipt, days, _apart, _due in worked_cases()]
    assert {Term(days).kind for days in terms} == set(TermKind)
    assert len(terms) >= 12


def test_an_office_that_never_opens_is_told_and_not_waited_for() -> None:
    with pytest.raises(ValueError, match="closed for more than"):
        due_at(datetime(2026, 11, 23, tzinfo=UTC), Term(1), lambda _day: True)


@pytest.mark.parametrize("days", [-1, 366])
def test_terms_are_of_none_to_365_days(days: int) -> None:
    with pytest.raises(ValueError, match="0 to 365"):
        Term(days)


# Laws

MONDAY = datetime(2026, 11, 23, tzinfo=KST)
INSTANTS = st.integers(0, 40 * 24 * 60).map(
    lambda minutes: (MONDAY + timedelta(minutes=minutes)).astimezone(UTC)
)
SPANS = st.tuples(INSTANTS, INSTANTS).map(lambda pair: Span(*sorted(pair)))
PAUSES = st.lists(SPANS, max_size=4)
HOLIDAYS = st.sets(st.integers(0, 60).map(lambda days: (MONDAY + timedelta(days=days)).date()), max_size=8)
TERMS = st.integers(0, 20).map(Term)


def closed_on(holidays: set[date]) -> Closed:
    return lambda day: day.weekday() >= SATURDAY or day in holidays


@given(INSTANTS, TERMS, HOLIDAYS, PAUSES)
@settings(deadline=None, max_examples=150)
def test_a_term_by_the_hour_takes_exactly_its_working_time(
    received_at: datetime, term: Term, holidays: set[date], pauses: list[Span]
) -> None:
    closed = closed_on(holidays)
    due = due_at(received_at, term, closed, pauses)
    worked = working_time(Span(received_at, due), closed, pauses)
    if term.kind is TermKind.DAYS:
        assert worked <= term.days * A_DAYS_WORK
        assert due.astimezone(KST).time() == time(18)
    else:
        assert worked == term.work


@given(INSTANTS, TERMS, HOLIDAYS, PAUSES, SPANS)
@settings(deadline=None, max_examples=100)
def test_neither_a_holiday_nor_a_pause_brings_anything_forward(
    received_at: datetime, term: Term, holidays: set[date], pauses: list[Span], further: Span
) -> None:
    due = due_at(received_at, term, closed_on(holidays), pauses)
    later = due_at(received_at, term, closed_on(holidays | {due.astimezone(KST).date()}), pauses)
    assert later >= due
    assert due_at(received_at, term, closed_on(holidays), [*pauses, further]) >= due


@given(
    INSTANTS,
    st.lists(st.tuples(st.sampled_from("가나다"), st.integers(0, 9_000)), max_size=6),
    HOLIDAYS,
    PAUSES,
)
@settings(deadline=None, max_examples=150)
def test_the_minutes_charged_to_departments_are_all_the_working_minutes(
    received_at: datetime, relays: list[tuple[str, int]], holidays: set[date], pauses: list[Span]
) -> None:
    holders, at = [("접수", received_at)], received_at
    for who, minutes in relays:
        at += timedelta(minutes=minutes)
        holders.append((who, at))
    until, closed = at + timedelta(days=1), closed_on(holidays)
    parts = charged(holders, until, closed, pauses)
    assert sum(parts.values(), timedelta()) == working_time(Span(received_at, until), closed, pauses)
    assert set(parts) == {who for who, _since in holders}


@given(SPANS, HOLIDAYS, PAUSES)
@settings(deadline=None, max_examples=60)
def test_working_time_is_what_a_clock_ticking_every_minute_counts(
    span: Span, holidays: set[date], pauses: list[Span]
) -> None:
    closed = closed_on(holidays)
    minute, ticks = timedelta(minutes=1), 0
    at = span.begins_at
    while at < min(span.ends_at, span.begins_at + timedelta(days=6)):
        here = at.astimezone(KST)
        in_hours = time(9) <= here.time() < time(12) or time(13) <= here.time() < time(18)
        paused = any(pause.begins_at <= at < pause.ends_at for pause in pauses)
        ticks += in_hours and not paused and not closed(here.date())
        at += minute
    assert working_time(Span(span.begins_at, at), closed, pauses) == ticks * minute
