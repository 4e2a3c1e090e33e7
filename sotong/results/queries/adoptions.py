"""The board of who adopted what: departments by cases, read in three statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments.models import Answer, Assignment
from sotong.assignments.queries import standing_of_answer
from sotong.assignments.rules import standing
from sotong.people.models import Department
from sotong.people.queries.serving import open_on
from sotong.results import adoption
from sotong.results.adoption import Adoption, Asked, Line
from sotong.results.models import BestCase
from sotong.results.queries.cases import ABOUT_CASES, COUNTS

MOST_COLUMNS: Final = 6
"""Cases side by side on a screen; the newest, unless others are asked for. A file holds them all."""


@dataclass(frozen=True, slots=True)
class WantedLines:
    """Which part of the board is shown; None, "" and empty: all of it."""

    case_id: UUID | None = None
    bureau: str = ""
    adoptions: Collection[Adoption] = ()


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A department and its line."""

    department: Department
    line: Line


@dataclass(frozen=True, slots=True)
class AdoptionBoard:
    """The board. `shown` are the columns; `every` case that departments were asked about can be chosen."""

    every: Sequence[BestCase]
    shown: Sequence[BestCase]
    bureaus: Sequence[str]
    rows: Sequence[BoardRow]
    totals: Counter[Adoption]
    by_case: Mapping[UUID, Counter[Adoption]]


def adoption_board(
    session: Session, wanted: WantedLines, now: datetime, on: date, columns: int | None = MOST_COLUMNS
) -> AdoptionBoard:
    """Gather the board of the day `on`: the late departments first. Three statements."""
    every = _cases_asked_about(session)
    chosen = [case for case in every if wanted.case_id in (None, case.id)]
    shown = chosen[:columns]
    departments = session.scalars(sa.select(Department).where(open_on(on)).order_by(Department.code)).all()
    by_id = {one.id: one for one in departments if wanted.bureau in ("", one.bureau)}
    asked = _asked(session, [case.id for case in shown], now)
    lines = adoption.lines(
        list(by_id), [one for one in asked if one.department_id in by_id], wanted.adoptions
    )
    return AdoptionBoard(
        every=every,
        shown=shown,
        bureaus=list(dict.fromkeys(one.bureau for one in departments)),
        rows=[BoardRow(by_id[line.department_id], line) for line in lines],
        totals=adoption.totals(lines),
        by_case=adoption.totals_by_case(lines),
    )


def _cases_asked_about(session: Session) -> Sequence[BestCase]:
    asked = sa.exists().where(ABOUT_CASES, COUNTS, Assignment.subject_id == BestCase.id)
    query = sa.select(BestCase).where(asked, BestCase.withdrawn_at.is_(None))
    return session.scalars(query.order_by(BestCase.published_at.desc(), BestCase.title, BestCase.id)).all()


def _asked(session: Session, case_ids: Collection[UUID], now: datetime) -> list[Asked]:
    query = (
        sa.select(Assignment, Answer.choice, Answer.carried_out_at)
        .outerjoin(Answer, standing_of_answer())
        .where(ABOUT_CASES, COUNTS, Assignment.subject_id.in_(case_ids))
    )
    return [
        Asked(
            assignment.department_id,
            assignment.subject_id,
            adoption.adoption_of(
                standing(assignment.facts, now), choice, carried_out=carried_out_at is not None
            ),
        )
        for assignment, choice, carried_out_at in session.execute(query)
    ]
