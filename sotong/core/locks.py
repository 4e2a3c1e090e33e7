"""Waiting one's turn, where no single row stands for what is decided on."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

_TAKE = sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


def take_turn(session: Session, *names: str) -> None:
    """Hold the locks `names` until the transaction ends; who else asks for one of them waits.

    Taken in order of name, so that two who ask for the same ones at once cannot wait for each other. On
    SQLite a writing transaction is alone anyway.
    """
    if session.connection().dialect.name != "postgresql":
        return
    for name in sorted(names):
        session.execute(_TAKE, {"name": name})
