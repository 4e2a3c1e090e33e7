"""Writing for tests, within the transaction that is open or in one of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from sotong.core.db import at_end, transaction


@contextmanager
def writing(session: Session) -> Iterator[None]:
    """Let what is written be stored: by the transaction that is open, or by the end of this block."""
    try:
        at_end(session, _nothing)
    except RuntimeError:
        with transaction():
            yield
    else:
        yield


def _nothing(_session: Session) -> None:
    """Asked for at the end of a transaction only to learn whether one is open."""
