"""Who is done, late and silent: counted rightly, at one cost however many, taken away for a reason."""

from __future__ import annotations

import io
import itertools
import json
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from uuid import uuid4

import openpyxl
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments import rules as assignment_rules
from sotong.assignments.models import Assignment
from sotong.assignments.rules import AssignmentState, Standing
from sotong.audit.models import AuditEntry
from sotong.core.db import transaction
from sotong.core.permissions import Role
from sotong.outreach import queries
from sotong.people.models import AppointmentKind
from tests.browsers import Browser
from tests.factories.assignments import make_assignment
from tests.factories.outreach import make_post
from tests.factories.people import FIRST_DAY, make_account, make_city, make_department, make_officer

S = AssignmentState
HOUR = timedelta(hours=1)
EXPORT = "/posts/board/export"


@pytest.fixture
def admin(browser: Callable[[Role], Browser]) -> Browser:
    """An admin's PC."""
    return browser(Role.ADMIN)


def test_the_board_counts_as_the_rules_say(session: Session, now: datetime) -> None:
    with transaction() as writing:
        by_id = make_account(writing).id
        made = [make_post(writing, now, recorded_by_id=by_id) for _ in range(2)]
        departments = [make_department(writing).id for _ in range(2)]
        dues = (-HOUR, HOUR, 30 * HOUR)
        mixed = itertools.product(made, departments, AssignmentState, dues, (True, False))
        for post, department_id, state, due, seen in mixed:
            officer = make_officer(writing, department_id=department_id, kind=AppointmentKind.DEPUTY)
            make_assignment(
                writing,
                now,
                officer=officer,
                assigned_by_id=by_id,
                subject_id=post.id,
                state=state,
                due=due,
                seen=seen,
            )
    everything = list(session.scalars(sa.select(Assignment)))
    board = queries.board(session, now, FIRST_DAY)

    def expected(rows: list[Assignment]) -> Counter[Standing]:
        return Counter(assignment_rules.standing(row.facts, now) for row in rows)

    for row in board.posts.rows:
        theirs = [one for one in everything if one.subject_id == row.post.id]
        assert row.counts.by_standing == expected(theirs)
        late = [one for one in theirs if one.handed_in_at and one.handed_in_at > one.due_at]
        assert row.counts.done_late == len(late) > 0
        assert row.counts.asked == len(theirs) - sum(one.state in (S.EXCUSED, S.CANCELLED) for one in theirs)
    for department in board.departments:
        theirs = [one for one in everything if one.department_id == department.department.id]
        assert department.counts.by_standing == expected(theirs)
    still_open = [one for one in everything if one.state in (S.OPEN, S.REJECTED, S.HANDED_IN)]
    counts = {standing: board.total.of(standing) for standing in Standing}
    assert {standing: number for standing, number in counts.items() if number} == expected(still_open)


def test_departments_are_judged_by_what_is_open_and_the_last_30_days(session: Session, now: datetime) -> None:
    officer = make_officer(session)
    for state, assigned in itertools.product((S.DONE, S.OPEN), (-29, -31)):
        make_assignment(
            session, now, officer=officer, state=state, assigned=timedelta(days=assigned), due=HOUR
        )
    counts = queries.department_counts(session, officer.department_id, now)
    assert (counts.done, counts.due_soon) == (1, 2)
    row = next(row for row in queries.departments(session, now, FIRST_DAY) if row.counts.asked)
    assert row.counts == counts


def test_every_department_of_the_day_is_on_the_board(session: Session, now: datetime) -> None:
    make_city(session, 3)
    rows = queries.departments(session, now, FIRST_DAY)
    assert [(row.department.code, row.counts.asked) for row in rows] == [
        ("C001", 0),
        ("C002", 0),
        ("C003", 0),
    ]


def test_every_list_costs_the_same_with_one_row_and_with_54(
    session: Session,
    admin: Browser,
    now: datetime,
    statements: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    by_id = make_account(session).id
    post = make_post(session, now, recorded_by_id=by_id)
    home = make_department(session)
    states = itertools.cycle([S.OPEN, S.DONE, S.HANDED_IN, S.REJECTED])

    def grow(more: int) -> None:
        with transaction() as writing:
            for _ in range(more):
                state = next(states)
                other = make_post(writing, now, recorded_by_id=by_id)
                primary = make_officer(writing, account=False)
                deputy = make_officer(
                    writing, department_id=home.id, account=False, kind=AppointmentKind.DEPUTY
                )
                for subject_id, officer in ((post.id, primary), (other.id, primary), (other.id, deputy)):
                    make_assignment(
                        writing,
                        now,
                        subject_id=subject_id,
                        officer=officer,
                        assigned_by_id=by_id,
                        state=state,
                    )

    def costs() -> dict[str, int]:
        found = {}
        for url in (
            "/posts",
            "/posts?state=open",
            "/posts/new",
            f"/posts/{post.id}",
            f"/posts/{post.id}/share",
            "/posts/board",
            "/posts/board/officers",
            "/posts/board/officers?standing=waiting",
            f"/posts/departments/{home.id}",
            EXPORT,
        ):
            with statements() as ran:
                assert admin.get(url).status_code == 200, url
            found[url] = len(ran)
        return found

    grow(1)
    with_one = costs()
    grow(53)
    assert costs() == with_one


def test_from_a_posts_board_many_are_decided_and_one_is_led_back(
    session: Session, admin: Browser, now: datetime
) -> None:
    post = make_post(session, now)
    made = make_assignment(session, now, subject_id=post.id, state=S.HANDED_IN)
    here = f"/posts/{post.id}?standing=waiting"
    text = admin.get(here).text
    assert f'name="chosen" id="c{made.id.hex}" value="{made.id}"' in " ".join(text.split())
    assert f'name="back" value="{here}"' in " ".join(text.split())
    answer = admin.post(
        "/assignments/decisions", data={"chosen": str(made.id), "decision": "approve", "back": here}
    )
    assert answer.location == here


def test_an_auditor_reads_the_boards_and_has_nothing_to_press(
    session: Session, browser: Callable[[Role], Browser], now: datetime
) -> None:
    auditor = browser(Role.AUDITOR)
    post = make_post(session, now)
    make_assignment(session, now, subject_id=post.id)
    for url in ("/posts/board", "/posts/board/officers", f"/posts/{post.id}"):
        page = auditor.get(url)
        assert page.status_code == 200
        assert 'name="chosen"' not in page.text
        assert "/posts/new" not in page.text


def test_the_board_is_taken_away_as_csv_for_a_reason_that_goes_on_record(
    session: Session, admin: Browser, now: datetime
) -> None:
    post = make_post(session, now)
    officer = make_officer(session, name="=HYPERLINK(1)")
    make_assignment(session, now, subject_id=post.id, officer=officer, due=-2 * HOUR, title="봄꽃")
    assert admin.post(EXPORT, data={"reason": "", "file_kind": "csv"}).status_code == 422
    assert session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == 0
    answer = admin.post(
        f"{EXPORT}?post={post.id}&standing=silent", data={"reason": "주간 보고 자료", "file_kind": "csv"}
    )
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="share-board-20261123-1000.csv"'
    head, line = answer.text.splitlines()
    assert head.startswith("\ufeff과제,")
    assert line.startswith("봄꽃,")
    assert ",'=HYPERLINK(1),무응답,2026-11-23 08:00,,,120," in line
    session.rollback()
    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "personal_data.export")).one()
    body = json.loads(entry.body)
    assert (entry.actor_id, body["reason"], body["rows"]) == (admin.account_id, "주간 보고 자료", 1)
    assert body["selection"] == {"post": str(post.id), "standing": "silent"}


def test_the_board_is_taken_away_as_a_workbook_whose_cells_are_plain(
    session: Session, admin: Browser, now: datetime
) -> None:
    department = make_department(session, name="=1+1과")
    officer = make_officer(session, department_id=department.id)
    make_assignment(session, now, officer=officer, title="https://evil.example")
    make_assignment(session, now, title="남의 부서")
    answer = admin.post(
        f"{EXPORT}?department={department.id}", data={"reason": "주간 보고 자료", "file_kind": "xlsx"}
    )
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0].iter_rows())
    assert [cell.value for cell in rows[0]][:4] == ["과제", "부서 코드", "부서", "주무관"]
    assert len(rows) == 2
    assert (rows[1][0].value, rows[1][0].hyperlink) == ("https://evil.example", None)
    assert (rows[1][2].value, rows[1][2].data_type) == ("=1+1과", "s")


def test_an_export_of_nonsense_cannot_be_found(admin: Browser, now: datetime) -> None:
    assert admin.get(f"{EXPORT}?post=nonsense").status_code == 404
    assert admin.get(f"{EXPORT}?department=1").status_code == 404
    assert admin.get(f"{EXPORT}?post={uuid4()}&standing=nonsense").status_code == 200
