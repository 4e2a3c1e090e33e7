"""Importing absences: what a file would do, and doing exactly that, or nothing."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.core.canonical import Json, digest
from sotong.core.days import korean_day
from sotong.core.db import insert_rows, refusing_clash
from sotong.core.errors import Refused
from sotong.core.tables import Problem, Row
from sotong.core.tables.shape import MOST_PROBLEMS, MOST_SHOWN
from sotong.people.imports import DepartmentState
from sotong.people.models import ImportDraft
from sotong.people.queries.present import department_states
from sotong.people.rules import DRAFT_LASTS, ByName
from sotong.rota.absence_files import AbsenceRow, read_absence_file
from sotong.rota.models import AbsenceEntry
from sotong.rota.queries.absences import KnownOfficer, holding_entries, kept_file, known_officers
from sotong.rota.rules import Absence
from sotong.rota.services import telling

SUBJECT = "absences"


@dataclass(frozen=True, slots=True)
class Adding:
    """An absence that a file would add."""

    row: AbsenceRow
    officer: KnownOfficer


@dataclass(frozen=True, slots=True)
class AbsencePlan:
    """What a file would do: add these; so many are there already; or nothing, for these problems."""

    adds: tuple[Adding, ...]
    known: int
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...] = ()
    """Titles of columns that are not read."""
    repeating: tuple[int, ...] = ()
    """Lines that say what a line before them says; it is entered once."""

    @property
    def fingerprint(self) -> str:
        """What was shown, in short: whoever confirms confirms this."""
        return digest([[str(add.officer.id), *_days(add.row), add.row.kind.value] for add in self.adds]).hex()


def plan_import(session: Session, content: bytes, *, now: datetime) -> AbsencePlan:
    """What importing the file would do now, or all that is wrong with it. Changes nothing.

    Raises TableInvalid for a file that is neither a table nor a calendar.
    """
    reading = read_absence_file(content)
    officers = _Officers(known_officers(session, on=korean_day(now)), department_states(session))
    for row in reading.faulty_rows:
        reading.add(_unplaced(row, officers))
    found: list[Adding] = []
    for one in reading.lines:
        officer = officers.of(one.line, one.email, one.name, one.department)
        if isinstance(officer, KnownOfficer):
            found.append(Adding(one, officer))
        else:
            reading.add(officer)
    once, repeating = _once(found)
    adds, known, clashes = _sorted_out(session, once)
    reading.add(clashes)
    problems = reading.problems[:MOST_PROBLEMS]
    return AbsencePlan(() if problems else tuple(adds), known, problems, reading.ignored, tuple(repeating))


def _unplaced(row: Row, officers: _Officers) -> list[Problem]:
    """What else is wrong with a line that is faulty: whom or which department it names is not there."""
    officer = officers.of(row.line, row["email"].lower(), row["name"], row["department"])
    return officer if isinstance(officer, list) else []


def keep_file(session: Session, content: bytes, filename: str, *, account_id: UUID, now: datetime) -> None:
    """Keep a file that was previewed until its account confirms it, previews another, or a day has gone."""
    forget_file(session, account_id=account_id)
    session.add(
        ImportDraft(
            subject=SUBJECT,
            filename=filename,
            file_digest=hashlib.sha256(content).digest(),
            rows=content.hex(),
            complete=False,
            account_id=account_id,
            created_at=now,
        )
    )
    session.flush()


def forget_file(session: Session, *, account_id: UUID) -> None:
    """Forget the file that an account has previewed."""
    session.execute(
        sa.delete(ImportDraft).where(ImportDraft.account_id == account_id, ImportDraft.subject == SUBJECT)
    )


def kept_content(session: Session, *, account_id: UUID, now: datetime) -> bytes | None:
    """The file that an account has previewed, if it still waits."""
    draft = kept_file(session, SUBJECT, account_id)
    if draft is None or draft.created_at < now - DRAFT_LASTS:
        return None
    return bytes.fromhex(draft.rows)


def import_absences(
    session: Session, *, content: bytes, seen: str, actor_id: UUID, now: datetime
) -> AbsencePlan:
    """Enter a file's absences, all or none. `seen` is the fingerprint of the plan that was shown.

    Refused: "absence.import_moved" if the plan is no longer that, "absence.overlaps" by the table itself.
    """
    plan = plan_import(session, content, now=now)
    if plan.problems or plan.fingerprint != seen:
        raise Refused("absence.import_moved")
    rows = [_as_row(add, actor_id, now) for add in plan.adds]
    with refusing_clash(session, "absence.overlaps"):
        if rows:
            insert_rows(session, AbsenceEntry, rows)
    forget_file(session, account_id=actor_id)
    body: dict[str, Json] = {
        "added": len(rows),
        "file_sha256": hashlib.sha256(content).hexdigest(),
        "known": plan.known,
    }
    audit.record(session, "absence.import", at=now, actor_id=actor_id, body=body)
    new = [_as_fact(add) for add in plan.adds]
    telling.of_absences(session, new, key=plan.fingerprint[:32], actor_id=actor_id, now=now)
    return plan


class _Officers:
    """Whom a line of a file means."""

    def __init__(self, officers: Sequence[KnownOfficer], departments: Iterable[DepartmentState]) -> None:
        self._by_email = {officer.email: officer for officer in officers}
        self._by_name: dict[str, list[KnownOfficer]] = defaultdict(list)
        for officer in officers:
            self._by_name[officer.name].append(officer)
        self._serving = ByName((officer.department_names, officer) for officer in officers)
        self._departments = ByName((department.names, department) for department in departments)

    def of(self, line: int, email: str, name: str, department: str) -> KnownOfficer | list[Problem]:
        """The officer, or why it cannot be told who it is: nobody or no department is called so."""
        if email:
            known = self._by_email.get(email)
            return known or [Problem("absence.unknown_officer", line, "email", {"name": email})]
        facts = {"name": name, "text": department[:MOST_SHOWN]}
        wrong = []
        if name and name not in self._by_name:
            wrong.append(Problem("absence.unknown_officer", line, "name", facts))
        if department and not self._departments.called(department):
            wrong.append(Problem("absence.unknown_department", line, "department", facts))
        return wrong or self._named(line, name, department, facts)

    def _named(
        self, line: int, name: str, department: str, facts: Mapping[str, object]
    ) -> KnownOfficer | list[Problem]:
        """The only one of that name, in that department if it is given."""
        named = self._by_name.get(name, [])
        there = [one for one in named if not department or one in self._serving.called(department)]
        if len(there) == 1:
            return there[0]
        if not named:
            return []
        if there:
            return [Problem("absence.several_officers", line, "name", facts)]
        return [Problem("absence.not_of_department", line, "department", facts)]


def _once(found: Sequence[Adding]) -> tuple[list[Adding], list[int]]:
    """Each absence once; and the lines about the same officer, days and kind as one before them."""
    first: dict[Absence, Adding] = {}
    repeating = [add.row.line for add in found if first.setdefault(_as_fact(add), add) is not add]
    return list(first.values()), repeating


def _sorted_out(session: Session, found: Sequence[Adding]) -> tuple[list[Adding], int, list[Problem]]:
    """What is new, how much is entered already, and what overlaps with that or within the file."""
    holding: dict[UUID, list[Absence]] = defaultdict(list)
    for entry in holding_entries(session, {add.officer.id for add in found}):
        holding[entry.officer_id].append(
            Absence(str(entry.officer_id), entry.first_on, entry.last_on, entry.kind)
        )
    adds, known, problems = [], 0, []
    for add in found:
        theirs = holding[add.officer.id]
        wanted = _as_fact(add)
        if wanted in theirs:
            known += 1
        elif any(wanted.touches(other.first_on, other.last_on) for other in theirs):
            problems.append(
                Problem("absence.import_overlaps", add.row.line, "first_on", {"name": add.officer.name})
            )
        else:
            theirs.append(wanted)
            adds.append(add)
    return adds, known, problems


def _as_fact(add: Adding) -> Absence:
    return Absence(str(add.officer.id), add.row.first_on, add.row.last_on, add.row.kind)


def _as_row(add: Adding, actor_id: UUID, now: datetime) -> dict[str, object]:
    return {
        "id": uuid4(),
        "officer_id": add.officer.id,
        "first_on": add.row.first_on,
        "last_on": add.row.last_on,
        "kind": add.row.kind,
        "entered_at": now,
        "entered_by_id": actor_id,
    }


def _days(row: AbsenceRow) -> list[str]:
    return [row.first_on.isoformat(), row.last_on.isoformat()]
