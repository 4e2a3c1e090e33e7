"""Addresses with which a calendar follows the content calendar; made anew when one has got about."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.channels.models import ContentFeed, ContentFeedScope
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound


def make_feed(session: Session, *, account_id: UUID, scope: ContentFeedScope, now: datetime) -> ContentFeed:
    """Give an account an address, or return the one that it has."""
    feed = _held(session, account_id, scope)
    if feed is None:
        feed = ContentFeed(id=uuid4(), account_id=account_id, scope=scope, generation=1, made_at=now)
        with refusing_clash(session, "slot.changed"):
            session.add(feed)
        _record(session, "content_feed.make", feed, now)
    return feed


def renew_feed(session: Session, *, account_id: UUID, scope: ContentFeedScope, now: datetime) -> ContentFeed:
    """Make an address anew; the old one opens nothing any more. Raises NotFound where there is none."""
    feed = _held(session, account_id, scope)
    if feed is None:
        raise NotFound
    feed.generation, feed.made_at = feed.generation + 1, now
    _record(session, "content_feed.renew", feed, now)
    return feed


def _held(session: Session, account_id: UUID, scope: ContentFeedScope) -> ContentFeed | None:
    query = sa.select(ContentFeed).where(ContentFeed.account_id == account_id, ContentFeed.scope == scope)
    return session.scalars(query.with_for_update().execution_options(populate_existing=True)).one_or_none()


def _record(session: Session, action: str, feed: ContentFeed, now: datetime) -> None:
    audit.record(
        session,
        action,
        at=now,
        actor_id=feed.account_id,
        subject_id=feed.id,
        body={"generation": feed.generation, "scope": feed.scope.value},
    )
