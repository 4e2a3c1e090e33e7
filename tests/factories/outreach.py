"""Official posts for tests."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from sotong.channels.platforms import Platform
from sotong.outreach.models import Post
from tests.factories.people import make_account
from tests.factories.writing import writing

_count = itertools.count(900_001)


@dataclass(frozen=True)
class MadePost:
    """A post, as far as tests need to name it."""

    id: UUID
    title: str
    permalink: str


def make_post(
    session: Session,
    now: datetime,
    *,
    title: str | None = None,
    permalink: str | None = None,
    platform: Platform = Platform.X,
    text: str = "함께해요",
    posted: timedelta = timedelta(hours=-1),
    recorded_by_id: UUID | None = None,
    cancelled: bool = False,
) -> MadePost:
    """Make one post; times are told from `now`."""
    number = next(_count)
    made = MadePost(
        uuid4(), title or f"공식 게시물 {number}", permalink or f"https://x.com/i/status/{number}"
    )
    with writing(session):
        session.add(
            Post(
                id=made.id,
                title=made.title,
                permalink=made.permalink,
                platform=platform,
                channel_id=None,
                text=text,
                posted_at=now + posted,
                recorded_at=now + posted,
                recorded_by_id=recorded_by_id or make_account(session).id,
                cancelled_at=now if cancelled else None,
                cancelled_reason="사유" if cancelled else None,
            )
        )
        session.flush()
    return made
