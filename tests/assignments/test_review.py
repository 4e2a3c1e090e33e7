"""Reviewers decide, one by one or many at once, and nothing they typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments.models import Assignment
from sotong.assignments.rules import AssignmentState, ProofFlag
from sotong.core.db import transaction
from sotong.core.permissions import Role
from tests.browsers import Browser
from tests.factories.assignments import MadeAssignment, make_assignment
from tests.factories.people import make_account, make_officer

S = AssignmentState
HOUR = timedelta(hours=1)
DECIDE = "/assignments/decisions"
REVIEW = "/assignments/review"


@pytest.fixture
def admin(browser: Callable[[Role], Browser]) -> Browser:
    """An admin's PC."""
    return browser(Role.ADMIN)


def states(session: Session, *made: MadeAssignment) -> list[AssignmentState]:
    session.rollback()
    found = {row.id: row.state for row in session.execute(sa.select(Assignment.id, Assignment.state))}
    return [found[one.id] for one in made]


def test_the_queue_shows_what_waits_and_why(session: Session, admin: Browser, now: datetime) -> None:
    flags = frozenset({ProofFlag.DUPLICATE, ProofFlag.SHARE_LINK})
    waiting = make_assignment(session, now, state=S.HANDED_IN, flags=flags, title="기다리는 글")
    make_assignment(session, now, state=S.DONE, title="끝난 글")
    text = admin.get(REVIEW).text
    assert "기다리는 글" in text
    assert waiting.officer.name in text
    assert "다른 과제의 증빙과 같음" in text
    assert "공유 주소" in text
    assert "끝난 글" not in text


def test_many_are_approved_at_once_and_the_reviewer_is_led_back(
    session: Session, admin: Browser, now: datetime
) -> None:
    made = [make_assignment(session, now, state=S.HANDED_IN) for _ in range(3)]
    chosen = [str(one.id) for one in made[:2]]
    answer = admin.post(DECIDE, data={"chosen": chosen, "decision": "approve", "back": "/posts/1?page=2"})
    assert (answer.status_code, answer.location) == (302, "/posts/1?page=2")
    assert states(session, *made) == [S.DONE, S.DONE, S.HANDED_IN]


def test_nobody_is_led_elsewhere(session: Session, admin: Browser, now: datetime) -> None:
    for back in ("//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil", "evil"):
        made = make_assignment(session, now, state=S.HANDED_IN)
        answer = admin.post(DECIDE, data={"chosen": str(made.id), "decision": "approve", "back": back})
        assert answer.location == REVIEW, back


@pytest.mark.parametrize(("typed", "status"), [({}, 200), ({"reason": " "}, 422)], ids=["button", "form"])
def test_a_rejection_is_asked_for_its_reason_and_keeps_the_choice(
    session: Session, admin: Browser, now: datetime, typed: dict[str, str], status: int
) -> None:
    made = [make_assignment(session, now, state=S.HANDED_IN) for _ in range(2)]
    chosen = [str(one.id) for one in made]
    answer = admin.post(DECIDE, data={"chosen": chosen, "decision": "reject", "back": "/posts/1", **typed})
    assert answer.status_code == status
    assert ("사유를 입력해 주십시오" in answer.text) == (status == 422)
    for one in chosen:
        assert f'value="{one}"' in answer.text
    assert answer.text.count(" checked") == 2
    assert 'value="/posts/1"' in answer.text
    assert '<option selected value="reject">' in answer.text
    assert states(session, *made) == [S.HANDED_IN] * 2


def test_a_decision_that_does_not_fit_one_changes_none_and_keeps_what_was_typed(
    session: Session, admin: Browser, now: datetime
) -> None:
    waiting, done = (make_assignment(session, now, state=state) for state in (S.OPEN, S.DONE))
    chosen = [str(waiting.id), str(done.id)]
    answer = admin.post(DECIDE, data={"chosen": chosen, "decision": "excuse", "reason": "출장 <중>"})
    assert answer.status_code == 409
    assert "아직 하지 않은 과제만" in answer.text
    assert "출장 &lt;중&gt;" in answer.text
    assert states(session, waiting, done) == [S.OPEN, S.DONE]


WRONG: list[tuple[dict[str, object], str]] = [
    ({"chosen": []}, "하나 이상"),
    ({"chosen": ["nonsense"]}, "고른 과제"),
    ({"decision": "promote"}, "결정"),
    ({"decision": "reject", "reason": "가" * 501}, "500자까지"),
    ({"decision": "reject", "reason": "사유\x00"}, "사용할 수 없는 문자"),
    ({"decision": "reject", "reason": "사유", "due_at": "내일"}, "2026-12-14 18:00처럼"),
    ({"decision": "reject", "reason": "사유", "due_at": "0001-01-01T00:00"}, "2000년부터 2100년 사이"),
]


def test_wrong_input_is_told_and_nothing_is_decided(session: Session, admin: Browser, now: datetime) -> None:
    made = make_assignment(session, now, state=S.HANDED_IN)
    for change, sentence in WRONG:
        answer = admin.post(DECIDE, data={"chosen": [str(made.id)], "decision": "approve", **change})
        assert answer.status_code == 422, change
        assert sentence in answer.text, change
    late = {"decision": "reject", "reason": "사유", "due_at": "2026-11-23T09:00"}
    answer = admin.post(DECIDE, data={"chosen": [str(made.id)], **late})
    assert answer.status_code == 409
    assert "지금보다 뒤" in answer.text[answer.text.index('id="due_at-error"') :]
    assert states(session, made) == [S.HANDED_IN]


def test_an_unknown_assignment_cannot_be_decided(admin: Browser, now: datetime) -> None:
    answer = admin.post(DECIDE, data={"chosen": str(uuid4()), "decision": "approve"})
    assert answer.status_code == 404


def test_a_new_due_time_is_typed_in_korean_time(session: Session, admin: Browser, now: datetime) -> None:
    made = make_assignment(session, now, state=S.HANDED_IN)
    typed = {"decision": "reject", "reason": "다시 부탁드립니다.", "due_at": "2026-11-25T18:00"}
    assert admin.post(DECIDE, data={"chosen": str(made.id), **typed}).status_code == 302
    due_at = session.scalars(sa.select(Assignment.due_at).where(Assignment.id == made.id)).one()
    assert due_at.isoformat() == "2026-11-25T09:00:00+00:00"


def test_one_assignment_shows_its_history_and_only_fitting_decisions(
    session: Session, admin: Browser, now: datetime
) -> None:
    first = make_assignment(session, now, state=S.DONE, permalink="https://x.com/i/status/5")
    made = make_assignment(
        session,
        now,
        state=S.HANDED_IN,
        permalink="https://x.com/i/status/5",
        flags=frozenset({ProofFlag.DUPLICATE}),
    )
    text = admin.get(f"/assignments/{made.id}").text
    assert first.officer.name in text, "who handed it in first"
    assert 'value="approve"' in text
    assert 'value="reject"' in text
    assert 'value="excuse"' not in text
    assert admin.get(f"/assignments/{uuid4()}").status_code == 404


def test_the_auditor_reads_and_decides_nothing(
    session: Session, browser: Callable[[Role], Browser], now: datetime
) -> None:
    auditor = browser(Role.AUDITOR)
    made = make_assignment(session, now, state=S.HANDED_IN)
    for url in (REVIEW, f"/assignments/{made.id}"):
        page = auditor.get(url)
        assert page.status_code == 200
        assert DECIDE not in page.text or 'name="decision"' not in page.text
    answer = auditor.post(DECIDE, data={"chosen": str(made.id), "decision": "approve"})
    assert answer.status_code == 403


def test_the_queue_costs_the_same_with_one_row_and_with_54(
    session: Session,
    admin: Browser,
    now: datetime,
    statements: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    counted = []
    by_id = make_account(session).id
    for more in (1, 53):
        with transaction() as writing:
            for _ in range(more):
                officer = make_officer(writing, account=False)
                make_assignment(writing, now, officer=officer, assigned_by_id=by_id, state=S.HANDED_IN)
        with statements() as ran:
            assert admin.get(REVIEW).status_code == 200
        counted.append(len(ran))
    assert counted[0] == counted[1], counted
