"""The course of appointments: how they would run if the lines of a file were followed, first days first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID, uuid5

from sotong.core.tables import Problem
from sotong.people.imports.officer_plan import (
    AppointmentAdd,
    AppointmentEnd,
    Line,
    OfficersPresent,
    StartMove,
)
from sotong.people.rules import Term, ended_by, why_not_appoint

_NOT_YET_KNOWN: Final = UUID("6f1b1a7e-0c5e-4d0c-9d0f-3f6b3c1c2a11")
"""New people and appointments get ids from here while planning; the tables give them others."""

Part = tuple[UUID, UUID, bool]
"""Who serves where, as primary or not."""


class Course:
    """What the lines taken so far come to: ends, moved starts and appointments, or problems."""

    def __init__(self, present: OfficersPresent, on: date) -> None:
        self.ends: list[AppointmentEnd] = []
        self.moves: list[StartMove] = []
        self.appointments: list[AppointmentAdd] = []
        self.problems: list[Problem] = []
        self._on = on
        self._ids = {officer.email: officer.id for officer in present.officers}
        self._officer_names = {officer.id: officer.name for officer in present.officers}
        self._department_names = {state.id: state.name for state in present.departments}
        self._terms: dict[UUID, Term] = {}
        self._concerned: defaultdict[UUID, set[UUID]] = defaultdict(set)
        self._named: set[tuple[Part, date]] = set()
        for term in present.terms:
            self._put(term)

    def take(self, line: Line) -> None:
        """Let a line have its way: nothing if it stands so already, a corrected start, or an appointment."""
        wanted = self._wanted(line)
        self._named.add((_part(wanted), line.starts_on))
        others = self._concerning(wanted)
        same = [term for term in others if _part(term) == _part(wanted)]
        standing = next((term for term in same if term.starts_on == line.starts_on), None)
        if standing is not None:
            if standing.ends_on is not None and standing.ends_on <= self._on:
                self._refuse("import.appointment_ended", line)
            return
        running = next((term for term in same if term.ends_on is None), None)
        if running is not None:
            wanted = replace(running, starts_on=line.starts_on)
        if reason := why_not_appoint(wanted, others, line.department.closed_on):
            self._refuse(reason, line)
            return
        for term in ended_by(wanted, others):
            self._end(term, wanted.starts_on)
        self._note(line, running)
        self._put(wanted)

    def end_unnamed(self) -> None:
        """End every open appointment that no line has named; take back what has not begun."""
        for term in list(self._terms.values()):
            if term.ends_on is None and (_part(term), term.starts_on) not in self._named:
                begun = term.starts_on <= self._on
                self._end(term, max(self._on, term.starts_on + timedelta(days=1)) if begun else None)

    def _put(self, term: Term) -> None:
        self._terms[term.id] = term
        self._concerned[term.officer_id].add(term.id)
        self._concerned[term.department_id].add(term.id)

    def _concerning(self, wanted: Term) -> list[Term]:
        ids = self._concerned[wanted.officer_id] | self._concerned[wanted.department_id]
        return sorted((self._terms[term_id] for term_id in ids), key=lambda term: (term.starts_on, term.id))

    def _wanted(self, line: Line) -> Term:
        officer_id = self._ids.get(line.email) or uuid5(_NOT_YET_KNOWN, line.email)
        new_id = uuid5(_NOT_YET_KNOWN, f"line {line.number}")
        return Term(new_id, officer_id, line.department.id, line.primary, line.starts_on)

    def _end(self, term: Term, ends_on: date | None) -> None:
        officer = self._officer_names[term.officer_id]
        department = self._department_names[term.department_id]
        self.ends.append(AppointmentEnd(term.id, officer, department, ends_on))
        self._put(replace(term, ends_on=ends_on or term.starts_on))

    def _note(self, line: Line, running: Term | None) -> None:
        where = line.department
        if running is not None:
            days = (running.starts_on, line.starts_on)
            self.moves.append(StartMove(line.number, running.id, line.name, where.name, *days))
            return
        self.appointments.append(
            AppointmentAdd(
                line.number, line.email, line.name, where.id, where.name, line.primary, line.starts_on
            )
        )

    def _refuse(self, reason: str, line: Line) -> None:
        self.problems.append(Problem(reason, line.number, "starts_on"))


def _part(term: Term) -> Part:
    return term.officer_id, term.department_id, term.primary
