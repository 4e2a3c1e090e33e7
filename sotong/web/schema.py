"""Bringing a database to the present schema, and asking whether it is there."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from sotong.core.db import WRITES
from sotong.web.app import shipped


def alembic_config(connection: sa.Connection) -> Config:
    """Return Alembic's configuration for migrations on `connection`."""
    config = Config()
    config.set_main_option("script_location", str(shipped("migrations")))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(engine: sa.Engine, revision: str = "head") -> None:
    """Bring the database up to `revision`."""
    _run(engine, command.upgrade, revision)


def downgrade(engine: sa.Engine, revision: str) -> None:
    """Take the database back to `revision`."""
    _run(engine, command.downgrade, revision)


def is_current(engine: sa.Engine) -> bool:
    """Whether the database stands at the newest revision."""
    with engine.connect() as connection:
        config = alembic_config(connection)
        heads = ScriptDirectory.from_config(config).get_heads()
        return set(MigrationContext.configure(connection).get_current_heads()) == set(heads)


def _run(engine: sa.Engine, act: Any, revision: str) -> None:
    with engine.connect() as plain:
        _foreign_keys(plain, on=False)
        connection = plain.execution_options(**{WRITES: True})
        try:
            act(alembic_config(connection), revision)
            connection.commit()
        finally:
            connection.rollback()
            _foreign_keys(plain, on=True)


def _foreign_keys(connection: sa.Connection, *, on: bool) -> None:
    """On SQLite a table changed by copy would otherwise take its children with it."""
    raw = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite" and raw is not None:
        raw.cursor().execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")
