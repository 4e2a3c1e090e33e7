"""Counting what is stored: the product's recount against the bare statement, in turn."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import sqlalchemy as sa

from sotong.ballots import queries
from sotong.core.db import db
from tests.factories.offices import Office
from tools.bench_table import Line, compared, in_turn

BARE = "SELECT channel, picks, count(*) FROM ballot WHERE contest_id = :contest GROUP BY channel, picks"


def recount(kind: str, office: Office, rounds: int) -> Iterator[Line]:
    """The recount of all stored ballots against GROUP BY alone."""
    contest_id = office.poll.contest_id
    bare = sa.text(BARE).bindparams(sa.bindparam("contest", contest_id, sa.Uuid()))
    with office.app.app_context():
        session = db.session()
        session.execute(sa.text("ANALYZE"))
        session.commit()
        ballots, _participations = queries.how_many(session, contest_id)
        taken = in_turn(
            rounds,
            {
                f"{kind}: recount": lambda: _seconds(lambda: queries.counts(session, contest_id)),
                f"{kind}: GROUP BY": lambda: _seconds(lambda: session.execute(bare).all()),
            },
        )
        session.rollback()
        db.engine.dispose()
    counted, grouped = taken.values()
    yield compared(f"{kind}: recount of {ballots:,} / GROUP BY", counted, grouped, unit="s", at_most=3)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
