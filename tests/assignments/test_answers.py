"""A department answers what it is asked to take up, and later says what came of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from sotong.assignments import queries, rules, services
from sotong.assignments.models import Answer, Assignment
from sotong.assignments.rules import (
    Act,
    AssignmentFacts,
    AssignmentState,
    Choice,
    Decision,
    ProofKind,
    Standing,
)
from sotong.core import clock
from sotong.core.db import transaction
from sotong.core.errors import NotFound, Refused
from sotong.core.permissions import Role
from sotong.people.models import AppointmentKind
from tests.browsers import signed_in_browser
from tests.factories.assignments import MadeAssignment, make_assignment
from tests.factories.people import make_officer

S = AssignmentState
HOUR = timedelta(hours=1)
DUE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ASKED = AssignmentFacts(S.OPEN, DUE, ProofKind.NONE, takes_answer=True)
ANSWERED = replace(ASKED, state=S.DONE, first_seen_at=DUE - HOUR, handed_in_at=DUE - HOUR)


@pytest.mark.parametrize(
    ("facts", "choice", "text", "now", "why_not"),
    [
        (ASKED, Choice.ADOPT, "", DUE, None),
        (ASKED, Choice.ADOPT, "", DUE + HOUR, None),
        (ASKED, Choice.DECLINE, " ", DUE, "assignment.text_missing"),
        (ASKED, Choice.ADAPT, "", DUE, "assignment.text_missing"),
        (ASKED, Choice.DECLINE, "하는 일이 다름", DUE, None),
        (ANSWERED, Choice.DECLINE, "인력 부족", DUE, None),
        (ANSWERED, Choice.DECLINE, "인력 부족", DUE + HOUR, "assignment.answer_stands"),
        (replace(ASKED, state=S.EXCUSED), Choice.ADOPT, "", DUE, "assignment.excused"),
        (replace(ASKED, takes_answer=False), Choice.ADOPT, "", DUE, "assignment.other_kind_of_proof"),
    ],
)
def test_a_first_answer_may_be_late_a_change_of_mind_may_not(
    facts: AssignmentFacts, choice: Choice, text: str, now: datetime, why_not: str | None
) -> None:
    assert rules.why_not_answer(facts, choice, text, now) == why_not


def test_what_takes_an_answer_is_not_settled_by_a_bare_word_nor_withdrawn() -> None:
    assert rules.why_not_hand_in(ASKED, ProofKind.NONE) == "assignment.other_kind_of_proof"
    assert rules.why_not_withdraw(ANSWERED) == "assignment.other_kind_of_proof"


def test_only_a_reviewer_opens_an_answer_again() -> None:
    confirmed = replace(ANSWERED, takes_answer=False)
    assert rules.why_not_decide(ANSWERED, Decision.REOPEN, None) is None
    assert rules.why_not_decide(confirmed, Decision.REOPEN, None) == "assignment.cannot_reopen"


@pytest.mark.parametrize(
    ("choice", "taken_up"),
    [(Choice.ADOPT, True), (Choice.ADAPT, True), (Choice.DECLINE, False), (None, False)],
)
def test_only_what_was_taken_up_can_be_carried_out(choice: Choice | None, *, taken_up: bool) -> None:
    assert (rules.why_not_report(ANSWERED, choice) is None) is taken_up
    assert rules.why_not_report(ASKED, Choice.ADOPT) == "assignment.not_taken_up"


def ask(session: Session, now: datetime) -> MadeAssignment:
    return make_assignment(session, now, act=Act.ADOPT, proof_kind=ProofKind.NONE, link=None)


def say(made: MadeAssignment, choice: Choice, text: str, now: datetime) -> Assignment:
    assert made.officer.account_id
    with transaction() as session:
        return services.answer(
            session,
            assignment_id=made.id,
            officer_id=made.officer.id,
            choice=choice,
            text=text,
            actor_id=made.officer.account_id,
            now=now,
        )


def test_the_last_answer_stands_the_others_are_kept_and_a_reopened_one_no_longer_counts(
    session: Session, now: datetime
) -> None:
    made = ask(session, now)
    say(made, Choice.DECLINE, "인력이 모자람", now)
    say(made, Choice.ADOPT, "", now + HOUR)
    assert say(made, Choice.ADOPT, "", now + 2 * HOUR).handed_in_at == now + HOUR  # a second tap
    assert [one.choice for one in queries.answers_of(session, made.id)] == [Choice.ADOPT, Choice.DECLINE]
    standing = queries.standing_answer(session, made.id)
    assert standing is not None
    assert standing.choice is Choice.ADOPT
    with transaction() as writing:
        services.decide(
            writing,
            decision=Decision.REOPEN,
            assignment_ids=[made.id],
            actor_id=made.officer.account_id or UUID(int=0),
            now=now + 3 * HOUR,
        )
    (row,) = queries.chosen_rows(session, now + 3 * HOUR, [made.id])
    assert (row.standing, row.answer) == (Standing.ON_TIME, None)


def test_whoever_serves_the_department_says_what_came_of_it(session: Session, now: datetime) -> None:
    made = ask(session, now)
    say(made, Choice.ADAPT, "동네별로", now)
    colleague = make_officer(session, department_id=made.officer.department_id, kind=AppointmentKind.DEPUTY)
    stranger = make_officer(session)
    with pytest.raises(NotFound):
        report(made, stranger.department_id, now + HOUR)
    assert colleague.account_id
    assert report(made, colleague.department_id, now + HOUR).outcome == "밴드 다섯 곳을 열었습니다."


def report(made: MadeAssignment, department_id: UUID, now: datetime) -> Answer:
    assert made.officer.account_id
    with transaction() as session:
        return services.report_outcome(
            session,
            assignment_id=made.id,
            department_id=department_id,
            outcome="밴드 다섯 곳을 열었습니다.",
            link=None,
            actor_id=made.officer.account_id,
            now=now,
        )


def test_answering_for_somebody_else_or_what_asks_for_a_proof_is_refused(
    session: Session, now: datetime
) -> None:
    share = make_assignment(session, now)
    with pytest.raises(Refused) as refused:
        say(share, Choice.ADOPT, "", now)
    assert refused.value.reason == "assignment.other_kind_of_proof"


def test_the_page_asks_for_the_reason_at_its_field_and_keeps_the_choice(
    app: Flask, session: Session, now: datetime
) -> None:
    made = ask(session, now)
    browser = signed_in_browser(app, Role.OFFICER, made.officer.account_id)
    path = f"/assignments/{made.id}/answer"
    (picked,) = re.findall(r"<input[^>]*checked[^>]*>", browser.get(f"{path}?choice=decline").text)
    assert 'value="decline"' in picked
    refused = browser.post(path, data={"choice": "decline", "text": " "})
    assert refused.status_code == 409
    assert "하지 않는 까닭을 적어 주십시오" in refused.text
    assert browser.post(path, data={"text": "글"}).status_code == 422
    done = browser.post(path, data={"choice": "decline", "text": "하는 일이 다릅니다."})
    assert done.status_code == 302
    assert "도입하지 않음" in browser.get("/assignments/today").text
    assert browser.get(f"/assignments/{made.id}/outcome").status_code == 404  # nothing was taken up
    with clock.stopped_at(now + 48 * HOUR):
        late = browser.post(path, data={"choice": "adopt", "text": ""})
    assert late.status_code == 409
    assert browser.get(f"/assignments/{make_assignment(session, now).id}/answer").status_code == 404
