"""Figures of channels: a file from the command line, and what the worker fetches."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy.orm import Session

from sotong.channels import services
from sotong.channels.connectors import NotFetched, connector_for
from sotong.channels.services import Imported
from sotong.core import clock, config
from sotong.core.complaints import mention_ignored, or_complain
from sotong.core.db import db, transaction
from sotong.core.errors import Refused
from sotong.core.labels import sentence
from sotong.core.outside import FigureSource
from sotong.core.tables import TableInvalid
from sotong.notices import chores
from sotong.notices.chores import Chore
from sotong.notices.queries import chores_not_due

DONE: Final = 0
BAD_INPUT: Final = 2
FETCHED_EVERY: Final = timedelta(hours=6)
log = structlog.get_logger("sotong")


def import_measures_file(path: Path, *, source: str, office: str) -> int:
    """Import a file of figures; print what is done or wrong, and return the exit code (0 or 2).

    `source` is for lines that name none; lines of another organisation than `office` go to that peer.
    """
    content = path.read_bytes()

    def bring_in() -> Imported:
        with transaction() as session:
            return services.import_measures(
                session, content=content, source=source, office=office, actor_id=None, now=clock.now()
            )

    imported = or_complain(path, bring_in)
    if imported is None:
        return BAD_INPUT
    sys.stdout.write(f"{sentence('channel.measures_imported', **imported.counts)}\n")
    mention_ignored(imported.ignored)
    if imported.peers:
        sys.stdout.write(f"{sentence('channel.new_peers', names=', '.join(imported.peers))}\n")
    return DONE


def fetch_figures(now: datetime) -> int:
    """Fetch figures from each allowed address whose time has come; return how many were read.

    The next time is set first and the fetching is done outside any transaction: a slow address holds no
    lock, and of several workers one asks. What fails is noted, and tried again.
    """
    sources = config.current().outside.figures
    resting = set(chores_not_due(db.session(), now)) if sources else set()
    done = 0
    for name, source in sources.items():
        chore = Chore(f"figures.{name}", FETCHED_EVERY, _nothing)
        if chore.name not in resting and _is_ours(chore, now):
            done += _fetch(name, source, chore, now)
    return done


def _is_ours(chore: Chore, now: datetime) -> bool:
    with transaction() as session:
        return chores.take(session, chore, now=now)


def _fetch(name: str, source: FigureSource, chore: Chore, now: datetime) -> bool:
    try:
        content = connector_for(source).fetch()
        with transaction() as session:
            services.import_measures(
                session, content=content, source=name, office=config.current().office, actor_id=None, now=now
            )
    except (NotFetched, TableInvalid, Refused) as problem:
        log.warning("figures_not_fetched", source=name, problem=str(problem))
        with transaction() as session:
            chores.put_off(session, chore, problem=str(problem), now=now)
        return False
    return True


def _nothing(_session: Session, _now: datetime) -> None:
    """A fetch is done outside the transaction that sets its next time."""
