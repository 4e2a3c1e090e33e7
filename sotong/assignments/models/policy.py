"""How the office asks for shares, and which officers keep their own accounts to themselves."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from sotong.core.db import Base, HasId

IN_FORCE = sa.text("ended_at IS NULL")


class SharePolicy(HasId, Base):
    """The office's way of asking for shares, as it was decided; the latest is in force."""

    __tablename__ = "share_policy"

    ranking_shown: Mapped[bool]
    """Whether departments are ranked; else everybody sees only how she herself comes along."""
    registered_accounts_only: Mapped[bool]
    """Whether a proof from an account that is not registered waits for a reviewer."""
    decided_at: Mapped[datetime] = mapped_column(unique=True)
    decided_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))


class AccountChoice(HasId, Base):
    """From when to when an officer kept her own accounts to herself. Nobody is asked why.

    Her department's account counts the same. What she could not do without any account is counted neither
    for nor against her.
    """

    __tablename__ = "account_choice"
    __table_args__ = (
        Index(
            "uq_account_choice_in_force",
            "officer_id",
            unique=True,
            sqlite_where=IN_FORCE,
            postgresql_where=IN_FORCE,
        ),
        CheckConstraint("ended_at >= begun_at", name="ends_after_it_began"),
        Index(None, "officer_id", "begun_at"),
    )

    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"))
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
