"""The office's way of asking for shares, and which officers keep their own accounts to themselves."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments.models import AccountChoice, SharePolicy
from sotong.assignments.rules import PolicyFacts


def share_policy(session: Session) -> PolicyFacts:
    """The policy in force; where none was ever decided, the house's own. One statement."""
    found = session.scalars(sa.select(SharePolicy).order_by(SharePolicy.decided_at.desc()).limit(1)).first()
    if found is None:
        return PolicyFacts()
    return PolicyFacts(found.ranking_shown, found.registered_accounts_only)


def keeps_accounts(session: Session, officer_id: UUID) -> AccountChoice | None:
    """The choice by which an officer keeps her own accounts to herself at present, if she does."""
    query = sa.select(AccountChoice).where(
        AccountChoice.officer_id == officer_id, AccountChoice.ended_at.is_(None)
    )
    return session.scalars(query).one_or_none()
