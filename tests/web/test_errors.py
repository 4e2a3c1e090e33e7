"""What goes wrong is said in words, with the right status, and no answer goes without its headers."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from sotong.core.db import db


@pytest.fixture
def guarded(app: Flask) -> Flask:
    """The application with its check for forged requests on, answering as it does for users."""
    app.config.update(WTF_CSRF_ENABLED=True, TESTING=False)
    return app


@pytest.fixture(autouse=True)
def _as_before(app: Flask) -> object:
    yield
    app.config.update(WTF_CSRF_ENABLED=False, TESTING=True)


def test_an_oversized_request_is_refused_in_words(guarded: Flask) -> None:
    answer = guarded.test_client().post("/sign-in", data={"login": "x" * (9 * 1024 * 1024)})
    assert answer.status_code == 413
    assert "너무 큽니다" in answer.text
    assert "8MB까지" in answer.text


def test_a_form_without_its_token_is_asked_for_again(guarded: Flask) -> None:
    answer = guarded.test_client().post("/sign-in", data={"login": "a", "password": "b"})
    assert answer.status_code == 400
    assert "다시 보내 주십시오" in answer.text


@pytest.mark.parametrize("path", ["/nothing", "/contests/9999-9/rule", "/static/nothing.css", "/v/none"])
def test_what_is_not_there_is_a_page_with_headers(guarded: Flask, path: str) -> None:
    answer = guarded.test_client().get(path)
    assert answer.status_code == 404
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


def test_a_method_that_a_page_does_not_take_is_405(client: FlaskClient) -> None:
    assert client.delete("/sign-in").status_code == 405


@pytest.mark.parametrize(
    "problem",
    [
        sa.exc.OperationalError("SELECT 1", {}, Exception("connection refused")),
        sa.exc.TimeoutError("QueuePool limit reached"),
    ],
    ids=["away", "every connection in use"],
)
def test_while_the_database_cannot_be_asked_the_answer_is_503_with_a_time_to_come_back(
    guarded: Flask, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    def away(*_arguments: object, **_more: object) -> None:
        raise problem

    monkeypatch.setattr(db.session, "execute", away, raising=False)
    answer = guarded.test_client().get("/healthz")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"


def test_a_fault_of_ours_is_a_page_without_details(guarded: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_more: object) -> None:
        raise ZeroDivisionError("a secret detail")

    monkeypatch.setattr(db.session, "execute", broken, raising=False)
    answer = guarded.test_client().get("/healthz")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "문제가 생겼습니다" in answer.text


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_to_another_site(client: FlaskClient, target: str) -> None:
    answer = client.get("/language/en", query_string={"next": target})
    assert answer.headers["Location"] == "/"


def test_a_chosen_language_stays(client: FlaskClient) -> None:
    client.get("/language/en")
    assert '<html lang="en"' in client.get("/sign-in").text
    client.get("/language/ko")
    assert '<html lang="ko"' in client.get("/sign-in").text


def test_an_unknown_language_is_no_page(client: FlaskClient) -> None:
    assert client.get("/language/xx").status_code == 404
