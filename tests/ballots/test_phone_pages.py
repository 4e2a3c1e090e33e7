"""One vote a phone number: a code by text message, five minutes, five tries, used once; limits that hold."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from werkzeug.serving import make_server
from werkzeug.test import TestResponse
from werkzeug.wrappers import Request, Response

from sotong.ballots import identity, queries, rules
from sotong.ballots.models import PhoneCheck, TextMessage
from sotong.core import clock, texting
from sotong.core.db import transaction
from sotong.core.errors import Refused
from tests.browsers import Browser
from tests.factories.ballots import Poll
from tests.factories.levels import make_poll_by, with_outside
from tests.factories.papers import SeenPaper, open_paper, read_paper, receipt_number

NUMBER = "010-1234-5678"
PLAIN = "01012345678"


@pytest.fixture
def poll(session: Session, now: datetime) -> Poll:
    return make_poll_by(session, "phone", now=now)[0]


def sent_code(session: Session, number: str = PLAIN) -> str:
    session.rollback()
    text = queries.newest_text(session, number)
    assert text
    found = re.search(r"\b\d{6}\b", text)
    assert found
    return found[0]


def ask_for_code(client: Browser, poll: Poll, number: str = NUMBER, pick: int = 3) -> SeenPaper:
    filled = open_paper(client, poll.link_code).marking(pick, phone=number, agree="y")
    page = client.post(f"/v/{poll.link_code}", data=filled)
    assert page.status_code == 200, page.text
    return read_paper(page)


def send(client: Browser, poll: Poll, page: SeenPaper, code: str) -> TestResponse:
    return client.post(f"/v/{poll.link_code}", data=page.marking(*map(int, page.marked), sms=code))


def test_a_number_votes_once_with_the_code_it_was_sent(client: Browser, session: Session, poll: Poll) -> None:
    page = ask_for_code(client, poll)
    assert page.marked == ["3"]
    answer = send(client, poll, page, sent_code(session))
    assert answer.status_code == 200
    number = receipt_number(answer)
    again = Browser(client.application)
    with clock.stopped_at(poll.now + timedelta(minutes=1)):
        page = ask_for_code(again, poll, number="+82 10 1234 5678", pick=4)
        answer = send(again, poll, page, sent_code(session))
    assert answer.status_code == 409
    assert receipt_number(answer) == number
    session.rollback()
    assert queries.counts(session, poll.contest_id).by_entry == {3: 1}


def test_asking_for_a_code_votes_nothing(client: Browser, session: Session, poll: Poll) -> None:
    ask_for_code(client, poll)
    session.rollback()
    assert queries.how_many(session, poll.contest_id) == (0, 0)


def test_the_same_code_page_sent_twice_gets_the_same_receipt(
    client: Browser, session: Session, poll: Poll
) -> None:
    page = ask_for_code(client, poll)
    code = sent_code(session)
    assert receipt_number(send(client, poll, page, code)) == receipt_number(send(client, poll, page, code))


def test_wrong_input_keeps_what_was_picked(client: Browser, poll: Poll) -> None:
    paper = open_paper(client, poll.link_code)
    for typed in ({"phone": "02-2670-3114", "agree": "y"}, {"phone": NUMBER}, {"phone": "", "agree": "y"}):
        answer = client.post(f"/v/{poll.link_code}", data=paper.marking(3, **typed))
        assert answer.status_code == 422
        assert read_paper(answer).marked == ["3"]
        assert read_paper(answer).choices == paper.choices


def test_a_wrong_code_is_told_and_the_sixth_try_is_too_many(
    client: Browser, session: Session, poll: Poll
) -> None:
    page = ask_for_code(client, poll)
    code = sent_code(session)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for _time in range(rules.CODE_TRIES):
        answer = send(client, poll, page, wrong)
        assert answer.status_code == 422
        assert "인증번호가 다릅니다" in answer.text
        assert read_paper(answer).marked == ["3"]
    answer = send(client, poll, page, code)
    assert answer.status_code == 422
    assert "다섯 번 틀리셨습니다" in answer.text
    session.rollback()
    assert queries.how_many(session, poll.contest_id) == (0, 0)


def test_a_code_lasts_five_minutes_to_the_microsecond(client: Browser, session: Session, poll: Poll) -> None:
    page = ask_for_code(client, poll)
    code = sent_code(session)
    with clock.stopped_at(poll.now + rules.CODE_LASTS):
        assert "5분이 지났습니다" in send(client, poll, page, code).text
    with clock.stopped_at(poll.now + rules.CODE_LASTS - timedelta(microseconds=1)):
        assert send(client, poll, page, code).status_code == 200


def test_a_code_is_good_for_its_own_number_paper_and_contest_only(
    client: Browser, session: Session, poll: Poll, now: datetime
) -> None:
    page = ask_for_code(client, poll)
    code = sent_code(session)
    stranger = {**page.marking(3, sms=code), "phone": "01099998888"}
    assert client.post(f"/v/{poll.link_code}", data=stranger).status_code == 422
    other, _codes = make_poll_by(session, "phone", now=now)
    elsewhere = open_paper(client, other.link_code)
    crossed = elsewhere.marking(3, phone=PLAIN, agree="y", check=page.fields["check"], sms=code)
    assert client.post(f"/v/{other.link_code}", data=crossed).status_code == 422
    assert send(client, poll, page, code).status_code == 200
    second = open_paper(Browser(client.application), poll.link_code)
    reused = second.marking(5, phone=PLAIN, agree="y", check=page.fields["check"], sms=code)
    answer = client.post(f"/v/{poll.link_code}", data=reused)
    assert "이미 쓴 인증번호" in answer.text


def test_a_new_code_can_be_asked_for_and_the_number_mended(
    client: Browser, session: Session, poll: Poll
) -> None:
    page = ask_for_code(client, poll)
    again = client.post(f"/v/{poll.link_code}", data={**page.marking(3), "again": "1"})
    assert read_paper(again).fields["check"] != page.fields["check"]
    back = client.post(f"/v/{poll.link_code}", data={**page.marking(3), "change": "1"})
    assert back.status_code == 200
    assert read_paper(back).marked == ["3"]
    assert len(read_paper(back).choices) == 10


def test_at_the_second_step_whatever_is_missing_leads_back_to_the_paper(client: Browser, poll: Poll) -> None:
    page = ask_for_code(client, poll)
    for lost in ("phone", "agree", "picks", "token"):
        filled = {name: value for name, value in page.marking(3, sms="123456").items() if name != lost}
        answer = client.post(f"/v/{poll.link_code}", data=filled)
        assert answer.status_code in (409, 422)
        assert "입력한 내용을 확인해 주세요" in answer.text
        assert len(read_paper(answer).choices) == (0 if lost == "token" else 10)


def test_neither_number_nor_code_is_kept_as_it_is(client: Browser, session: Session, poll: Poll) -> None:
    ask_for_code(client, poll)
    code = sent_code(session)
    check = session.scalars(sa.select(PhoneCheck)).one()
    held = b"".join(value for value in vars(check).values() if isinstance(value, bytes))
    assert PLAIN.encode() not in held
    assert code.encode() not in held


def test_limits_hold_a_number_an_address_and_a_contest(
    session: Session, poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(number: str, address: str, after: timedelta = timedelta(0)) -> None:
        with transaction() as writing:
            identity.make_code(
                writing, poll.contest_id, number=number, address=address, office="구청", now=poll.now + after
            )

    for _time in range(rules.TEXTS_A_NUMBER_A_WHILE):
        ask("01011112222", "203.0.113.1")
    with pytest.raises(Refused, match="a_while"):
        ask("01011112222", "203.0.113.2")
    ask("01033334444", "203.0.113.1")
    later = rules.TEXTS_A_WHILE + timedelta(microseconds=1)
    ask("01011112222", "203.0.113.1", later)
    monkeypatch.setattr(rules, "TEXTS_A_NUMBER_A_DAY", 4)
    with pytest.raises(Refused, match="today"):
        ask("01011112222", "203.0.113.1", later * 2)
    monkeypatch.setattr(rules, "TEXTS_AN_ADDRESS_A_WHILE", 4)
    with pytest.raises(Refused, match="too_many_here"):
        ask("01055556666", "203.0.113.1")
    monkeypatch.setattr(rules, "TEXTS_A_CONTEST_A_DAY", 5)
    with pytest.raises(Refused, match="contest_spent"):
        ask("01055556666", "203.0.113.9")
    ask("01055556666", "203.0.113.9", timedelta(days=1, hours=1))


def test_many_asks_at_once_do_not_slip_past_the_limit(app: Flask, session: Session, poll: Poll) -> None:
    refused: list[str] = []

    def ask() -> None:
        with app.app_context():
            try:
                with transaction() as writing:
                    identity.make_code(
                        writing, poll.contest_id, number=PLAIN, address="x", office="구청", now=poll.now
                    )
            except Refused as no:
                refused.append(no.reason)

    threads = [threading.Thread(target=ask) for _one in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(PhoneCheck)) == rules.TEXTS_A_NUMBER_A_WHILE
    assert len(refused) == 8 - rules.TEXTS_A_NUMBER_A_WHILE


def test_five_hundred_honest_voters_behind_one_address_are_not_refused() -> None:
    assert rules.why_not_text(rules.Sent(0, 0, 250, 500)) is None


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=20))
def test_nonsense_is_no_mobile_number(text: str) -> None:
    number = rules.mobile_number(text)
    assert number is None or re.fullmatch(r"01[016789][0-9]{7,8}", number)


def test_one_number_is_one_however_it_is_typed() -> None:
    for typed in ("01012345678", "010 1234 5678", "+821012345678", "82-10-1234-5678", "010.1234.5678"):
        assert rules.mobile_number(typed) == PLAIN
    for typed in ("0212345678", "15881234", "010123456789", "", "+1 415 555 0100", "٠١٠١٢٣٤٥٦٧٨"):
        assert rules.mobile_number(typed) is None


Seen = list[tuple[Request, dict[str, object]]]


@contextmanager
def solapi(answer: Callable[[], Response]) -> Iterator[tuple[str, Seen]]:
    """Solapi's documented endpoint on loopback."""
    seen: Seen = []

    @Request.application
    def provider(request: Request) -> Response:
        seen.append((request, json.loads(request.get_data())))
        return answer()

    server = make_server("127.0.0.1", 0, provider)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def taken() -> Response:
    return Response('{"statusCode": "2000", "messageId": "M4V"}', mimetype="application/json")


def test_solapi_is_asked_as_it_documents() -> None:
    at = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    with solapi(taken) as (base, seen):
        texting.Solapi("KEY", "SECRET", "0226703114", base).send(PLAIN, "인증번호 123456", at)
    request, body = seen[0]
    assert (request.method, request.path) == ("POST", "/messages/v4/send")
    assert body == {"message": {"to": PLAIN, "from": "0226703114", "text": "인증번호 123456"}}
    header = request.headers["Authorization"]
    parts = dict(part.split("=", 1) for part in header.removeprefix("HMAC-SHA256 ").split(", "))
    assert (parts["apiKey"], parts["date"]) == ("KEY", "2026-11-23T01:00:00Z")
    signed = hmac.new(b"SECRET", (parts["date"] + parts["salt"]).encode(), hashlib.sha256).hexdigest()
    assert parts["signature"] == signed


@pytest.mark.parametrize(
    "answer",
    [
        lambda: Response('{"errorCode": "NotEnoughBalance"}', status=402),
        lambda: Response('{"statusCode": "3000"}'),
        lambda: Response("<html>", status=200),
        lambda: Response("", status=500),
    ],
)
def test_what_solapi_does_not_take_is_told_without_number_or_text(answer: Callable[[], Response]) -> None:
    with solapi(answer) as (base, _seen), pytest.raises(texting.NotSent) as told:
        texting.Solapi("KEY", "SECRET", "0226703114", base).send(PLAIN, "인증번호 123456", datetime.now(UTC))
    assert PLAIN not in str(told.value)
    assert "123456" not in str(told.value)


def test_with_solapi_set_up_nothing_goes_to_the_outbox(
    app: Flask, client: Browser, session: Session, poll: Poll
) -> None:
    with solapi(taken) as (base, seen):
        keys = {"SOTONG_SOLAPI_KEY": "KEY", "SOTONG_SOLAPI_SECRET": "S", "SOTONG_SOLAPI_SENDER": "02"}
        with with_outside(app, **keys, SOTONG_SOLAPI_ADDRESS=base):
            page = ask_for_code(client, poll)
            message = seen[0][1]["message"]
            assert isinstance(message, dict)
            code = re.search(r"\d{6}", message["text"])
            assert code
            assert send(client, poll, page, code[0]).status_code == 200
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(TextMessage)) == 0


def test_a_provider_that_is_away_is_told_and_the_picks_stay(
    app: Flask, client: Browser, session: Session, poll: Poll
) -> None:
    keys = {"SOTONG_SOLAPI_KEY": "KEY", "SOTONG_SOLAPI_ADDRESS": "http://127.0.0.1:9"}
    paper = open_paper(client, poll.link_code)
    with with_outside(app, **keys):
        filled = paper.marking(3, phone=NUMBER, agree="y")
        answer = client.post(f"/v/{poll.link_code}", data=filled)
    assert answer.status_code == 409
    assert "인증번호를 보내지 못했습니다" in answer.text
    assert read_paper(answer).marked == ["3"]
