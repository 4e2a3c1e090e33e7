"""Calendar addresses: made when first asked for, and made anew when one has got about."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound
from sotong.people.models import CalendarFeed

F = TypeVar("F", bound=CalendarFeed)


def make_feed(session: Session, kind: type[F], *, account_id: UUID, scope: StrEnum, now: datetime) -> F:
    """Give an account an address of this kind, or return the one that it has."""
    feed = _held(session, kind, account_id, scope)
    if feed is None:
        feed = kind(id=uuid4(), account_id=account_id, scope=scope, generation=1, made_at=now)
        with refusing_clash(session, "feed.made_already"):
            session.add(feed)
        _record(session, "make", feed, now)
    return feed


def renew_feed(session: Session, kind: type[F], *, account_id: UUID, scope: StrEnum, now: datetime) -> F:
    """Make an address anew; the old one opens nothing any more. Raises NotFound where there is none."""
    feed = _held(session, kind, account_id, scope)
    if feed is None:
        raise NotFound
    feed.generation, feed.made_at = feed.generation + 1, now
    _record(session, "renew", feed, now)
    return feed


def _held(session: Session, kind: type[F], account_id: UUID, scope: StrEnum) -> F | None:
    query = sa.select(kind).where(kind.account_id == account_id, kind.scope == scope)
    return session.scalars(query.with_for_update().execution_options(populate_existing=True)).one_or_none()


def _record(session: Session, deed: str, feed: CalendarFeed, now: datetime) -> None:
    audit.record(
        session,
        f"{feed.subject}.{deed}",
        at=now,
        actor_id=feed.account_id,
        subject_id=feed.id,
        body={"generation": feed.generation, "scope": feed.scope.value},
    )
