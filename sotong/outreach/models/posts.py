"""Official posts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from sotong.assignments.models import LINK_LENGTH
from sotong.channels.platforms import Platform
from sotong.core.db import Base, HasId, stored
from sotong.outreach.rules import PostFacts


class Post(HasId, Base):
    """A post of the office on one platform. The same post is recorded once."""

    __tablename__ = "post"
    __table_args__ = (
        CheckConstraint("(cancelled_at IS NULL) = (cancelled_reason IS NULL)", name="cancelled_for_a_reason"),
    )

    title: Mapped[str]
    permalink: Mapped[str] = mapped_column(String(LINK_LENGTH), unique=True)
    """Canonical, as `channels.permalinks` makes it."""
    platform: Mapped[Platform] = mapped_column(stored(Platform))
    channel_id: Mapped[UUID | None] = mapped_column(ForeignKey("channel.id", ondelete="RESTRICT"), index=True)
    """The registered account on which it stands, as far as the address tells."""
    text: Mapped[str]
    """What officers may copy."""
    posted_at: Mapped[datetime] = mapped_column(index=True)
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    cancelled_at: Mapped[datetime | None]
    cancelled_reason: Mapped[str | None]

    @property
    def facts(self) -> PostFacts:
        """What the rules need to know."""
        return PostFacts(cancelled=self.cancelled_at is not None)
