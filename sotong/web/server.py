"""Granian, as `sotong serve` and `sotong demo` start it."""

from __future__ import annotations

import gc
import logging
from functools import partial
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any, Final

import structlog
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from sqlalchemy.orm import configure_mappers

from sotong.core import signals
from sotong.core.processors import Seats
from sotong.web.ports import is_taken

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


SAYING: Final[dict[str, Any]] = {
    "handlers": {"lines": {"()": "sotong.web.server.IntoTheLog"}},
    "loggers": {"_granian": {"handlers": ["lines"], "propagate": False}},
}
"""What Granian is told about its log: its warnings are lines like all others."""


class IntoTheLog(logging.Handler):
    """Writes what the server itself has to say as lines of the one log (`logs.configure`)."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line; what goes wrong in it must not stop the server."""
        try:
            log = structlog.get_logger("sotong")
            log.log(record.levelno, "server", says=record.getMessage(), exc_info=record.exc_info or None)
        except (OSError, ValueError):  # nobody reads it any more
            self.handleError(record)


class PortTaken(Exception):
    """Another program listens there."""


def check_port(host: str, port: int) -> None:
    """Refuse early, in words, rather than from inside a server process.

    Raises:
        PortTaken: something listens on the port already.
    """
    if is_taken(host, port):
        raise PortTaken(f"{host}:{port}")


def serve(
    host: str, port: int, *, processes: int, threads: int, target: str = "sotong.web.app:create_app"
) -> None:
    """Serve what `target` makes until SIGTERM or Ctrl-C; requests under way are finished first."""
    server = Granian(
        target,
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=threads,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=30,
        log_level=LogLevels.warning,
        log_dictconfig=SAYING,
    )
    logging.getLogger("_granian").addFilter(_other_than_many_threads)
    signals.hear_from_the_first()
    signals.hear_again()
    server.serve(target_loader=partial(_made, Seats(processes)))


def _made(seats: Seats, target: str) -> WSGIApplication:
    """Make the application, in its own process, before the threads of that are started.

    What it has loaded stays as long as the process lives. Left among what the collector of garbage goes
    through, it made everybody wait for a fifth of a second every few thousand requests.
    """
    signals.hear_once()
    seats.sit_down()
    app: WSGIApplication = resolve_name(target)()
    configure_mappers()
    gc.collect()
    gc.freeze()
    return app


def _other_than_many_threads(record: logging.LogRecord) -> bool:
    """Leave out Granian's warning that there are more than two threads a core.

    It is right for threads that compute. Ours wait: a vote waits for the commit that it shares with others,
    and the more wait, the fewer commits there are (docs/decisions/0003-one-writer-for-ballots.md).
    """
    return "spawning up to" not in str(record.msg)
