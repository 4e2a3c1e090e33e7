"""The election guard's windows, and the posts that wait for a second approver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.core.errors import NotFound
from sotong.outreach.models import ElectionWindow, ListedPerson, Post, PostApproval


def windows(session: Session) -> Sequence[ElectionWindow]:
    """All windows, the latest first."""
    return session.scalars(sa.select(ElectionWindow).order_by(ElectionWindow.begins_at.desc())).all()


def window(session: Session, window_id: UUID) -> ElectionWindow:
    """One window. Raises NotFound."""
    found = session.get(ElectionWindow, window_id)
    if found is None:
        raise NotFound
    return found


def paused_windows(session: Session) -> list[tuple[datetime, datetime]]:
    """From when to when figures rest: every window that was not withdrawn. One statement."""
    query = sa.select(ElectionWindow.begins_at, ElectionWindow.ends_at).where(
        ElectionWindow.withdrawn_at.is_(None)
    )
    return [(begins_at, ends_at) for begins_at, ends_at in session.execute(query)]


def guarding(session: Session, now: datetime) -> ElectionWindow | None:
    """The window that stands at `now`, if one does; of several, the one that ends last."""
    query = sa.select(ElectionWindow).where(
        ElectionWindow.withdrawn_at.is_(None), ElectionWindow.begins_at <= now, ElectionWindow.ends_at > now
    )
    return session.scalars(query.order_by(ElectionWindow.ends_at.desc()).limit(1)).first()


def listed(session: Session, window_ids: Sequence[UUID]) -> Sequence[ListedPerson]:
    """Who is listed in these windows, by name."""
    query = sa.select(ListedPerson).where(ListedPerson.window_id.in_(window_ids))
    return session.scalars(query.order_by(ListedPerson.name)).all()


def listed_counts(session: Session) -> Mapping[UUID, int]:
    """How many are listed in each window: the number tells nobody's name."""
    query = sa.select(ListedPerson.window_id, sa.func.count()).group_by(ListedPerson.window_id)
    return {row[0]: row[1] for row in session.execute(query)}


def approval_of(session: Session, post_id: UUID) -> PostApproval | None:
    """The second approval that a post needs or has, if it names anybody."""
    return session.scalars(sa.select(PostApproval).where(PostApproval.post_id == post_id)).one_or_none()


def waiting_posts(session: Session) -> Sequence[Post]:
    """The posts that wait for a second approver, the oldest first."""
    query = (
        sa.select(Post)
        .join(PostApproval, PostApproval.post_id == Post.id)
        .where(PostApproval.approved_at.is_(None), Post.cancelled_at.is_(None))
    )
    return session.scalars(query.order_by(PostApproval.asked_at)).all()
