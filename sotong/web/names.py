"""The people room, as the rooms below it may ask it for names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.core import directory
from sotong.people.models import Account
from sotong.people.queries import account_names

MOST_FOUND: Final = 200
"""Whoever types one letter is not given the whole city."""


class _Accounts:
    def names(self, session: Session, ids: Collection[UUID]) -> Mapping[UUID, str]:
        return account_names(session, ids)

    def find(self, session: Session, text: str) -> Collection[UUID]:
        meant = sa.or_(
            Account.name.icontains(text, autoescape=True), Account.login.icontains(text, autoescape=True)
        )
        return session.scalars(
            sa.select(Account.id).where(meant).order_by(Account.name).limit(MOST_FOUND)
        ).all()


def prepare() -> None:
    """Have the people room asked."""
    directory.register(_Accounts())
