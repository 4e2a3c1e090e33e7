"""Alembic's environment: the connection comes from whoever calls; SQLite tables are changed by copy."""

from __future__ import annotations

from alembic import context

import sotong.web.rooms  # noqa: F401 - makes every table known
from sotong.core.db import Base


def run() -> None:
    """Run the migrations on the connection that the caller opened."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
