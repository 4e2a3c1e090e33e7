"""What an import of officers is planned on, and what a plan says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sotong.core.tables import Problem
from sotong.people.imports.departments import DepartmentState
from sotong.people.rules import Term


@dataclass(frozen=True, slots=True)
class OfficerState:
    """An officer as she stands in the tables."""

    id: UUID
    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class OfficersPresent:
    """The state that an import of officers is planned on."""

    departments: tuple[DepartmentState, ...]
    officers: tuple[OfficerState, ...]
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class OfficerAdd:
    """A person to be added."""

    line: int
    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class OfficerChange:
    """A person whose name or phone changes; `phone` is None where it stays."""

    line: int
    id: UUID
    name_before: str
    name: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class AppointmentAdd:
    """An open-ended appointment to be made, for the officer of that e-mail."""

    line: int
    email: str
    officer_name: str
    department_id: UUID
    department_name: str
    primary: bool
    starts_on: date


@dataclass(frozen=True, slots=True)
class StartMove:
    """An open appointment whose first day is corrected."""

    line: int
    appointment_id: UUID
    officer_name: str
    department_name: str
    before: date
    after: date


@dataclass(frozen=True, slots=True)
class AppointmentEnd:
    """An appointment that ends, `ends_on` being the first day of not serving; None: it never begins."""

    appointment_id: UUID
    officer_name: str
    department_name: str
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class OfficerPlan:
    """What importing officers would do. To be applied in this order: people, ends, moves, appointments."""

    adds: tuple[OfficerAdd, ...] = ()
    changes: tuple[OfficerChange, ...] = ()
    ends: tuple[AppointmentEnd, ...] = ()
    moves: tuple[StartMove, ...] = ()
    appointments: tuple[AppointmentAdd, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to change."""
        return not (self.adds or self.changes or self.ends or self.moves or self.appointments)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file, understood. `phone` is None if the file has no such column."""

    number: int
    department: DepartmentState
    name: str
    email: str
    phone: str | None
    starts_on: date
    primary: bool
