"""Who adopted what: departments by cases, the late ones first; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sotong.assignments.rules import Choice, Standing


class Adoption(StrEnum):
    """How a department stands to a case that it was asked to adopt. Each asked department has exactly one."""

    LATE = "late"
    WAITING = "waiting"
    ADOPTED = "adopted"
    ADAPTED = "adapted"
    CARRIED_OUT = "carried_out"
    DECLINED = "declined"
    EXCUSED = "excused"


TAKEN_UP = frozenset({Adoption.ADOPTED, Adoption.ADAPTED, Adoption.CARRIED_OUT})
ANSWERED = TAKEN_UP | {Adoption.DECLINED}
_OF_CHOICE = {
    Choice.ADOPT: Adoption.ADOPTED,
    Choice.ADAPT: Adoption.ADAPTED,
    Choice.DECLINE: Adoption.DECLINED,
}
_COUNTS_MOST = (*sorted(ANSWERED), Adoption.EXCUSED, Adoption.WAITING, Adoption.LATE)


@dataclass(frozen=True, slots=True)
class Asked:
    """One department asked to adopt one case."""

    department_id: UUID
    case_id: UUID
    adoption: Adoption


@dataclass(frozen=True, slots=True)
class Line:
    """A department's line of the board."""

    department_id: UUID
    cells: Mapping[UUID, Adoption]
    """By case; a case that the department was not asked about is not there."""

    def count(self, *adoptions: Adoption) -> int:
        """How many of its cells are one of these."""
        return sum(cell in adoptions for cell in self.cells.values())


def adoption_of(standing: Standing, choice: Choice | None, *, carried_out: bool) -> Adoption:
    """Return how a department stands, from its assignment and the answer that stands."""
    if choice is not None:
        return Adoption.CARRIED_OUT if carried_out else _OF_CHOICE[choice]
    if standing is Standing.EXCUSED:
        return Adoption.EXCUSED
    return Adoption.LATE if standing in {Standing.LATE, Standing.SILENT} else Adoption.WAITING


def lines(
    departments: Sequence[UUID], asked: Iterable[Asked], wanted: Collection[Adoption] = ()
) -> list[Line]:
    """Return the board's lines: the late first, then those that have not answered, else as they are given.

    With `wanted`, only the departments that stand so to a case. A department that was asked twice (its
    officer has changed) stands as it answered.
    """
    cells: dict[UUID, dict[UUID, Adoption]] = {department: {} for department in departments}
    for one in asked:
        own = cells.setdefault(one.department_id, {})
        own[one.case_id] = min(one.adoption, own.get(one.case_id, one.adoption), key=_COUNTS_MOST.index)
    found = [Line(department, own) for department, own in cells.items()]
    if wanted:
        found = [line for line in found if line.count(*wanted)]
    return sorted(found, key=lambda line: (-line.count(Adoption.LATE), -line.count(Adoption.WAITING)))


def totals(lines: Iterable[Line]) -> Counter[Adoption]:
    """Return how many cells of the board stand how."""
    return Counter(cell for line in lines for cell in line.cells.values())


def totals_by_case(lines: Iterable[Line]) -> dict[UUID, Counter[Adoption]]:
    """Return how many departments stand how to each case."""
    found: dict[UUID, Counter[Adoption]] = {}
    for line in lines:
        for case_id, cell in line.cells.items():
            found.setdefault(case_id, Counter())[cell] += 1
    return found
