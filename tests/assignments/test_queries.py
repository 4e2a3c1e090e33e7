"""What officers and boards read."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments import queries, rules
from sotong.assignments.models import Assignment
from sotong.assignments.rules import AssignmentState, DayPart, Standing
from sotong.core.db import transaction
from tests.factories.assignments import HANDED_IN, MadeAssignment, make_assignment
from tests.factories.people import make_account, make_officer

S = AssignmentState
HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)
DUES = (-HOUR, -TICK, timedelta(0), TICK, rules.SOON - TICK, rules.SOON, rules.SOON + TICK)


def test_the_boards_count_in_sql_as_the_rules_say(session: Session, now: datetime) -> None:
    with transaction() as writing:
        officer, by_id = make_officer(writing), make_account(writing).id
        for state, due, seen in itertools.product(AssignmentState, DUES, (True, False)):
            make_assignment(
                writing, now, officer=officer, assigned_by_id=by_id, state=state, due=due, seen=seen
            )
    query = sa.select(Assignment, queries.standing_column(now), queries.done_late_column())
    rows = session.execute(query).all()
    assert len(rows) == len(AssignmentState) * len(DUES) * 2
    for assignment, standing, done_late in rows:
        facts = assignment.facts
        assert Standing(standing) is rules.standing(facts, now), facts
        if facts.state in HANDED_IN:
            assert done_late == (rules.lateness(facts, now) > timedelta(0)), facts
    assert {Standing(standing) for _, standing, _ in rows} == set(Standing)


def test_an_officers_day_comes_under_its_headings_in_order(session: Session, now: datetime) -> None:
    officer = make_officer(session)

    def make(due: timedelta, state: AssignmentState = S.OPEN, handed_in: timedelta = -HOUR) -> MadeAssignment:
        return make_assignment(session, now, officer=officer, state=state, due=due, handed_in=handed_in)

    coming, today = make(30 * HOUR), make(8 * HOUR)
    late, later = make(-HOUR, S.REJECTED), make(-30 * HOUR)
    done, done_before = make(HOUR, S.DONE), make(HOUR, S.HANDED_IN, -2 * HOUR)
    make(HOUR, S.EXCUSED)
    make(HOUR, S.DONE, -queries.LATELY)
    make_assignment(session, now)

    day = queries.own_tasks(session, officer.id, now)

    assert {part: [task.assignment.id for task in tasks] for part, tasks in day.items()} == {
        DayPart.LATE: [later.id, late.id],
        DayPart.TODAY: [today.id],
        DayPart.COMING: [coming.id],
        DayPart.FINISHED: [done.id, done_before.id],
    }
    assert [task.proof.permalink for task in day[DayPart.FINISHED] if task.proof] == [
        done.permalink,
        done_before.permalink,
    ]
    assert day[DayPart.LATE][0].late_by == 30 * HOUR


@pytest.mark.parametrize("rows", [1, 54])
def test_an_officers_day_is_read_in_two_statements(
    session: Session,
    now: datetime,
    statements: Callable[[], AbstractContextManager[list[str]]],
    rows: int,
) -> None:
    with transaction() as writing:
        officer, by_id = make_officer(writing), make_account(writing).id
        for state in [S.OPEN, S.DONE] * rows:
            make_assignment(writing, now, officer=officer, assigned_by_id=by_id, state=state)
    with statements() as ran:
        day = queries.own_tasks(session, officer.id, now)
    assert len(day[DayPart.TODAY]) == rows
    assert len(ran) == 2
