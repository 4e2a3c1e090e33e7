"""Assignments as officers and boards read them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments import rules
from sotong.assignments.models import Answer, Assignment, Proof, ProofScreenshot
from sotong.assignments.queries.handed_in import current_proof, standing_of_answer
from sotong.assignments.rules import (
    SOON,
    TO_DO,
    AssignmentState,
    Choice,
    DayPart,
    Standing,
    SubjectKind,
)
from sotong.core.errors import NotFound
from sotong.core.paging import Paged
from sotong.people.models import Department, Officer

Key = TypeVar("Key")

MOST_TO_DO = 200
MOST_FINISHED = 20
LATELY = timedelta(days=14)
ROWS_PER_BOARD = 100
"""More than the officers of a district, so that one of its posts is seen on one page."""


UNSETTLED = TO_DO | {AssignmentState.HANDED_IN}
LET_OFF = frozenset({Standing.EXCUSED, Standing.CANCELLED})
UNDONE = frozenset({Standing.ON_TIME, Standing.DUE_SOON, Standing.LATE, Standing.SILENT})
WORST_FIRST = (
    Standing.SILENT,
    Standing.LATE,
    Standing.WAITING,
    Standing.DUE_SOON,
    Standing.ON_TIME,
    Standing.DONE,
    Standing.EXCUSED,
    Standing.CANCELLED,
)


@dataclass(frozen=True, slots=True)
class Task:
    """An assignment as its officer sees it: with its proof or answer, how it stands, and what may be done."""

    assignment: Assignment
    proof: Proof | None
    answer: Answer | None
    standing: Standing
    part: DayPart
    late_by: timedelta
    may_withdraw: bool
    may_answer_again: bool


@dataclass(frozen=True, slots=True)
class Row:
    """An assignment as a board shows it."""

    assignment: Assignment
    officer_name: str
    department_code: str
    department_name: str
    proof: Proof | None
    has_screenshot: bool
    answer: Answer | None
    standing: Standing
    late_by: timedelta


@dataclass(frozen=True, slots=True)
class Counts:
    """How many assignments stand how. `done_late`: those done or waiting that came after the due time."""

    by_standing: Mapping[Standing, int] = field(default_factory=dict)
    done_late: int = 0

    def of(self, standing: Standing) -> int:
        """How many stand so."""
        return self.by_standing.get(standing, 0)

    @property
    def done(self) -> int:
        """Those done."""
        return self.of(Standing.DONE)

    @property
    def waiting(self) -> int:
        """Those that wait for a reviewer."""
        return self.of(Standing.WAITING)

    @property
    def due_soon(self) -> int:
        """Those whose due time is near."""
        return self.of(Standing.DUE_SOON)

    @property
    def late(self) -> int:
        """Those past due that were seen."""
        return self.of(Standing.LATE)

    @property
    def silent(self) -> int:
        """Those past due that were never seen."""
        return self.of(Standing.SILENT)

    @property
    def asked(self) -> int:
        """All that count: not those excused or cancelled."""
        return sum(number for standing, number in self.by_standing.items() if standing not in LET_OFF)

    @property
    def to_do(self) -> int:
        """Those not yet handed in."""
        return sum(number for standing, number in self.by_standing.items() if standing in UNDONE)


def standing_column(now: datetime) -> sa.Case[str]:
    """`rules.standing` in SQL, for counting and filtering."""
    past_due = sa.literal(now, Assignment.due_at.type) > Assignment.due_at
    soon = sa.literal(now + SOON, Assignment.due_at.type) > Assignment.due_at
    to_do = Assignment.state.in_(TO_DO)
    return sa.case(
        (Assignment.state == AssignmentState.HANDED_IN, Standing.WAITING.value),
        (~to_do, sa.cast(Assignment.state, sa.Text)),
        (past_due & Assignment.first_seen_at.is_(None), Standing.SILENT.value),
        (past_due, Standing.LATE.value),
        (soon, Standing.DUE_SOON.value),
        else_=Standing.ON_TIME.value,
    )


def is_unsettled() -> sa.ColumnElement[bool]:
    """Whether something is still to be done or reviewed, in SQL.

    The states are written out, in the order of the index of what is unsettled: SQLite takes an index of a
    part of a table only for the very words that part was made with.
    """
    states = sorted(UNSETTLED, key=lambda state: state.value)
    written_out = sa.bindparam(
        None, states, type_=Assignment.state.type, expanding=True, literal_execute=True
    )
    return Assignment.state.in_(written_out)


def done_late_column() -> sa.ColumnElement[bool]:
    """Whether what was handed in came after the due time, in SQL."""
    return Assignment.handed_in_at > Assignment.due_at


def own_tasks(session: Session, officer_id: UUID, now: datetime) -> dict[DayPart, list[Task]]:
    """An officer's day, by heading: what is to be done by due time, what was finished lately newest first."""
    own = _with_given().where(Assignment.officer_id == officer_id)
    to_do = own.where(Assignment.state.in_(TO_DO))
    finished = own.where(
        Assignment.state.in_({AssignmentState.HANDED_IN, AssignmentState.DONE}),
        Assignment.handed_in_at > now - LATELY,
    )
    rows = [
        *session.execute(to_do.order_by(Assignment.due_at, Assignment.id).limit(MOST_TO_DO)),
        *session.execute(
            finished.order_by(Assignment.handed_in_at.desc(), Assignment.id).limit(MOST_FINISHED)
        ),
    ]
    day: dict[DayPart, list[Task]] = {part: [] for part in DayPart}
    for assignment, proof, answer in rows:
        task = _task(assignment, proof, answer, now)
        day[task.part].append(task)
    return day


def anything_unseen(session: Session, officer_id: UUID) -> bool:
    """Whether the officer has something to do that was never looked at."""
    unseen = sa.exists().where(
        Assignment.officer_id == officer_id,
        Assignment.state.in_(TO_DO),
        Assignment.first_seen_at.is_(None),
    )
    return bool(session.scalar(sa.select(unseen)))


def board_rows(
    now: datetime, conditions: Collection[sa.ColumnElement[bool]], standings: Collection[Standing] = ()
) -> sa.Select[*tuple[Any, ...]]:
    """The assignments under the conditions, the worst first; with no `standings`, whatever they are."""
    return (
        sa.select(
            Assignment, Officer.name, Department.code, Department.name, Proof, ProofScreenshot.id, Answer
        )
        .join(Officer, Officer.id == Assignment.officer_id)
        .join(Department, Department.id == Assignment.department_id)
        .outerjoin(Proof, current_proof())
        .outerjoin(ProofScreenshot, ProofScreenshot.proof_id == Proof.id)
        .outerjoin(Answer, standing_of_answer())
        .where(*_wanted(now, conditions, standings))
        .order_by(*_worst_first(now))
    )


def board_page(
    session: Session,
    now: datetime,
    conditions: Collection[sa.ColumnElement[bool]],
    standings: Collection[Standing],
    number: int,
) -> Paged[Row]:
    """Page `number` of `board_rows`: two statements."""
    chosen = (
        sa.select(Assignment.id)
        .join(Department, Department.id == Assignment.department_id)
        .where(*_wanted(now, conditions, standings))
        .order_by(*_worst_first(now))
        .limit(ROWS_PER_BOARD)
        .offset((number - 1) * ROWS_PER_BOARD)
    )
    # Proofs and names are looked up for the rows of this page alone.
    rows = session.execute(board_rows(now, [Assignment.id.in_(chosen)]))
    total = board_size(session, now, conditions, standings)
    return Paged([_row(row, now) for row in rows], number, total, ROWS_PER_BOARD)


def _wanted(
    now: datetime, conditions: Collection[sa.ColumnElement[bool]], standings: Collection[Standing]
) -> list[sa.ColumnElement[bool]]:
    standing = [standing_column(now).in_([one.value for one in standings])] if standings else []
    return [*conditions, *standing]


def _worst_first(now: datetime) -> list[Any]:
    worst = {standing.value: number for number, standing in enumerate(WORST_FIRST)}
    return [
        sa.case(worst, value=standing_column(now)),
        Assignment.due_at,
        Department.code,
        Assignment.id,
    ]


def whole_board(
    session: Session,
    now: datetime,
    conditions: Collection[sa.ColumnElement[bool]],
    standings: Collection[Standing],
) -> list[Row]:
    """All of `board_rows`: one statement."""
    return [_row(row, now) for row in session.execute(board_rows(now, conditions, standings))]


def board_size(
    session: Session,
    now: datetime,
    conditions: Collection[sa.ColumnElement[bool]],
    standings: Collection[Standing],
) -> int:
    """How many `board_rows` there are: one statement, and no table but the assignments."""
    query = sa.select(sa.func.count()).select_from(Assignment).where(*_wanted(now, conditions, standings))
    return session.scalar(query) or 0


def chosen_rows(session: Session, now: datetime, assignment_ids: Collection[UUID]) -> list[Row]:
    """The assignments that a reviewer has picked, unknown ids left out: one statement."""
    return whole_board(session, now, [Assignment.id.in_(assignment_ids)], ())


def counts_by(
    session: Session,
    now: datetime,
    key: sa.orm.InstrumentedAttribute[Key],
    conditions: Collection[sa.ColumnElement[bool]],
) -> dict[Key, Counts]:
    """How many assignments stand how, for each value of a column: one statement."""
    # By its name, because PostgreSQL cannot see that two expressions with parameters are one.
    standing = standing_column(now).label("stands")
    late = sa.func.count(sa.case((done_late_column(), 1)))
    query = (
        sa.select(key, standing, sa.func.count(), late).where(*conditions).group_by(key, sa.text("stands"))
    )
    found: dict[Key, Counts] = {}
    for value, stands, number, came_late in session.execute(query):
        before = found.get(value, Counts())
        by_standing = {**before.by_standing, Standing(stands): number}
        found[value] = Counts(by_standing, before.done_late + came_late)
    return found


def total_of(counts: Collection[Counts]) -> Counts:
    """Add counts up."""
    by_standing = {standing: sum(one.of(standing) for one in counts) for standing in Standing}
    there = {standing: number for standing, number in by_standing.items() if number}
    return Counts(there, sum(one.done_late for one in counts))


def own_assignment(session: Session, officer_id: UUID, assignment_id: UUID) -> Assignment:
    """One assignment of this officer. Raises NotFound, also for another officer's."""
    assignment = session.get(Assignment, assignment_id)
    if assignment is None or assignment.officer_id != officer_id:
        raise NotFound
    return assignment


def assignment_by_id(session: Session, assignment_id: UUID) -> Assignment:
    """One assignment, whoever's. Raises NotFound."""
    assignment = session.get(Assignment, assignment_id)
    if assignment is None:
        raise NotFound
    return assignment


def task_about(
    session: Session, kind: SubjectKind, subject_id: UUID, department_id: UUID, now: datetime
) -> Task | None:
    """What a department is asked about a subject; of several, what still counts, then the newest."""
    query = (
        _with_given()
        .where(
            Assignment.subject_kind == kind,
            Assignment.subject_id == subject_id,
            Assignment.department_id == department_id,
        )
        .order_by(Assignment.state == AssignmentState.CANCELLED, Assignment.assigned_at.desc())
    )
    row = session.execute(query.limit(1)).first()
    return _task(*row, now) if row is not None else None


def _with_given() -> sa.Select[Assignment, Proof, Answer]:
    return (
        sa.select(Assignment, Proof, Answer)
        .outerjoin(Proof, current_proof())
        .outerjoin(Answer, standing_of_answer())
    )


def _row(found: sa.Row[*tuple[Any, ...]], now: datetime) -> Row:
    assignment, officer_name, department_code, department_name, proof, screenshot_id, answer = found
    facts = assignment.facts
    return Row(
        assignment=assignment,
        officer_name=officer_name,
        department_code=department_code,
        department_name=department_name,
        proof=proof,
        has_screenshot=screenshot_id is not None,
        answer=answer,
        standing=rules.standing(facts, now),
        late_by=rules.lateness(facts, now),
    )


def _task(assignment: Assignment, proof: Proof | None, answer: Answer | None, now: datetime) -> Task:
    facts = assignment.facts
    return Task(
        assignment=assignment,
        proof=proof,
        answer=answer,
        standing=rules.standing(facts, now),
        part=rules.day_part(facts, now),
        late_by=rules.lateness(facts, now),
        may_withdraw=rules.why_not_withdraw(facts) is None,
        may_answer_again=rules.why_not_answer(facts, Choice.ADOPT, "", now) is None,
    )
