"""The product with its yardsticks beside it, in one server: under /empty votes are not written, under /plain
they are written the plain way, under /still the vote page is only rendered, under /bare is no application at
all: what server, visitors and machine take by themselves. All else is the product's own."""

from __future__ import annotations

import functools
import itertools
import secrets
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import sqlalchemy as sa
from flask import Flask, template_rendered
from jinja2 import Template
from nacl.public import PublicKey, SealedBox
from sqlalchemy.orm import Session
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from sotong.audit import services as audit
from sotong.audit.rules import Fact
from sotong.ballots import voting
from sotong.ballots.box import AlreadyCast, Vote, to_the_minute
from sotong.ballots.models import Ballot, BallotClose, ContestKey, LinkChannel, Participation
from sotong.ballots.voting import Receipt
from sotong.contests.models import Contest
from sotong.core.canonical import canonical_json
from sotong.core.db import transaction
from sotong.core.errors import Refused
from sotong.web.app import create_app as create_product

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_AS_LONG = bytes(3_144)


def create_app() -> DispatcherMiddleware:
    """Build the three applications behind one door."""
    return DispatcherMiddleware(
        create_product().wsgi_app,
        {
            "/empty": _with_intake(NothingWritten()).wsgi_app,
            "/plain": _with_intake(PlainWay()).wsgi_app,
            "/still": _rendering_only().wsgi_app,
            "/bare": _bare,
        },
    )


def _bare(_environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    """Answer with as many bytes as a receipt has."""
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(_AS_LONG)))])
    return [_AS_LONG]


def _with_intake(intake: object) -> Flask:
    app = create_product()
    app.extensions["sotong_intake"] = intake
    return app


def _rendering_only() -> Flask:
    """The product with a vote page that is its template and nothing else: values that were made once."""
    app = create_product()
    app.view_functions["ballots.vote"] = StillPage(app.view_functions["ballots.vote"])
    return app


class StillPage:
    """Lets the product make its page once, keeps template and values, and from then on only renders."""

    def __init__(self, view: Callable[..., Any]) -> None:
        functools.update_wrapper(self, view)  # who may use it stands on the view
        self._view = view
        self._kept: list[tuple[Template, dict[str, Any]]] = []

    def __call__(self, code: str) -> str:
        if not self._kept:
            with template_rendered.connected_to(self._keep):
                self._view(code)
        template, values = self._kept[0]
        return template.render(values)

    def _keep(self, _app: Flask, template: Template, context: dict[str, Any], **_more: object) -> None:
        self._kept.append((template, context))


class NothingWritten:
    """Answers each vote with a made-up receipt."""

    def __init__(self) -> None:
        self._positions: Iterator[int] = itertools.count(2)

    def cast(self, vote: Vote) -> Receipt:
        nonce = secrets.token_bytes(voting.NONCE_BYTES)
        position = next(self._positions)
        return Receipt(vote.contest_id, position, vote.client_nonce, nonce, to_the_minute(vote.at))


class PlainWay:
    """Writes each vote as one would at first: objects of the ORM, one commit a vote, the same promises."""

    def cast(self, vote: Vote) -> Receipt | AlreadyCast:
        with transaction() as session:
            return self._cast(session, vote)

    def _cast(self, session: Session, vote: Vote) -> Receipt | AlreadyCast:
        contest = session.get_one(Contest, vote.contest_id)
        key = session.get_one(ContestKey, vote.contest_id)
        if contest.log_stream_id is None or session.get(BallotClose, contest.id) is not None:
            raise Refused("ballot.closed")
        audit.lock_stream(session, contest.log_stream_id)
        query = sa.select(Participation).where(
            Participation.contest_id == contest.id, Participation.voter_key == vote.voter_key
        )
        if before := session.scalars(query).one_or_none():
            return AlreadyCast(_receipt(before))
        server_nonce = secrets.token_bytes(voting.NONCE_BYTES)
        fact = Fact("cast", body={"commitment": voting.commitment(vote.client_nonce, server_nonce)})
        minute = to_the_minute(vote.at)
        position = audit.append(session, contest.log_stream_id, [fact], at=minute).positions[0]
        ballot = Ballot(
            id=uuid4(),
            contest_id=contest.id,
            channel=LinkChannel(vote.channel),
            picks=canonical_json(sorted(vote.picks)),
            nonce=secrets.token_bytes(voting.NONCE_BYTES),
            batch_id=contest.id,
        )
        session.add(ballot)
        session.flush()
        participation = Participation(
            contest_id=contest.id,
            voter_key=vote.voter_key,
            link_id=vote.link_id,
            at_minute=minute,
            cohort=vote.cohort,
            sealed_ballot=SealedBox(PublicKey(key.audit_public_key)).encrypt(ballot.id.bytes),
            position=position,
            client_nonce=vote.client_nonce,
            server_nonce=server_nonce,
        )
        session.add(participation)
        return _receipt(participation)


def _receipt(row: Participation) -> Receipt:
    return Receipt(row.contest_id, row.position, row.client_nonce, row.server_nonce, row.at_minute)
