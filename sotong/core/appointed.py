"""Who is asked, in the whole process: rooms ask here for what only a room above them knows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

T = TypeVar("T")


class Appointed(Generic[T]):
    """The one who answers. Until whoever joins the rooms appoints another, it is the one it began with."""

    def __init__(self, first: T) -> None:
        self.one = first

    def register(self, one: T) -> None:
        """Make `one` the one that is asked, from now on."""
        self.one = one

    @contextmanager
    def instead(self, one: T) -> Iterator[None]:
        """Have `one` asked for a while (tests, and the making of the demo city)."""
        before, self.one = self.one, one
        try:
            yield
        finally:
            self.one = before
