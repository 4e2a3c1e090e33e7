"""What the room does beside requests: sending, and the worker's chores."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import structlog

from sotong.core import clock, config, texting
from sotong.core.db import db, transaction
from sotong.notices import chores, hooks, letters, outbox, queries, routing
from sotong.notices.chores import Chore
from sotong.notices.letters import Letter, NotSent
from sotong.notices.mail import Postman
from sotong.notices.outbox import Claimed
from sotong.notices.rules import Way

AT_ONCE: Final = 20
"""Messages sent in one go, before chores have their turn."""
log = structlog.get_logger("sotong")


def do_chores(due: Iterable[Chore]) -> None:
    """Do the chores that are due, each in a transaction of its own. One that fails does not keep others."""
    resting = set(queries.chores_not_due(db.session(), clock.now()))
    for chore in due:
        if chore.name in resting:
            continue
        try:
            with transaction() as session:
                if chores.take(session, chore, now=clock.now()):
                    chore.act(session, clock.now())
        except Exception as problem:
            log.exception("chore_failed", chore=chore.name)
            with transaction() as session:
                chores.put_off(session, chore, problem=type(problem).__name__, now=clock.now())


def route() -> None:
    """Put new notices into messages. Takes no lock while there are none."""
    while queries.anything_to_route(db.session()):
        with transaction() as session:
            if routing.route(session, now=clock.now()) < routing.AT_A_TIME:
                return


def send() -> int:
    """Send what is due, at most `AT_ONCE`. Return how many messages were tried."""
    carriers = Carriers()
    try:
        for tried in range(AT_ONCE):
            if not queries.anything_due(db.session(), clock.now()) or not _send_one(carriers):
                return tried
        return AT_ONCE
    finally:
        carriers.close()


def _send_one(carriers: Carriers) -> bool:
    with transaction() as session:
        claimed = outbox.claim(session, now=clock.now())
    if claimed is None:
        return False
    try:
        carriers.carry(claimed, clock.now())
    except NotSent as failure:
        _note_failure(claimed, failure)
    else:
        with transaction() as session:
            outbox.settle_sent(session, claimed, now=clock.now())
    return True


def _note_failure(claimed: Claimed, failure: NotSent) -> None:
    with transaction() as session:
        wait = outbox.settle_failed(
            session, claimed, problem=failure.problem, for_good=failure.for_good, now=clock.now()
        )
    log.warning(
        "message_not_sent",
        way=claimed.way.value,
        tries=claimed.tries,
        problem=failure.problem,
        given_up=wait is None,
    )


class Carriers:
    """The ways out of the house, as this office has set them up."""

    def __init__(self) -> None:
        settings = config.current()
        self._settings = settings
        self._postman = Postman(settings.posting.mail) if settings.posting.mail else None
        texts = settings.outside.texts
        self._texter = (
            texting.Solapi(texts.api_key, texts.api_secret, texts.sender, texts.address) if texts else None
        )

    def carry(self, claimed: Claimed, at: datetime) -> None:
        """Hand one message over. Raises NotSent."""
        if claimed.target is None:
            raise NotSent("no_address", for_good=True)
        letter = letters.written(claimed.id, claimed.notices, self._settings, claimed.language)
        if self._settings.posting.kept:
            return
        {Way.MAIL: self._mail, Way.TEXT: self._text, Way.HOOK: self._hook}[claimed.way](
            letter, claimed.target, at
        )

    def close(self) -> None:
        """End what is open."""
        if self._postman is not None:
            self._postman.close()

    def _mail(self, letter: Letter, address: str, at: datetime) -> None:
        if self._postman is None:
            raise NotSent("mail_not_set_up")
        self._postman.hand_over(letter, address, at)

    def _text(self, letter: Letter, number: str, at: datetime) -> None:
        if self._texter is None:
            raise NotSent("texts_not_set_up")
        try:
            self._texter.send(number, letter.short, at)
        except texting.NotSent as problem:
            raise NotSent(str(problem).replace(" ", "_")) from problem

    def _hook(self, letter: Letter, name: str, at: datetime) -> None:
        hook = self._settings.posting.hooks.get(name)
        if hook is None:
            raise NotSent("hook_not_allowed", for_good=True)
        hooks.post(hook, letter, at)
