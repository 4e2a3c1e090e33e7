"""The people room, as the rooms below it may ask it for names, English names and addresses."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.core import directory, places
from sotong.notices import address_book
from sotong.notices.address_book import Addresses
from sotong.people.models import Account, Officer
from sotong.people.queries import account_names, english_names

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


class _Reachable:
    def addresses(self, session: Session, ids: Collection[UUID]) -> Mapping[UUID, Addresses]:
        query = (
            sa.select(Account.id, Account.login, Officer.email, Officer.phone)
            .outerjoin(Officer, Officer.id == Account.officer_id)
            .where(Account.id.in_(set(ids)), Account.disabled_at.is_(None))
        )
        return {
            account_id: Addresses(email or (login if "@" in login else None), phone)
            for account_id, login, email, phone in session.execute(query)
        }


def prepare() -> None:
    """Have the people room asked."""
    directory.register(_Accounts())
    address_book.register(_Reachable())
    places.register(english_names)
