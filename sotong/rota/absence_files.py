"""Absences as offices send them: a table (CSV, XLSX) or a calendar (ICS, RFC 5545).

Pure: bytes in, lines or every mistake out. Whose name is whose officer the service finds out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import repeat
from typing import Any, Final

import icalendar
from icalendar.error import BrokenCalendarProperty

from sotong.core.days import KST
from sotong.core.tables import Column, Limits, Problem, Reading, Row, Table, TableInvalid, read_lines
from sotong.core.tables.days import day, far_day, is_near, not_a_day
from sotong.people.imports import NAMED_DEPARTMENT
from sotong.rota.files import KINDS
from sotong.rota.rules import AbsenceKind, why_not_span

LARGEST_CALENDAR: Final = 2_000_000
COLUMNS: Final = (
    Column("name", "이름", "Name", aliases=("성명", "주무관"), max_length=100, example="김소통"),
    replace(NAMED_DEPARTMENT, max_length=100, example="홍보과", english_example="Public Relations"),
    Column("email", "이메일", "E-mail", aliases=("메일", "전자우편"), max_length=200),
    Column("first_on", "시작일", "From", required=True, aliases=("첫날", "from"), example="2026-12-21"),
    Column("last_on", "종료일", "To", required=True, aliases=("마지막날", "to"), example="2026-12-24"),
    Column("kind", "구분", "Kind", aliases=("종류",), example="휴가", english_example="leave"),
)
PARTS: Final = (
    *(Column(name, "제목", "Subject") for name in ("SUMMARY", "name")),
    Column("email", "참석자", "Attendee"),
    Column("first_on", "시작", "Start"),
    Column("DTSTART", "시작", "Start"),
    Column("DTEND", "끝", "End"),
    Column("RRULE", "반복", "Recurrence"),
)
"""What people call the parts of a calendar's event; the names are those of RFC 5545."""
LIMITS: Final = Limits(rows=5_000)
ONE_DAY: Final = timedelta(days=1)
_WORDS: Final = {word: kind for word, kind in KINDS.items() if word and kind in set(AbsenceKind)}
_EVENT_BEGINS: Final = b"BEGIN:VEVENT"
_MAILTO: Final = "mailto:"


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """One absence of a file. `line` is its line, or in a calendar where its event begins."""

    line: int
    email: str
    name: str
    department: str
    first_on: date
    last_on: date
    kind: AbsenceKind


def read_absence_file(content: bytes) -> Reading[AbsenceRow]:
    """Read a file of absences, whichever kind it is. Raises TableInvalid for what is neither."""
    is_calendar = content.lstrip(b"\xef\xbb\xbf\r\n\t ")[:15].upper() == b"BEGIN:VCALENDAR"
    if not is_calendar:
        return read_lines(content, COLUMNS, LIMITS, _line)
    reading: Reading[AbsenceRow] = Reading(Table(PARTS, (), {}))
    for each in _events(content):
        reading.take(0, each if isinstance(each, AbsenceRow) else [each])
    return reading


def _line(row: Row) -> AbsenceRow | list[Problem]:
    """One line's meaning, or all that is wrong with it."""
    read = list(_read(row))
    problems = [each for each in read if isinstance(each, Problem)]
    absence = next((each for each in read if isinstance(each, AbsenceRow)), None)
    return absence if absence and not problems else problems


def _read(row: Row) -> Iterator[AbsenceRow | Problem]:
    days = {column: day(row[column]) for column in ("first_on", "last_on")}
    for column, on in days.items():
        if on is None:
            yield not_a_day("absence.not_a_day", row.line, column, row[column])
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
    for line, event in zip(_lines_of_events(content), events, strict=False):
        if str(event.get("STATUS", "")).upper() != "CANCELLED":
            yield from _event(line, event)


def _lines_of_events(content: bytes) -> Iterator[int]:
    """On which line each event begins; 1 for what the reader finds besides."""
    lines = enumerate(content.splitlines(), 1)
    yield from (number for number, line in lines if line.strip().upper() == _EVENT_BEGINS)
    yield from repeat(1)


def _event(line: int, event: Any) -> Iterator[AbsenceRow | Problem]:
    if "RRULE" in event or "RDATE" in event:
        yield Problem("absence.calendar_repeats", line, "RRULE")
        return
    span = _span(event)
    if span is None:
        yield Problem("absence.not_a_day", line, "DTSTART", {"text": _text(event.get("DTSTART"))})
        return
    if not all(map(is_near, span)):
        yield far_day(line, "DTSTART", f"{span[0]} ~ {span[1]}")
        return
    if reason := why_not_span(*span):
        yield Problem(reason, line, "DTEND")
        return
    summary = _text(event.get("SUMMARY"))
    email = _address(event)
    name = next((word for word in summary.split() if not _kind_in(word)), "")
    if not email and not name:
        yield Problem("absence.nobody", line, "SUMMARY")
        return
    kind = _kind_in(f"{_text(event.get('CATEGORIES'))} {summary}") or AbsenceKind.LEAVE
    yield AbsenceRow(line, email, name, "", *span, kind)


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
