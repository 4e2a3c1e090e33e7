"""The database keeps what core promises."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from sotong.core.db import UtcDateTime, at_end, db, transaction


def test_a_transaction_inside_a_transaction_is_an_error(session: Session) -> None:
    with transaction(), pytest.raises(RuntimeError, match="one commit"), transaction():
        pass


def test_what_fails_leaves_nothing_behind(session: Session) -> None:
    with transaction() as writing:
        writing.execute(sa.text("CREATE TABLE scrap (word TEXT)"))
    with pytest.raises(ZeroDivisionError), transaction() as writing:
        writing.execute(sa.text("INSERT INTO scrap VALUES ('x')"))
        raise ZeroDivisionError
    assert session.scalar(sa.text("SELECT count(*) FROM scrap")) == 0


def test_callbacks_run_once_at_the_end(session: Session) -> None:
    ran: list[str] = []

    def callback(_session: Session) -> None:
        ran.append("end")

    with transaction() as writing:
        at_end(writing, callback)
        at_end(writing, callback)
        ran.append("block")
    assert ran == ["block", "end"]


def test_writing_takes_the_write_lock_at_once(app: Flask) -> None:
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            return
        with transaction(), db.engine.connect() as other:
            other.connection.dbapi_connection.execute("PRAGMA busy_timeout=0")  # type: ignore[union-attr]
            with pytest.raises(sa.exc.OperationalError, match="locked"):
                other.execution_options(sotong_writes=True).execute(sa.text("SELECT 1"))


def test_who_asks_for_a_connection_gets_the_one_that_was_used_last_and_still_knows_what_it_read(
    app: Flask,
) -> None:
    with app.app_context():
        with db.engine.connect(), db.engine.connect():
            pass  # the outer one comes back last
        with db.engine.connect() as outer:
            last = outer.connection.dbapi_connection
            with db.engine.connect():
                pass
        for _again in range(3):
            with db.engine.connect() as one:
                assert one.connection.dbapi_connection is last


def test_an_instant_comes_back_in_utc_and_sorts_by_time(session: Session) -> None:
    seoul = timezone(timedelta(hours=9))
    table = sa.Table("scrap", sa.MetaData(), sa.Column("at", UtcDateTime()))
    early, late = datetime(2026, 1, 1, 8, 59, tzinfo=seoul), datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC)
    with transaction() as writing:
        table.create(writing.connection())
        writing.execute(table.insert(), [{"at": late}, {"at": early}])
    assert session.scalars(sa.select(table.c.at).order_by(table.c.at)).all() == [early, late]


def test_an_instant_without_its_zone_is_refused(session: Session) -> None:
    with pytest.raises(sa.exc.StatementError, match="time zone"):
        session.scalar(sa.select(sa.literal(datetime(2026, 1, 1), UtcDateTime())))  # noqa: DTZ001
