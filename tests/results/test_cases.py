"""A case from its winner's draft to the departments that adopt it and the entries that build on it."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from uuid import UUID

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image
from sqlalchemy.orm import Session

from sotong.assignments import services as assignments
from sotong.assignments.models import Assignment
from sotong.assignments.rules import AssignmentState, Choice
from sotong.audit.models import AuditEntry
from sotong.contests.rules import Actor, PhaseKind
from sotong.core import clock
from sotong.core.attachments import shelf
from sotong.core.db import transaction
from sotong.core.errors import NotFound, Refused
from sotong.core.permissions import Role
from sotong.people.models import Appointment
from sotong.results import queries, services
from sotong.results.adoption import Adoption
from sotong.results.case_rules import CaseState, Ours
from sotong.results.models import CaseFile
from sotong.results.queries import Wanted, WantedLines
from tests.browsers import Browser, signed_in_browser
from tests.factories.cases import CONTENT, ask_everybody, make_admin, make_case, make_published
from tests.factories.contests import make_contest
from tests.factories.people import MadeOfficer, make_city, make_officer

BrowserOf = Callable[[Role], Browser]
Statements = Callable[[], AbstractContextManager[list[str]]]
DAY = timedelta(days=1)


def as_officer(officer: MadeOfficer) -> Actor:
    assert officer.account_id
    return Actor(officer.account_id, Role.OFFICER, officer.department_id)


def answer(case_id: UUID, officer: MadeOfficer, choice: Choice, text: str, now: datetime) -> None:
    assert officer.account_id
    with transaction() as session:
        wanted = (Assignment.subject_id == case_id, Assignment.officer_id == officer.id)
        assignment_id = session.scalars(sa.select(Assignment.id).where(*wanted)).one()
        assignments.answer(
            session,
            assignment_id=assignment_id,
            officer_id=officer.id,
            choice=choice,
            text=text,
            actor_id=officer.account_id,
            now=now,
        )


def test_winners_are_drafted_once_by_the_admin_or_by_their_own_department(
    session: Session, now: datetime
) -> None:
    officers = make_city(session, 3)
    contest = make_published(session, now, [one.department_id for one in officers])
    admin, own = make_admin(session), as_officer(officers[0])
    assert [one.entry.number for one in queries.candidates(session, own)] == [1]
    with transaction() as writing:
        services.draft_case(writing, entry_id=contest.entries[0].id, reason="", actor=own, now=now)
    with pytest.raises(NotFound), transaction() as writing:
        services.draft_case(writing, entry_id=contest.entries[1].id, reason="", actor=own, now=now)
    with transaction() as writing:
        assert services.draft_winners(writing, actor=admin, now=now) == 1
    with pytest.raises(Refused, match=r"case\.there_already"), transaction() as writing:
        services.draft_case(writing, entry_id=contest.entries[0].id, reason="", actor=admin, now=now)
    assert [one.award for one in queries.candidates(session, admin)] == [None]
    other = queries.cases(session, Wanted(), as_officer(officers[2]), now)
    assert (other.total, queries.cases(session, Wanted(), own, now).total) == (0, 1)


def test_nobody_overwrites_unseen_and_what_a_case_said_before_stays_on_record(
    session: Session, now: datetime
) -> None:
    admin = make_admin(session)
    case_id = make_case(session, now, contest=make_published(session, now), admin=admin, publish=False)
    with pytest.raises(Refused, match=r"case\.changed_meanwhile"), transaction() as writing:
        services.edit_case(writing, case_id=case_id, content=CONTENT, seen=1, actor=admin, now=now)
    session.rollback()
    (edit,) = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "case.edit"))
    assert '"after":"봄꽃 축제 24시"' in edit.body.replace(": ", ":")
    assert '"before":' in edit.body


def test_a_case_is_found_by_its_words_department_award_year_and_tag(
    session: Session, now: datetime, statements: Statements
) -> None:
    admin = make_admin(session)
    contest = make_published(session, now, code="2025-7")
    case_id = make_case(session, now, contest=contest, admin=admin)
    draft = make_case(session, now, contest=contest, admin=admin, number=2, publish=False)
    department_id = contest.entries[0].department_id
    found = (
        Wanted(text="봄꽃축제"),
        Wanted(text="10분 현장"),
        Wanted(text="최우수상"),
        Wanted(department_id=department_id),
        Wanted(award="최우수상"),
        Wanted(year="2025", tag="실시간", state=CaseState.PUBLISHED),
    )
    for wanted in found:
        with statements() as ran:
            page = queries.cases(session, wanted, admin, now)
        assert [card.row.case.id for card in page.rows][-1] == case_id, wanted
        assert len(ran) <= 5
    for wanted in (Wanted(text="없는말"), Wanted(text="100%"), Wanted(tag="실시"), Wanted(year="2024")):
        assert queries.cases(session, wanted, admin, now).total == 0, wanted
    (only,) = queries.cases(session, Wanted(state=CaseState.DRAFT), admin, now).rows
    assert only.row.case.id == draft
    assert queries.choices(session, admin).years == ["2025"]


def test_departments_are_asked_once_their_answers_make_the_board_and_a_withdrawn_case_asks_no_more(
    session: Session, now: datetime, statements: Statements
) -> None:
    officers = make_city(session, 5)
    admin = make_admin(session)
    contest = make_published(session, now, [one.department_id for one in officers[:3]])
    case_id = make_case(session, now, contest=contest, admin=admin)
    assert ask_everybody(case_id, admin, now) == 4  # all but the one whose case it is
    assert ask_everybody(case_id, admin, now, 2 * DAY) == 0
    answer(case_id, officers[4], Choice.ADOPT, "", now)
    answer(case_id, officers[1], Choice.DECLINE, "하는 일이 다름", now)
    late = now + 2 * DAY
    with statements() as ran:
        board = queries.adoption_board(session, WantedLines(), late, late.date())
    assert len(ran) == 3
    assert [row.department.id for row in board.rows][:2] == [one.department_id for one in officers[2:4]]
    assert board.totals == {Adoption.LATE: 2, Adoption.ADOPTED: 1, Adoption.DECLINED: 1}
    for officer, ours, found in (
        (officers[4], Ours.TAKEN_UP, Adoption.ADOPTED),
        (officers[2], Ours.TO_ANSWER, Adoption.LATE),
    ):
        (card,) = queries.cases(session, Wanted(ours=ours), as_officer(officer), late).rows
        assert card.ours is found
    assert queries.cases(session, Wanted(ours=Ours.TO_ANSWER), as_officer(officers[1]), late).total == 0
    told = queries.adopters(session, case_id, late)
    assert [one.adoption for one in told][:2] == [Adoption.ADOPTED, Adoption.DECLINED]
    session.rollback()
    with transaction() as writing:
        left = services.withdraw_case(
            writing, case_id=case_id, reason="틀린 숫자", actor_id=admin.account_id, now=late
        )
    assert left == 2
    assert queries.adoption_board(session, WantedLines(), late, late.date()).every == []
    session.rollback()
    with transaction() as writing:
        services.publish_case(writing, case_id=case_id, actor_id=admin.account_id, now=late)
    assert ask_everybody(case_id, admin, late) == 2  # those taken back; the answers stand


def test_what_lies_open_with_an_officer_who_has_left_goes_to_the_one_who_serves(
    session: Session, now: datetime
) -> None:
    (officer,) = make_city(session, 1)
    admin = make_admin(session)
    case_id = make_case(session, now, contest=make_published(session, now), admin=admin)
    ask_everybody(case_id, admin, now)
    with transaction() as writing:
        writing.get_one(Appointment, officer.appointment_id).ends_on = now.date()
    successor = make_officer(session, department_id=officer.department_id, starts_on=now.date())
    session.rollback()
    assert ask_everybody(case_id, admin, now) == 1
    states = dict(session.execute(sa.select(Assignment.officer_id, Assignment.state)).all())
    assert states == {officer.id: AssignmentState.CANCELLED, successor.id: AssignmentState.OPEN}


def test_an_entry_names_what_it_builds_on_as_long_as_it_can_be_changed(
    session: Session, now: datetime, browser: BrowserOf
) -> None:
    admin = make_admin(session)
    case_id = make_case(session, now, contest=make_published(session, now), admin=admin)
    officer = browser(Role.OFFICER)
    contest = make_contest(
        session, departments=[officer.department_id], now=now, during=PhaseKind.ENTRY, locked=False
    )
    entry = f"/contests/{contest.code}/entries/1"
    assert "바탕이 된 사례 밝히기" in officer.get(entry).text
    page = f"{entry}/cases"
    assert officer.post(page, data={"case_id": str(case_id), "note": ""}).status_code == 422
    named = officer.post(page, data={"case_id": str(case_id), "note": "답하는 번을 이어받음"})
    assert named.status_code == 302
    assert "답하는 번을 이어받음" in officer.get(entry).text
    assert contest.entries[0].title in officer.get(f"/cases/{case_id}").text
    (one,) = queries.cases_behind(session, contest.entries[0].id)
    session.rollback()
    assert browser(Role.OFFICER).get(page).status_code == 404  # another department's
    with clock.stopped_at(now + 30 * DAY):
        late = officer.post(f"{page}/{one.citation.id}/removal")
    assert late.status_code == 409
    assert officer.post(f"{page}/{one.citation.id}/removal").status_code == 302
    assert queries.cases_behind(session, contest.entries[0].id) == []


def photo() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (32, 32), "green").save(out, "PNG")
    out.seek(0)
    return out


def test_files_are_shown_to_those_who_see_the_case_and_are_gone_when_taken_away(
    app: Flask, session: Session, now: datetime, browser: BrowserOf
) -> None:
    admin = make_admin(session)
    case_id = make_case(session, now, contest=make_published(session, now), admin=admin, publish=False)
    office, stranger = browser(Role.ADMIN), browser(Role.OFFICER)
    files = f"/cases/{case_id}/files"
    wrong = office.post(files, data={"file": (io.BytesIO(b"<html>"), "a.png"), "caption": "현장"})
    assert wrong.status_code == 409
    assert "내용이 이름과 다릅니다" in wrong.text
    assert office.post(files, data={"caption": "현장"}).status_code == 422
    assert office.post(files, data={"file": (photo(), "현장.png"), "caption": "현장"}).status_code == 302
    session.rollback()
    file_id, digest = session.execute(sa.select(CaseFile.id, CaseFile.digest)).one()
    sent = office.get(f"{files}/{file_id}")
    assert (sent.status_code, sent.mimetype) == (200, "image/jpeg")
    assert sent.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    assert stranger.get(f"{files}/{file_id}").status_code == 404
    assert stranger.post(f"{files}/{file_id}/removal").status_code == 404
    assert office.post(f"{files}/{file_id}/removal").status_code == 302
    assert office.get(f"{files}/{file_id}").status_code == 404
    with pytest.raises(NotFound):
        shelf().read(digest)


def test_the_pages_from_draft_to_the_boards_file(
    app: Flask, session: Session, now: datetime, browser: BrowserOf
) -> None:
    officers = make_city(session, 3)
    contest = make_published(session, now, [one.department_id for one in officers])
    office = browser(Role.ADMIN)
    assert "2편이 아직 우수사례로 정리되지 않았습니다" in office.get("/cases").text
    refused = office.post("/cases/new", data={"entry_id": str(contest.entries[0].id)[:-1]})
    assert refused.status_code == 404
    assert office.post("/cases/winners").status_code == 302
    case = queries.cases(session, Wanted(text=contest.entries[0].title), None, now).rows[0].row.case
    session.rollback()
    path = f"/cases/{case.id}"
    assert office.post(f"{path}/publication").status_code == 409  # not whole yet
    assert {office.get(f"{path}/{early}").status_code for early in ("adoption", "withdrawal")} == {409}
    form = {
        "seen": str(case.version),
        "title": "봄꽃 축제 24시",
        "summary": "실시간으로",
        "problem": "느린 답",
        "measures": "현장에서 답함",
        "steps": "번을 정한다",
        "figures-0-label": "답하는 시간",
        "figures-0-before": "이틀",
        "figures-0-after": "10분",
        "links-0-label": "영상",
        "links-0-url": "javascript:alert(1)",
        "tags": "축제",
    }
    bad = office.post(f"{path}/edit", data=form)
    assert bad.status_code == 422
    assert "https://로 시작하는 주소" in bad.text
    assert "현장에서 답함" in bad.text  # nothing typed is lost
    assert office.post(f"{path}/edit", data={**form, "links-0-url": "https://a.example/1"}).status_code == 302
    assert office.post(f"{path}/publication").status_code == 302
    assert office.post(f"{path}/adoption", data={"audience": "departments", "due_at": ""}).status_code == 422
    due = (now + 3 * DAY).strftime("%Y-%m-%dT%H:%M")
    assert office.post(f"{path}/adoption", data={"audience": "all", "due_at": due}).status_code == 302
    history = office.get(f"{path}/history").text
    assert all(
        word in history
        for word in ("우수사례 공개", "우수사례 고침", "현장에서 답함", "영상 · https://a.example/1")
    )
    phone = signed_in_browser(app, Role.OFFICER, officers[1].account_id)
    assert phone.get(f"{path}/history").status_code == 404
    assert (
        signed_in_browser(app, Role.OFFICER, officers[0].account_id).get(f"{path}/history").status_code == 200
    )
    assert "우리 부서의 답" in phone.get(path).text
    assert phone.get("/cases/board").status_code == 403
    answer(case.id, officers[1], Choice.ADAPT, "동네별로", now)
    assert "동네별로" in phone.get(path).text
    assert "바꾸어 도입" in office.get("/cases/board?adoption=adapted").text
    assert office.get("/cases/board?case=x&bureau=y&adoption=z").status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(office.get("/cases/board.xlsx").data)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][:3] == ["부서 코드", "부서", "소속 국"]
    assert "바꾸어 도입" in {row[3] for row in rows}
    assert officers[1].name not in str(rows)
    assert "답을 기다림" in office.get("/cases/board.csv").text
    english = office.get("/cases/board.csv", headers={"Accept-Language": "en"}).text
    assert f"{rows[1][0]},Test " in english, "as the page of the same language calls a department"
    assert office.get(f"{path}/answers").status_code == 200
