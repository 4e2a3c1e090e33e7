"""What the room does beside requests: visits go from memory to the table."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

import structlog
from sqlalchemy.exc import SQLAlchemyError

from sotong.ballots import services
from sotong.ballots.visits import VisitBook
from sotong.core import clock
from sotong.core.days import korean_day
from sotong.core.db import transaction

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
