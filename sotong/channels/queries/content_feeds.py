"""What an address of the content calendar opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.channels.models import ContentFeed, ContentFeedScope
from sotong.channels.queries.calendar import Slot, Wanted, slots_between
from sotong.core.days import korean_day
from sotong.core.feeds import KEPT_PAST, feed_id_of, is_address
from sotong.core.permissions import Permission, may
from sotong.people.models import Account

AHEAD: Final = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class OpenedFeed:
    """A feed that an address opened, and whose slots it tells; no officer: everybody's."""

    feed: ContentFeed
    officer_id: UUID | None


def feeds_of(session: Session, account_id: UUID) -> dict[ContentFeedScope, ContentFeed]:
    """The calendar addresses of an account."""
    rows = session.scalars(sa.select(ContentFeed).where(ContentFeed.account_id == account_id))
    return {row.scope: row for row in rows}


def opened(session: Session, address: str, key: bytes) -> OpenedFeed | None:
    """The feed that an address opens; None for a wrong or an old one, or whose account may not read."""
    feed_id = feed_id_of(address)
    feed = session.get(ContentFeed, feed_id) if feed_id else None
    if feed is None or not is_address(address, key, feed.id, feed.generation):
        return None
    account = session.get_one(Account, feed.account_id)
    if account.disabled_at is not None or not may(account.role, Permission.CALENDAR_READ):
        return None
    if feed.scope is ContentFeedScope.WHOLE:
        return OpenedFeed(feed, None)
    return OpenedFeed(feed, account.officer_id) if account.officer_id else None


def feed_slots(session: Session, found: OpenedFeed, now: datetime) -> Sequence[Slot]:
    """The slots of three months past and six to come."""
    today = korean_day(now)
    return slots_between(session, today - KEPT_PAST, today + AHEAD, Wanted(owner_id=found.officer_id))
