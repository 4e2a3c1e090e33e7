"""Whatever strangers send to the public pages, nothing of it is a fault of ours.

By default some hundred requests; SOTONG_GARBAGE=10000 sends as many as an evening of scanners does.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import AnyConverter, Rule

from sotong.core.access import access_of
from tests.browsers import Browser
from tests.factories.ballots import Poll, make_poll

HOW_MANY = int(os.environ.get("SOTONG_GARBAGE", "400"))
TEXTS = (
    "",
    "0",
    "-1",
    "99999999999999999999999999",
    "1e309",
    "NaN",
    "\x00",
    "a\x00b",
    "\u202e뒤집힌",
    "가" * 5_000,
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "../../../etc/passwd",
    "%(reason)s %s {0}",
    "{{ 7*7 }}",
    "\ud7ff\ue000",
    "1-AAAA-BBBB-CCCC",
    "00000000-0000-0000-0000-000000000000",
    "[]",
    '{"a": 1}',
    "🗳️" * 40,
)
FIELDS = (
    "token",
    "nonce",
    "picks",
    "number",
    "code",
    "login",
    "password",
    "next",
    "page",
    "consent",
    "phone",
    "x",
)
TYPES = (
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/json",
    "text/plain",
    "application/x-www-form-urlencoded; charset=utf-7",
    "multipart/form-data",
    "",
)


@pytest.fixture
def poll(session: Session, now: datetime) -> Poll:
    return make_poll(session, now=now, entries=3)


def test_no_garbage_on_a_public_page_is_a_fault_of_ours(app: Flask, poll: Poll) -> None:
    chance = random.Random(54)
    rules = list(_public_rules(app))
    faults = []
    for _number in range(HOW_MANY):
        rule = chance.choice(rules)
        method = chance.choice(sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}))
        address = _address(app, rule, poll, chance)
        browser = Browser(app)
        answer = browser.open(address, method=method, **_content(chance))
        if answer.status_code >= 500:
            faults.append(f"{method} {address}: {answer.status_code}")
    assert faults == []


def _public_rules(app: Flask) -> Iterator[Rule]:
    with app.app_context():
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
            access = access_of(rule.endpoint)
            if access is not None and access.public:
                yield rule


def _address(app: Flask, rule: Rule, poll: Poll, chance: random.Random) -> str:
    values = {name: _value(rule, name, poll, chance) for name in rule.arguments}
    try:
        address: str = app.url_map.bind("localhost").build(rule.endpoint, values)
    except ValueError:
        address = "/nothing"
    if chance.random() < 0.5:
        address += (
            f"?{chance.choice(FIELDS)}={chance.choice(['%00', '%ff', '%ED%A0%80', '1', '가', '%', '-1'])}"
        )
    return address


def _value(rule: Rule, name: str, poll: Poll, chance: random.Random) -> object:
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    known = {"UUIDConverter": UUID(int=chance.getrandbits(128)), "IntegerConverter": chance.randrange(5)}
    if type(converter).__name__ in known:
        return known[type(converter).__name__]
    return chance.choice(
        [poll.link_code, poll.contest.code, *(text for text in TEXTS if text and "/" not in text)]
    )


def _content(chance: random.Random) -> dict[str, object]:
    if chance.random() < 0.3:
        junk = bytes(chance.randrange(256) for _byte in range(chance.randrange(200)))
        return {"data": junk, "content_type": chance.choice(TYPES)}
    fields = {chance.choice(FIELDS): chance.choice(TEXTS) for _field in range(chance.randrange(6))}
    return {"data": fields, "content_type": TYPES[0]}
