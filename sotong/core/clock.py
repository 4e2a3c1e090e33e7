"""The clock: the one place where the time of day is read. Views and jobs ask it and pass the answer on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

from sotong.core.appointed import Appointed


def _system() -> datetime:
    return datetime.now(UTC)


_source: Final = Appointed[Callable[[], datetime]](_system)


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return _source.one()


@contextmanager
def stopped_at(instant: datetime) -> Iterator[None]:
    """Let every reading of the clock give `instant` (tests, and the making of the demo city)."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    with _source.instead(lambda: instant.astimezone(UTC)):
        yield
