"""What the room does beside requests: visits go from memory to the table, a contest's key is destroyed."""

from __future__ import annotations

import atexit
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

import structlog
from sqlalchemy.exc import SQLAlchemyError

from sotong.ballots import identity, services
from sotong.ballots.visits import VisitBook
from sotong.contests.queries import contest_by_code
from sotong.core import clock, config
from sotong.core.days import korean_day
from sotong.core.db import transaction
from sotong.core.errors import NotFound, Refused
from sotong.core.keys import KeyMissing, destroy_key
from sotong.core.labels import sentence

VISITS_WAIT_S = 30
Context = Callable[[], AbstractContextManager[object]]
log = structlog.get_logger("sotong")


def store_visits(book: VisitBook, context: Context) -> None:
    """Write the visits counted so far; what cannot be written waits for the next time."""
    counts = book.take()
    if not counts:
        return
    try:
        with context(), transaction() as session:
            services.add_visits(session, counts, day=korean_day(clock.now()))
    except SQLAlchemyError as problem:
        book.give_back(counts)
        log.warning("visits_not_stored", problem=type(problem).__name__)


def visit_book(context: Context) -> VisitBook:
    """Return a book that is written half a minute after its first visit, and when the process ends."""

    def wake() -> None:
        timer = threading.Timer(VISITS_WAIT_S, store_visits, (book, context))
        timer.daemon = True
        timer.start()

    book = VisitBook(wake)
    atexit.register(store_visits, book, context)
    return book


def destroy_contest_key(code: str) -> int:
    """Destroy the key that ties voters to participations; return the exit code, 0, or 2 with a sentence.

    Recorded first: a key that is gone without a word could not be told from one that was lost.
    """
    try:
        with transaction() as session:
            contest_id = contest_by_code(session, code).id
            identity.record_end_of_key(session, contest_id, now=clock.now())
        destroy_key(config.current().key_dir, identity.contest_key_name(contest_id))
    except NotFound:
        return _complain("contest.unknown")
    except Refused as refused:
        return _complain(refused.reason, **refused.facts)
    except KeyMissing:
        return _complain("contest_key.none")
    sys.stdout.write(f"{sentence('contest_key.destroyed')}\n")
    return 0


def _complain(reason: str, **facts: object) -> int:
    sys.stderr.write(f"sotong: {sentence(reason, **facts)}\n")
    return 2
