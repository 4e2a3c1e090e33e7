"""The worker as a process of its own."""

from __future__ import annotations

import signal
import threading

import click

from sotong.web.cli import ready_app
from sotong.web.commands.speaking import said as _


@click.command(
    help=_(
        "기다리는 알림을 보내고 정해진 일을 합니다. 멈출 때까지 계속합니다.\n\n"
        "언제 어떻게 멈추셔도 됩니다. 잃는 것이 없고, 보내다 만 것은 같은 번호로 다시 나갑니다."
    )
)
@click.option("--once", is_flag=True, help=_("지금 할 일만 하고 끝냅니다."))
def worker(*, once: bool) -> None:
    """Send notices that wait, and do the rooms' chores, until stopped."""
    from sotong.web.worker import go_round, work

    app = ready_app()
    if once:
        while go_round(app):
            pass
        return
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_caught: stop.set())
    work(app, stop)
