"""Officers, absences and rotas as tables, the rota's rules as TOML: formats in docs/rota.md.

Pure: bytes in, facts or every mistake out, by file and line. Tables are CSV or XLSX, as offices send them.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final

from sotong.core.days import FIRST_YEAR, LAST_YEAR
from sotong.core.spreadsheet import defused
from sotong.core.tables import Column, Limits, Problem, Reading, Row, TableInvalid, table_in
from sotong.core.tables.days import is_near
from sotong.rota.rules import (
    MOST_OFFICERS,
    MOST_SEATS,
    Absence,
    AbsenceKind,
    Assignment,
    DayClass,
    Officer,
    RotaProblem,
    Wish,
)
from sotong.rota.slots import slot_id

AVOID: Final = "avoid"
MOST_AMOUNT: Final = 1_000
CARRIED: Final = {
    DayClass.WEEKDAY: Column("carried_weekday", "이월 평일", "Carried weekday"),
    DayClass.WEEKEND: Column("carried_weekend", "이월 주말", "Carried weekend"),
    DayClass.HOLIDAY: Column("carried_holiday", "이월 공휴일", "Carried holiday"),
    DayClass.SEOLLAL_CHUSEOK: Column(
        "carried_seollal_chuseok", "이월 설·추석", "Carried Seollal Chuseok", aliases=("이월 명절",)
    ),
}
OFFICER_COLUMNS: Final = (
    Column("id", "사번", "ID", required=True, aliases=("번호",), max_length=40),
    Column("name", "이름", "Name", required=True, aliases=("성명",), max_length=100),
    Column("department", "부서", "Department", required=True, max_length=100),
    Column("bureau", "국", "Bureau", max_length=100),
    Column("roles", "역할", "Roles"),
    Column("joins_on", "전입일", "Joins on"),
    Column("leaves_on", "전출일", "Leaves on"),
    *CARRIED.values(),
)
ABSENCE_COLUMNS: Final = (
    Column("officer_id", "사번", "Officer ID", required=True, aliases=("id", "번호"), max_length=40),
    Column("first_on", "시작일", "First on", required=True, aliases=("from",)),
    Column("last_on", "종료일", "Last on", required=True, aliases=("to",)),
    Column("kind", "구분", "Kind", aliases=("종류",)),
)
PLAN_COLUMNS: Final = (
    Column("date", "날짜", "Date", required=True),
    Column("duty", "근무", "Duty", required=True, max_length=40),
    Column("seat", "자리", "Seat", required=True),
    Column("role", "역할", "Role"),
    Column("officer_id", "사번", "Officer ID", aliases=("id", "번호"), max_length=40),
    Column("name", "이름", "Name", aliases=("성명",), max_length=100),
    Column("department", "부서", "Department", max_length=100),
)
KINDS: Final = {
    "": "leave",
    "휴가": "leave",
    "연가": "leave",
    "교육": "training",
    "출장": "trip",
    "병가": "sick",
    "육아휴직": "parental",
    "기타": "other",
    "기피": AVOID,
}
_DATE: Final = re.compile(
    r"(\d{4})(?:-(\d{2})-(\d{2})|\. ?(\d{1,2})\. ?(\d{1,2})\.?|/(\d{1,2})/(\d{1,2}))", re.ASCII
)
_SEPARATORS: Final = re.compile(r"[;,\s]+")
_COUNT: Final = re.compile(r"[1-9][0-9]{0,3}")
_AMOUNT: Final = re.compile(r"[+-]?[0-9]{1,200}(?:\.[0-9]{1,6}|/[0-9]{1,200})?")


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One mistake: in which file ("officers", "absences", "rules", "plan"), where in it, and why."""

    file: str
    problem: Problem


class FilesInvalid(Exception):
    """The files hold mistakes; `problems` are all that were found, in order of file and line."""

    def __init__(self, problems: Sequence[FileProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.file}:{p.problem.line}: {p.problem.reason}" for p in problems))


def read_day(text: str) -> date | None:
    """A day written 2026-05-01, 2026. 5. 1. or 2026/5/1; None if it is no day of the calendar."""
    match = _DATE.fullmatch(text)
    if not match:
        return None
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_officers(content: bytes) -> tuple[Officer, ...]:
    """The officers of a table. Raises FilesInvalid."""
    reader = _Reader("officers", content, OFFICER_COLUMNS, MOST_OFFICERS)
    officers = [_officer(cells) for cells in reader.rows()]
    lines: dict[str, tuple[int, str]] = {}
    for cells, officer in zip(reader.rows(), officers, strict=True):
        first = lines.setdefault(officer.id, (cells.row.line, officer.department))
        if first[0] != cells.row.line:
            two = "officers.two_departments" if first[1] != officer.department else "officers.id_twice"
            cells.note("id", two, id=officer.id, other_line=first[0])
    reader.close()
    return tuple(officers)


def read_absences(
    content: bytes, officers: Iterable[Officer]
) -> tuple[tuple[Absence, ...], tuple[Wish, ...]]:
    """The absences of a table, and the days on which officers would rather not serve. Raises FilesInvalid."""
    reader = _Reader("absences", content, ABSENCE_COLUMNS, MOST_SEATS)
    known = {officer.id for officer in officers}
    absences: list[tuple[Absence, int]] = []
    wishes: list[Wish] = []
    for cells in reader.rows():
        first_on, last_on = cells.day("first_on"), cells.day("last_on")
        officer_id, kind = cells.row["officer_id"], cells.choice("kind", KINDS, {*AbsenceKind, AVOID})
        if officer_id not in known:
            cells.note("officer_id", "absences.unknown_officer", id=officer_id)
        elif first_on and last_on and last_on < first_on:
            cells.note("last_on", "absences.ends_before_it_starts")
        elif first_on and last_on and kind == AVOID:
            wishes.append(Wish(officer_id, first_on, last_on))
        elif first_on and last_on and kind:
            absence = Absence(officer_id, first_on, last_on, AbsenceKind(kind))
            absences.append((absence, cells.row.line))
    _no_overlaps(absences, reader)
    reader.close()
    return tuple(absence for absence, _ in absences), tuple(wishes)


def read_plan(content: bytes) -> tuple[Assignment, ...]:
    """The assignments of a table; lines without an officer are empty seats. Raises FilesInvalid.

    Whether the duties and officers exist is the checker's to say.
    """
    reader = _Reader("plan", content, PLAN_COLUMNS, MOST_SEATS)
    plan = []
    for cells in reader.rows():
        on, seat = cells.day("date"), cells.count("seat")
        if on and seat and cells.row["officer_id"]:
            plan.append(Assignment(slot_id(cells.row["duty"], on), seat - 1, cells.row["officer_id"]))
    reader.close()
    return tuple(plan)


def write_plan(problem: RotaProblem, plan: Iterable[Assignment]) -> str:
    """The rota as CSV, seat by seat in order of time; empty seats have a line without an officer."""
    officers = {officer.id: officer for officer in problem.officers}
    holders = {(a.slot_id, a.seat): officers[a.officer_id] for a in plan}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(column.name for column in PLAN_COLUMNS)
    for slot in problem.slots:
        for seat, role in enumerate(slot.seats):
            officer = holders.get((slot.id, seat))
            who = (officer.id, officer.name, officer.department) if officer else ("", "", "")
            writer.writerow(defused(cell) for cell in (slot.on, slot.kind_id, seat + 1, role, *who))
    return out.getvalue()


def _officer(cells: "_Cells") -> Officer:
    joins_on, leaves_on = cells.day("joins_on"), cells.day("leaves_on")
    if joins_on and leaves_on and leaves_on <= joins_on:
        cells.note("leaves_on", "officers.leaves_before_joining")
    carried = {day_class: cells.amount(column.name) for day_class, column in CARRIED.items()}
    return Officer(
        id=cells.row["id"],
        name=cells.row["name"],
        department=cells.row["department"],
        bureau=cells.row["bureau"],
        roles=frozenset(role for role in _SEPARATORS.split(cells.row["roles"]) if role),
        joins_on=joins_on,
        leaves_on=leaves_on,
        carried={day_class: amount for day_class, amount in carried.items() if amount},
    )


def _no_overlaps(absences: Iterable[tuple[Absence, int]], reader: "_Reader") -> None:
    latest: dict[str, tuple[Absence, int]] = {}
    for absence, line in sorted(absences, key=lambda pair: (pair[0].officer_id, pair[0].first_on)):
        before = latest.get(absence.officer_id)
        if before and absence.first_on <= before[0].last_on:
            facts = {"id": absence.officer_id, "other_line": before[1]}
            reader.add(Problem("absences.overlap", line, "first_on", facts))
        if before is None or absence.last_on > before[0].last_on:
            latest[absence.officer_id] = (absence, line)


def _named(file: str, problem: Problem) -> Problem:
    """A file of too many officers is no file to be cut in two: no rota has so many."""
    too_many = problem.reason == "table.too_many_rows" and file == "officers"
    return replace(problem, reason="rota.too_many_officers") if too_many else problem


class _Reader:
    """A table that is being read, with the mistakes found so far."""

    def __init__(self, file: str, content: bytes, columns: tuple[Column, ...], most_rows: int) -> None:
        self._file = file
        try:
            table = table_in(content, columns, Limits(rows=most_rows))
        except TableInvalid as invalid:
            raise self._invalid(invalid.problems) from invalid
        self._reading = Reading[Row](table)
        for title in table.ignored:
            self.add(Problem("rota.unknown_column", 1, None, {"title": title}))
        self._rows = [_Cells(row, self) for row in table.rows]

    def rows(self) -> Sequence["_Cells"]:
        """The lines of the table."""
        return self._rows

    def add(self, problem: Problem) -> None:
        """Add a mistake."""
        self._reading.add([problem])

    def called(self, column: str) -> str:
        """What the file calls a column."""
        return self._reading.called(column)

    def close(self) -> None:
        """Raises FilesInvalid if anything was wrong."""
        if problems := self._reading.problems:
            raise self._invalid(problems)

    def _invalid(self, problems: Iterable[Problem]) -> FilesInvalid:
        return FilesInvalid([FileProblem(self._file, _named(self._file, each)) for each in problems])


@dataclass(frozen=True, slots=True)
class _Cells:
    """One line. Each method reads a cell and notes what is wrong with it."""

    row: Row
    reader: _Reader

    def note(self, column: str, reason: str, **facts: object) -> None:
        """Note a mistake in a cell of this line."""
        facts = {"column": self.reader.called(column), "text": self.row[column]} | facts
        self.reader.add(Problem(reason, self.row.line, column, facts))

    def day(self, column: str) -> date | None:
        """A day, or None if the cell is empty or wrong."""
        on = read_day(self.row[column])
        if self.row[column] and on is None:
            self.note(column, "rota.not_a_day")
        elif on and not is_near(on):
            self.note(column, "table.far_day", first=FIRST_YEAR, last=LAST_YEAR)
        return on

    def count(self, column: str) -> int:
        """A whole number from 1, or 0 if the cell is wrong."""
        if not _COUNT.fullmatch(self.row[column]):
            self.note(column, "rota.not_a_count")
            return 0
        return int(self.row[column])

    def amount(self, column: str) -> Fraction:
        """An exact number with a sign, 0 if the cell is empty."""
        amount = read_amount(self.row[column] or "0")
        if amount is None:
            self.note(column, "rota.not_a_number")
        elif abs(amount) > MOST_AMOUNT:
            self.note(column, "rota.beyond", most=f"{MOST_AMOUNT:,}")
        return amount or Fraction(0)

    def choice(self, column: str, words: dict[str, str], choices: set[str]) -> str | None:
        """One of the choices, by its name or its Korean word."""
        text = words.get(self.row[column], self.row[column])
        if text not in choices:
            self.note(column, "rota.not_a_choice", choices=", ".join(sorted(choices)))
            return None
        return text


def read_amount(text: str) -> Fraction | None:
    """A number such as -1, 0.5 or 27/4, however large; None if it is none."""
    try:
        return Fraction(text) if _AMOUNT.fullmatch(text) else None
    except ZeroDivisionError:
        return None
