"""A citizen opens a link, picks, sends, and has a receipt: on any phone, in any app, whatever is sent."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from sotong.ballots import queries, services
from sotong.ballots.models import LinkChannel
from sotong.ballots.voting import ReceiptNumber
from sotong.contests.models import Contest
from sotong.contests.rules import PhaseKind
from sotong.core import clock
from sotong.core.db import transaction
from tests.browsers import Browser
from tests.factories.ballots import Poll, make_poll
from tests.factories.contests import DEFAULT_RULE, MAKER, make_contest
from tests.factories.levels import make_poll_by
from tests.factories.papers import APP_BROWSERS, forget, open_paper, read_paper, receipt_number, vote

Statements = Callable[[], AbstractContextManager[list[str]]]
MICROSECOND = timedelta(microseconds=1)
UP_TO_THREE = {**DEFAULT_RULE, "ballots": {"picks_from": 1, "picks_to": 3, "abstain": False}}
MAY_ABSTAIN = {**DEFAULT_RULE, "ballots": {"picks_from": 1, "picks_to": 1, "abstain": True}}


@pytest.fixture
def poll(session: Session, now: datetime) -> Poll:
    return make_poll(session, now=now)


def counted(session: Session, poll: Poll) -> dict[int, int]:
    session.rollback()
    ballots, participations = queries.how_many(session, poll.contest_id)
    assert ballots == participations
    return queries.counts(session, poll.contest_id).by_entry


def test_three_taps_without_script_and_without_cookies(client: Browser, session: Session, poll: Poll) -> None:
    paper = open_paper(client, poll.link_code)
    forget(client)
    answer = client.post(f"/v/{poll.link_code}", data=paper.marking(3))
    assert answer.status_code == 200
    assert "투표가 기록되었습니다" in answer.text
    assert receipt_number(answer)
    assert counted(session, poll) == {3: 1}


def test_no_cookie_of_the_site_is_needed_against_forged_forms(
    app: Flask, client: Browser, poll: Poll
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        paper = open_paper(client, poll.link_code)
        forget(client)
        assert client.post(f"/v/{poll.link_code}", data=paper.marking(3)).status_code == 200
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_a_second_vote_is_told_of_the_first_with_its_number(
    client: Browser, session: Session, poll: Poll
) -> None:
    first = receipt_number(vote(client, poll.link_code))
    filled = open_paper(Browser(client.application), poll.link_code).marking(4)
    answer = client.post(f"/v/{poll.link_code}", data=filled)
    assert answer.status_code == 409
    assert "이미 투표하셨습니다" in answer.text
    assert receipt_number(answer) == first
    assert counted(session, poll) == {3: 1}


def test_whoever_has_voted_is_shown_the_receipt_instead_of_the_paper(client: Browser, poll: Poll) -> None:
    first = receipt_number(vote(client, poll.link_code))
    again = client.get(f"/v/{poll.link_code}")
    assert again.status_code == 200
    assert "이미 투표하셨습니다" in again.text
    assert receipt_number(again) == first
    assert read_paper(again).choices == []


def test_a_link_typed_in_capitals_leads_to_the_same_paper(client: Browser, poll: Poll) -> None:
    assert client.get(f"/v/{poll.link_code.upper()}").status_code == 200


def test_a_link_of_another_contest_still_shows_its_paper(
    client: Browser, session: Session, poll: Poll, now: datetime
) -> None:
    vote(client, poll.link_code)
    other = make_poll(session, now=now)
    assert vote(client, other.link_code, picks=[1]).status_code == 200


def test_the_same_form_sent_twice_gets_the_same_receipt(
    client: Browser, session: Session, poll: Poll
) -> None:
    filled = open_paper(client, poll.link_code).marking(3)
    first, second = (client.post(f"/v/{poll.link_code}", data=filled) for _time in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert receipt_number(first) == receipt_number(second)
    assert counted(session, poll) == {3: 1}


def test_the_same_paper_with_another_choice_is_told_that_the_first_one_counts(
    client: Browser, session: Session, poll: Poll
) -> None:
    paper = open_paper(client, poll.link_code)
    first, changed = (client.post(f"/v/{poll.link_code}", data=paper.marking(pick)) for pick in (3, 4))
    assert receipt_number(first) == receipt_number(changed)
    assert ("처음 고르신 것이 유효합니다" in first.text, "처음 고르신 것이 유효합니다" in changed.text) == (
        False,
        True,
    )
    assert counted(session, poll) == {3: 1}


def test_the_same_form_sent_twice_without_cookies_gets_the_same_receipt(
    client: Browser, session: Session, poll: Poll
) -> None:
    filled = open_paper(client, poll.link_code).marking(3)
    numbers = set()
    for _time in range(3):
        forget(client)
        numbers.add(receipt_number(client.post(f"/v/{poll.link_code}", data=filled)))
    assert len(numbers) == 1
    assert counted(session, poll) == {3: 1}


def test_a_number_that_the_browser_drew_goes_into_the_receipt(
    client: Browser, session: Session, poll: Poll
) -> None:
    filled = open_paper(client, poll.link_code).marking(3, nonce="ab" * 16)
    number = receipt_number(client.post(f"/v/{poll.link_code}", data=filled))
    session.rollback()
    parsed = ReceiptNumber.parse(number)
    assert parsed
    receipt = queries.receipt_at(session, poll.contest_id, parsed)
    assert receipt
    assert receipt.client_nonce == bytes.fromhex("ab" * 16)


def test_a_number_that_is_none_is_replaced_by_the_papers_own(client: Browser, poll: Poll) -> None:
    for nonce in ("", "zz" * 16, "ab" * 15, "AB" * 16, "ab" * 5000, "٣" * 32):
        forget(client)
        filled = open_paper(client, poll.link_code).marking(3, nonce=nonce)
        assert client.post(f"/v/{poll.link_code}", data=filled).status_code == 200


@pytest.mark.parametrize(
    ("picks", "sentence"),
    [
        (["99"], "목록에 없는 출품작"),
        (["-1"], "목록에 없는 출품작"),
        ([], "출품작을 골라 주십시오"),
        (["0"], "출품작을 골라 주십시오"),
        (["1", "2", "3", "4"], "3편까지"),
        (["1", "99"], "목록에 없는 출품작"),
        (["2", "2"], "목록에 없는 출품작"),
        (["x"], ""),
        (["1" * 5000], ""),
        (["1\0"], ""),
    ],
)
def test_wrong_picks_get_a_sentence_and_the_paper_as_it_was(
    client: Browser, session: Session, now: datetime, picks: list[str], sentence: str
) -> None:
    poll = make_poll(session, now=now, rule=UP_TO_THREE)
    before = open_paper(client, poll.link_code)
    answer = client.post(f"/v/{poll.link_code}", data={**before.fields, "picks": picks})
    assert answer.status_code == 422
    assert sentence in answer.text
    after = read_paper(answer)
    assert after.choices == before.choices
    assert set(after.marked) == set(picks) & set(before.choices)
    assert counted(session, poll) == {}


def test_an_unknown_entry_on_a_paper_of_one_pick_is_refused(client: Browser, poll: Poll) -> None:
    before = open_paper(client, poll.link_code)
    for picks in (["99"], [], ["0"], ["x"]):
        answer = client.post(f"/v/{poll.link_code}", data={**before.fields, "picks": picks})
        assert answer.status_code == 422
        assert read_paper(answer).choices == before.choices


@pytest.mark.parametrize("picks", [["1", "2"], ["0", "1"], ["1", "x"]])
def test_two_picks_on_a_paper_of_one_are_refused_and_none_of_them_is_counted(
    client: Browser, session: Session, now: datetime, picks: list[str]
) -> None:
    poll = make_poll(session, now=now, rule=MAY_ABSTAIN)
    before = open_paper(client, poll.link_code)
    answer = client.post(f"/v/{poll.link_code}", data={**before.fields, "picks": picks})
    assert answer.status_code == 422
    assert "너무 많이 고르셨습니다. 1편까지" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert read_paper(answer).marked == []
    assert counted(session, poll) == {}


def test_nobody_abstains_and_picks_at_once(client: Browser, session: Session, now: datetime) -> None:
    rule = {**DEFAULT_RULE, "ballots": {"picks_from": 1, "picks_to": 3, "abstain": True}}
    poll = make_poll(session, now=now, rule=rule)
    paper = open_paper(client, poll.link_code)
    answer = client.post(f"/v/{poll.link_code}", data={**paper.fields, "picks": ["0", "2"]})
    assert answer.status_code == 422
    assert "기권하면서 출품작을 함께 고를 수는 없습니다" in answer.text
    assert set(read_paper(answer).marked) == {"0", "2"}
    assert counted(session, poll) == {}


def test_several_may_be_picked_where_the_rule_says_so(
    client: Browser, session: Session, now: datetime
) -> None:
    poll = make_poll(session, now=now, rule=UP_TO_THREE)
    assert vote(client, poll.link_code, picks=[1, 5, 9]).status_code == 200
    assert counted(session, poll) == {1: 1, 5: 1, 9: 1}


def test_who_may_abstain_can_and_gets_a_receipt(client: Browser, session: Session, now: datetime) -> None:
    poll = make_poll(session, now=now, rule=MAY_ABSTAIN)
    paper = open_paper(client, poll.link_code)
    assert "0" in paper.choices
    assert client.post(f"/v/{poll.link_code}", data=paper.marking(0)).status_code == 200
    session.rollback()
    assert queries.counts(session, poll.contest_id).abstentions == 1


def test_a_forged_paper_gets_a_sentence_and_keeps_the_picks(
    client: Browser, session: Session, poll: Poll
) -> None:
    filled = open_paper(client, poll.link_code).marking(3)
    for token in ("", "forged", "a.b.c", "\0", "x" * 10_000):
        answer = client.post(f"/v/{poll.link_code}", data={**filled, "token": token})
        assert answer.status_code == 409
        assert "선택은 그대로 두었으니" in answer.text
        assert read_paper(answer).marked == ["3"]
    assert counted(session, poll) == {}
    again = read_paper(answer).marking(3)
    assert client.post(f"/v/{poll.link_code}", data=again).status_code == 200


def test_a_paper_older_than_a_week_is_asked_for_again(
    client: Browser, session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = make_poll(session, now=now)
    paper = open_paper(client, poll.link_code)
    monkeypatch.setattr("sotong.ballots.tokens.PAPER_LASTS_S", -1)
    answer = client.post(f"/v/{poll.link_code}", data=paper.marking(3))
    assert answer.status_code == 409
    assert read_paper(answer).marked == ["3"]


def test_the_paper_of_another_link_is_asked_for_again(
    client: Browser, session: Session, poll: Poll, now: datetime
) -> None:
    other = make_poll(session, now=now)
    filled = open_paper(client, other.link_code).marking(3)
    answer = client.post(f"/v/{poll.link_code}", data=filled)
    assert answer.status_code == 409
    assert read_paper(answer).marked == ["3"]
    assert counted(session, poll) == {}


def test_a_forged_device_is_nobodys(client: Browser, poll: Poll) -> None:
    for cookie in ("", "forged", "a.b.c", "\x7f", "x" * 4000):
        client.set_cookie("sotong_device", cookie)
        assert vote(client, poll.link_code).status_code == 200


def test_the_vote_opens_and_closes_to_the_microsecond(client: Browser, session: Session, poll: Poll) -> None:
    opens_at, closes_at = poll.contest.windows[PhaseKind.VOTE]
    filled = open_paper(client, poll.link_code).marking(3)
    late = {**filled, "nonce": "cd" * 16}
    for instant, status, sentence in (
        (opens_at - MICROSECOND, 409, "아직 투표를 시작하지 않았습니다"),
        (opens_at, 200, "투표가 기록되었습니다"),
        (closes_at - MICROSECOND, 200, "투표가 기록되었습니다"),
        (closes_at, 409, "투표가 끝났습니다"),
    ):
        forget(client)
        with clock.stopped_at(instant):
            answer = client.post(f"/v/{poll.link_code}", data=late if status == 409 else filled)
        assert answer.status_code == status
        assert sentence in answer.text
    assert counted(session, poll) == {3: 1}


def test_before_and_after_the_page_says_when(client: Browser, poll: Poll) -> None:
    opens_at, closes_at = poll.contest.windows[PhaseKind.VOTE]
    for instant, sentence in (
        (opens_at - MICROSECOND, "아직 투표를 시작하지"),
        (closes_at, "투표가 끝났습니다"),
    ):
        with clock.stopped_at(instant):
            page = client.get(f"/v/{poll.link_code}")
        assert page.status_code == 200
        assert sentence in page.text
        assert "투표 시작" in page.text
        assert read_paper(page).choices == []


def test_a_retired_link_takes_no_vote_and_its_ballots_stay(
    client: Browser, session: Session, poll: Poll, now: datetime
) -> None:
    vote(client, poll.link_code)
    forget(client)
    paper = open_paper(client, poll.link_code)
    with transaction() as writing:
        services.retire_vote_link(writing, poll.link_id, actor_id=MAKER, now=now)
    answer = client.post(f"/v/{poll.link_code}", data=paper.marking(4))
    assert answer.status_code == 409
    assert "더 이상 쓰지 않습니다" in answer.text
    assert "더 이상 쓰지 않습니다" in client.get(f"/v/{poll.link_code}").text
    assert counted(session, poll) == {3: 1}


def test_a_cancelled_contest_takes_no_vote(
    client: Browser, session: Session, poll: Poll, now: datetime
) -> None:
    paper = open_paper(client, poll.link_code)
    with transaction() as writing:
        contest = writing.get_one(Contest, poll.contest_id)
        contest.cancelled_at, contest.cancelled_reason = now, "행사가 취소되었습니다."
    answer = client.post(f"/v/{poll.link_code}", data=paper.marking(3))
    assert answer.status_code == 409
    assert "취소되었습니다" in answer.text
    assert counted(session, poll) == {}


def test_before_the_auditor_has_the_key_the_vote_is_not_open(
    client: Browser, session: Session, now: datetime
) -> None:
    contest = make_contest(session, now=now)
    with transaction() as writing:
        link = services.add_vote_link(
            writing, contest.id, channel=LinkChannel.BAND, name="밴드", actor_id=MAKER, now=now
        )
        code = link.code
    page = client.get(f"/v/{code}")
    assert page.status_code == 200
    assert "아직 투표를 시작하지 않았습니다" in page.text
    assert client.post(f"/v/{code}", data={"picks": "3"}).status_code == 409


def test_looking_changes_nothing(
    client: Browser, session: Session, poll: Poll, statements: Statements
) -> None:
    with statements() as ran:
        for method in ("GET", "HEAD"):
            for _time in range(3):
                assert client.open(f"/v/{poll.link_code}?picks=3&token=x", method=method).status_code == 200
    assert {statement.split()[0] for statement in ran} <= {"SELECT"}
    assert counted(session, poll) == {}


def test_the_paper_costs_the_same_however_many_entries(
    client: Browser, session: Session, now: datetime, statements: Statements
) -> None:
    counts = []
    for entries in (1, 30):
        poll = make_poll(session, now=now, entries=entries)
        forget(client)
        with statements() as ran:
            assert client.get(f"/v/{poll.link_code}").status_code == 200
        counts.append(len(ran))
    assert counts[0] == counts[1] <= 5


@pytest.mark.parametrize("keeps_cookies", [True, False], ids=["cookies", "no cookies"])
@pytest.mark.parametrize("nonce", ["", "ab" * 16], ids=["no script", "script"])
def test_every_apps_browser_votes_and_checks_its_receipt(
    client: Browser, session: Session, poll: Poll, *, keeps_cookies: bool, nonce: str
) -> None:
    """Without script the page draws no number of its own; without cookies each visit is a stranger's."""
    for name, agent in APP_BROWSERS.items():
        forget(client)
        client.environ_base["HTTP_USER_AGENT"] = agent

        def next_visit() -> None:
            if not keeps_cookies:
                forget(client)

        paper = open_paper(client, poll.link_code)
        next_visit()
        answer = client.post(f"/v/{poll.link_code}", data={**paper.marking(7), "nonce": nonce})
        assert answer.status_code == 200, name
        number = receipt_number(answer)
        next_visit()
        check = client.get(f"/receipts/{poll.contest.code}?number={number}")
        assert "이 확인번호의 투표가 기록에 들어 있습니다" in check.text, name
        assert (number in client.get(f"/v/{poll.link_code}").text) is keeps_cookies, name
    assert counted(session, poll) == {7: len(APP_BROWSERS)}


def test_a_receipt_that_is_none_is_told_so_and_none_shows_the_choice(client: Browser, poll: Poll) -> None:
    number = receipt_number(vote(client, poll.link_code))
    address = f"/receipts/{poll.contest.code}"
    assert client.get(address).status_code == 200
    for wrong in (
        number[:-1] + ("2" if number[-1] != "2" else "3"),
        "99999-AAAA-BBBB-CCCC",
        "0-2222-2222-2222",
    ):
        page = client.get(address, query_string={"number": wrong})
        assert "기록에 없는 확인번호" in page.text
    right = client.get(address, query_string={"number": number.lower().replace("-", " ")})
    assert "들어 있습니다" in right.text
    assert "소통 사례" not in right.text


def test_nonsense_for_a_receipt_is_answered_in_words(client: Browser, poll: Poll) -> None:
    for number in ("", "\0", "x" * 100, "9" * 20 + "-AAAA-BBBB-CCCC", "٣-AAAA-BBBB-CCCC", "-"):
        page = client.get(f"/receipts/{poll.contest.code}", query_string={"number": number})
        assert page.status_code in (200, 422)
        assert "기록에 없는 확인번호" in page.text or "확인해 주세요" in page.text


KINDS = (
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "application/json",
    "text/plain; charset=utf-16",
    "application/x-www-form-urlencoded; charset=latin-9",
    "",
    "\xff",
)
NAMES = ("picks", "token", "nonce", "code", "phone", "agree", "check", "sms", "proof", "again", "\0", "번호")


def garbage(chance: random.Random, paper: dict[str, str]) -> tuple[bytes, str]:
    """One malformed post: its body and content type."""
    values = ("1", "01012345678", "%00", "%ff%fe", paper["token"], "9" * 50, "-", "%", "")
    pairs = [f"{chance.choice(NAMES)}={chance.choice(values)}" for _pair in range(chance.randrange(6))]
    heads = [f'form-data; name="{chance.choice(NAMES)}"' for _part in range(chance.randrange(4))]
    parts = [f"--x\r\nContent-Disposition: {head}\r\n\r\n{chance.choice('1ab')}\r\n" for head in heads]
    noise = chance.randbytes(chance.randrange(200))
    ending = chance.choice(["", "--x--\r\n"])
    bodies = (noise, "&".join(pairs).encode(), "".join([*parts, ending]).encode())
    return chance.choice(bodies), chance.choice(KINDS)


@pytest.mark.parametrize("level", ["device", "phone", "code"])
def test_whatever_is_posted_is_answered_and_never_with_a_fault_of_ours(
    client: Browser, session: Session, now: datetime, level: str
) -> None:
    poll = make_poll(session, now=now) if level == "device" else make_poll_by(session, level, now=now)[0]
    chance = random.Random(level)
    paper = open_paper(client, poll.link_code)
    answers: list[TestResponse] = []
    for _time in range(80):
        body, kind = garbage(chance, paper.fields)
        answers.append(client.post(f"/v/{poll.link_code}", data=body, content_type=kind))
    assert {answer.status_code for answer in answers} <= {200, 400, 409, 413, 415, 422}
    session.rollback()
    ballots, participations = queries.how_many(session, poll.contest_id)
    assert ballots == participations <= 1


def test_a_hundred_thousand_fields_are_answered(client: Browser, poll: Poll) -> None:
    paper = open_paper(client, poll.link_code)
    many = "&".join([f"token={paper.fields['token']}", *("picks=1" for _field in range(100_000))])
    answer = client.post(f"/v/{poll.link_code}", data=many, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in {200, 413, 422}


def test_a_link_that_nobody_made_is_a_page_of_its_own(client: Browser, poll: Poll) -> None:
    for code in ("no-such", "%00", "x" * 5000, "가", "ABCDEFGHJK", "-"):
        for tail in ("", "/qr.svg"):
            assert client.get(f"/v/{code}{tail}").status_code == 404
            assert client.post(f"/v/{code}{tail}").status_code in {404, 405}
