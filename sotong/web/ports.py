"""Ports of this machine: which are taken, and one that is not."""

from __future__ import annotations

import random
import socket
from contextlib import suppress
from typing import Final

QUIET_PORTS: Final = range(10_240, 30_000)
"""Below those that systems give to outgoing connections."""


def is_taken(host: str, port: int) -> bool:
    """Whether something listens there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0


def free_port() -> int:
    """Return a loopback port that nobody uses, and that no outgoing connection takes while a server is away.

    Whoever knocks again and again at a port among the outgoing ones is one day connected to himself.
    """
    while True:
        port = random.choice(QUIET_PORTS)  # noqa: S311 - any will do
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
