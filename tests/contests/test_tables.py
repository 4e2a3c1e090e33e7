"""The tables keep what is promised, whatever the code above them does."""

from __future__ import annotations

from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.contests.models import Contest, ContestPhase, Entry, RuleVersion
from sotong.contests.rules import PhaseKind
from sotong.core.db import transaction
from tests.factories.contests import MadeContest, make_contest


def refused(statement: sa.Update | sa.Delete | sa.Insert) -> None:
    with pytest.raises(sa.exc.IntegrityError), transaction() as writing:
        writing.execute(statement)


def contest_set(made: MadeContest, **values: object) -> sa.Update:
    return sa.update(Contest).where(Contest.id == made.id).values(**values)


@pytest.mark.parametrize("column", ["rule", "rule_digest", "rule_locked_at"])
def test_a_locked_rule_cannot_be_changed_by_anyone(session: Session, column: str) -> None:
    made = make_contest(session, entries=1)
    refused(contest_set(made, **{column: None if column == "rule_locked_at" else "x"}))


def test_a_rule_that_is_not_locked_can_be_rewritten(session: Session) -> None:
    made = make_contest(session, entries=0, locked=False)
    with transaction() as writing:
        writing.execute(contest_set(made, rule="{}", rule_digest="0" * 64))
    assert session.get_one(Contest, made.id).rule == "{}"


@pytest.mark.parametrize("statement", [sa.delete(RuleVersion), sa.update(RuleVersion).values(rule="{}")])
def test_versions_of_a_rule_stay_as_they_were_saved(
    session: Session, statement: sa.Update | sa.Delete
) -> None:
    make_contest(session, entries=0, locked=False)
    refused(statement)


def test_a_department_enters_a_contest_once(session: Session) -> None:
    made = make_contest(session, entries=2)
    first, second = made.entries
    refused(sa.update(Entry).where(Entry.id == second.id).values(department_id=first.department_id))


def test_two_entries_never_share_a_number(session: Session) -> None:
    made = make_contest(session, entries=2)
    refused(sa.update(Entry).where(Entry.id == made.entries[1].id).values(number=1))


def test_a_contest_has_each_phase_once(session: Session) -> None:
    made = make_contest(session, entries=0)
    refused(
        sa.insert(ContestPhase).values(
            id=uuid4(),
            contest_id=made.id,
            kind=PhaseKind.VOTE,
            opens_at=made.windows[PhaseKind.VOTE][0],
            closes_at=made.windows[PhaseKind.VOTE][1],
        )
    )


def test_a_phase_opens_before_it_closes(session: Session) -> None:
    make_contest(session, entries=0)
    refused(sa.update(ContestPhase).values(closes_at=ContestPhase.opens_at))


def test_nothing_is_withdrawn_or_cancelled_without_a_reason(session: Session) -> None:
    made = make_contest(session, entries=1)
    at = made.windows[PhaseKind.VOTE][0]
    refused(sa.update(Entry).values(withdrawn_at=at))
    refused(contest_set(made, cancelled_at=at))


def test_a_result_is_published_only_under_a_locked_rule(session: Session) -> None:
    made = make_contest(session, entries=0, locked=False)
    refused(contest_set(made, published_at=made.windows[PhaseKind.VOTE][0]))


def test_a_rule_is_locked_only_together_with_its_log(session: Session) -> None:
    made = make_contest(session, entries=0, locked=False)
    refused(contest_set(made, rule_locked_at=made.windows[PhaseKind.VOTE][0]))
