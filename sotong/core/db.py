"""The database: typed base, UTC instants, and `transaction()`, the only way to change anything."""

from __future__ import annotations

import enum
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, TypeVar, cast
from uuid import UUID, uuid4
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, registry

from sotong.core.errors import Refused
from sotong.core.turns import stepping_out

WRITES = "sotong_writes"
BUSY_TIMEOUT_S = 10
SQLITE_CACHE_KIB = 16 * 1024
"""A connection's. With SQLite's own 2 MiB an import of 100,000 rows takes a quarter more."""
_AT_END = "sotong_at_end"
_LINES: WeakKeyDictionary[sa.Engine, threading.Lock] = WeakKeyDictionary()


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An instant. Aware in Python, stored in UTC; a naive one is refused.

    SQLite has no instants, so there it is kept as a fixed-width ISO text, which sorts by time.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sa.String(32))
        return dialect.type_descriptor(sa.DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        value = value if value.tzinfo is UTC else value.astimezone(UTC)
        return value.isoformat(timespec="microseconds") if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        instant = datetime.fromisoformat(value) if dialect.name == "sqlite" else cast(datetime, value)
        return instant.astimezone(UTC)


NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of every table. Each room's models derive from it."""

    # Flask-SQLAlchemy cannot take a base with a type_annotation_map of its own; a registry it can.
    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: UtcDateTime(),
            date: sa.Date(),
            UUID: sa.Uuid(),
            bytes: sa.LargeBinary(),
            str: sa.Text(),
        },
    )


class HasId:
    """A random primary key, which says nothing about order or number."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)


E = TypeVar("E", bound=enum.Enum)
R = TypeVar("R")


def stored(kind: type[E]) -> sa.Enum:
    """Return the column type of an enumeration: kept by value, and checked by the database."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"expire_on_commit": False})


@contextmanager
def transaction() -> Iterator[Session]:
    """Open the one writing transaction of a request or job; commit at the end, or leave nothing behind.

    On SQLite the write lock is taken at once: a transaction that reads first and writes later can fail
    with 'database is locked' however long the timeout. What was read before is read again under the lock.
    """
    session = db.session()
    if _AT_END in session.info:
        raise RuntimeError("a transaction is open already: one commit a request")
    session.rollback()
    with ExitStack() as line:
        line.enter_context(_in_line(session.get_bind()))
        session.info[_AT_END] = []
        try:
            session.connection(execution_options={WRITES: True})
            yield session
            for callback in _callbacks(session):
                callback(session)
            session.flush()
            with stepping_out():
                session.commit()
                line.close()
        except BaseException:
            session.rollback()
            raise
        finally:
            del session.info[_AT_END]


@contextmanager
def _in_line(database: sa.Engine | sa.Connection) -> Iterator[None]:
    """Wait until no other thread of this process writes to this SQLite.

    SQLite itself has no line: whoever finds it busy sleeps and tries again, longer each time, while others
    pass by. Whoever has stood here in vain for as long as SQLite would wait goes on and tries all the same.
    """
    line = _LINES.get(database.engine)
    if line is None:
        yield
        return
    with stepping_out(back_at_once=True):
        mine = line.acquire(timeout=BUSY_TIMEOUT_S)
    try:
        yield
    finally:
        if mine:
            line.release()


def locked(session: Session, query: sa.Select[R], asked: Mapping[str, object] | None = None) -> R | None:
    """Read the one row of `query` afresh and lock it. While it is another's, other requests may compute.

    `asked`: values of its named parameters, if it was put together beforehand. SQLite's writer holds the
    whole database already.
    """
    fresh = query.with_for_update().execution_options(populate_existing=True)
    with stepping_out(back_at_once=True):
        return session.scalars(fresh, asked or {}).one_or_none()


def at_end(session: Session, callback: Callable[[Session], None]) -> None:
    """Have `callback` run once just before the commit, so that what it locks is locked last and shortly.

    The same callback asked for twice runs once. Outside a `transaction()` this is an error.
    """
    if _AT_END not in session.info:
        raise RuntimeError("at_end() needs an open transaction()")
    if callback not in session.info[_AT_END]:
        session.info[_AT_END].append(callback)


def _callbacks(session: Session) -> Iterator[Callable[[Session], None]]:
    waiting: list[Callable[[Session], None]] = session.info[_AT_END]
    while waiting:
        session.flush()
        yield waiting.pop(0)


@contextmanager
def refusing_clash(session: Session, reason: str, **facts: object) -> Iterator[None]:
    """Write what the block adds; where a constraint of the database says no, raise `Refused(reason)`."""
    try:
        yield
        session.flush()
    except sa.exc.IntegrityError as clash:
        raise Refused(reason, **facts) from clash


def insert_rows(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write many rows in one statement, past the session's objects: for what arrives by the hundred."""
    session.connection().execute(_insert_into(model), rows)


@cache
def _insert_into(model: type[Base]) -> sa.Insert:
    return sa.insert(cast(sa.Table, model.__table__))


def prepare_engine(engine: sa.Engine) -> None:
    """Make SQLite keep its promises: foreign keys, WAL, full durability, and BEGIN IMMEDIATE for writes."""
    if engine.dialect.name != "sqlite":
        return
    _LINES[engine] = threading.Lock()
    sa.event.listen(engine, "connect", _on_sqlite_connect)
    sa.event.listen(engine, "begin", _on_sqlite_begin)


def _on_sqlite_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver would otherwise choose when to BEGIN
    # recursive_triggers: else INSERT OR REPLACE would delete rows behind the back of append-only triggers
    on = ("foreign_keys=ON", "recursive_triggers=ON")
    sizes = (f"busy_timeout={BUSY_TIMEOUT_S * 1000}", f"cache_size=-{SQLITE_CACHE_KIB}")
    for pragma in (*on, "journal_mode=WAL", "synchronous=FULL", *sizes):
        connection.execute(f"PRAGMA {pragma}")


def _on_sqlite_begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
