"""Where can this account be reached? The people room knows, and stands above; it registers who can tell.

Until it has, nobody is reached but by an address of her own preferences.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from sotong.core.appointed import Appointed


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the office reaches a person: personal data, looked up when needed and not kept."""

    mail: str | None = None
    number: str | None = None


class AddressBook(Protocol):
    """Who can tell addresses, in a fixed number of statements."""

    def addresses(self, session: Session, ids: Collection[UUID]) -> Mapping[UUID, Addresses]:
        """Return the addresses of those accounts that may still sign in; the others are left out."""


class _Empty:
    def addresses(self, _session: Session, _ids: Collection[UUID]) -> Mapping[UUID, Addresses]:
        return {}


_book: Final = Appointed[AddressBook](_Empty())
register, instead = _book.register, _book.instead


def addresses(session: Session, ids: Collection[UUID]) -> Mapping[UUID, Addresses]:
    """Return the addresses of those of `ids` that can be reached."""
    return _book.one.addresses(session, ids) if ids else {}
