"""Signing in: who may, who may not yet, and for how long."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy.orm import Session

from sotong.core import clock
from sotong.core.config import Settings
from sotong.core.db import db, transaction
from sotong.core.permissions import Role
from sotong.people.models import Account, LoginSession, SignInAttempt
from sotong.people.services import passwords
from sotong.web.app import create_app
from tests.browsers import Browser
from tests.factories.people import MadeAccount, make_account

PASSWORD = "correct horse battery"
WRONG = "로그인 이름이나 비밀번호가 맞지 않습니다."
LOCKED = "1분 뒤에 다시"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
Statements = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture(autouse=True)
def _quick_argon2(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Tests need the work to be the same, not long."""
    passwords._nobodys_hash.cache_clear()
    monkeypatch.setattr(passwords, "HASHER", QUICK)
    yield
    passwords._nobodys_hash.cache_clear()


@pytest.fixture
def kim(session: Session) -> MadeAccount:
    return make_account(session, Role.ADMIN, login="kim", password_hash=QUICK.hash(PASSWORD))


def sign_in(
    browser: Browser,
    login: str = "kim",
    password: str = PASSWORD,
    address: str = "192.0.2.1",
    query: str = "",
) -> tuple[int, str]:
    answer = browser.post(
        f"/sign-in{query}",
        data={"login": login, "password": password},
        environ_overrides={"REMOTE_ADDR": address},
    )
    return answer.status_code, answer.headers.get("Location", "") or answer.text


def is_signed_in(browser: Browser) -> bool:
    return browser.get("/my/sign-ins").status_code == 200


# Who may


def test_who_knows_the_password_is_signed_in(client: Browser, kim: MadeAccount, now: datetime) -> None:
    assert not is_signed_in(client)
    assert sign_in(client, " KIM ") == (303, "/")
    assert is_signed_in(client)
    assert client.get("/sign-in").status_code == 302


@pytest.mark.parametrize(
    ("login", "password"), [("kim", "a wrong one"), ("nobody", PASSWORD), ("kim ", "x" * 200)]
)
def test_a_wrong_login_and_a_wrong_password_are_told_apart_by_nobody(
    client: Browser, kim: MadeAccount, now: datetime, login: str, password: str
) -> None:
    status, text = sign_in(client, login, password)
    assert status == 422
    assert WRONG in text
    assert f'value="{login.strip()}"' in text
    assert password not in text
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "change", [{"disabled_at": datetime.fromisoformat("2026-01-01T00:00Z")}, {"password_hash": None}]
)
def test_an_account_that_is_disabled_or_not_yet_opened_is_as_good_as_none(
    client: Browser, kim: MadeAccount, now: datetime, change: dict[str, object]
) -> None:
    with transaction() as writing:
        writing.execute(sa.update(Account).values(**change))
    assert sign_in(client)[0] == 422


NONSENSE = (("", ""), ("kim", ""), ("", "x"), ("k\0im", "x"), ("k" * 5000, "x"), ("kim", "x" * 5000))


def test_nonsense_is_answered_at_its_field(client: Browser, kim: MadeAccount) -> None:
    for login, password in NONSENSE:
        status, text = sign_in(client, login, password)
        assert status == 422
        assert "field-errors" in text


LEADS_ON = (
    ("/departments?page=2", "/departments?page=2"),
    ("https://evil.example", "/"),
    ("//evil.example", "/"),
    ("/\\evil.example", "/"),
    ("/\t/evil.example", "/"),
    ("/\n/evil.example", "/"),
    ("javascript:alert(1)", "/"),
    ("departments", "/"),
    ("", "/"),
    ("/no-such-page", "/"),
    ("/posts/board", "/posts/board"),
    ("/cases/board.xlsx", "/"),
    ("/rota/settings/days", "/"),
    ("/judging", "/"),
)


def test_signing_in_leads_on_within_this_site_only(app: Flask, kim: MadeAccount, now: datetime) -> None:
    typed = {"login": "kim", "password": PASSWORD}
    for target, reached in LEADS_ON:
        answer = Browser(app).post("/sign-in", data=typed, query_string={"next": target})
        assert answer.headers["Location"] == reached, target


def test_who_is_sent_to_sign_in_comes_back_to_the_page_she_wanted(client: Browser, now: datetime) -> None:
    asked = client.get("/departments?text=과")
    assert asked.status_code == 302
    assert asked.headers["Location"].startswith("/sign-in?next=/departments?text%3D")


def test_who_wanted_a_file_or_a_part_of_a_page_comes_back_to_the_page(client: Browser, now: datetime) -> None:
    board = {"Referer": "http://localhost/cases/board?adoption=late"}
    for headers, ahead in (
        (board, "/sign-in?next=/cases/board?adoption%3Dlate"),
        ({}, "/sign-in?next=/"),
        ({"Referer": "https://elsewhere.example/cases/board"}, "/sign-in?next=/"),
        ({"Referer": "http://localhost/cases/board.csv"}, "/sign-in?next=/"),
    ):
        assert client.get("/cases/board.xlsx", headers=headers).headers["Location"] == ahead
    part = client.get("/departments", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Refresh"]) == (401, "true")


def test_signing_in_starts_a_cookie_of_its_own_and_keeps_the_language(
    client: Browser, kim: MadeAccount, now: datetime
) -> None:
    with client.session_transaction() as cookie:
        cookie.update({"language": "en", "csrf_token": "planted", "_user_id": "planted"})
    sign_in(client)
    with client.session_transaction() as cookie:
        assert cookie["language"] == "en"
        assert "csrf_token" not in cookie
        assert len(cookie["_user_id"]) >= 40
        assert cookie["_user_id"] != "planted"


# Same work, stronger hashes


@pytest.mark.parametrize("login", ["kim", "nobody"])
def test_an_unknown_account_costs_the_same_work(
    client: Browser, kim: MadeAccount, now: datetime, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []

    class Counting:
        def verify(self, stored: str, password: str) -> bool:
            verified.append(stored)
            return QUICK.verify(stored, password)

        hash = QUICK.hash

    monkeypatch.setattr(passwords, "HASHER", Counting())
    sign_in(client, login, "wrong password")
    assert len(verified) == 1


def test_a_hash_of_weaker_parameters_is_made_anew(
    client: Browser, kim: MadeAccount, now: datetime, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    sign_in(client)
    renewed = session.scalars(sa.select(Account.password_hash)).one()
    assert renewed is not None
    assert "m=16,t=2,p=1" in renewed
    assert sign_in(Browser(client.application))[0] == 303
    session.rollback()
    assert session.scalars(sa.select(Account.password_hash)).one() == renewed


def test_the_real_parameters_are_owasps() -> None:
    passwords._nobodys_hash.cache_clear()
    hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
    assert not hasher.check_needs_rehash(hasher.hash("x"))
    assert "m=19456,t=2,p=1" in hasher.hash("x")


# The lock-out


def test_the_sixth_failure_within_a_minute_is_refused_and_the_right_password_too(
    client: Browser, kim: MadeAccount, now: datetime
) -> None:
    for number in range(5):
        assert sign_in(client, password="wrong", address=f"192.0.2.{number}")[0] == 422
    answer = client.post("/sign-in", data={"login": "kim", "password": PASSWORD})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "60"
    assert LOCKED in answer.text
    with clock.stopped_at(now + timedelta(seconds=60)):
        assert sign_in(client)[0] == 303


def test_failures_are_counted_for_an_address_too(client: Browser, kim: MadeAccount, now: datetime) -> None:
    for number in range(5):
        assert sign_in(client, f"guess{number}", address=f"2001:db8:0:1::{number}")[0] == 422
    assert sign_in(client, address="2001:db8:0:1::99")[0] == 429
    assert sign_in(client, address="2001:db8:0:2::1")[0] == 303


def test_refused_attempts_do_not_lengthen_the_lock_out(
    client: Browser, kim: MadeAccount, now: datetime
) -> None:
    for _ in range(5):
        sign_in(client, password="wrong")
    for second in range(1, 60, 10):
        with clock.stopped_at(now + timedelta(seconds=second)):
            assert sign_in(client, password="wrong")[0] == 429
    with clock.stopped_at(now + timedelta(seconds=61)):
        assert sign_in(client)[0] == 303


def test_successes_lock_nobody_out(client: Browser, kim: MadeAccount, now: datetime) -> None:
    for _ in range(8):
        assert sign_in(Browser(client.application))[0] == 303


def test_twelve_at_once_get_five_tries(app: Flask, kim: MadeAccount, now: datetime) -> None:
    start = threading.Barrier(12)
    statuses: list[int] = []

    def guess() -> None:
        browser = Browser(app)
        start.wait()
        statuses.append(sign_in(browser, password="wrong")[0])

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [422] * 5 + [429] * 7


def test_what_was_typed_as_login_is_not_kept_and_attempts_go_after_a_day(
    client: Browser, kim: MadeAccount, now: datetime, session: Session
) -> None:
    sign_in(client, "my secret password", "oops")
    (attempt,) = session.scalars(sa.select(SignInAttempt)).all()
    assert "secret" not in attempt.account_key
    with clock.stopped_at(now + timedelta(days=1, seconds=1)):
        sign_in(client)
    session.rollback()
    assert [kept.succeeded for kept in session.scalars(sa.select(SignInAttempt))] == [True]


# For how long


def test_a_sign_in_lasts_twelve_hours_if_used_and_an_hour_if_not(
    client: Browser, kim: MadeAccount, now: datetime
) -> None:
    sign_in(client)
    for minutes in range(50, 12 * 60, 50):
        with clock.stopped_at(now + timedelta(minutes=minutes)):
            assert is_signed_in(client)
    with clock.stopped_at(now + timedelta(hours=12)):
        assert not is_signed_in(client)

    sign_in(client)
    with clock.stopped_at(now + timedelta(minutes=60, seconds=1)):
        assert not is_signed_in(client)


def test_signing_out_ends_it_for_copies_of_the_cookie_too(
    client: Browser, kim: MadeAccount, now: datetime
) -> None:
    sign_in(client)
    with client.session_transaction() as cookie:
        copied = dict(cookie)
    assert client.post("/sign-out").headers["Location"] == "/sign-in"
    with client.session_transaction() as cookie:
        cookie.update(copied)
    assert not is_signed_in(client)
    assert client.post("/sign-out").status_code == 303


def test_the_tables_hold_no_token_that_signs_in(
    client: Browser, kim: MadeAccount, now: datetime, session: Session
) -> None:
    sign_in(client)
    with client.session_transaction() as cookie:
        token = cookie["_user_id"]
    kept = session.scalars(sa.select(LoginSession)).one()
    assert token.encode() not in kept.token_hash
    assert len(kept.token_hash) == 32
    assert kept.address == "192.0.2.1"


def test_a_request_finds_its_person_by_one_statement(
    client: Browser, kim: MadeAccount, now: datetime, statements: Statements
) -> None:
    sign_in(client)
    with statements() as ran:
        assert client.get("/my/password").status_code == 200
    assert len([statement for statement in ran if "login_session" in statement]) == 1
    assert len(ran) == 2


# The demo


def test_outside_the_demo_nobody_signs_in_by_one_click(client: Browser, session: Session) -> None:
    make_account(session, Role.ADMIN, login="demo-admin")
    assert client.post("/sign-in/demo/admin").status_code == 404
    assert "demo" not in client.get("/sign-in").text


@pytest.mark.parametrize("role", list(Role))
def test_in_the_demo_each_role_signs_in_by_one_click(
    app: Flask, session: Session, now: datetime, role: Role
) -> None:
    demo = demo_of(app)
    make_account(session, role, login=f"demo-{role.value}")
    browser = Browser(demo)
    assert f'action="/sign-in/demo/{role.value}"' in browser.get("/sign-in").text
    assert browser.get(f"/sign-in/demo/{role.value}").status_code == 405
    assert browser.post("/sign-in/demo/nobody").status_code == 404
    assert browser.post(f"/sign-in/demo/{role.value}").status_code == 303
    assert is_signed_in(browser)
    with demo.app_context():
        db.engine.dispose()


def demo_of(app: Flask) -> Flask:
    """The application in demo mode, on the same database."""
    demo = create_app(
        Settings.from_env(
            {
                "SOTONG_MODE": "demo",
                "SOTONG_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
                "SOTONG_HOME": str(app.config["SETTINGS"].home),
            }
        )
    )
    demo.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return demo
