"""One vote an account: the picks survive the way to the sign-in and back, and nothing but the id is asked."""

from __future__ import annotations

import base64
import json
import re
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import sqlalchemy as sa
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from werkzeug.serving import make_server
from werkzeug.test import TestResponse
from werkzeug.wrappers import Request, Response

from sotong.audit.models import AuditEntry
from sotong.ballots import consents, queries, services, sign_ins
from sotong.ballots.tokens import SignInState, Tokens
from sotong.core.db import transaction
from sotong.core.errors import Refused
from sotong.core.permissions import Role
from tests.browsers import Browser
from tests.factories.ballots import Poll
from tests.factories.contests import MAKER, make_contest
from tests.factories.levels import make_poll_by, rule_by, with_outside
from tests.factories.papers import SeenPaper, forget, open_paper, read_paper, receipt_number

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the provider's own use of its library
    from oidc_provider_mock import run_server_in_thread

pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config")
"""The provider's own use of its library again."""

Browsers = Callable[[Role], Browser]


@pytest.fixture
def kakao(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A real OpenID provider on loopback, in Kakao's place."""
    sign_ins._document.cache_clear()
    with run_server_in_thread() as server:
        issuer = f"http://localhost:{server.server_port}"
        env = {"SOTONG_KAKAO_CLIENT_ID": "sotong", "SOTONG_KAKAO_CLIENT_SECRET": "secret"}
        with with_outside(app, **env, SOTONG_KAKAO_ADDRESS=issuer):
            yield issuer


@pytest.fixture
def poll(session: Session, now: datetime, kakao: str) -> Poll:
    return make_poll_by(session, "account", now=now)[0]


def target_of(page: TestResponse) -> str:
    """Where the page leads to, by itself and by its button."""
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.text)
    assert found, page.text
    target = unescape(found[1])
    assert page.text.count(found[1]) == 2
    return target


def leave(client: Browser, poll: Poll, *picks: int) -> str:
    """Pick, agree and go; return the provider's address."""
    filled = open_paper(client, poll.link_code).marking(*picks, agree="y")
    page = client.post(f"/v/{poll.link_code}", data=filled)
    assert page.status_code == 200
    return target_of(page)


def sign_in_at(target: str, subject: str) -> str:
    """Sign in at the OpenID provider; return the address that it sends the browser back to."""
    answer = requests.post(target, data={"sub": subject}, allow_redirects=False, timeout=30)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"].replace("http://127.0.0.1:8000", "")


def send(client: Browser, poll: Poll, paper: SeenPaper) -> TestResponse:
    filled = paper.marking(*map(int, paper.marked), agree="y")
    return client.post(f"/v/{poll.link_code}", data=filled)


def test_an_account_votes_once_and_the_picks_survive_the_way(
    client: Browser, session: Session, poll: Poll
) -> None:
    back = client.get(sign_in_at(leave(client, poll, 3), "kakao-user-1"))
    assert back.status_code == 200
    assert "아직 투표한 것이 아닙니다" in back.text
    paper = read_paper(back)
    assert paper.marked == ["3"]
    session.rollback()
    assert queries.how_many(session, poll.contest_id) == (0, 0)
    first = send(client, poll, paper)
    assert first.status_code == 200
    assert receipt_number(send(client, poll, paper)) == receipt_number(first)
    other = Browser(client.application)
    paper = read_paper(other.get(sign_in_at(leave(other, poll, 4), "kakao-user-1")))
    again = send(other, poll, paper)
    assert again.status_code == 409
    assert receipt_number(again) == receipt_number(first)
    stranger = Browser(client.application)
    paper = read_paper(stranger.get(sign_in_at(leave(stranger, poll, 4), "kakao-user-2")))
    assert send(stranger, poll, paper).status_code == 200
    session.rollback()
    assert queries.counts(session, poll.contest_id).by_entry == {3: 1, 4: 1}


def test_it_works_where_no_cookie_comes_back(client: Browser, poll: Poll) -> None:
    target = leave(client, poll, 7)
    forget(client)
    client.delete_cookie("sotong_sign_in")
    paper = read_paper(client.get(sign_in_at(target, "user")))
    assert paper.marked == ["7"]
    forget(client)
    assert send(client, poll, paper).status_code == 200


def test_the_provider_learns_neither_picks_nor_more_than_it_must(client: Browser, poll: Poll) -> None:
    asked = parse_qs(urlsplit(leave(client, poll, 3)).query)
    assert asked["scope"] == ["openid"]
    assert asked["code_challenge_method"] == ["S256"]
    assert {"response_type", "client_id", "redirect_uri", "scope", "state", "nonce"} <= set(asked)
    assert "picks" not in base64.urlsafe_b64decode(asked["state"][0] + "==").decode("latin-1")


def test_whoever_does_not_sign_in_keeps_the_picks(client: Browser, poll: Poll) -> None:
    state = parse_qs(urlsplit(leave(client, poll, 3)).query)["state"][0]
    for answer in ({"error": "access_denied"}, {"code": "made-up"}, {"code": "\0"}, {}):
        page = client.get("/v/back/kakao", query_string={"state": state, **answer})
        assert page.status_code == 409
        assert "로그인이 확인되지 않았습니다" in page.text
        assert read_paper(page).marked == ["3"]


def test_a_return_that_nobody_asked_for_is_answered_in_words(client: Browser, poll: Poll) -> None:
    target = leave(client, poll, 3)
    client.delete_cookie("sotong_sign_in")
    for state in ("", "x", "AAAA", "\0", "가", "x" * 9000):
        page = client.get("/v/back/kakao", query_string={"state": state, "code": "1"})
        assert page.status_code == 409
        assert "투표 링크로 다시 들어와" in page.text
    state = parse_qs(urlsplit(target).query)["state"][0]
    assert client.get("/v/back/naver", query_string={"state": state, "code": "1"}).status_code == 409
    assert client.get("/v/back/nobody").status_code == 409


def test_a_sign_in_begun_in_another_browser_is_not_taken_up_here(client: Browser, poll: Poll) -> None:
    attacker = Browser(client.application)
    back = sign_in_at(leave(attacker, poll, 9), "attacker")
    open_paper(client, poll.link_code)
    page = client.get(back)
    assert page.status_code == 409
    assert read_paper(page).choices == []


def test_a_proof_is_good_for_its_own_link_and_not_for_ever(
    client: Browser, session: Session, poll: Poll, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = read_paper(client.get(sign_in_at(leave(client, poll, 3), "user")))
    other, _codes = make_poll_by(session, "account", now=now)
    crossed = open_paper(client, other.link_code).marking(1, agree="y", proof=paper.fields["proof"])
    assert "로그인으로 갑니다" in client.post(f"/v/{other.link_code}", data=crossed).text
    for forged in ("", "x", paper.fields["token"]):
        filled = paper.marking(3, agree="y", proof=forged)
        assert "로그인으로 갑니다" in client.post(f"/v/{poll.link_code}", data=filled).text
    monkeypatch.setattr("sotong.ballots.tokens.PROOF_LASTS_S", -1)
    assert "로그인으로 갑니다" in send(client, poll, paper).text
    session.rollback()
    assert queries.how_many(session, poll.contest_id) == (0, 0)


def test_nobody_votes_without_agreeing(client: Browser, poll: Poll) -> None:
    answer = client.post(f"/v/{poll.link_code}", data=open_paper(client, poll.link_code).marking(3))
    assert answer.status_code == 422
    assert "안내에 동의해 주십시오" in answer.text
    assert read_paper(answer).marked == ["3"]


def test_an_id_token_of_another_paper_is_refused(client: Browser, poll: Poll, kakao: str) -> None:
    first, second = leave(client, poll, 3), leave(client, poll, 4)
    code = parse_qs(urlsplit(sign_in_at(first, "user")).query)["code"][0]
    state = parse_qs(urlsplit(second).query)["state"][0]
    page = client.get("/v/back/kakao", query_string={"state": state, "code": code})
    assert page.status_code == 409


def test_a_provider_that_is_away_is_told_and_the_picks_stay(app: Flask, client: Browser, poll: Poll) -> None:
    sign_ins._document.cache_clear()
    paper = open_paper(client, poll.link_code)
    env = {"SOTONG_KAKAO_CLIENT_ID": "sotong", "SOTONG_KAKAO_ADDRESS": "http://127.0.0.1:9"}
    with with_outside(app, **env):
        answer = client.post(f"/v/{poll.link_code}", data=paper.marking(3, agree="y"))
    assert answer.status_code == 409
    assert read_paper(answer).marked == ["3"]


Answer = Callable[[Request], Response]


@contextmanager
def fake(routes: Mapping[str, Answer]) -> Iterator[tuple[str, list[Request]]]:
    """A small provider on loopback that answers as its documentation says."""
    seen: list[Request] = []

    @Request.application
    def provider(request: Request) -> Response:
        request.get_data()
        seen.append(request)
        answer = routes.get(request.path)
        return answer(request) if answer else Response("{}", status=404)

    server = make_server("127.0.0.1", 0, provider)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def as_json(body: object, status: int = 200) -> Response:
    return Response(json.dumps(body), status=status, mimetype="application/json")


def naver_token(request: Request) -> Response:
    right = request.form.get("client_secret") == "s" and request.form.get("code") == "good"
    right = right and bool(request.form.get("state")) and "Authorization" not in request.headers
    return as_json(
        {"access_token": "T", "token_type": "bearer", "expires_in": "3600"} if right else {"error": "x"}
    )


def naver_profile(request: Request) -> Response:
    right = request.headers.get("Authorization") == "Bearer T"
    return as_json(
        {"resultcode": "00", "message": "success", "response": {"id": "naver-7", "name": "홍길동"}},
        200 if right else 401,
    )


def band_token(request: Request) -> Response:
    basic = base64.b64encode(b"c:s").decode()
    right = request.method == "GET" and request.headers.get("Authorization") == f"Basic {basic}"
    right = right and request.args == {"grant_type": "authorization_code", "code": "good"}
    body = {"access_token": "T", "token_type": "bearer", "user_key": "band-7", "scope": "READ_PROFILE"}
    return as_json(body) if right else as_json({"error": "invalid_grant"}, 400)


def test_naver_signs_in_as_it_documents(app: Flask, client: Browser, session: Session, now: datetime) -> None:
    routes = {"/oauth2.0/token": naver_token, "/v1/nid/me": naver_profile}
    with fake(routes) as (base, _seen):
        env = {"SOTONG_NAVER_CLIENT_ID": "c", "SOTONG_NAVER_CLIENT_SECRET": "s"}
        with with_outside(app, **env, SOTONG_NAVER_ADDRESS=base, SOTONG_NAVER_API=base):
            poll, _codes = make_poll_by(session, "account", now=now)
            target = urlsplit(leave(client, poll, 5))
            assert target.path == "/oauth2.0/authorize"
            state = parse_qs(target.query)["state"][0]
            bad = client.get("/v/back/naver", query_string={"state": state, "code": "bad"})
            assert bad.status_code == 409
            back = client.get("/v/back/naver", query_string={"state": state, "code": "good"})
            assert send(client, poll, read_paper(back)).status_code == 200
    assert "홍길동" not in back.text


def test_band_signs_in_as_it_documents_without_a_state(
    app: Flask, client: Browser, session: Session, now: datetime
) -> None:
    with fake({"/oauth2/token": band_token}) as (base, _seen):
        env = {"SOTONG_BAND_CLIENT_ID": "c", "SOTONG_BAND_CLIENT_SECRET": "s"}
        with with_outside(app, **env, SOTONG_BAND_ADDRESS=base):
            poll, _codes = make_poll_by(session, "account", now=now)
            target = urlsplit(leave(client, poll, 5))
            assert target.path == "/oauth2/authorize"
            assert client.get("/v/back/band", query_string={"code": "bad"}).status_code == 409
            back = client.get("/v/back/band", query_string={"code": "good"})
            assert read_paper(back).marked == ["5"]
            assert send(client, poll, read_paper(back)).status_code == 200


@pytest.mark.parametrize("body", [{}, [], {"user_key": ""}, {"user_key": None}, {"user_key": "x" * 300}])
def test_an_answer_without_an_id_is_no_sign_in(body: object) -> None:
    with fake({"/oauth2/token": lambda _request: as_json(body)}) as (base, _seen):
        band = sign_ins.Band(sign_ins.Client("c", "s", "http://127.0.0.1/back"), base)
        with pytest.raises(sign_ins.SignInFailed):
            band.subject("good", state="", verifier="", nonce="")


def test_one_contest_has_one_provider_chosen_once_and_logged(
    app: Flask, browser: Browsers, session: Session, now: datetime
) -> None:
    contest = make_contest(session, now=now, rule=rule_by("account"))
    env = {"SOTONG_NAVER_CLIENT_ID": "c", "SOTONG_BAND_CLIENT_ID": "c"}
    admin = browser(Role.ADMIN)
    address = f"/contests/{contest.code}/ballot-terms"
    with with_outside(app, **env):
        assert admin.post(address, data={"provider": "kakao"}).status_code == 422
        assert admin.post(address, data={}).status_code == 422
        done = admin.post(address, data={"provider": "band"}, follow_redirects=True)
        assert "정해 기록에 남겼습니다" in done.text
        assert admin.post(address, data={"provider": "naver"}).status_code == 409
    session.rollback()
    query = sa.select(AuditEntry).where(
        AuditEntry.stream_id == contest.log_stream_id, AuditEntry.action == "terms"
    )
    assert json.loads(session.scalars(query).one().body) == {
        "consent": consents.NEWEST,
        "consent_sha256": consents.consent_digest(consents.NEWEST, "account"),
        "identity": "account",
        "provider": "band",
    }


def test_the_auditor_has_no_key_before_it_is_said_where_to_sign_in(
    app: Flask, session: Session, now: datetime
) -> None:
    contest = make_contest(session, now=now, rule=rule_by("account"))
    for env in ({}, {"SOTONG_NAVER_CLIENT_ID": "c", "SOTONG_BAND_CLIENT_ID": "c"}):
        with (
            with_outside(app, **env),
            pytest.raises(Refused, match="provider_not_chosen"),
            transaction() as writing,
        ):
            services.hand_out_audit_key(writing, contest.id, actor_id=MAKER, now=now)


KNOWN = {
    "device": "f4ca4e701c3a5b33f3881a869a38aad81576018f13e69a15d2edf4321844b232",
    "account": "d2838039e7a931b7bb7cebcc548cf39271344b0bfc4b94d81f8f0607c81dc7fe",
    "phone": "354991f9406a553eed23bf522570929f60703683ca1e52144ac3725439edfa6c",
    "code": "15d10704506f56da3638b427f352635a61d16ed8fe8cee606d60e2aac6ad601b",
}


@pytest.mark.parametrize("level", ["device", "account", "phone", "code"])
def test_consent_words_never_change_under_their_version(level: str) -> None:
    assert consents.consent_digest("2026-11", level) == KNOWN[level]


texts = st.text(max_size=20)
states = st.builds(
    SignInState,
    texts,
    texts,
    texts,
    st.lists(st.integers(0, 300), max_size=5).map(tuple),
    texts,
    texts,
    texts,
)


@settings(max_examples=30, deadline=None)
@given(states, st.text(max_size=80), st.integers(0, 200))
def test_a_sealed_state_comes_back_whole_or_not_at_all(state: SignInState, noise: str, at: int) -> None:
    tokens = Tokens("secret")
    sealed = tokens.seal_state(state)
    assert tokens.open_state(sealed) == state
    assert Tokens("other").open_state(sealed) is None
    assert tokens.open_state(noise) is None
    place = at % len(sealed)
    changed = sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :]
    assert tokens.open_state(changed) in (None, state)


@pytest.mark.parametrize("level", ["phone", "code"])
def test_the_terms_of_other_levels_settle_themselves(session: Session, now: datetime, level: str) -> None:
    poll, _codes = make_poll_by(session, level, now=now)
    terms = queries.terms_of(session, poll.contest_id)
    assert terms
    assert (terms.provider, terms.consent_version) == (None, consents.NEWEST)
