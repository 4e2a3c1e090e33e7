"""Officers: what a list of them would add, change and end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from sotong.core.tables import Column, Problem, Row
from sotong.core.tables.days import day, not_a_day
from sotong.core.tables.shape import MOST_SHOWN
from sotong.core.telephones import is_telephone
from sotong.people.imports.course import Course
from sotong.people.imports.departments import NAMED_DEPARTMENT, DepartmentState
from sotong.people.imports.officer_plan import (
    Line,
    OfficerAdd,
    OfficerChange,
    OfficerPlan,
    OfficersPresent,
    OfficerState,
)
from sotong.people.rules import EMAIL, LONGEST_EMAIL, LONGEST_NAME, ByName

OFFICER_COLUMNS: Final = (
    replace(NAMED_DEPARTMENT, name="code", required=True, max_length=100, example="A99"),
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
    departments = ByName((state.names, state) for state in present.departments)
    lines: list[Line] = []
    claims: list[_Claim] = []
    for row in rows:
        department = _department(row, departments, on)
        wrong = [*_wrong(row), *([department] if isinstance(department, Problem) else ())]
        problems += wrong
        if isinstance(department, DepartmentState) and not wrong and row.line not in faulty:
            lines.append(_understood(row, department, with_phones=with_phones))
        claims.append(_claim(row, department, with_phones=with_phones, sound=row.line not in faulty))
    problems += _contradictions(claims)
    unclear = {problem.line for problem in problems} | {*faulty}
    course = _course([line for line in lines if line.number not in unclear], present, on)
    doubtful = [row for row in rows if row.line in unclear]
    problems += _certain(course.problems, lines, doubtful, departments)
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


def _certain(
    found: Sequence[Problem],
    lines: Sequence[Line],
    unclear: Sequence[Row],
    departments: ByName[DepartmentState],
) -> Iterator[Problem]:
    """The problems of lines whose person and department no unclear line is about: these are certain."""
    people = {row["email"].lower() for row in unclear}
    places = {state.id for row in unclear for state in departments.called(row["code"])}
    by_number = {line.number: line for line in lines}
    for problem in found:
        line = by_number[problem.line or 0]
        if line.email not in people and line.department.id not in places:
            yield problem


def _by_line(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.line or 0))


# Reading lines


def _department(row: Row, departments: ByName[DepartmentState], on: date) -> DepartmentState | Problem:
    """The department that a line names, of several the one that exists; or why it cannot be told."""
    found = departments.called(row["code"])
    there = [state for state in found if state.closed_on is None or state.closed_on > on]
    if len(there) == 1:
        return there[0]
    reason = "ambiguous" if there else "closed" if found else "unknown"
    return Problem(f"import.department_{reason}", row.line, "code", {"text": row["code"][:MOST_SHOWN]})


def _wrong(row: Row) -> Iterator[Problem]:
    if not EMAIL.fullmatch(row["email"].lower()):
        yield Problem("import.email", row.line, "email")
    if row["phone"] and not is_telephone(row["phone"]):
        yield Problem("import.phone", row.line, "phone")
    if day(row["starts_on"]) is None:
        yield not_a_day("import.day", row.line, "starts_on", row["starts_on"])
    if row["kind"].casefold() not in _KINDS:
        yield Problem("import.appointment_kind", row.line, "kind", {"text": row["kind"]})


def _understood(row: Row, department: DepartmentState, *, with_phones: bool) -> Line:
    starts_on = day(row["starts_on"])
    if starts_on is None:
        raise ValueError("a line that is wrong is not to be understood")
    return Line(
        row.line,
        department,
        row["name"],
        row["email"].lower(),
        row["phone"] if with_phones else None,
        starts_on,
        _KINDS[row["kind"].casefold()],
    )


@dataclass(frozen=True, slots=True)
class _Claim:
    """As much of a line as can be read: None is what cannot. Lines with other faults deny each other too."""

    number: int
    department_id: UUID | None
    email: str | None
    primary: bool | None
    name: str | None
    phone: str | None


def _claim(row: Row, department: DepartmentState | Problem, *, with_phones: bool, sound: bool) -> _Claim:
    email = row["email"].lower()
    is_phone = with_phones and (not row["phone"] or is_telephone(row["phone"]))
    return _Claim(
        row.line,
        department.id if isinstance(department, DepartmentState) else None,
        email if EMAIL.fullmatch(email) else None,
        _KINDS.get(row["kind"].casefold()),
        row["name"] if sound else None,
        row["phone"] if sound and is_phone else None,
    )


def _contradictions(claims: Sequence[_Claim]) -> Iterator[Problem]:
    """Where one line denies another."""
    twice = list(_twice(claims, "import.twice", "email", lambda one: (one.department_id, one.email)))
    yield from twice
    repeated = {problem.line for problem in twice}
    claims = [one for one in claims if one.number not in repeated]
    primary = [one for one in claims if one.primary]
    yield from _twice(primary, "import.second_primary", "code", lambda one: (one.department_id,))
    yield from _twice(primary, "import.primary_elsewhere", "email", lambda one: (one.email,))
    said = [problem for column in ("name", "phone") for problem in _differing(claims, column)]
    yield from {problem.line: problem for problem in said}.values()


def _differing(claims: Sequence[_Claim], column: str) -> Iterator[Problem]:
    """Lines of one e-mail that say otherwise than a line before them what the person is called."""
    first: dict[str, _Claim] = {}
    for one in claims:
        said = getattr(one, column)
        if one.email is None or said is None:
            continue
        other = first.setdefault(one.email, one)
        if getattr(other, column) != said:
            yield Problem("import.officer_differs", one.number, "name", {"other": other.number})


def _twice(
    claims: Sequence[_Claim], reason: str, column: str, key: Callable[[_Claim], tuple[Hashable, ...]]
) -> Iterator[Problem]:
    first: dict[Hashable, int] = {}
    for one in claims:
        if None in (named := key(one)):
            continue
        other = first.setdefault(named, one.number)
        if other != one.number:
            yield Problem(reason, one.number, column, {"other": other})


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
