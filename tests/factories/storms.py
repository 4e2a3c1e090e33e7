"""Citizens who vote until they are told that they have, whatever happens to the server meanwhile."""

from __future__ import annotations

import re
import secrets
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event
from urllib.parse import urlencode

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit.models import AuditEntry
from sotong.audit.queries import verify_stream
from sotong.audit.services import log_public_key
from sotong.ballots import queries
from sotong.ballots.models import Participation
from sotong.ballots.tokens import PaperToken, Tokens
from sotong.ballots.voting import Receipt
from sotong.core.db import db
from sotong.web.burst import OK, Address, Answer, Request, Visit, post
from tests.factories.offices import Office

_RECEIPTS = sa.select(
    Participation.contest_id,
    Participation.position,
    Participation.client_nonce,
    Participation.server_nonce,
    Participation.at_minute,
)
NUMBER = re.compile(rb"\b\d+-[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b")


@dataclass
class Told:
    """What citizens have been told: the numbers of their receipts, and what came instead."""

    numbers: dict[str, frozenset[str]] = field(default_factory=dict)
    others: Counter[int] = field(default_factory=Counter)
    elsewise: deque[Answer] = field(default_factory=lambda: deque(maxlen=20))
    """The last answers that were not receipts."""
    gave_up: bool = False
    """Set to let everybody go home without an answer."""

    def note(self, voter: str, answer: Answer) -> bool:
        """Keep what an answer says; whether it was a receipt."""
        if answer.status != OK:
            self.others[answer.status] += 1
            self.elsewise.append(answer)
            return False
        found = NUMBER.search(answer.body)
        assert found, answer.body
        self.numbers[voter] = self.numbers.get(voter, frozenset()) | {found[0].decode()}
        return True

    def all(self) -> set[str]:
        """Every receipt number that anybody has been told."""
        return {number for numbers in list(self.numbers.values()) for number in numbers}


def ballot_of(
    office: Office, address: Address, *, voter: str | None = None, closing: bool = False
) -> Request:
    """A filled-in ballot paper on its way: of a fresh device, or of this one."""
    tokens, code = Tokens(office.secret), office.poll.link_code
    token = PaperToken.fresh(voter)
    form = {"token": tokens.write_paper(token, code), "nonce": "", "picks": secrets.randbelow(10) + 1}
    return Request("vote", post(address, f"/v/{code}", urlencode(form).encode(), closing=closing))


def citizen(request: Request, voter: str, told: Told) -> Visit:
    """Send a ballot, and the same again until there is a receipt."""
    while not told.gave_up and not told.note(voter, (yield request)):
        pass


def citizens(office: Office, address: Address, told: Told, over: Event) -> Iterator[Visit]:
    """One citizen after another, until it is over."""
    while not over.is_set():
        voter = secrets.token_hex(8)
        yield citizen(ballot_of(office, address), voter, told)


def agree(office: Office, told: Told) -> int:
    """Hold the tables against one another and against what citizens were told; return the number of ballots.

    Nothing that was acknowledged is lost, nobody has two, and log, participations and ballots are as many.
    """
    known = told.all()
    with office.app.app_context():
        session, contest_id = _one_instant(), office.poll.contest_id
        ballots, participations = queries.how_many(session, contest_id)
        casts = session.scalar(
            sa.select(sa.func.count()).where(
                AuditEntry.stream_id == office.poll.stream_id, AuditEntry.action == "cast"
            )
        )
        stored = {str(Receipt(*row).number) for row in session.execute(_RECEIPTS)}
        db.session.remove()
        db.engine.dispose()
    assert ballots == participations == casts == len(stored)
    assert known <= stored
    assert all(len(numbers) == 1 for numbers in list(told.numbers.values()))
    return ballots


def all_is_told(office: Office, told: Told) -> int:
    """As `agree`, once everybody has been answered: then every ballot is somebody's, and the log is sound."""
    ballots = agree(office, told)
    assert len(told.all()) == len(told.numbers) == ballots
    with office.app.app_context():
        log = verify_stream(db.session(), office.poll.stream_id, public_key=log_public_key())
        assert log.count == 0
        db.session.remove()
        db.engine.dispose()
    return ballots


def _one_instant() -> Session:
    """A session that sees the tables as of one instant: a killed server's last commit may be under way."""
    session = db.session()
    if db.engine.dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    return session
