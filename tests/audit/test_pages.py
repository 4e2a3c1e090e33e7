"""The auditor's pages: find, prove, verify, take away."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from markupsafe import escape
from sqlalchemy.orm import Session

from sotong.audit import queries, services
from sotong.audit.checker import Flaw
from sotong.audit.checkpoint import VerifierKey, open_checkpoint
from sotong.audit.models import AuditEntry, StreamKind
from sotong.audit.services import record
from sotong.core import labels
from sotong.core.canonical import Json, parse_canonical
from sotong.core.db import db, transaction
from sotong.core.permissions import Role
from sotong.core.triggers import make_changeable
from tests.browsers import Browser, signed_in_browser
from tests.factories.people import make_account

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
"""Saturday 2026-11-21, 0:00 in Seoul."""


@pytest.fixture
def auditor(app: Flask, session: Session, now: datetime) -> Browser:
    """A browser signed in as an auditor, on a Monday."""
    return signed_in_browser(app, Role.AUDITOR)


def put(action: str, at: datetime = AT, **facts: object) -> UUID:
    """Record something; return the log."""
    body = facts.pop("body", None)
    assert body is None or isinstance(body, dict)
    with transaction() as writing:
        record(writing, action, at=at, body=body, **facts)  # type: ignore[arg-type]
    return office(db.session())


def office(session: Session) -> UUID:
    stream = queries.office_stream(session)
    assert stream is not None
    return stream.id


def last(session: Session) -> AuditEntry:
    session.rollback()
    return queries.entry(session, office(session), queries.latest_head(session, office(session)).size - 1)


def told(entry: AuditEntry) -> dict[str, Json]:
    body = parse_canonical(entry.body)
    assert isinstance(body, dict)
    return body


def rows(page: str) -> int:
    """How many rows the table of a page has."""
    return page.count('<th scope="row">')


def test_before_anything_is_recorded_the_page_says_so(auditor: Browser) -> None:
    answer = auditor.get("/audit/")
    assert answer.status_code == 200
    assert "아직 남은 기록이 없습니다" in answer.text


def test_the_office_log_and_contest_logs_are_listed(session: Session, auditor: Browser) -> None:
    put("test.done")
    with transaction() as writing:
        services.open_stream(
            writing, StreamKind.CONTEST, subject_id=uuid4(), origin="a.example/contest/1", at=AT
        )
    text = auditor.get("/audit/").text
    assert rows(text) == 2
    assert text.index("127.0.0.1:8000/log/office") < text.index("a.example/contest/1")


def test_what_was_done_is_listed_newest_first_with_the_name_of_who_did_it(
    session: Session, auditor: Browser
) -> None:
    who = make_account(session, Role.ADMIN, name="김하늘")
    put("test.first", actor_id=who.id)
    log = put("test.second", at=AT + timedelta(minutes=1), body={"글": "새 글"})
    text = auditor.get(f"/audit/logs/{log}").text
    assert text.rindex("test.second") < text.rindex("test.first") < text.rindex("기록부 시작")
    assert "김하늘" in text
    assert "2026-11-21 00:00:00" in text
    assert str(escape('{"글":"새 글"}')) in text


ASKED = {
    "": 5,
    "since=2026-11-21": 5,
    "since=2026-11-22": 2,
    "until=2026-11-21": 3,
    "since=2026-11-22&until=2026-11-22": 1,
    "action=swap.take": 2,
    "actor=하늘": 2,
    "actor={who}": 2,
    "actor=아무도": 0,
    "subject=00000000-0000-0000-0000-000000000005": 1,
    "text=100%25": 1,
    "text=100_": 0,
    "text=꽃": 1,
    "action=swap.take&actor=하늘&since=2026-11-22": 1,
}


def test_the_list_shows_what_the_filter_asks_for(session: Session, auditor: Browser) -> None:
    who = make_account(session, Role.ADMIN, name="김하늘").id
    put("swap.take", actor_id=who, body={"word": "꽃"})
    put("swap.offer", at=AT + timedelta(hours=23, minutes=59), subject_id=UUID(int=5), body={"word": "100%"})
    put("swap.take", at=AT + timedelta(days=1), actor_id=who)
    log = put("swap.offer", at=AT + timedelta(days=2))
    answers = {asked: auditor.get(f"/audit/logs/{log}?{asked.format(who=who)}") for asked in ASKED}
    assert {asked: rows(answer.text) for asked, answer in answers.items()} == ASKED
    assert {answer.status_code for answer in answers.values()} == {200}


MEANINGLESS = {
    "since=yesterday": "날짜를 2026-12-14처럼",
    "since=2026-11-22&until=2026-11-21": "종료일은 시작일과 같거나",
    "since=0001-01-01": "2000년부터",
    "until=9999-12-31": "2000년부터",
    "subject=7": "36자리",
    "text=%00": "사용할 수 없는 문자",
    "action=nothing": "목록에 있는 것을 골라",
    "text=" + "x" * 201: "200",
}


def test_a_filter_that_means_nothing_is_answered_with_a_sentence(session: Session, auditor: Browser) -> None:
    log = put("test.done")
    for asked, sentence in MEANINGLESS.items():
        answer = auditor.get(f"/audit/logs/{log}?{asked}")
        assert (answer.status_code, sentence in answer.text) == (422, True), asked


def test_a_long_log_has_pages_that_keep_the_filter(session: Session, auditor: Browser) -> None:
    with transaction() as writing:
        for number in range(120):
            record(writing, "test.done", at=AT, body={"number": number})
    log = office(session)
    text = auditor.get(f"/audit/logs/{log}?action=test.done&page=2").text
    assert rows(text) == 50
    assert f"/audit/logs/{log}?action=test.done&amp;page=3" in text
    assert rows(auditor.get(f"/audit/logs/{log}?action=test.done&page=3").text) == 20


@pytest.mark.parametrize("count", [1, 54])
def test_a_list_runs_a_fixed_number_of_statements(
    session: Session,
    auditor: Browser,
    statements: Callable[[], AbstractContextManager[list[str]]],
    count: int,
) -> None:
    actors = [make_account(session).id for _ in range(min(count, 5))]
    with transaction() as writing:
        for number in range(count):
            record(writing, "test.done", at=AT, actor_id=actors[number % len(actors)])
    log = office(session)
    with statements() as ran:
        assert auditor.get(f"/audit/logs/{log}").status_code == 200
    assert len(ran) == 6
    with statements() as ran:
        assert auditor.get("/audit/").status_code == 200
    assert len(ran) == 3


def test_an_entry_is_shown_with_its_proof(session: Session, auditor: Browser) -> None:
    for _ in range(6):
        log = put("test.done", body={"글": ["가", 1]})
    answer = auditor.get(f"/audit/logs/{log}/entries/3")
    assert answer.status_code == 200
    assert "증명됨" in answer.text
    entry = queries.entry(session, log, 3)
    assert entry.leaf_hash.hex() in answer.text


def test_a_proof_can_be_taken_away_as_a_file_of_the_common_form(session: Session, auditor: Browser) -> None:
    for _ in range(6):
        log = put("test.done")
    answer = auditor.get(f"/audit/logs/{log}/entries/3/proof")
    first, index, *hashes = answer.text.partition("\n\n")[0].split("\n")
    assert (first, index, len(hashes)) == ("c2sp.org/tlog-proof@v1", "index 3", 3)
    assert answer.text.partition("\n\n")[2] == queries.latest_head(session, log).checkpoint
    assert 'filename="entry-3.tlog-proof"' in answer.headers["Content-Disposition"]


def test_an_entry_of_a_damaged_log_says_that_it_cannot_be_proved(session: Session, auditor: Browser) -> None:
    for _ in range(3):
        log = put("test.done")
    change(sa.update(AuditEntry).where(AuditEntry.position == 2).values(body="spoilt", leaf_hash=bytes(32)))
    assert "증명할 수 없습니다" in auditor.get(f"/audit/logs/{log}/entries/2").text
    change(sa.delete(AuditEntry).where(AuditEntry.position == 2))
    answer = auditor.get(f"/audit/logs/{log}/entries/3")
    assert (answer.status_code, "증명할 수 없습니다" in answer.text) == (200, True)


NOWHERE = (
    "logs/{other}",
    "logs/{other}/verify",
    "logs/{other}/export",
    "logs/{other}/checkpoint",
    "logs/{log}/entries/99",
    "logs/{log}/entries/99/proof",
    "logs/{log}/entries/99999999999999999999",
    "logs/7",
)


def test_what_is_not_there_is_not_found(session: Session, auditor: Browser) -> None:
    log = put("test.done")
    for path in NOWHERE:
        assert auditor.get("/audit/" + path.format(log=log, other=uuid4())).status_code == 404, path


def test_the_checkpoint_to_keep_outside_is_signed(session: Session, auditor: Browser) -> None:
    log = put("test.done")
    stream = queries.stream(session, log)
    text = auditor.get(f"/audit/logs/{log}/checkpoint").text
    key = VerifierKey(stream.origin, services.log_public_key())
    assert open_checkpoint(text, key).size == stream.size == 2


def change(statement: sa.Executable) -> None:
    """What whoever owns the database can do, the triggers once dropped."""
    with transaction() as writing:
        try:
            with writing.begin_nested():
                make_changeable(writing.connection(), "audit_entry")
        except sa.exc.DBAPIError:
            pass  # dropped already
        writing.execute(statement)


def test_verifying_says_in_words_that_all_is_well_and_goes_on_record(
    session: Session, auditor: Browser
) -> None:
    log = put("test.done")
    answer = auditor.post(f"/audit/logs/{log}/verify")
    assert answer.status_code == 200
    assert "이상 없음" in answer.text
    entry = last(session)
    assert (entry.action, entry.actor_id, entry.subject_id) == ("log.verify", auditor.account_id, log)
    assert told(entry)["findings"] == 0


def test_verifying_says_what_is_wrong_and_where(session: Session, auditor: Browser) -> None:
    for _ in range(4):
        log = put("test.done")
    change(sa.update(AuditEntry).where(AuditEntry.position == 2).values(body='{"x":1}'))
    text = auditor.post(f"/audit/logs/{log}/verify").text
    assert "이상 발견" in text
    assert "기록의 내용이 남길 때와 다릅니다." in text
    assert "기록 2번" in text
    assert told(last(session))["findings"] == 1


def test_a_log_too_damaged_to_be_written_on_still_shows_its_findings(
    session: Session, auditor: Browser
) -> None:
    log = put("test.done")
    change(sa.text("UPDATE audit_stream SET size = 3"))
    answer = auditor.post(f"/audit/logs/{log}/verify")
    assert answer.status_code == 409
    assert "이상 발견" in answer.text
    assert "이어 쓸 수 없습니다" in answer.text


def test_a_kept_checkpoint_is_compared_as_a_browser_sends_it(session: Session, auditor: Browser) -> None:
    log = put("test.done")
    kept = auditor.get(f"/audit/logs/{log}/checkpoint").text
    put("test.done")
    answer = auditor.post(f"/audit/logs/{log}/verify", data={"kept": kept.replace("\n", "\r\n")})
    assert "그때까지의 기록이 그대로입니다" in answer.text


def test_a_checkpoint_that_is_none_is_answered_at_its_field(session: Session, auditor: Browser) -> None:
    log = put("test.done")
    kept = auditor.get(f"/audit/logs/{log}/checkpoint").text.replace("\n2\n", "\n3\n")
    answer = auditor.post(f"/audit/logs/{log}/verify", data={"kept": kept})
    assert answer.status_code == 422
    assert "이 기록부의 체크포인트가 아니거나" in answer.text
    assert str(escape(kept.strip())) in answer.text


def test_an_export_asks_for_a_reason_first(session: Session, auditor: Browser) -> None:
    log = put("test.done")
    assert "사유" in auditor.get(f"/audit/logs/{log}/export").text
    before = queries.latest_head(session, log).size
    for reason in ("", "   ", "짧다", "x" * 501):
        answer = auditor.post(f"/audit/logs/{log}/export", data={"reason": reason})
        assert answer.status_code == 422
        assert "사유" in answer.text
    session.rollback()
    assert queries.latest_head(session, log).size == before


def test_an_export_is_a_table_that_excel_reads_and_is_on_record(session: Session, auditor: Browser) -> None:
    who = make_account(session, Role.ADMIN, name='=HYPERLINK("http://x")').id
    put("swap.take", actor_id=who, body={"글": 'a,"b"\n'})
    log = put("swap.offer")
    answer = auditor.post(f"/audit/logs/{log}/export?action=swap.take&page=1", data={"reason": "분기 점검"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    head, *lines = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert head[:3] == ["번호", "일시(KST)", "한 일"]
    (line,) = lines
    assert line[0:2] == ["1", "2026-11-21 00:00:00"]
    assert line[4] == """'=HYPERLINK("http://x")"""
    assert line[7] == '{"글":"a,\\"b\\"\\n"}'
    entry = last(session)
    assert (entry.action, entry.actor_id) == ("personal_data.export", auditor.account_id)
    assert told(entry) == {
        "address": "127.0.0.1",
        "reason": "분기 점검",
        "rows": 1,
        "selection": {"action": "swap.take", "log": "127.0.0.1:8000/log/office"},
        "what": "audit.log",
    }


def test_an_export_of_many_entries_is_complete(session: Session, auditor: Browser) -> None:
    with transaction() as writing:
        for number in range(2_100):
            record(writing, "test.done", at=AT, body={"number": number})
    log = office(session)
    answer = auditor.post(f"/audit/logs/{log}/export", data={"reason": "전체 점검"})
    positions = [line[0] for line in csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))][1:]
    assert positions == [str(number) for number in range(2_101)]


def test_only_the_auditor_sees_the_record(app: Flask, session: Session) -> None:
    log = put("test.done")
    for role in (Role.ADMIN, Role.OFFICER, Role.JUDGE):
        someone = signed_in_browser(app, role)
        for path in ("", f"logs/{log}", f"logs/{log}/entries/0", f"logs/{log}/verify", f"logs/{log}/export"):
            assert someone.get(f"/audit/{path}").status_code == 403


def test_every_flaw_has_its_sentence(app: Flask) -> None:
    with app.test_request_context():
        assert all(labels.word(flaw) for flaw in Flaw)
