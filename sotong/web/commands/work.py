"""The worker as a process of its own."""

from __future__ import annotations

import signal
import threading

import click

from sotong.web.cli import ready_app
from sotong.web.worker import go_round, work


@click.command()
@click.option("--once", is_flag=True, help="Do what is to be done now, and end.")
def worker(*, once: bool) -> None:
    """Send notices that wait, and do the rooms' chores, until stopped.

    It may be stopped in any way and at any time: nothing is lost, and what is half sent goes again
    under the same id.
    """
    app = ready_app()
    if once:
        while go_round(app):
            pass
        return
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_caught: stop.set())
    work(app, stop)
