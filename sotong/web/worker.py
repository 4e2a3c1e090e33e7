"""The worker: sends what waits, and does the rooms' chores, again and again.

`sotong worker` runs it alone; `sotong serve` and `sotong demo` run it as a thread of each server process,
unless SOTONG_WORKER says "apart". However many run, each message and chore is one's at a time: they are
claimed in the database.
"""

from __future__ import annotations

import threading
from typing import Final

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from sotong.assignments.telling import REMIND
from sotong.channels import telling as calendar
from sotong.channels.jobs.figures import fetch_figures
from sotong.core import clock
from sotong.core.config import Settings
from sotong.inquiries.telling import CLOCKS
from sotong.notices import jobs
from sotong.notices.chores import FORGET, Chore
from sotong.outreach.chores import ALERTS
from sotong.reports.jobs import pack_new_bundles
from sotong.rota.chores import HANDOVERS, RUNS, SWAPS
from sotong.web.app import create_app

CHORES: tuple[Chore, ...] = (ALERTS, FORGET, REMIND, calendar.REMIND, SWAPS, RUNS, HANDOVERS, CLOCKS)
"""Every periodic duty of the house. A room's chore is a `Chore` of its own, named `room.deed`."""

PAUSE_S: Final = 2.0
LONG_PAUSE_S: Final = 15.0
log = structlog.get_logger("sotong")


def go_round(app: Flask) -> bool:
    """Do what is to be done now. Return whether more waits."""
    with app.app_context():
        jobs.do_chores(CHORES)
        jobs.route()
        more = jobs.send() >= jobs.AT_ONCE
        if not more:
            pack_new_bundles(clock.now())
            fetch_figures(clock.now())
        return more


def work(app: Flask, stop: threading.Event) -> None:
    """Go round until `stop` is set; while the database is away, more slowly."""
    pause = 0.0
    while not stop.wait(pause):
        try:
            pause = 0.0 if go_round(app) else PAUSE_S
        except SQLAlchemyError as problem:
            log.warning("worker_waits", problem=type(problem).__name__)
            pause = LONG_PAUSE_S
        except Exception:
            log.exception("worker_stumbled")
            pause = LONG_PAUSE_S


def app_with_worker() -> Flask:
    """Build the application of a server process, with the worker as a thread of it.

    The thread is a daemon: when the process ends, it ends wherever it stands, as after a crash.
    """
    app = create_app()
    settings: Settings = app.config["SETTINGS"]
    if settings.posting.worker_inside:
        threading.Thread(
            target=work, args=(app, threading.Event()), name="sotong-worker", daemon=True
        ).start()
    return app
