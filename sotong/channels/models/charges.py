"""Who answers for an account, and who stands in, from which day on."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sotong.channels.models.registry import Channel
from sotong.channels.rules import ChargeKind
from sotong.core.db import Base, HasId, stored


class ChannelCharge(HasId, Base):
    """From a day on an officer, or nobody, answers for an account, until the next row of its kind."""

    __tablename__ = "channel_charge"

    channel_id: Mapped[UUID] = mapped_column(ForeignKey(Channel.id, ondelete="RESTRICT"))
    kind: Mapped[ChargeKind] = mapped_column(stored(ChargeKind))
    officer_id: Mapped[UUID | None] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    from_on: Mapped[date]
    made_at: Mapped[datetime]
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))

    __table_args__ = (UniqueConstraint("channel_id", "kind", "from_on"),)
