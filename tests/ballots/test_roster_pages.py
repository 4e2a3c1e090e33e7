"""Codes of a roster: made or brought along, printed once, locked into the log; each votes once."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from sotong.audit.models import AuditEntry
from sotong.ballots import identity, queries, rosters, rules, services, voting
from sotong.ballots.models import LinkChannel, RosterCode, WrongCode
from sotong.core.db import transaction
from sotong.core.errors import Refused
from sotong.core.permissions import Role
from tests.browsers import Browser
from tests.factories.contests import MAKER, MadeContest, make_contest
from tests.factories.levels import make_poll_by, rule_by
from tests.factories.papers import open_paper, read_paper, receipt_number

Browsers = Callable[[Role], Browser]


@pytest.fixture
def contest(session: Session, now: datetime) -> MadeContest:
    return make_contest(session, now=now, rule=rule_by("code"))


def on_log(session: Session, contest: MadeContest, action: str) -> list[AuditEntry]:
    session.rollback()
    query = sa.select(AuditEntry).where(
        AuditEntry.stream_id == contest.log_stream_id, AuditEntry.action == action
    )
    return list(session.scalars(query))


def test_each_code_votes_once(client: Browser, session: Session, now: datetime) -> None:
    poll, codes = make_poll_by(session, "code", now=now)
    numbers = []
    for code in codes:
        typed = code.lower().replace("-", " ")
        filled = open_paper(client, poll.link_code).marking(3, code=typed, agree="y")
        answer = client.post(f"/v/{poll.link_code}", data=filled)
        assert answer.status_code == 200
        numbers.append(receipt_number(answer))
    assert len(set(numbers)) == len(codes)
    filled = open_paper(client, poll.link_code).marking(4, code=codes[0], agree="y")
    answer = client.post(f"/v/{poll.link_code}", data=filled)
    assert answer.status_code == 409
    assert receipt_number(answer) == numbers[0]
    session.rollback()
    assert queries.counts(session, poll.contest_id).by_entry == {3: 3}


def test_a_code_of_no_roster_is_told_counted_and_the_picks_stay(
    client: Browser, session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll, codes = make_poll_by(session, "code", now=now)
    _other, foreign = make_poll_by(session, "code", now=now)
    for typed in (foreign[0], "2222-2222-2222", "x", "", "\0"):
        paper = open_paper(client, poll.link_code)
        answer = client.post(f"/v/{poll.link_code}", data=paper.marking(3, code=typed, agree="y"))
        assert answer.status_code == 422
        assert read_paper(answer).marked == ["3"]
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(WrongCode)) == 2
    monkeypatch.setattr(rules, "WRONG_CODES_AN_ADDRESS_A_WHILE", 2)
    filled = open_paper(client, poll.link_code).marking(3, code=codes[0], agree="y")
    refused = client.post(f"/v/{poll.link_code}", data=filled)
    assert "틀린 코드가 너무 많이" in refused.text


def test_codes_are_shown_once_and_only_their_hashes_are_kept(
    browser: Browsers, session: Session, contest: MadeContest
) -> None:
    admin = browser(Role.ADMIN)
    page = admin.post(f"/contests/{contest.code}/roster/make", data={"count": "12"})
    assert page.status_code == 200
    slips = page.text.count('class="code-text"')
    assert slips == 12
    keys = session.scalars(sa.select(RosterCode.code_key)).all()
    assert len(keys) == 12
    code = page.text.split('class="code-text">')[1].split("<")[0]
    key = voting.keyed(identity.contest_key(contest.id), "roster", code.replace("-", ""))
    assert key in keys
    roster = admin.get(f"/contests/{contest.code}/roster")
    assert "12개" in roster.text
    assert code not in roster.text


def test_a_locked_roster_has_its_root_on_the_log_and_changes_no_more(
    browser: Browsers, session: Session, contest: MadeContest, now: datetime
) -> None:
    admin = browser(Role.ADMIN)
    address = f"/contests/{contest.code}/roster"
    assert admin.post(f"{address}/lock").status_code == 409
    admin.post(f"{address}/make", data={"count": "7"})
    assert admin.post(f"{address}/lock", follow_redirects=True).status_code == 200
    (entry,) = on_log(session, contest, "roster")
    root = voting.batch_root(queries.roster_keys(session, contest.id)).hex()
    assert json.loads(entry.body) == {"root": root, "size": 7}
    assert admin.post(f"{address}/make", data={"count": "1"}).status_code == 409
    assert admin.post(f"{address}/empty").status_code == 409
    assert admin.post(f"{address}/lock").status_code == 409
    assert root in admin.get(address).text


def test_before_the_roster_is_locked_the_vote_is_not_open(
    client: Browser, session: Session, contest: MadeContest, now: datetime
) -> None:
    with transaction() as writing:
        services.hand_out_audit_key(writing, contest.id, actor_id=MAKER, now=now)
        link = services.add_vote_link(
            writing, contest.id, channel=LinkChannel.BAND, name="밴드", actor_id=MAKER, now=now
        )
        rosters.add_made_codes(writing, contest.id, 1, actor_id=MAKER, now=now)
    assert "아직 투표를 시작하지 않았습니다" in client.get(f"/v/{link.code}").text
    with transaction() as writing:
        rosters.lock_roster(writing, contest.id, actor_id=MAKER, now=now)
    assert open_paper(client, link.code).choices


def xlsx(rows: list[list[str]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    return out.getvalue()


CODES = [["이름", "투표 코드"], ["홍길동", "AB12-CD34"], ["성춘향", "wx98 yz76"]]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("codes.csv", "\n".join(",".join(row) for row in CODES).encode("cp949")),
        ("codes.xlsx", xlsx(CODES)),
    ],
)
def test_codes_come_from_a_file_and_names_beside_them_are_not_read(
    browser: Browsers, session: Session, contest: MadeContest, name: str, content: bytes
) -> None:
    admin = browser(Role.ADMIN)
    answer = admin.post(
        f"/contests/{contest.code}/roster/import",
        data={"file": (io.BytesIO(content), name)},
        follow_redirects=True,
    )
    assert "코드 2개를 명부에 올렸습니다" in answer.text
    session.rollback()
    key = voting.keyed(identity.contest_key(contest.id), "roster", "WX98YZ76")
    assert queries.is_on_roster(session, contest.id, key)


def test_a_file_with_anything_wrong_changes_nothing_and_says_which_lines(
    browser: Browsers, session: Session, contest: MadeContest
) -> None:
    admin = browser(Role.ADMIN)
    content = "투표 코드\nABCD1234\nabcd-1234\nkurz\n".encode()
    answer = admin.post(
        f"/contests/{contest.code}/roster/import", data={"file": (io.BytesIO(content), "codes.csv")}
    )
    assert answer.status_code == 422
    assert "3번째 줄" in answer.text
    assert "4번째 줄" in answer.text
    assert queries.roster_size(session, contest.id) == 0


def test_a_roster_is_for_contests_by_code_under_a_locked_rule(session: Session, now: datetime) -> None:
    by_phone = make_contest(session, now=now, rule=rule_by("phone"))
    unlocked = make_contest(session, now=now, rule=rule_by("code"), locked=False)
    for contest, reason in ((by_phone, "not_by_code"), (unlocked, "rule_not_locked")):
        with pytest.raises(Refused, match=reason), transaction() as writing:
            rosters.add_made_codes(writing, contest.id, 1, actor_id=MAKER, now=now)


@pytest.mark.parametrize("count", ["", "0", "-1", "5001", "x", "9" * 30])
def test_a_number_of_codes_that_is_none_is_told(
    browser: Browsers, session: Session, contest: MadeContest, count: str
) -> None:
    answer = browser(Role.ADMIN).post(f"/contests/{contest.code}/roster/make", data={"count": count})
    assert answer.status_code == 422
    assert queries.roster_size(session, contest.id) == 0


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60))
def test_a_code_is_the_same_however_it_is_spaced(text: str) -> None:
    code = rules.roster_code(text)
    if code is not None:
        assert rules.roster_code(rosters.spaced(code).lower()) == code


def test_wrong_codes_are_forgotten_after_a_while(session: Session, now: datetime) -> None:
    poll, _codes = make_poll_by(session, "code", now=now)
    for _time in range(3):
        with transaction() as writing:
            identity.note_wrong_code(writing, poll.contest_id, address="203.0.113.7", now=now)
    key = voting.keyed(identity.contest_key(poll.contest_id), "address", "203.0.113.7")
    assert queries.wrong_codes(session, poll.contest_id, key, now - timedelta(minutes=10)) == 3
    assert queries.wrong_codes(session, poll.contest_id, key, now) == 0
