"""Nouns of cases: the library, one case with who adopted it, what may become a case, what builds on one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from sotong.assignments.models import Answer, Assignment
from sotong.assignments.queries import standing_of_answer
from sotong.assignments.rules import TO_DO, AssignmentState, Choice, SubjectKind, standing
from sotong.contests.models import Contest, Entry
from sotong.contests.rules import Actor
from sotong.core.errors import NotFound
from sotong.core.paging import Paged, paged
from sotong.people.models import Department
from sotong.results import case_rules as rules
from sotong.results.adoption import TAKEN_UP, Adoption, adoption_of
from sotong.results.case_rules import CaseFacts, CaseState, Ours
from sotong.results.models import BestCase, CaseCitation, CaseFile, Placing

CASES_PER_PAGE: Final = 12
MOST_TO_CITE: Final = 300
ABOUT_CASES = Assignment.subject_kind == SubjectKind.CASE
COUNTS = Assignment.state != AssignmentState.CANCELLED


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases a list shows; None and "": any.

    `year` is that of the contest's code; `ours` is for readers of a department.
    """

    text: str = ""
    department_id: UUID | None = None
    award: str = ""
    year: str = ""
    tag: str = ""
    state: CaseState | None = None
    ours: Ours | None = None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case with whose it is and what it won."""

    case: BestCase
    contest: Contest
    entry: Entry
    department: Department
    award: str | None
    place: int | None

    @property
    def facts(self) -> CaseFacts:
        """What the rules need to know."""
        return CaseFacts(self.case.state, self.entry.department_id, complete=self.case.complete)

    @property
    def tags(self) -> list[str]:
        """Its tags."""
        return self.case.tags.split()


@dataclass(frozen=True, slots=True)
class Card:
    """A case in the list: its first picture, how many departments took it up, how the reader's stands."""

    row: CaseRow
    picture: CaseFile | None
    taken_up: int
    ours: Adoption | None


@dataclass(frozen=True, slots=True)
class Choices:
    """What the list can be narrowed by: only what occurs."""

    departments: Sequence[tuple[UUID, str]]
    awards: Sequence[str]
    years: Sequence[str]
    tags: Sequence[str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry of a published contest that may become a case."""

    contest: Contest
    entry: Entry
    department: Department
    award: str | None
    place: int | None


@dataclass(frozen=True, slots=True)
class Adopter:
    """How a department stands to a case, and what it says; nobody's name."""

    department: Department
    adoption: Adoption
    answer: Answer | None

    @property
    def took_up(self) -> bool:
        """Whether it adopted or adapted the case."""
        return self.adoption in TAKEN_UP


@dataclass(frozen=True, slots=True)
class BuiltOn:
    """That an entry builds on a case."""

    citation: CaseCitation
    case: BestCase
    entry: Entry
    contest: Contest
    department: Department


def _rows() -> sa.Select[BestCase, Contest, Entry, Department, str | None, int | None]:
    return (
        sa.select(BestCase, Contest, Entry, Department, Placing.award, Placing.place)
        .join(Entry, Entry.id == BestCase.entry_id)
        .join(Contest, Contest.id == BestCase.contest_id)
        .join(Department, Department.id == Entry.department_id)
        .outerjoin(Placing, Placing.entry_id == BestCase.entry_id)
    )


def cases(
    session: Session, wanted: Wanted, reader: Actor | None, now: datetime, number: int = 1
) -> Paged[Card]:
    """Page `number` of the cases that `reader` may see, the newest contest first: at most six statements.

    None as reader reads everything.
    """
    department_id = reader.department_id if reader else None
    query = _rows().where(_readable(reader), *_conditions(wanted)).options(selectinload(BestCase.files))
    if wanted.ours is not None and department_id is not None:
        query = query.where(_is_ours(wanted.ours, department_id))
    order = (
        BestCase.published_at.is_not(None),
        Contest.published_at.desc(),
        Placing.place.is_(None),
        Placing.place,
        BestCase.title,
        BestCase.id,
    )
    page = paged(session, query.order_by(*order), number, CASES_PER_PAGE)
    rows = [CaseRow(*row) for row in page.rows]
    shown = [row.case.id for row in rows]
    taken = _taken_up(session, shown)
    ours = _stands(session, shown, department_id, now) if department_id is not None else {}
    return replace(
        page,
        rows=[
            Card(row, _picture(row.case), taken.get(row.case.id, 0), ours.get(row.case.id)) for row in rows
        ],
    )


def choices(session: Session, reader: Actor | None) -> Choices:
    """What the list can be narrowed by: one statement."""
    query = (
        sa.select(Department.id, Department.name, Placing.award, Contest.code, BestCase.tags)
        .select_from(BestCase)
        .join(Entry, Entry.id == BestCase.entry_id)
        .join(Contest, Contest.id == BestCase.contest_id)
        .join(Department, Department.id == Entry.department_id)
        .outerjoin(Placing, Placing.entry_id == BestCase.entry_id)
        .where(_readable(reader))
        .order_by(Department.code)
    )
    rows = session.execute(query).all()
    return Choices(
        departments=list({row[0]: (row[0], row[1]) for row in rows}.values()),
        awards=sorted({row[2] for row in rows if row[2]}),
        years=sorted({row[3].split("-")[0] for row in rows}, reverse=True),
        tags=sorted({tag for row in rows for tag in row[4].split()}),
    )


def case(session: Session, case_id: UUID, reader: Actor | None) -> CaseRow:
    """One case with its files. Raises NotFound, also if `reader` may not see it. Two statements."""
    query = _rows().where(BestCase.id == case_id).options(selectinload(BestCase.files))
    found = session.execute(query).one_or_none()
    row = CaseRow(*found) if found is not None else None
    if row is None or not rules.may_read(row.facts, reader):
        raise NotFound
    return row


def case_of_entry(session: Session, entry_id: UUID, reader: Actor | None) -> CaseRow | None:
    """The case that an entry has become, if there is one that `reader` may see. One statement."""
    found = session.execute(_rows().where(BestCase.entry_id == entry_id)).one_or_none()
    row = CaseRow(*found) if found is not None else None
    return row if row is not None and rules.may_read(row.facts, reader) else None


def case_file(row: CaseRow, file_id: UUID) -> CaseFile:
    """A file of a case that was read with its files. Raises NotFound."""
    found = next((file for file in row.case.files if file.id == file_id), None)
    if found is None:
        raise NotFound
    return found


def candidates(session: Session, actor: Actor) -> list[Candidate]:
    """The entries of published contests that have no card and of which `actor` may begin one.

    Those with an award first, for an officer no others. One statement.
    """
    query = (
        sa.select(Contest, Entry, Department, Placing.award, Placing.place)
        .select_from(Placing)
        .join(Entry, Entry.id == Placing.entry_id)
        .join(Contest, Contest.id == Placing.contest_id)
        .join(Department, Department.id == Entry.department_id)
        .outerjoin(BestCase, BestCase.entry_id == Placing.entry_id)
        .where(BestCase.id.is_(None), Entry.withdrawn_at.is_(None))
        .order_by(
            Placing.award.is_(None), Contest.published_at.desc(), Placing.place.is_(None), Placing.place
        )
    )
    if not actor.runs_contests:
        query = query.where(Entry.department_id == actor.department_id, Placing.award.is_not(None))
    return [Candidate(*row) for row in session.execute(query)]


def adopters(session: Session, case_id: UUID, now: datetime) -> list[Adopter]:
    """Every department that was asked to adopt a case, those with something to tell first: one statement."""
    query = (
        sa.select(Assignment, Department, Answer)
        .join(Department, Department.id == Assignment.department_id)
        .outerjoin(Answer, standing_of_answer())
        .where(ABOUT_CASES, COUNTS, Assignment.subject_id == case_id)
        .order_by(Department.code, Assignment.assigned_at)
    )
    found = [
        Adopter(
            department,
            _adoption(assignment, answer, now),
            answer,
        )
        for assignment, department, answer in session.execute(query)
    ]
    return sorted(found, key=lambda one: _MOST_TO_TELL.index(one.adoption))


def entries_built_on(session: Session, case_id: UUID) -> list[BuiltOn]:
    """The entries that build on a case, the newest first: one statement."""
    return _built_on(session, CaseCitation.case_id == case_id, Entry.withdrawn_at.is_(None))


def cases_behind(session: Session, entry_id: UUID) -> list[BuiltOn]:
    """The cases that an entry builds on, in the order of citing: one statement."""
    return _built_on(session, CaseCitation.entry_id == entry_id)[::-1]


def cases_to_cite(session: Session, entry_id: UUID) -> list[CaseRow]:
    """The published cases that an entry can still name, the newest first: one statement."""
    cited = sa.select(CaseCitation.case_id).where(CaseCitation.entry_id == entry_id)
    query = (
        _rows()
        .where(
            BestCase.published_at.is_not(None),
            BestCase.withdrawn_at.is_(None),
            BestCase.entry_id != entry_id,
            BestCase.id.not_in(cited),
        )
        .order_by(BestCase.published_at.desc(), BestCase.title)
        .limit(MOST_TO_CITE)
    )
    return [CaseRow(*row) for row in session.execute(query)]


_MOST_TO_TELL = (
    Adoption.CARRIED_OUT,
    Adoption.ADOPTED,
    Adoption.ADAPTED,
    Adoption.DECLINED,
    Adoption.LATE,
    Adoption.WAITING,
    Adoption.EXCUSED,
)


def _built_on(session: Session, *which: sa.ColumnElement[bool]) -> list[BuiltOn]:
    query = (
        sa.select(CaseCitation, BestCase, Entry, Contest, Department)
        .join(BestCase, BestCase.id == CaseCitation.case_id)
        .join(Entry, Entry.id == CaseCitation.entry_id)
        .join(Contest, Contest.id == Entry.contest_id)
        .join(Department, Department.id == Entry.department_id)
        .where(*which)
        .order_by(CaseCitation.cited_at.desc(), CaseCitation.id)
    )
    return [BuiltOn(*row) for row in session.execute(query)]


def _picture(case: BestCase) -> CaseFile | None:
    return next((file for file in case.files if file.is_picture), None)


def _taken_up(session: Session, case_ids: Collection[UUID]) -> dict[UUID, int]:
    query = (
        sa.select(Assignment.subject_id, sa.func.count())
        .join(Answer, standing_of_answer())
        .where(ABOUT_CASES, COUNTS, Assignment.subject_id.in_(case_ids), Answer.choice != Choice.DECLINE)
        .group_by(Assignment.subject_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _stands(
    session: Session, case_ids: Collection[UUID], department_id: UUID, now: datetime
) -> dict[UUID, Adoption]:
    """How one department stands to these cases."""
    query = (
        sa.select(Assignment, Answer)
        .outerjoin(Answer, standing_of_answer())
        .where(
            ABOUT_CASES,
            COUNTS,
            Assignment.subject_id.in_(case_ids),
            Assignment.department_id == department_id,
        )
    )
    return {
        assignment.subject_id: _adoption(assignment, answer, now)
        for assignment, answer in session.execute(query)
    }


def _adoption(assignment: Assignment, answer: Answer | None, now: datetime) -> Adoption:
    return adoption_of(
        standing(assignment.facts, now),
        answer.choice if answer else None,
        carried_out=answer is not None and answer.carried_out_at is not None,
    )


def _is_ours(ours: Ours, department_id: UUID) -> sa.ColumnElement[bool]:
    own = ABOUT_CASES & (Assignment.subject_id == BestCase.id) & (Assignment.department_id == department_id)
    if ours is Ours.TO_ANSWER:
        return sa.exists().where(own, Assignment.state.in_(TO_DO))
    return sa.exists().where(own, standing_of_answer(), Answer.choice != Choice.DECLINE)


def _readable(reader: Actor | None) -> sa.ColumnElement[bool]:
    """`case_rules.may_read` in SQL."""
    if reader is None or reader.runs_contests:
        return sa.true()
    shown = BestCase.published_at.is_not(None) & BestCase.withdrawn_at.is_(None)
    return shown | (Entry.department_id == reader.department_id)


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    found = [BestCase.search_text.contains(term, autoescape=True) for term in rules.terms(wanted.text)]
    if wanted.department_id is not None:
        found.append(Entry.department_id == wanted.department_id)
    if wanted.award:
        found.append(Placing.award == wanted.award)
    if wanted.year:
        found.append(Contest.code.startswith(f"{wanted.year}-", autoescape=True))
    if wanted.tag:
        found.append(BestCase.tags.contains(f" {wanted.tag} ", autoescape=True))
    if wanted.state is not None:
        found.append(_in_state(wanted.state))
    return found


def _in_state(state: CaseState) -> sa.ColumnElement[bool]:
    if state is CaseState.WITHDRAWN:
        return BestCase.withdrawn_at.is_not(None)
    shown = BestCase.published_at.is_not(None) & BestCase.withdrawn_at.is_(None)
    return shown if state is CaseState.PUBLISHED else BestCase.published_at.is_(None)
