"""The officer's phone page: what is due, one tap to open, one to copy, one field to paste."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from html import escape
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments.models import Assignment, Proof
from sotong.assignments.rules import Act, AssignmentState, ProofKind
from sotong.core.db import transaction
from sotong.core.permissions import Role
from tests.browsers import Browser
from tests.factories.assignments import ORIGINAL, MadeAssignment, make_assignment
from tests.factories.people import MadeOfficer, make_account

S = AssignmentState
HOUR = timedelta(hours=1)
PROOF = "https://twitter.com/officer/status/77?s=20"
TODAY = "/assignments/today"


@pytest.fixture
def officer(browser: Callable[[Role], Browser]) -> Browser:
    """An officer's phone."""
    return browser(Role.OFFICER)


def of(phone: Browser) -> MadeOfficer:
    """The officer behind a phone, for the makers."""
    return MadeOfficer(phone.officer_id, "", "", phone.department_id, phone.account_id, uuid4())


def proof_url(made: MadeAssignment) -> str:
    return f"/assignments/{made.id}/proof"


def field_name(made: MadeAssignment) -> str:
    return f"t{made.id.hex}-permalink"


def state_of(session: Session, made: MadeAssignment) -> AssignmentState:
    session.rollback()
    return session.scalars(sa.select(Assignment.state).where(Assignment.id == made.id)).one()


def test_today_shows_what_is_due_late_first_with_everything_to_do_it(
    session: Session, officer: Browser, now: datetime
) -> None:
    make_assignment(session, now, officer=of(officer), due=30 * HOUR, title="다음 글")
    make_assignment(session, now, officer=of(officer), due=2 * HOUR, title="오늘 글")
    made = make_assignment(session, now, officer=of(officer), due=-3 * HOUR, title="늦은 <글>")
    make_assignment(session, now, title="남의 글")
    page = officer.get(TODAY)
    text = page.text
    assert page.status_code == 200
    assert text.index("늦은 &lt;글&gt;") < text.index("오늘 글") < text.index("다음 글")
    assert "3시간 늦음" in text
    assert "남의 글" not in text
    assert f'href="{ORIGINAL}"' in text
    assert 'rel="noopener noreferrer"' in text
    assert 'data-copy="여의도 봄꽃축제로 오세요!' in text
    assert f'name="{field_name(made)}"' in text


def test_looking_at_the_page_ends_the_silence(session: Session, officer: Browser, now: datetime) -> None:
    made = make_assignment(session, now, officer=of(officer))
    officer.get(TODAY)
    assert session.scalars(sa.select(Assignment.first_seen_at).where(Assignment.id == made.id)).one() == now


def test_a_pasted_permalink_settles_the_task_and_can_be_taken_back(
    session: Session, officer: Browser, now: datetime
) -> None:
    made = make_assignment(session, now, officer=of(officer))
    answer = officer.post(proof_url(made), data={field_name(made): f"제가 올린 글이에요 {PROOF}"})
    assert (answer.status_code, answer.location) == (302, TODAY)
    assert state_of(session, made) is S.DONE
    page = officer.get(TODAY).text
    assert "수고하셨습니다" in page
    assert "https://x.com/i/status/77" in page
    back = officer.post(f"/assignments/{made.id}/withdrawal")
    assert (back.status_code, back.location) == (302, f"{TODAY}#t{made.id.hex}")
    assert state_of(session, made) is S.OPEN


NO_PERMALINKS = {
    "": "붙여 넣어 주십시오",
    "올렸어요!": "주소",
    "javascript:alert(1)": "주소",
    "https://bit.ly/3abcdef": "bit.ly",
    "https://facebook.com.evil.example/ydpoffice/posts/1": "facebook.com.evil.example",
    "https://x.com/officer": "게시물 하나의 주소",
    "https://x.com/officer/status/1\x00": "사용할 수 없는 문자",
    "가" * 100_000: "너무 깁니다",
}


def test_what_is_no_permalink_is_told_at_its_field_and_stays_typed(
    session: Session, officer: Browser, now: datetime
) -> None:
    made = make_assignment(session, now, officer=of(officer))
    for typed, sentence in NO_PERMALINKS.items():
        answer = officer.post(proof_url(made), data={field_name(made): typed})
        assert answer.status_code == 422, typed[:50]
        told = answer.text[answer.text.index(f'id="{field_name(made)}-error"') :].partition("</div>")[0]
        assert sentence in told, typed[:50]
        assert f'value="{escape(typed)}"' in answer.text, typed[:50]
    assert state_of(session, made) is S.OPEN
    assert session.scalar(sa.select(sa.func.count(Proof.id))) == 0


def test_only_the_field_concerned_is_marked(session: Session, officer: Browser, now: datetime) -> None:
    made = make_assignment(session, now, officer=of(officer))
    other = make_assignment(session, now, officer=of(officer))
    text = officer.post(proof_url(made), data={field_name(made): "x"}).text
    assert f'id="{field_name(made)}-error"' in text
    assert f'id="{field_name(other)}-error"' not in text


def unfolded(page: str) -> list[bool]:
    """Whether each task shows its field at once, from the first to the last."""
    return [" open" in opening for opening in re.findall(r'<details class="task-fold"([^>]*)>', page)]


def test_two_tasks_show_their_fields_and_of_more_only_the_first_and_the_one_with_a_mistake(
    session: Session, officer: Browser, now: datetime
) -> None:
    made = [make_assignment(session, now, officer=of(officer), due=due * HOUR) for due in (1, 2)]
    assert unfolded(officer.get(TODAY).text) == [True, True]
    made.append(make_assignment(session, now, officer=of(officer), due=3 * HOUR))
    assert unfolded(officer.get(TODAY).text) == [True, False, False]
    refused = officer.post(proof_url(made[2]), data={field_name(made[2]): "x"}).text
    assert unfolded(refused) == [True, False, True]


def test_another_officers_task_cannot_be_found(session: Session, officer: Browser, now: datetime) -> None:
    theirs = make_assignment(session, now)
    reading = make_assignment(session, now, act=Act.READ, proof_kind=ProofKind.NONE)
    done = make_assignment(session, now, state=S.DONE)
    assert officer.post(proof_url(theirs), data={field_name(theirs): PROOF}).status_code == 404
    assert officer.post(proof_url(theirs), data={field_name(theirs): "x"}).status_code == 404
    assert officer.get(proof_url(theirs)).status_code == 404
    assert officer.post(f"/assignments/{reading.id}/confirmation").status_code == 404
    assert officer.post(f"/assignments/{done.id}/withdrawal").status_code == 404
    assert officer.post(f"/assignments/{uuid4()}/proof").status_code == 404
    assert [state_of(session, one) for one in (theirs, reading, done)] == [S.OPEN, S.OPEN, S.DONE]


def test_what_was_settled_meanwhile_is_told_above_the_tasks(
    session: Session, officer: Browser, now: datetime
) -> None:
    made = make_assignment(session, now, officer=of(officer), state=S.EXCUSED)
    answer = officer.post(proof_url(made), data={field_name(made): PROOF})
    assert answer.status_code == 409
    assert "면제된 과제" in answer.text
    assert f"적으신 주소: {PROOF}" in answer.text


def test_a_task_without_proof_is_done_by_one_press_and_no_other(
    session: Session, officer: Browser, now: datetime
) -> None:
    made = make_assignment(session, now, officer=of(officer), act=Act.READ, proof_kind=ProofKind.NONE)
    sharing = make_assignment(session, now, officer=of(officer))
    assert officer.post(f"/assignments/{sharing.id}/confirmation").status_code == 409
    assert officer.post(f"/assignments/{made.id}/confirmation").status_code == 302
    assert [state_of(session, one) for one in (made, sharing)] == [S.DONE, S.OPEN]


def test_a_rejected_task_shows_the_reviewers_reason(
    session: Session, officer: Browser, now: datetime
) -> None:
    make_assignment(session, now, officer=of(officer), state=S.REJECTED)
    text = officer.get(TODAY).text
    assert "반려 사유" in text
    assert "반려" in text


def test_reloading_a_refused_page_leads_back_to_the_task(
    session: Session, officer: Browser, now: datetime
) -> None:
    made = make_assignment(session, now, officer=of(officer))
    assert officer.get(proof_url(made)).location == f"{TODAY}#t{made.id.hex}"


def test_an_empty_day_says_so(officer: Browser, now: datetime) -> None:
    assert "모두 마쳤습니다" in officer.get(TODAY).text


def test_the_page_costs_the_same_with_one_task_and_with_54(
    session: Session,
    officer: Browser,
    now: datetime,
    statements: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    counted = []
    by_id = make_account(session).id
    for more in (1, 53):
        with transaction() as writing:
            for state in [S.OPEN, S.DONE] * more:
                make_assignment(
                    writing, now, officer=of(officer), assigned_by_id=by_id, state=state, seen=True
                )
        with statements() as ran:
            assert officer.get(TODAY).status_code == 200
        counted.append(len(ran))
    assert counted[0] == counted[1], counted
