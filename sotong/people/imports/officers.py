"""Officers: what a list of them would add, change and end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from sotong.core.tables import Column, Problem, Row
from sotong.core.tables.days import day, not_a_day
from sotong.core.telephones import is_telephone
from sotong.people.imports.course import Course
from sotong.people.imports.departments import DepartmentState
from sotong.people.imports.officer_plan import (
    Line,
    OfficerAdd,
    OfficerChange,
    OfficerPlan,
    OfficersPresent,
    OfficerState,
)
from sotong.people.rules import EMAIL, LONGEST_EMAIL, LONGEST_NAME

OFFICER_COLUMNS: Final = (
    Column(
        "code",
        "부서코드",
        "Department code",
        required=True,
        aliases=("department",),
        max_length=20,
        example="A99",
    ),
    Column(
        "name",
        "이름",
        "Name",
        required=True,
        aliases=("성명", "주무관"),
        max_length=LONGEST_NAME,
        example="김소통",
    ),
    Column(
        "email",
        "이메일",
        "E-mail",
        required=True,
        aliases=("전자우편", "메일"),
        max_length=LONGEST_EMAIL,
        example="sotong@example.org",
    ),
    Column("phone", "전화번호", "Phone", aliases=("전화", "연락처"), max_length=30, example="02-0000-0000"),
    Column(
        "starts_on",
        "시작일",
        "Starts on",
        required=True,
        aliases=("배치일",),
        max_length=20,
        example="2026-12-14",
    ),
    Column("kind", "구분", "Kind", max_length=20, example="주무관", english_example="officer"),
)

_KINDS: Final[Mapping[str, bool]] = {
    "": True,
    "primary": True,
    "주무관": True,
    "officer": True,
    "정": True,
    "deputy": False,
    "대직": False,
    "부": False,
}


def plan_officers(
    rows: Sequence[Row],
    present: OfficersPresent,
    *,
    with_phones: bool,
    complete: bool,
    on: date,
    faulty: Collection[int | None] = (),
) -> OfficerPlan:
    """Plan an import on the day `on`. The lines that are `faulty` are looked at for more faults only.

    A new primary officer ends the department's present one, and leaves the department she served before. By a
    `complete` file, every open appointment that it does not name ends on the day `on`. Without `with_phones`
    the file says nothing of phones, and they stay.
    """
    problems: list[Problem] = []
    departments = {state.code: state for state in present.departments}
    lines: list[Line] = []
    for row in rows:
        wrong = list(_wrong(row, departments, on))
        problems += wrong
        if not wrong and row.line not in faulty:
            lines.append(_understood(row, departments, with_phones=with_phones))
    problems += _contradictions(lines)
    unclear = {problem.line for problem in problems} | {*faulty}
    course = _course([line for line in lines if line.number not in unclear], present, on)
    problems += _certain(course.problems, [row for row in rows if row.line in unclear], rows)
    if problems:
        return OfficerPlan(problems=_by_line(problems))
    if complete:
        course.end_unnamed()
    adds, changes = _people(lines, present.officers)
    return OfficerPlan(adds, changes, tuple(course.ends), tuple(course.moves), tuple(course.appointments))


def _course(lines: Sequence[Line], present: OfficersPresent, on: date) -> Course:
    course = Course(present, on)
    for line in sorted(lines, key=lambda line: (line.starts_on, line.number)):
        course.take(line)
    return course


def _certain(found: Sequence[Problem], unclear: Sequence[Row], rows: Sequence[Row]) -> Iterator[Problem]:
    """The problems of lines whose person and department no unclear line is about: these are certain."""
    people, departments = ({row[column].lower() for row in unclear} for column in ("email", "code"))
    by_line = {row.line: row for row in rows}
    for problem in found:
        row = by_line[problem.line or 0]
        if row["email"].lower() not in people and row["code"].lower() not in departments:
            yield problem


def _by_line(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.line or 0))


# Reading lines


def _wrong(row: Row, departments: Mapping[str, DepartmentState], on: date) -> Iterator[Problem]:
    department = departments.get(row["code"])
    if department is None:
        yield Problem("import.department_unknown", row.line, "code", {"code": row["code"]})
    elif department.closed_on is not None and department.closed_on <= on:
        yield Problem("import.department_closed", row.line, "code", {"code": row["code"]})
    if not EMAIL.fullmatch(row["email"].lower()):
        yield Problem("import.email", row.line, "email")
    if row["phone"] and not is_telephone(row["phone"]):
        yield Problem("import.phone", row.line, "phone")
    if day(row["starts_on"]) is None:
        yield not_a_day("import.day", row.line, "starts_on", row["starts_on"])
    if row["kind"].casefold() not in _KINDS:
        yield Problem("import.appointment_kind", row.line, "kind", {"text": row["kind"]})


def _understood(row: Row, departments: Mapping[str, DepartmentState], *, with_phones: bool) -> Line:
    starts_on = day(row["starts_on"])
    if starts_on is None:
        raise ValueError("a line that is wrong is not to be understood")
    return Line(
        row.line,
        departments[row["code"]],
        row["name"],
        row["email"].lower(),
        row["phone"] if with_phones else None,
        starts_on,
        _KINDS[row["kind"].casefold()],
    )


def _contradictions(lines: Sequence[Line]) -> Iterator[Problem]:
    """Where one line denies another."""
    twice = list(_twice(lines, "import.twice", "email", lambda line: (line.department.id, line.email)))
    yield from twice
    repeated = {problem.line for problem in twice}
    lines = [line for line in lines if line.number not in repeated]
    primary = [line for line in lines if line.primary]
    yield from _twice(primary, "import.second_primary", "code", lambda line: line.department.id)
    yield from _twice(primary, "import.primary_elsewhere", "email", lambda line: line.email)
    first: dict[str, Line] = {}
    for line in lines:
        other = first.setdefault(line.email, line)
        if (other.name, other.phone) != (line.name, line.phone):
            yield Problem("import.officer_differs", line.number, "name", {"other": other.number})


def _twice(
    lines: Sequence[Line], reason: str, column: str, key: Callable[[Line], Hashable]
) -> Iterator[Problem]:
    first: dict[Hashable, int] = {}
    for line in lines:
        other = first.setdefault(key(line), line.number)
        if other != line.number:
            yield Problem(reason, line.number, column, {"other": other})


# People


def _people(
    lines: Sequence[Line], officers: Sequence[OfficerState]
) -> tuple[tuple[OfficerAdd, ...], tuple[OfficerChange, ...]]:
    known = {officer.email: officer for officer in officers}
    first = {line.email: line for line in reversed(lines)}
    named = sorted(first.values(), key=lambda line: line.number)
    adds = (
        OfficerAdd(line.number, line.name, line.email, line.phone or "")
        for line in named
        if line.email not in known
    )
    changes = (_change(line, known[line.email]) for line in named if line.email in known)
    return tuple(adds), tuple(change for change in changes if change is not None)


def _change(line: Line, state: OfficerState) -> OfficerChange | None:
    phone = line.phone if line.phone != state.phone else None
    if line.name == state.name and phone is None:
        return None
    return OfficerChange(line.number, state.id, state.name, line.name, phone)
