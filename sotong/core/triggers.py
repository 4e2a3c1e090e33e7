"""Append-only tables: the database itself refuses to change or delete their rows.

For migrations, which call this once a table stands. A migration that later changes such a table by copy
(Alembic's batch mode on SQLite) drops its triggers and must call it again.

This stops mistakes and bugs. Whoever owns the database can drop a trigger: against that the audit room's
signed hashes stand.
"""

from __future__ import annotations

import sqlalchemy as sa

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only', ERRCODE = 'restrict_violation';
END $$
"""


def make_append_only(connection: sa.Connection, table: str) -> None:
    """Have every UPDATE, DELETE and (PostgreSQL) TRUNCATE of `table` refused."""
    for statement in _statements(connection.dialect, table):
        connection.exec_driver_sql(statement)


def make_changeable(connection: sa.Connection, table: str) -> None:
    """Take the refusal from `table` again. Dropping the table does so by itself."""
    on_table = f" ON {_quoted(connection.dialect, table)}" if connection.dialect.name == "postgresql" else ""
    for name in _names(connection.dialect.name, table):
        connection.exec_driver_sql(f"DROP TRIGGER {name}{on_table}")


def _statements(dialect: sa.Dialect, table: str) -> list[str]:
    quoted = _quoted(dialect, table)
    if dialect.name == "postgresql":
        # Per statement: it then also refuses a change that happens to meet no row.
        (name,) = _names(dialect.name, table)
        trigger = f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE OR TRUNCATE ON {quoted} "
        return [_POSTGRES_FUNCTION, trigger + "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"]
    return [
        f"CREATE TRIGGER {name} BEFORE {act} ON {quoted} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for name, act in zip(_names(dialect.name, table), ("UPDATE", "DELETE"), strict=True)
    ]


def _quoted(dialect: sa.Dialect, table: str) -> str:
    return dialect.identifier_preparer.quote(table)


def _names(dialect: str, table: str) -> list[str]:
    if dialect == "postgresql":
        return [f"{table}_append_only"]
    return [f"{table}_no_update", f"{table}_no_delete"]
