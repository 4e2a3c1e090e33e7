"""The audit tables come and go, with what they hold."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit.services import record
from sotong.core.db import db, transaction
from sotong.web import schema

TABLES = {"audit_stream", "audit_entry", "audit_head"}


def test_the_tables_go_with_all_they_hold_and_come_back_empty_and_append_only(session: Session) -> None:
    with transaction() as writing:
        record(writing, "test.done", at=datetime(2026, 11, 23, tzinfo=UTC))
    session.rollback()
    schema.downgrade(db.engine, "base")
    assert TABLES.isdisjoint(sa.inspect(db.engine).get_table_names())
    schema.upgrade(db.engine)
    assert set(sa.inspect(db.engine).get_table_names()) >= TABLES
    with transaction() as writing:
        record(writing, "test.again", at=datetime(2026, 11, 23, tzinfo=UTC))
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), transaction() as writing:
        writing.execute(sa.text("DELETE FROM audit_head"))
