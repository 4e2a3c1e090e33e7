"""Whose id is this? The rooms below people show names without knowing that room.

The people room registers who can tell; until it has, nobody is known by name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from sotong.core.appointed import Appointed


class Directory(Protocol):
    """Who can tell names from ids and ids from names, each in a fixed number of statements."""

    def names(self, session: Session, ids: Collection[UUID]) -> Mapping[UUID, str]:
        """Return the name of each account known; the others are left out."""

    def find(self, session: Session, text: str) -> Collection[UUID]:
        """Return the accounts whose name or sign-in name holds `text`."""


class _Nobody:
    def names(self, _session: Session, _ids: Collection[UUID]) -> Mapping[UUID, str]:
        return {}

    def find(self, _session: Session, _text: str) -> Collection[UUID]:
        return ()


_known: Final = Appointed[Directory](_Nobody())
register = _known.register


def names(session: Session, ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Return the names of those of `ids` that are known."""
    return _known.one.names(session, ids) if ids else {}


def find(session: Session, text: str) -> Collection[UUID]:
    """Return the accounts that `text` may mean."""
    return _known.one.find(session, text)
