"""Accounts on platforms, of the office and of those it compares itself with, and their figures."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sotong.channels.platforms import Platform
from sotong.channels.rules import ChannelFacts, Measure
from sotong.core.db import Base, HasId, stored
from sotong.people.models import Department


class Channel(HasId, Base):
    """An account. Without a department it is the office's own; with a peer's name, that other office's.

    Of a peer only figures are kept, one account a platform, and the address may be unknown.
    """

    __tablename__ = "channel"

    platform: Mapped[Platform] = mapped_column(stored(Platform))
    name: Mapped[str]
    handle: Mapped[str | None]
    url: Mapped[str | None] = mapped_column(unique=True)
    """Canonical, as `permalinks` makes it."""
    department_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Department.id, ondelete="RESTRICT"), index=True
    )
    peer: Mapped[str | None]
    purpose: Mapped[str]
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    """The first day on which the account is run no more."""

    department: Mapped[Department | None] = relationship(lazy="raise")

    __table_args__ = (
        CheckConstraint("url IS NOT NULL OR peer IS NOT NULL", name="own_accounts_have_addresses"),
        CheckConstraint("peer IS NULL OR department_id IS NULL", name="peers_are_not_departments"),
        CheckConstraint("closed_on >= opened_on", name="closes_after_opening"),
        Index("ix_channel_platform_handle", "platform", "handle"),
        Index(
            "uq_channel_peer_platform",
            "peer",
            "platform",
            unique=True,
            sqlite_where=sa.text("peer IS NOT NULL"),
            postgresql_where=sa.text("peer IS NOT NULL"),
        ),
    )

    @property
    def facts(self) -> ChannelFacts:
        """What the rules need to know."""
        return ChannelFacts(self.opened_on, self.closed_on)


class ChannelMeasure(HasId, Base):
    """One figure of an account on one day, and who says so."""

    __tablename__ = "channel_measure"

    channel_id: Mapped[UUID] = mapped_column(ForeignKey(Channel.id, ondelete="RESTRICT"))
    measure: Mapped[Measure] = mapped_column(stored(Measure))
    measured_on: Mapped[date]
    value: Mapped[int] = mapped_column(sa.BigInteger)
    source: Mapped[str]

    __table_args__ = (
        UniqueConstraint("channel_id", "measure", "measured_on"),
        CheckConstraint("value >= 0", name="counts_from_zero"),
    )
