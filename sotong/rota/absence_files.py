"""Absences as offices send them: a table (CSV, XLSX) or a calendar (ICS, RFC 5545).

Pure: bytes in, lines or every mistake out. Whose name is whose officer the service finds out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import icalendar
from icalendar.error import BrokenCalendarProperty

from sotong.core.days import KST
from sotong.core.tables import Column, Limits, Problem, Row, TableInvalid, read_table
from sotong.rota.files import KINDS, read_day
from sotong.rota.rules import AbsenceKind, why_not_span

LARGEST_CALENDAR: Final = 2_000_000
COLUMNS: Final = (
    Column("name", aliases=("이름", "성명", "주무관"), max_length=100),
    Column("department", aliases=("부서", "부서명"), max_length=100),
    Column("email", aliases=("이메일", "메일", "전자우편"), max_length=200),
    Column("first_on", required=True, aliases=("시작일", "첫날", "from")),
    Column("last_on", required=True, aliases=("종료일", "마지막날", "마지막 날", "to")),
    Column("kind", aliases=("종류", "구분")),
)
LIMITS: Final = Limits(rows=5_000)
ONE_DAY: Final = timedelta(days=1)
_WORDS: Final = {word: kind for word, kind in KINDS.items() if word and kind in set(AbsenceKind)}
_MAILTO: Final = "mailto:"


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """One absence of a file. `line` is its line, or in a calendar the number of its event."""

    line: int
    email: str
    name: str
    department: str
    first_on: date
    last_on: date
    kind: AbsenceKind


def read_absence_file(content: bytes) -> list[AbsenceRow]:
    """Read a file of absences, whichever kind it is. Raises TableInvalid with what is wrong, line by line."""
    is_calendar = content.lstrip(b"\xef\xbb\xbf\r\n\t ")[:15].upper() == b"BEGIN:VCALENDAR"
    read = list(_events(content) if is_calendar else _lines(content))
    problems = [each for each in read if isinstance(each, Problem)]
    if problems:
        raise TableInvalid(*problems)
    return [each for each in read if isinstance(each, AbsenceRow)]


def _lines(content: bytes) -> Iterator[AbsenceRow | Problem]:
    for row in read_table(content, COLUMNS, LIMITS).rows:
        yield from _line(row)


def _line(row: Row) -> Iterator[AbsenceRow | Problem]:
    days = {column: read_day(row[column]) for column in ("first_on", "last_on")}
    for column, day in days.items():
        if day is None:
            yield Problem("absence.not_a_day", row.line, column, {"text": row[column][:40]})
    kind = KINDS.get(row["kind"], row["kind"])
    if kind not in set(AbsenceKind):
        yield Problem("absence.not_a_kind", row.line, "kind", {"text": row["kind"][:40]})
    if not row["name"] and not row["email"]:
        yield Problem("absence.nobody", row.line, "name")
    first_on, last_on = days["first_on"], days["last_on"]
    if first_on and last_on and kind in set(AbsenceKind):
        if reason := why_not_span(first_on, last_on):
            yield Problem(reason, row.line, "last_on")
        else:
            who = (row["email"].lower(), row["name"], row["department"])
            yield AbsenceRow(row.line, *who, first_on, last_on, AbsenceKind(kind))


def _events(content: bytes) -> Iterator[AbsenceRow | Problem]:
    if len(content) > LARGEST_CALENDAR:
        raise TableInvalid("absence.calendar_too_large")
    try:
        calendars = icalendar.Calendar.from_ical(content, multiple=True)
    except (ValueError, IndexError, KeyError, AttributeError, TypeError) as wrong:
        raise TableInvalid("absence.not_a_calendar") from wrong
    events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    if not events:
        raise TableInvalid("absence.calendar_empty")
    if len(events) > LIMITS.rows:
        raise TableInvalid("absence.calendar_too_large")
    for number, event in enumerate(events, 1):
        if str(event.get("STATUS", "")).upper() != "CANCELLED":
            yield from _event(number, event)


def _event(number: int, event: Any) -> Iterator[AbsenceRow | Problem]:
    if "RRULE" in event or "RDATE" in event:
        yield Problem("absence.calendar_repeats", number, "RRULE")
        return
    span = _span(event)
    if span is None:
        yield Problem("absence.not_a_day", number, "DTSTART", {"text": _text(event.get("DTSTART"))})
        return
    if reason := why_not_span(*span):
        yield Problem(reason, number, "DTEND")
        return
    summary = _text(event.get("SUMMARY"))
    email = _address(event)
    name = next((word for word in summary.split() if not _kind_in(word)), "")
    if not email and not name:
        yield Problem("absence.nobody", number, "SUMMARY")
        return
    kind = _kind_in(f"{_text(event.get('CATEGORIES'))} {summary}") or AbsenceKind.LEAVE
    yield AbsenceRow(number, email, name, "", *span, kind)


def _span(event: Any) -> tuple[date, date] | None:
    """The first and the last day in Korea; an end that is a day is the first day after (RFC 5545 3.6.1)."""
    start, end, length = (_value(event, name) for name in ("DTSTART", "DTEND", "DURATION"))
    if not isinstance(start, date):
        return None
    if not isinstance(end, date):
        end = start + (length if isinstance(length, timedelta) else ONE_DAY)
    if isinstance(start, datetime) != isinstance(end, datetime):
        return None
    try:
        if isinstance(end, datetime):
            return _korean(start), _korean(end - timedelta(microseconds=1))
        return start, end - ONE_DAY
    except OverflowError:
        return None


def _value(event: Any, name: str) -> Any:
    """What a property says, None if it is not there or says nothing that is one."""
    try:
        return getattr(event.get(name), "dt", None)
    except BrokenCalendarProperty:
        return None


def _korean(instant: date) -> date:
    """The day in Korea; a time without a zone is Korean time."""
    if not isinstance(instant, datetime):
        return instant
    return instant.date() if instant.tzinfo is None else instant.astimezone(KST).date()


def _address(event: Any) -> str:
    for name in ("ATTENDEE", "ORGANIZER"):
        found = event.get(name)
        text = _text(found[0] if isinstance(found, list) and found else found).lower()
        if text.startswith(_MAILTO):
            return text.removeprefix(_MAILTO)
    return ""


def _kind_in(text: str) -> AbsenceKind | None:
    """The kind that a text names: "홍길동 출장" is a trip."""
    lowered = text.lower()
    found = next((kind for word, kind in _WORDS.items() if word in lowered), None)
    if found is None:
        return next((kind for kind in AbsenceKind if kind.value in lowered), None)
    return AbsenceKind(found)


def _text(value: Any) -> str:
    if value is None:
        return ""
    raw = value.to_ical() if hasattr(value, "to_ical") else str(value)
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
    return " ".join(text.split())[:200]
