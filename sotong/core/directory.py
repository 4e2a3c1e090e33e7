"""Whose id is this? The rooms below people show names without knowing that room.

The people room registers who can tell; until it has, nobody is known by name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session


class Directory(Protocol):
    """Who can tell names from ids and ids from names, each in a fixed number of statements."""

    def names(self, session: Session, ids: Collection[UUID]) -> Mapping[UUID, str]:
        """Return the name of each account known; the others are left out."""

    def find(self, session: Session, text: str) -> Collection[UUID]:
        """Return the accounts whose name or sign-in name holds `text`."""


class _Nobody:
    def names(self, session: Session, ids: Collection[UUID]) -> Mapping[UUID, str]:  # noqa: ARG002
        return {}

    def find(self, session: Session, text: str) -> Collection[UUID]:  # noqa: ARG002
        return ()


_known: Directory = _Nobody()


def register(directory: Directory) -> None:
    """Make `directory` the one that is asked, from now on."""
    global _known  # noqa: PLW0603 - one directory for the process, as there is one clock
    _known = directory


def names(session: Session, ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Return the names of those of `ids` that are known."""
    return _known.names(session, ids) if ids else {}


def find(session: Session, text: str) -> Collection[UUID]:
    """Return the accounts that `text` may mean."""
    return _known.find(session, text)
