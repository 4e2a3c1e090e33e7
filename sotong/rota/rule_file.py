"""The rota's rules as TOML: what is asked of a rota, its duties, and the office's own days (docs/rota.md).

Pure: bytes in, rules or every mistake out, by line. A key that is not known is named, not passed over.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final

from sotong.core.tables import Problem
from sotong.rota.calendar import OfficeDay
from sotong.rota.files import FileProblem, FilesInvalid, read_day
from sotong.rota.rules import ANYONE, DayClass, DutyKind

LARGEST_FILE: Final = 1_000_000
MOST_DAYS: Final = 366
MOST_ROWS: Final = 200
MOST_SEATS_A_DUTY: Final = 20
MOST_REST_DAYS: Final = 10
LONGEST_TEXT: Final = 100
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES: Final = 60
_DAY: Final = 24 * MINUTES
_ID: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_ROLE: Final = re.compile(r"[^\s;,]{1,40}")
_HOURS: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|(24:00))", re.ASCII)
_AT_LINE: Final = re.compile(r"at line (\d+)")
_HEADER: Final = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_-]+)\s*\]\]?")
_KEY: Final = re.compile(r"\s*\"?([A-Za-z0-9_-]+)\"?\s*=")


@dataclass(frozen=True, slots=True)
class RotaRules:
    """What a rules file says; the numbers are those of `RotaProblem` and `lay_out_slots`."""

    gap_days: int
    long_absence_days: int
    rest_days: Mapping[DayClass, Fraction]
    own_days: tuple[OfficeDay, ...]
    kinds: tuple[DutyKind, ...]


def read_rules(content: bytes) -> RotaRules:
    """Read a rules file. Raises FilesInvalid with every mistake found."""
    text, found = _parsed(content)
    problems: list[Problem] = []
    top = _Table(found, "", _lines(text), problems)
    rota = top.table("rota")
    rules = RotaRules(
        gap_days=rota.whole("gap_days", 0, MOST_DAYS, default=0),
        long_absence_days=rota.whole("long_absence_days", 1, MOST_DAYS, default=30),
        rest_days=_rest_days(top.table("rest_days")),
        own_days=tuple(day for table in top.tables("day", once="on") if (day := _own_day(table))),
        kinds=tuple(kind for table in top.tables("duty", once="id") if (kind := _duty(table))),
    )
    rota.close()
    top.close()
    if not rules.kinds and not problems:
        top.note("", "rules.no_duty")
    if problems:
        in_order = sorted(problems, key=lambda problem: problem.line or 0)
        raise FilesInvalid([FileProblem("rules", problem) for problem in in_order])
    return rules


def _parsed(content: bytes) -> tuple[str, Mapping[str, object]]:
    if len(content) > LARGEST_FILE:
        raise _invalid("rules.too_large")
    try:
        text = content.decode("utf-8-sig")
        return text, tomllib.loads(text, parse_float=Decimal)
    except UnicodeDecodeError as wrong:
        raise _invalid("rules.not_utf8", content.count(b"\n", 0, wrong.start) + 1) from wrong
    except (tomllib.TOMLDecodeError, RecursionError) as wrong:
        at = _AT_LINE.search(str(wrong))
        raise _invalid("rules.not_toml", int(at[1]) if at else None, what=str(wrong)) from wrong


def _invalid(reason: str, line: int | None = None, **facts: object) -> FilesInvalid:
    return FilesInvalid([FileProblem("rules", Problem(reason, line, None, facts))])


def _lines(text: str) -> dict[str, int]:
    """On which line each key stands, by path: "duty[0].hours". tomllib does not tell."""
    lines: dict[str, int] = {}
    path = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            name = header[2]
            nth = sum(known.startswith(f"{name}[") and known.endswith("]") for known in lines)
            path = f"{name}[{nth}]" if header[1] == "[[" else name
            lines.setdefault(path, number)
        elif key := _KEY.match(line):
            lines.setdefault(f"{path}.{key[1]}" if path else key[1], number)
    return lines


def _rest_days(table: "_Table") -> dict[DayClass, Fraction]:
    days = {day_class: table.amount(day_class.value, default=Fraction(0)) for day_class in DayClass}
    table.close()
    return {day_class: amount for day_class, amount in days.items() if amount is not None}


def _own_day(table: "_Table") -> OfficeDay | None:
    on, name = table.day("on", required=True), table.text("name")
    day_class = table.choice("class", [c.value for c in DayClass], default=DayClass.HOLIDAY.value)
    table.close()
    return OfficeDay(on, name, DayClass(day_class)) if on else None


def _duty(table: "_Table") -> DutyKind | None:
    duty_id, name, hours = table.text("id", pattern=_ID), table.text("name"), _hours(table)
    first_on, last_on = table.day("from"), table.day("to")
    if first_on and last_on and last_on < first_on:
        table.note("to", "rules.ends_before_it_starts")
    days = table.choices("days", [c.value for c in DayClass])
    weekdays = table.choices("weekdays", WEEKDAYS)
    rest = table.amount("rest_days", default=None)
    gap_days = table.whole("gap_days", 0, MOST_DAYS, default=0)
    different_bureaus = table.yes("different_bureaus")
    seats = table.texts("seats", _ROLE, MOST_SEATS_A_DUTY, default=(ANYONE,))
    table.close()
    if not (duty_id and hours and seats):
        return None
    return DutyKind(
        id=duty_id,
        name=name,
        starts=hours[0],
        ends=hours[1],
        seats=seats,
        day_classes=frozenset(DayClass(day) for day in days),
        weekdays=frozenset(WEEKDAYS.index(day) for day in weekdays),
        first_on=first_on,
        last_on=last_on,
        gap_days=gap_days,
        different_bureaus=different_bureaus,
        rest_days=rest,
    )


def _hours(table: "_Table") -> tuple[int, int] | None:
    """Minutes from midnight of "18:00-09:00"; an end no later than the start lies on the next day."""
    text = table.text("hours")
    match = _HOURS.fullmatch(text)
    if not match:
        if text:
            table.note("hours", "rules.not_hours", text=text)
        return None
    starts = int(match[1]) * MINUTES + int(match[2])
    ends = _DAY if match[5] else int(match[3]) * MINUTES + int(match[4])
    return starts, ends if ends > starts else ends + _DAY


class _Table:
    """One table being read. Each method takes a key and notes what is wrong with it."""

    def __init__(
        self, found: Mapping[str, object], path: str, lines: Mapping[str, int], problems: list[Problem]
    ) -> None:
        self._found, self._path, self._lines, self._problems = found, path, lines, problems
        self._asked: list[str] = []

    def note(self, key: str, reason: str, **facts: object) -> None:
        """Note a mistake at a key, or at the table itself if the key is empty."""
        place = ".".join(part for part in (self._path, key) if part)
        line = self._lines.get(place, self._lines.get(self._path))
        self._problems.append(Problem(reason, line, place or None, {"key": place} | facts))

    def close(self) -> None:
        """Note the keys that nobody asked for."""
        for key in self._found:
            if key not in self._asked:
                self.note(key, "rules.unknown_key", known=", ".join(self._asked))

    def table(self, key: str) -> "_Table":
        """The table at a key; an empty one if there is none."""
        value = self._take(key, {})
        if not isinstance(value, dict):
            self.note(key, "rules.not_a_table")
            value = {}
        return _Table(value, key, self._lines, self._problems)

    def tables(self, key: str, *, once: str) -> list["_Table"]:
        """The tables of a list; the values of the key `once` must differ."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.note(key, "rules.not_a_list_of_tables")
            return []
        if len(value) > MOST_ROWS:
            self.note(key, "rules.too_many", limit=MOST_ROWS)
        tables = [
            _Table(each, f"{key}[{n}]", self._lines, self._problems)
            for n, each in enumerate(value[:MOST_ROWS])
        ]
        seen: set[str] = set()
        for table in tables:
            text = str(table._found.get(once))
            if text in seen and once in table._found:
                table.note(once, "rules.twice", text=text)
            seen.add(text)
        return tables

    def text(self, key: str, *, pattern: re.Pattern[str] | None = None) -> str:
        """A line of text that must be there; empty if it is wrong."""
        value = self._take(key)
        if value is None or value == "":
            self.note(key, "rules.missing")
        elif not isinstance(value, str) or len(value) > LONGEST_TEXT or not value.isprintable():
            self.note(key, "rules.not_a_text", limit=LONGEST_TEXT)
        elif pattern and not pattern.fullmatch(value):
            self.note(key, "rules.not_an_id", text=value)
        else:
            return value
        return ""

    def texts(
        self, key: str, pattern: re.Pattern[str], most: int, default: tuple[str, ...]
    ) -> tuple[str, ...]:
        """A list of at least one text; empty if it is wrong."""
        value = self._take(key, list(default))
        if isinstance(value, list) and 0 < len(value) <= most:
            texts = [each for each in value if isinstance(each, str) and pattern.fullmatch(each)]
            if len(texts) == len(value):
                return tuple(texts)
        self.note(key, "rules.not_a_list_of_texts", limit=most)
        return ()

    def choice(self, key: str, choices: Sequence[str], default: str) -> str:
        """One of the choices."""
        value = self._take(key, default)
        if value in choices:
            return str(value)
        self.note(key, "rules.not_a_choice", text=value, choices=", ".join(choices))
        return default

    def choices(self, key: str, choices: Sequence[str]) -> list[str]:
        """Some of the choices, all of them if the key is not there."""
        value = self._take(key, list(choices))
        chosen = [each for each in value if each in choices] if isinstance(value, list) else []
        if not chosen or not isinstance(value, list) or len(chosen) < len(value):
            self.note(key, "rules.not_choices", choices=", ".join(choices))
        return [str(each) for each in chosen]

    def whole(self, key: str, low: int, high: int, *, default: int) -> int:
        """A whole number within low..high."""
        value = self._take(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.note(key, "rules.not_a_whole_number", low=low, high=high)
        return default

    def amount(self, key: str, *, default: Fraction | None) -> Fraction | None:
        """An exact number of days, 0 to 10."""
        value = self._take(key)
        if value is None:
            return default
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            number = Decimal(value)
            if number.is_finite() and 0 <= number <= MOST_REST_DAYS:
                return Fraction(number)
        self.note(key, "rules.not_an_amount", high=MOST_REST_DAYS)
        return default

    def yes(self, key: str) -> bool:
        """True or false; false if the key is not there."""
        value = self._take(key, default=False)
        if not isinstance(value, bool):
            self.note(key, "rules.not_yes_or_no")
        return value is True

    def day(self, key: str, *, required: bool = False) -> date | None:
        """A day, as TOML writes it or as text."""
        value = self._take(key)
        on = read_day(value) if isinstance(value, str) else value
        if isinstance(on, date) and not isinstance(on, datetime):
            return on
        if required or value is not None:
            self.note(key, "rules.missing" if value is None else "rules.not_a_day", text=value)
        return None

    def _take(self, key: str, default: object = None) -> object:
        self._asked.append(key)
        return self._found.get(key, default)
