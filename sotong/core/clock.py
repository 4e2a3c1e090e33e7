"""The clock: the one place where the time of day is read. Views and jobs ask it and pass the answer on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime


def _system() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return _source()


@contextmanager
def stopped_at(instant: datetime) -> Iterator[None]:
    """Let every reading of the clock give `instant` (tests, and the making of the demo city)."""
    global _source  # noqa: PLW0603 - one clock for the process, also for its worker threads
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    before, _source = _source, lambda: instant.astimezone(UTC)
    try:
        yield
    finally:
        _source = before
