"""Real databases for tests: a migrated template of each kind, copied for each test in milliseconds."""

from __future__ import annotations

import atexit
import fcntl
import functools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import sqlalchemy as sa
from jinja2 import FileSystemBytecodeCache

from sotong.core.db import prepare_engine
from sotong.web import schema
from tests.own_postgres import end_postgres, started

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "solo")
ROOM = 2 * 1024**3
IN_USE = "in-use"
EMPTIED_AT_MOST = 100
OTHERS_OUT = """
    SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
SCHEMA = """
    SELECT md5(string_agg(part, ' ' ORDER BY part)) FROM (
        SELECT concat_ws(':', oid, xmin) AS part FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(':', oid, xmin) FROM pg_trigger
        UNION ALL SELECT concat_ws(':', oid, xmin) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(':', oid, xmin) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    ) AS parts
"""
"""Every change of a table, trigger, constraint or function writes its row anew, with a new xmin."""


def _fastest() -> Path:
    """Return where files cost no disk: what a power cut would do to them is no matter in tests."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    return memory if roomy else Path("/tmp")


def _folder() -> Path:
    """Make the folder that the workers of this run share, and remove those of runs that were killed.

    A database that was killed would be recovered first, for longer than a start is waited for.
    """
    every = Path(os.environ.get("SOTONG_TEST_FOLDER", _fastest())) / f"sotong-tests-{os.getuid()}"
    folder = every / str(os.getpid() if WORKER == "solo" else os.getppid())
    with _alone_in(every):
        for left in every.glob("[0-9]*"):
            _remove_unless_in_use(left)
        folder.mkdir(exist_ok=True)
        mark = os.open(folder / IN_USE, os.O_CREAT)
        fcntl.flock(mark, fcntl.LOCK_SH)  # until this process ends, however it ends
    atexit.register(_leave, folder, mark)
    return folder


@contextmanager
def _alone_in(every: Path) -> Iterator[None]:
    every.mkdir(parents=True, exist_ok=True)
    turn = os.open(every / "turn", os.O_CREAT)
    fcntl.flock(turn, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(turn)


def _leave(folder: Path, mark: int) -> None:
    os.close(mark)
    with _alone_in(folder.parent):
        _remove_unless_in_use(folder)


def _remove_unless_in_use(folder: Path) -> None:
    with suppress(BlockingIOError, FileNotFoundError):
        mark = os.open(folder / IN_USE, os.O_CREAT)
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
            end_postgres(folder / "postgres")
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(mark)


FOLDER = _folder()
COMPILED = FileSystemBytecodeCache(str(FOLDER))
"""Templates that one worker has compiled serve the other too."""


class Sqlite:
    """An SQLite file in the tests' folder."""

    def __init__(self) -> None:
        self.folder = FOLDER / WORKER
        self.folder.mkdir(parents=True, exist_ok=True)
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        self.file = self.folder / "test.db"
        self.url = f"sqlite:///{self.file}"
        self.template = self.folder / "template.db"
        engine = sa.create_engine(f"sqlite:///{self.template}")
        prepare_engine(engine)
        schema.upgrade(engine)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()

    def renew(self) -> None:
        """Put a fresh migrated database in place; nobody may be connected."""
        for left in self.folder.glob("test.db*"):
            left.unlink()
        shutil.copyfile(self.template, self.file)


class Postgres:
    """A database in the PostgreSQL that comes from a package, shared by the test workers.

    To copy a template takes a quarter of a second, to empty the tables a tenth of that. So they are emptied,
    unless a test has changed the schema; and they are copied now and then, since emptied tables grow.
    """

    def __init__(self) -> None:
        self.name = f"test_{WORKER}_{os.getpid()}"
        self.template = f"template_{WORKER}_{os.getpid()}"
        self.url = url_of(self.name)
        run_sql(f'CREATE DATABASE "{self.template}"')
        engine = sa.create_engine(url_of(self.template))
        schema.upgrade(engine)
        engine.dispose()
        self._emptied = EMPTIED_AT_MOST
        self._schema = ""

    def renew(self) -> None:
        """Make the database as it was after its migrations; whoever is still connected is thrown out."""
        if self._emptied == EMPTIED_AT_MOST or not self._empty():
            run_sql(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
            run_sql(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}"')
            with self._connect() as connection:
                self._schema = _schema_of(connection)
            self._emptied = 0
        self._emptied += 1

    def _empty(self) -> bool:
        """Empty all tables, past their triggers; False if this is not the schema of the migrations."""
        with self._connect() as connection:
            connection.execute(OTHERS_OUT)
            if _schema_of(connection) != self._schema:
                return False
            tables = connection.execute(TABLES).fetchall()
            deletes = "".join(f'DELETE FROM "{table}";' for (table,) in tables)
            connection.execute(f"SET session_replication_role = replica; {deletes}".encode())
        return True

    def _connect(self) -> psycopg.Connection[tuple[str, ...]]:
        return psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True)


def _schema_of(connection: psycopg.Connection[tuple[str, ...]]) -> str:
    row = connection.execute(SCHEMA).fetchone()
    return row[0] if row else ""


@functools.cache
def postgres_server() -> str:
    """Start the packaged PostgreSQL (or join it, if another worker did) and return its address."""
    uri: str = started(FOLDER / "postgres").get_uri()
    with psycopg.connect(uri, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    return uri


def url_of(name: str) -> str:
    """Return SQLAlchemy's address of a database on the tests' PostgreSQL."""
    url = sa.make_url(postgres_server()).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)


def run_sql(statement: str) -> None:
    """Run one statement outside any transaction."""
    with psycopg.connect(postgres_server(), autocommit=True) as connection:
        connection.execute(statement.encode())
