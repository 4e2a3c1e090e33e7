"""A server of one's own in child processes: for rehearsals, benchmarks and tests.

It is forked from a process that has loaded the program and opened nothing, so that starting one again costs a
fraction of a second; and it ends with whoever started it, also if that is killed.
Windows cannot fork, so there is none there.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context, parent_process, set_start_method
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Final

from sotong.web.burst import OK, Address, get, knock
from sotong.web.ports import free_port, is_taken

STARTS_WITHIN_S: Final = 60.0
ENDS_WITHIN_S: Final = 45.0
PAUSE_S: Final = 0.02
Program = Callable[[Sequence[str]], object]
"""Takes the arguments of a command line; a function of a module, so that a child process can find it."""

_PROCESSES = get_context("forkserver")
_PROCESSES.set_forkserver_preload(
    ["psycopg", "sotong.web.app", "sotong.web.cli", "sotong.web.schema", "sotong.web.server"]
)


class NotServing(Exception):
    """The server ended, or did not answer in time; the message says what it wrote last."""


def sotong(arguments: Sequence[str]) -> None:
    """Run the command line of the product."""
    importlib.import_module("sotong.web.cli").main(arguments, prog_name="sotong")


class SideServer:
    """`sotong serve` on a loopback port, with an environment of its own. It leads its own process group."""

    def __init__(
        self, env: Mapping[str, str], log: Path, *, processes: int = 1, program: Program = sotong
    ) -> None:
        self._env, self._log, self._program, self._processes = dict(env), log, program, processes
        self._process: ForkServerProcess | None = None
        self.address = Address("127.0.0.1", free_port())

    @property
    def pid(self) -> int | None:
        """The process that looks after the workers."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start, and wait until it answers. Raises NotServing."""
        to = ("--host", self.address.host, "--port", str(self.address.port))
        arguments = ["serve", *to, "--processes", str(self._processes)]
        process = _PROCESSES.Process(target=_run, args=(self._program, arguments, self._env, self._log))
        process.start()
        self._process = process
        try:
            self._wait_until_it_answers(process)
        except BaseException:
            self.kill()
            raise

    def _wait_until_it_answers(self, process: ForkServerProcess) -> None:
        ends_at = time.monotonic() + STARTS_WITHIN_S
        while not self.answers():
            if not process.is_alive() or time.monotonic() > ends_at:
                raise NotServing(self.last_words())
            time.sleep(PAUSE_S)

    def answers(self) -> bool:
        """Whether it says that it is well, and its database too."""
        return knock(self.address, get(self.address, "/healthz")).status == OK

    def ask_to_stop(self) -> None:
        """Send SIGTERM, as a service does that is being updated; do not wait."""
        if self._process is not None:
            self._process.terminate()

    def stop(self) -> int | None:
        """Ask it to stop and wait until it has; return its exit status, None if it had to be killed."""
        if self._process is None:
            return 0
        self.ask_to_stop()
        self._process.join(ENDS_WITHIN_S)
        status = self._process.exitcode
        self.kill()
        return status

    def kill(self) -> None:
        """End it and its workers at once, as a power cut would (SIGKILL to its process group)."""
        if self._process is not None and self._process.pid:
            with suppress(ProcessLookupError):  # it leads no group yet, or has ended with all its workers
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.kill()
            self._process.join(ENDS_WITHIN_S)
            self._process = None
            self._wait_until_nobody_listens()

    def _wait_until_nobody_listens(self) -> None:
        """A worker that is dying keeps the port; a server that is started meanwhile would find it taken."""
        ends_at = time.monotonic() + ENDS_WITHIN_S
        while is_taken(self.address.host, self.address.port) and time.monotonic() < ends_at:
            time.sleep(PAUSE_S)

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


def _run(program: Program, arguments: Sequence[str], env: Mapping[str, str], log: Path) -> None:
    """Be the server: the first thing that runs in the forked process."""
    os.setsid()
    set_start_method("fork", force=True)  # for Granian's workers: they too have everything loaded
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    os.environ.update(env)
    with log.open("ab") as file:
        os.dup2(file.fileno(), sys.stdout.fileno())
        os.dup2(file.fileno(), sys.stderr.fileno())
    program(arguments)


def _end_with_the_parent() -> None:
    """Wait until whoever started the server is gone, then end the server and its workers."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os.killpg(0, signal.SIGKILL)
