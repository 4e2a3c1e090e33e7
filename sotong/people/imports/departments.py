"""Departments: what a list of them would add, change and dissolve."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from sotong.core.tables import Column, Problem, Row
from sotong.people.rules import CODE, LONGEST_NAME, code_key, names_of, plain_name

NAMED_DEPARTMENT: Final = Column(
    "department",
    "부서",
    "Department",
    aliases=("부서코드", "Department code"),
    instead=("부서명", "Name of the department"),
)
"""The column by which other files name a department, by its code or by a name (`people.rules.ByName`)."""
DEPARTMENT_COLUMNS: Final = (
    Column(
        "code", "부서코드", "Department code", required=True, aliases=("코드",), max_length=20, example="A99"
    ),
    Column(
        "name",
        "부서명",
        "Department name",
        required=True,
        aliases=("부서",),
        max_length=LONGEST_NAME,
        example="소통협력과",
    ),
    Column(
        "name_en",
        "영문명",
        "English name",
        aliases=("영문부서명",),
        max_length=100,
        example="Communication Division",
    ),
    Column(
        "kind",
        "구분",
        "Kind",
        required=True,
        aliases=("종류",),
        max_length=20,
        example="본청",
        english_example="office",
    ),
    Column(
        "bureau",
        "소속국",
        "Bureau",
        required=True,
        aliases=("국", "소속"),
        max_length=LONGEST_NAME,
        example="행정국",
    ),
    Column(
        "bureau_en",
        "영문국명",
        "English bureau",
        aliases=("영문소속",),
        max_length=100,
        example="Administration Bureau",
    ),
)

_KINDS: Final[Mapping[str, str]] = {
    "office": "office",
    "본청": "office",
    "구청": "office",
    "health": "health",
    "보건소": "health",
    "dong": "dong",
    "동": "dong",
    "동주민센터": "dong",
}
_COMPARED: Final = ("name", "name_en", "kind", "bureau", "bureau_en")


@dataclass(frozen=True, slots=True)
class DepartmentState:
    """A department as it stands in the tables."""

    id: UUID
    code: str
    name: str
    name_en: str
    kind: str
    bureau: str
    closed_on: date | None = None
    bureau_en: str = ""

    @property
    def names(self) -> frozenset[str]:
        """All that a file may call it by."""
        return names_of(self.code, self.name, self.name_en)


@dataclass(frozen=True, slots=True)
class DepartmentAdd:
    """A department to be added, as a line has it."""

    line: int
    code: str
    name: str
    name_en: str
    kind: str
    bureau: str
    bureau_en: str = ""


@dataclass(frozen=True, slots=True)
class DepartmentChange:
    """A department to be changed: field, old text, new text. `reopens` one that was dissolved."""

    id: UUID
    to: DepartmentAdd
    changes: tuple[tuple[str, str, str], ...]
    reopens: bool

    @property
    def given_up(self) -> str | None:
        """The name that the department bears no longer, if it gets another. A dissolved one bore none."""
        named = () if self.reopens else self.changes
        return next((old for field, old, _new in named if field == "name"), None)


@dataclass(frozen=True, slots=True)
class DepartmentEnd:
    """A department to be dissolved, because a complete file does not name it."""

    id: UUID
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class DepartmentPlan:
    """What importing departments would do."""

    adds: tuple[DepartmentAdd, ...] = ()
    changes: tuple[DepartmentChange, ...] = ()
    ends: tuple[DepartmentEnd, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to change."""
        return not (self.adds or self.changes or self.ends)


def plan_departments(
    rows: Sequence[Row], present: Iterable[DepartmentState], *, complete: bool, on: date
) -> DepartmentPlan:
    """Plan an import on the day `on`. By a `complete` file, what it does not name is dissolved."""
    by_code = {code_key(state.code): state for state in present}
    lines: dict[str, int] = {}
    problems: list[Problem] = []
    for row in rows:
        problems += _wrong(row, lines)
        lines.setdefault(code_key(row["code"]), row.line)
    uncoded = {problem.line for problem in problems if problem.column == "code"}
    wanted = [_understood(row, by_code) for row in rows if row.line not in uncoded]
    unnamed = [s for s in by_code.values() if s.closed_on is None and code_key(s.code) not in lines]
    staying = () if complete or uncoded else unnamed
    met = [(state, _kept(state, each)) for each in wanted if (state := by_code.get(code_key(each.code)))]
    changes = [_change(state, each, on) for state, each in met]
    in_turn, exchanged = _in_turn([change for change in changes if change.changes or change.reopens])
    problems += _taken([each for each in wanted if _exists(each, by_code, on)], staying)
    problems += () if uncoded else exchanged
    if problems:
        return DepartmentPlan(problems=tuple(problems))
    gone = sorted(unnamed, key=lambda s: s.code) if complete else ()
    return DepartmentPlan(
        adds=tuple(each for each in wanted if code_key(each.code) not in by_code),
        changes=in_turn,
        ends=tuple(DepartmentEnd(s.id, s.code, s.name) for s in gone),
    )


def _kind(text: str) -> str | None:
    return _KINDS.get(text.casefold())


def _wrong(row: Row, lines: Mapping[str, int]) -> Iterator[Problem]:
    if not CODE.fullmatch(row["code"]):
        yield Problem("import.code", row.line, "code")
    if first := lines.get(code_key(row["code"])):
        yield Problem("import.twice", row.line, "code", {"other": first})
    if _kind(row["kind"]) is None:
        yield Problem("import.department_kind", row.line, "kind", {"text": row["kind"]})


def _understood(row: Row, by_code: Mapping[str, DepartmentState]) -> DepartmentAdd:
    """What a line wants. A department keeps its code as it is written here, t01 as T01."""
    kind, state = _kind(row["kind"]) or "", by_code.get(code_key(row["code"]))
    code = state.code if state else row["code"]
    return DepartmentAdd(
        row.line, code, plain_name(row["name"]), row["name_en"], kind, row["bureau"], row["bureau_en"]
    )


def _exists(wanted: DepartmentAdd, by_code: Mapping[str, DepartmentState], on: date) -> bool:
    """Whether a department will exist after the import, and nothing is said of its end."""
    state = by_code.get(code_key(wanted.code))
    return state is None or state.closed_on is None or state.closed_on <= on


def _taken(wanted: Iterable[DepartmentAdd], staying: Iterable[DepartmentState]) -> Iterator[Problem]:
    """Names that two departments would bear: both of the file, or one that the file does not name."""
    others = {state.name: state.code for state in staying}
    lines: dict[str, int] = {}
    for each in filter(lambda one: one.name, wanted):
        if each.name in others:
            yield Problem("import.name_taken", each.line, "name", {"code": others[each.name]})
        elif each.name in lines:
            yield Problem("import.name_twice", each.line, "name", {"other": lines[each.name]})
        lines.setdefault(each.name, each.line)


def _in_turn(
    changes: Sequence[DepartmentChange],
) -> tuple[tuple[DepartmentChange, ...], tuple[Problem, ...]]:
    """Changes in such a turn that a name is given up before another takes it; and all that exchange names."""
    done: list[DepartmentChange] = []
    waiting = list(changes)
    while waiting:
        still_borne = {change.given_up: change for change in waiting if change.given_up}
        held_up = [change for change in waiting if still_borne.get(change.to.name, change) is not change]
        if len(held_up) == len(waiting):
            return (), tuple(Problem("import.names_exchanged", one.to.line, "name") for one in waiting)
        done += (change for change in waiting if change not in held_up)
        waiting = held_up
    return tuple(done), ()


def _kept(state: DepartmentState, wanted: DepartmentAdd) -> DepartmentAdd:
    """Lists without the bureaus' English names are older than these, and leave them as they are."""
    same = wanted.bureau == state.bureau
    return replace(wanted, bureau_en=state.bureau_en) if same and not wanted.bureau_en else wanted


def _change(state: DepartmentState, wanted: DepartmentAdd, on: date) -> DepartmentChange:
    pairs = ((field, getattr(state, field), getattr(wanted, field)) for field in _COMPARED)
    changes = tuple((field, old, new) for field, old, new in pairs if old != new)
    reopens = state.closed_on is not None and state.closed_on <= on
    return DepartmentChange(state.id, wanted, changes, reopens)
