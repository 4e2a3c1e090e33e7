"""Granian, as `sotong serve` and `sotong demo` start it."""

from __future__ import annotations

import logging
import socket

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels


class PortTaken(Exception):
    """Another program listens there."""


def check_port(host: str, port: int) -> None:
    """Refuse early, in words, rather than from inside a server process.

    Raises:
        PortTaken: something listens on the port already.
    """
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex((host, port)) == 0:
            raise PortTaken(f"{host}:{port}")


def serve(
    host: str, port: int, *, processes: int, threads: int, target: str = "sotong.web.app:create_app"
) -> None:
    """Serve what `target` makes until SIGTERM or Ctrl-C; requests under way are finished first."""
    logging.getLogger("_granian").setLevel(logging.WARNING)
    Granian(
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
    ).serve()
