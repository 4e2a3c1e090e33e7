"""Nobody learns how the vote stands before the rule says so: not from any page, header, size or log line.

Two contests are run in two fresh databases, at the same instant, with the same ids, codes and nonces. They
differ in nothing but what was chosen. Whatever anybody can ask for must then be the same to the byte.

A ballot's hash is the one thing that may depend on its choice: it stands in the log to bind, and its secret
nonce of 128 bits hides it. Here the nonces of both contests are the same, so the hash would differ; it is
replaced by one over the nonce alone, which is what it looks like to those who do not know the nonce.
"""

from __future__ import annotations

import itertools
import os
import random
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from types import SimpleNamespace
from uuid import UUID

import itsdangerous.timed
import pytest
import sqlalchemy as sa
import structlog
from flask import Flask
from werkzeug.routing import AnyConverter, Rule
from werkzeug.test import TestResponse

from sotong.audit.models import AuditEntry, AuditStream
from sotong.ballots import desk, services, voiding, voting
from sotong.ballots.box import BoxWriter
from sotong.ballots.intake import Intake
from sotong.ballots.models import LinkVisit
from sotong.contests.rules import PhaseKind
from sotong.core import clock
from sotong.core.db import db, transaction
from sotong.core.permissions import Role
from sotong.judging.services import seat_judge
from sotong.results import services as results
from tests.browsers import Browser, signed_in_browser
from tests.conftest import NOW
from tests.factories import contests, people
from tests.factories.ballots import Poll, make_poll
from tests.factories.contests import DEFAULT_RULE, MAKER
from tests.factories.papers import open_paper

RULE = {
    **DEFAULT_RULE,
    "jury": {"weight": "0"},
    "citizens": {"weight": "100", "method": "leader"},
    "criteria": [],
    "awards": [{"id": "grand", "label": "대상", "count": 1, "ties": "broken"}],
    "ballots": {"picks_from": 1, "picks_to": 3, "abstain": True, "order": "shuffled"},
}
VOTERS, SCRIPT = 75, 40
ONE_WAY: Sequence[Sequence[int]] = [[1]]
ANOTHER_WAY: Sequence[Sequence[int]] = [[2, 3, 4], [], [3], [1, 2], [3]]
ROLES: tuple[Role | None, ...] = (None, *Role)
SOME_ID = UUID(int=7)
WALL_CLOCK = re.compile(r"(Expires=)?\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT")
"""The server's own time of day, in `Date` and in cookies: two runs cannot share it."""
TOLD_AFTER_THE_CLOSE = re.compile(
    r"/(tally|stability|result|bundle.zip|fraud-desk|vote-links|log|audit/logs/|receipts/|v/|home|quarantines/)"
)
"""Pages that a contest's own state changes; the others have been asked for during the vote."""


class Dice:
    """Chance that falls the same way in every run: it begins anew at each step, by the step's name."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._chance = random.Random(0)
        monkeypatch.setattr(os, "urandom", self.bytes)
        monkeypatch.setattr(random, "_urandom", self.bytes)

    def bytes(self, count: int) -> bytes:
        return self._chance.randbytes(count)

    def begin(self, step: str) -> None:
        self._chance.seed(step)


@dataclass(frozen=True)
class Asked:
    """One answer to one person, whole, and what was logged on the way."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    lines: tuple[str, ...]


@dataclass
class Office:
    """A contest that is being voted in, and everybody who can ask for its pages."""

    app: Flask
    dice: Dice
    poll: Poll
    lines: list[str]
    quarantine_id: UUID = SOME_ID
    people: dict[Role | None, Browser] = field(default_factory=dict)
    heard: dict[str, Asked] = field(default_factory=dict)

    def hear(self, stage: str, who: str, address: str, answer: TestResponse) -> None:
        headers = tuple(sorted((name, WALL_CLOCK.sub("", value)) for name, value in answer.headers))
        self.heard[f"{stage}: {who} {address}"] = Asked(
            answer.status_code, headers, answer.data, tuple(self.lines)
        )
        self.lines.clear()

    def ask(self, stage: str, address: str) -> None:
        """Let everybody ask for a page."""
        for role, browser in self.people.items():
            self.dice.begin(f"{stage} {role} {address}")
            self.lines.clear()
            self.hear(stage, str(role), address, browser.get(address))


OpenOffice = Callable[[Sequence[Sequence[int]]], AbstractContextManager[Office]]


@pytest.fixture
def lines(app: Flask) -> Iterator[list[str]]:
    """The lines that the application logs in production."""
    written: list[str] = []

    def write(_logger: object, method: str, event: structlog.typing.EventDict) -> str:
        event.pop("ms", None)  # how long it took is noise, in every run another
        written.append(f"{method} {sorted(event.items())}")
        raise structlog.DropEvent

    before = structlog.get_config()
    structlog.configure(processors=[write], wrapper_class=structlog.make_filtering_bound_logger(0))
    yield written
    structlog.configure(**before)


@pytest.fixture
def dice(monkeypatch: pytest.MonkeyPatch) -> Dice:
    """The same ids, codes, nonces and signing times in both runs; a ballot's hash hides its choice."""
    monkeypatch.setattr(itsdangerous.timed, "time", SimpleNamespace(time=NOW.timestamp))
    monkeypatch.setattr(voting, "ballot_leaf", lambda _channel, nonce, _picks: sha256(nonce).digest())
    return Dice(monkeypatch)


@pytest.fixture
def counters(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let the names that factories make up begin anew."""

    def again() -> None:
        monkeypatch.setattr(people, "_count", itertools.count(1))
        monkeypatch.setattr(contests, "_numbers", itertools.count(1))

    return again


@pytest.fixture
def open_office(
    app: Flask, renew: Callable[[], None], counters: Callable[[], None], dice: Dice, lines: list[str]
) -> Iterator[OpenOffice]:
    """Open a fresh office in which citizens choose so."""

    @contextmanager
    def make(choices: Sequence[Sequence[int]]) -> Iterator[Office]:
        renew()
        counters()
        app.extensions["sotong_intake"] = Intake(app.app_context)
        dice.begin("office")
        with app.app_context():
            office = Office(app, dice, make_poll(db.session(), now=NOW, rule=RULE), lines)
            office.people = {role: _browser(app, role) for role in ROLES}
            _seat_the_judge(office)
            _cast(office, choices)
            _void_the_script(office)
            db.session.remove()
            yield office
            db.session.remove()

    with clock.stopped_at(NOW):
        yield make


def _browser(app: Flask, role: Role | None) -> Browser:
    return signed_in_browser(app, role) if role else Browser(app)


def _seat_the_judge(office: Office) -> None:
    judge = office.people[Role.JUDGE]
    with transaction() as session:
        seat_judge(
            session,
            office.poll.contest_id,
            account_id=judge.account_id,
            department_id=None,
            actor_id=MAKER,
            now=NOW,
        )


def _cast(office: Office, choices: Sequence[Sequence[int]]) -> None:
    """Citizens vote, a script too; one citizen by the pages, whose answer everybody could look at."""
    poll, choose = office.poll, itertools.cycle(choices)
    honest = [
        replace(poll.vote(f"voter {at}", next(choose)), at=poll.now - timedelta(minutes=at))
        for at in range(VOTERS)
    ]
    script = [
        replace(poll.vote(f"bot {at}", next(choose)), cohort=b"elsewher", at=poll.now - timedelta(hours=3))
        for at in range(SCRIPT)
    ]
    with transaction() as session:
        session.add(LinkVisit(link_id=poll.link_id, day=NOW.date(), people=500, crawlers=3))
        BoxWriter(poll.contest_id).write(session, script + honest)
    citizen = Browser(office.app)
    paper = open_paper(citizen, poll.link_code)
    marked = paper.marking(*(choices[0] or [0]))
    office.hear("voting", "citizen", "receipt", citizen.post(f"/v/{poll.link_code}", data=marked))


def _void_the_script(office: Office) -> None:
    poll = office.poll
    with transaction() as session:
        (flag,) = desk.desk_flags(session, poll.contest_id, NOW)
        made = voiding.quarantine(
            session,
            poll.contest_id,
            flag_keys={flag.key},
            reason="한 통신망에서 몰렸습니다.",
            actor_id=MAKER,
            now=NOW,
        )
        office.quarantine_id = made.id
        voiding.propose_void(
            session, made.id, reason="되풀이한 투표", evidence=bytes(32), actor_id=MAKER, now=NOW
        )
    with transaction() as session:
        voiding.confirm_void(
            session, office.quarantine_id, audit_key=poll.audit_key, actor_id=SOME_ID, now=NOW
        )


def _addresses(office: Office) -> list[str]:
    """Every page there is, asked for with what there is to ask for. Static files know of no contest."""
    with office.app.app_context():
        session = db.session()
        streams = session.scalars(sa.select(AuditStream.id).order_by(AuditStream.origin)).all()
        batches = session.scalars(
            sa.select(AuditEntry.position).where(AuditEntry.action.in_(("batch", "void")))
        ).all()
        db.session.remove()
    assert len(batches) == 2, "a batch and a void are in the log"
    found = [f"/receipts/{office.poll.contest.code}?number=1-2345-6789-ABCD"]
    for rule in sorted(office.app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "GET" in (rule.methods or ()) and rule.endpoint != "static":
            found += _of_rule(office, rule, {"stream_id": streams, "position": [2, *batches]})
    return found


def _of_rule(office: Office, rule: Rule, several: dict[str, Sequence[object]]) -> list[str]:
    poll, adapter = office.poll, office.app.url_map.bind("localhost")
    known: dict[str, Sequence[object]] = {
        **several,
        "code": [poll.link_code if rule.rule.startswith(("/v/", "/vote-links/")) else poll.contest.code],
        "contest_code": [poll.contest.code],
        "quarantine_id": [office.quarantine_id],
        "number": [1],
        "language": ["ko"],
        "provider": ["kakao"],
        "token": ["x"],
    }
    names = sorted(rule.arguments)
    for name, converter in rule._converters.items():
        if isinstance(converter, AnyConverter):
            known[name] = [min(converter.items)]
    values = itertools.product(*(known.get(name, [SOME_ID]) for name in names))
    return [adapter.build(rule.endpoint, dict(zip(names, some, strict=True))) for some in values]


def _close(office: Office) -> None:
    with transaction() as session:
        services.close_ballots(
            session, office.poll.contest_id, now=office.poll.closes_at + timedelta(minutes=1)
        )
    db.session.remove()


def _listened_to(office: Office) -> dict[str, Asked]:
    """Ask for every page during the vote, and for those of the contest after the close too."""
    addresses = _addresses(office)
    for address in addresses:
        office.ask("during the vote", address)
    after = office.poll.closes_at + timedelta(minutes=2)
    with clock.stopped_at(after):
        office.dice.begin("close")
        _close(office)
        for address in filter(TOLD_AFTER_THE_CLOSE.search, addresses):
            office.ask("after the close", address)
    return office.heard


def test_no_byte_of_any_answer_and_no_log_line_differs_with_what_was_chosen(
    open_office: OpenOffice,
) -> None:
    heard = []
    for choices in (ONE_WAY, ANOTHER_WAY):
        with open_office(choices) as office:
            heard.append(_listened_to(office))
    first, second = heard
    assert list(first) == list(second)
    assert [asked for asked in first if first[asked] != second[asked]] == []
    statuses = {asked.status for asked in first.values()}
    assert {200, 302, 403, 404} <= statuses
    assert max(statuses) < 500
    assert any("request" in line for asked in first.values() for line in asked.lines)


def _published(office: Office) -> TestResponse:
    _close(office)
    after = office.poll.contest.windows[PhaseKind.JUDGING][1]
    with transaction() as session:
        results.make_tally(session, office.poll.contest_id, actor_id=MAKER, now=after)
        results.publish(session, office.poll.contest_id, actor_id=MAKER, now=after)
    db.session.remove()
    return office.people[None].get(f"/contests/{office.poll.contest.code}/result")


def test_once_published_the_same_two_contests_do_differ(
    open_office: OpenOffice,
) -> None:
    shown = []
    for choices in (ONE_WAY, ANOTHER_WAY):
        with open_office(choices) as office:
            shown.append(_published(office))
    assert [answer.status_code for answer in shown] == [200, 200]
    assert shown[0].data != shown[1].data
