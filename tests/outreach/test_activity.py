"""What officers did before is brought in from a file: all of it or nothing, once, and it counts."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments.models import Assignment, Proof
from sotong.assignments.rules import Act, AssignmentState, ProofFlag
from sotong.audit.models import AuditEntry
from sotong.core.permissions import Role
from sotong.core.spreadsheet import xlsx
from sotong.core.tables import TableInvalid
from sotong.core.tables.days import instant
from sotong.outreach import jobs
from sotong.outreach.imports import read_activity
from sotong.outreach.models import Post
from sotong.outreach.rules import OFFICE_CLOSES_AT, Asked, why_not_past
from sotong.web.commands.watching import bars
from tests.conftest import NOW
from tests.factories.people import make_account, make_department, make_officer

HEAD = ("부서", "게시물", "제목", "할일", "맡긴때", "마감", "한때", "증빙", "면제사유")
POST = "https://www.facebook.com/ydpoffice/posts/1234567890"
BLOG = "https://blog.naver.com/ydpgu/223456789012"
ASKED = ("2026-10-01 09:00", "2026-10-02 18:00")


def _csv(*rows: tuple[str, ...]) -> bytes:
    return "\n".join(",".join(row) for row in (HEAD, *rows)).encode()


def _row(
    department: str, *given: str, post: str = POST, title: str = "축제", act: str = ""
) -> tuple[str, ...]:
    """A line; what is given is when it was done, by which proof, why not."""
    return (department, post, title, act, *ASKED, *given, *[""] * (3 - len(given)))


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (Asked(NOW - timedelta(2), NOW - timedelta(1), NOW - timedelta(1.5)), None),
        (Asked(NOW - timedelta(2), NOW - timedelta(1)), None),
        (Asked(NOW - timedelta(2), NOW + timedelta(1)), "activity.still_running"),
        (Asked(NOW - timedelta(2), NOW + timedelta(1), NOW - timedelta(1)), None),
        (Asked(NOW - timedelta(2), NOW - timedelta(2)), "activity.due_before_asked"),
        (Asked(NOW - timedelta(2), NOW - timedelta(1), NOW - timedelta(3)), "activity.done_before_asked"),
        (Asked(NOW - timedelta(2), NOW + timedelta(2), NOW + timedelta(1)), "activity.in_the_future"),
        (Asked(NOW - timedelta(2), NOW - timedelta(1), with_proof=True), "activity.proof_without_time"),
        (
            Asked(NOW - timedelta(2), NOW - timedelta(1), NOW - timedelta(1), excused=True),
            "activity.excused_and_done",
        ),
    ],
)
def test_only_what_is_over_is_brought_in(asked: Asked, reason: str | None) -> None:
    assert why_not_past(asked, NOW) == reason


def test_a_day_alone_means_the_close_of_the_office() -> None:
    assert instant("2026. 10. 2.", OFFICE_CLOSES_AT) == instant("2026-10-02 18:00", OFFICE_CLOSES_AT)
    assert instant("2026-10-02 25:00", OFFICE_CLOSES_AT) is None


def test_everything_wrong_in_a_file_is_told_by_line() -> None:
    wrong = _csv(
        ("R1", "https://bit.ly/x", "축제", "춤", "어제", "2026-10-02", "", "", ""),
        _row("R1", "2026-10-01", "https://www.facebook.com/ydpoffice"),
    )
    with pytest.raises(TableInvalid) as caught:
        read_activity(wrong, NOW).close()
    assert [(problem.line, problem.column, problem.reason) for problem in caught.value.problems] == [
        (2, "post", "permalink.short_link"),
        (2, "act", "activity.unknown_act"),
        (2, "asked_at", "activity.not_an_instant"),
        (3, "proof", "assignment.not_a_post"),
    ]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "activity.csv"


def test_a_file_is_brought_in_once_and_whole_under_whoever_served_on_the_day(
    session: Session, now: datetime, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roads = make_department(session, code="R1", name="도로과", name_en="Roads")
    before = make_officer(session, department_id=roads.id, ends_on=date(2026, 11, 1))
    make_officer(session, department_id=roads.id, starts_on=date(2026, 11, 1))
    parks = make_officer(session, department_id=make_department(session, code="P1", name="공원과").id)
    admin = make_account(session, Role.ADMIN, login="kim")
    rows = [
        _row("도로과", "2026-10-02 18:00", "https://blog.naver.com/roads/223456700001"),
        _row("P1", "2026-10-05", "https://blog.naver.com/roads/223456700001"),
        _row("P1", act="댓글"),
        _row("P1", "", "", "출장", post=BLOG, title="걷기 길"),
        _row("도로과", "2026-10-01", post=BLOG, title=""),
    ]
    file.write_bytes(_csv(*rows, ("P1", BLOG, "", "", "2026-12-01", "2026-12-03", "", "", "")))
    assert jobs.import_activity_file(file, login="KIM") == 2
    assert f"{file}:7:마감: " in capsys.readouterr().err
    assert session.scalar(sa.select(sa.func.count()).select_from(Post)) == 0, "half of it was saved"
    file.write_bytes(_csv(*rows))
    assert jobs.import_activity_file(file, login="kim") == 0
    assert "5건" in capsys.readouterr().out
    done = {
        (one.officer_id, one.title, one.act): (one.state, one.handed_in_at)
        for one in session.scalars(sa.select(Assignment))
    }
    at_six = datetime.fromisoformat("2026-10-02T18:00+09:00")
    assert done == {
        (before.id, "축제", Act.SHARE): (AssignmentState.DONE, at_six),
        (parks.id, "축제", Act.SHARE): (AssignmentState.HANDED_IN, at_six + timedelta(days=3)),
        (parks.id, "축제", Act.COMMENT): (AssignmentState.OPEN, None),
        (parks.id, "걷기 길", Act.SHARE): (AssignmentState.EXCUSED, None),
        (before.id, "걷기 길", Act.SHARE): (AssignmentState.DONE, at_six - timedelta(days=1)),
    }
    flags = {proof.flags for proof in session.scalars(sa.select(Proof))}
    assert flags == {(), (ProofFlag.DUPLICATE,)}
    recorded = sa.select(AuditEntry).where(AuditEntry.action == "activity.import")
    assert [entry.actor_id for entry in session.scalars(recorded)] == [admin.id]
    session.rollback()
    book = file.with_suffix(".xlsx")
    book.write_bytes(
        xlsx("활동", HEAD, [("Roads" if row[0] == "도로과" else row[0], *row[1:]) for row in rows])
    )
    assert jobs.import_activity_file(book, login="kim") == 0
    assert "0건" in capsys.readouterr().out
    assert len(session.scalars(recorded).all()) == 1
    session.rollback()


def test_what_is_recorded_otherwise_or_nobodys_is_refused_by_line(
    session: Session, now: datetime, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_officer(session, department_id=make_department(session, code="P1").id, starts_on=date(2026, 9, 1))
    make_department(session, code="E1")
    make_account(session, Role.ADMIN, login="kim")
    file.write_bytes(_csv(_row("P1")))
    assert jobs.import_activity_file(file, login="kim") == 0
    file.write_bytes(_csv(("P1", POST, "", "", "2026-10-01 10:00", "2026-10-02", "", "", "")))
    assert jobs.import_activity_file(file, login="kim") == 2
    file.write_bytes(_csv(_row("P1"), _row("P1"), _row("E1"), _row("없는과"), _row("없는과", act="춤")))
    assert jobs.import_activity_file(file, login="kim") == 2
    lines = [line.split(": ", 1)[0] for line in capsys.readouterr().err.splitlines()]
    assert lines == [
        f"{file}:2:맡긴때",
        f"{file}:3:게시물",
        f"{file}:4:부서",
        f"{file}:5:부서",
        f"{file}:6:부서",
        f"{file}:6:할일",
    ]
    assert jobs.import_activity_file(file, login="nobody") == 2


def test_a_terminal_shows_how_far_each_step_has_come_and_a_pipe_does_not() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    content = _csv(*[_row("P1")] * 700)
    for stream, shown in ((Terminal(), True), (io.StringIO(), False)):
        with bars(stream):
            assert len(read_activity(content, NOW).lines) == 700
        assert ("700/700" in stream.getvalue()) is shown
        assert bool(stream.getvalue()) is shown
