"""Who may do what, over every route, method and role: one matrix, made from the routes themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, Rule
from werkzeug.test import TestResponse

from sotong.core.access import Access, access_of
from sotong.core.permissions import Role, may
from tests.browsers import Browser

BrowserOf = Callable[[Role], Browser]
SOME_ID = UUID(int=7)
REFUSALS = {401, 403}
SIGN_OUT = "people.sign_out"


def _rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))


def _calls(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Every route with every method that it takes, and an address that fits it. To sign out comes last."""
    adapter = app.url_map.bind("localhost")
    for rule in sorted(_rules(app), key=lambda rule: rule.endpoint == SIGN_OUT):
        values = {name: _value(rule, name) for name in rule.arguments}
        address = adapter.build(rule.endpoint, values)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method, address


def _value(rule: Rule, name: str) -> object:
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return {"UUIDConverter": SOME_ID, "IntegerConverter": 1}.get(type(converter).__name__, "x")


def _expected(access: Access, role: Role | None) -> bool:
    if access.public:
        return True
    return role is not None and (access.permission is None or may(role, access.permission))


def test_every_route_says_who_may_use_it(app: Flask) -> None:
    with app.app_context():
        silent = {rule.endpoint for rule in _rules(app) if access_of(rule.endpoint) is None}
    assert silent == set()


@pytest.mark.parametrize("role", [None, *Role])
def test_each_route_and_method_is_open_to_exactly_its_roles_and_every_page_is_whole(
    app: Flask, client: FlaskClient, browser: BrowserOf, role: Role | None
) -> None:
    wrong = []
    reader = browser(role) if role else client
    for rule, method, address in _calls(app):
        with app.app_context():
            access = access_of(rule.endpoint)
        assert access is not None
        answer = reader.open(address, method=method)
        at_the_door = answer.status_code in REFUSALS or "/sign-in?" in answer.headers.get("Location", "")
        if at_the_door == _expected(access, role):
            wrong.append(f"{method} {address} {role}: {answer.status_code}")
        assert answer.status_code < 500, f"{method} {address} {role}"
        if method == "GET":
            _check_page(answer, address)
    assert wrong == []


def _check_page(answer: TestResponse, address: str) -> None:
    """Each answer has its headers, each page its title, one heading and its language."""
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"], address
    assert answer.headers["X-Content-Type-Options"] == "nosniff", address
    if answer.mimetype == "text/html" and answer.status_code not in {301, 302, 303, 308}:
        assert "<title>" in answer.text, address
        assert answer.text.count("<h1") == 1, address
        assert '<html lang="ko"' in answer.text, address


def test_a_path_that_nobody_knows_is_a_page_of_its_own(client: FlaskClient) -> None:
    answer = client.get("/no/such/page")
    assert answer.status_code == 404
    assert "<h1" in answer.text
