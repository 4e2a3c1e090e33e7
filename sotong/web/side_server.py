"""A server of one's own in a child process: for rehearsals, benchmarks and tests; ended by its process id."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from sotong.web.burst import OK, Address, get, knock

STARTS_WITHIN_S: Final = 60.0
ENDS_WITHIN_S: Final = 45.0
_SOTONG: Final = "from sotong.web.cli import main; main()"


class NotServing(Exception):
    """The server ended, or did not answer in time; the message says what it wrote last."""


class SideServer:
    """`sotong serve` on a loopback port, with an environment of its own. It leads its own process group."""

    def __init__(
        self,
        env: Mapping[str, str],
        log: Path,
        *,
        processes: int = 1,
        program: Sequence[str] = ("-c", _SOTONG),
    ) -> None:
        self._env = {**os.environ, **env}
        self._log = log
        self._command = [sys.executable, *program, "serve", "--processes", str(processes)]
        self._process: subprocess.Popen[bytes] | None = None
        self.address = Address("127.0.0.1", free_port())

    def start(self) -> None:
        """Start, and wait until it answers. Raises NotServing."""
        command = [*self._command, "--host", self.address.host, "--port", str(self.address.port)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own program, our own arguments
                command,
                env=self._env,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        ends_at = time.monotonic() + STARTS_WITHIN_S
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > ends_at:
                self.kill()
                raise NotServing(self.last_words())
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether it says that it is well, and its database too."""
        return knock(self.address, get(self.address, "/healthz")).status == OK

    def ask_to_stop(self) -> None:
        """Send SIGTERM, as a service does that is being updated; do not wait."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)

    def stop(self) -> int:
        """Ask it to stop and wait until it has; return its exit status."""
        if self._process is None:
            return 0
        self.ask_to_stop()
        try:
            return self._process.wait(ENDS_WITHIN_S)
        finally:
            self.kill()

    def kill(self) -> None:
        """End it and its workers at once, as a power cut would (SIGKILL to its process group)."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(ENDS_WITHIN_S)
            self._process = None

    def last_words(self) -> str:
        """Return the end of what it has written."""
        return self._log.read_text(encoding="utf-8", errors="replace")[-2_000:]


@contextmanager
def serving(server: SideServer) -> Iterator[SideServer]:
    """Have the server run for the block."""
    server.start()
    try:
        yield server
    finally:
        server.stop()


def free_port() -> int:
    """Return a loopback port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
