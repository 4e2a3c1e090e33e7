"""What the calendar addresses of accounts open, whatever they tell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.core.feeds import feed_id_of, is_address
from sotong.core.permissions import may
from sotong.people.models import Account, CalendarFeed

F = TypeVar("F", bound=CalendarFeed)


@dataclass(frozen=True, slots=True)
class OpenedFeed:
    """Of whom an address that opened a feed tells; no officer: of everybody."""

    officer_id: UUID | None


def feeds_of(session: Session, kind: type[F], account_id: UUID) -> dict[StrEnum, F]:
    """The calendar addresses of an account that are of this kind."""
    rows = session.scalars(sa.select(kind).where(kind.account_id == account_id))
    return {row.scope: row for row in rows}


def opened_feed(session: Session, kind: type[F], address: str, key: bytes) -> OpenedFeed | None:
    """What an address opens; None for a wrong or an old one, or whose account may not read."""
    feed_id = feed_id_of(address)
    feed = session.get(kind, feed_id) if feed_id else None
    if feed is None or not is_address(address, key, feed.id, feed.generation):
        return None
    account = session.get_one(Account, feed.account_id)
    if account.disabled_at is not None or not may(account.role, feed.reading):
        return None
    if feed.scope is feed.of_everybody:
        return OpenedFeed(None)
    return OpenedFeed(account.officer_id) if account.officer_id else None
