"""Deciding how the office asks for shares; an officer's choice to keep her own accounts to herself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments import queries
from sotong.assignments.models import AccountChoice, SharePolicy
from sotong.assignments.rules import PolicyFacts
from sotong.audit import services as audit
from sotong.people.models import Officer


def decide_policy(session: Session, policy: PolicyFacts, *, actor_id: UUID, now: datetime) -> bool:
    """Put a policy in force from now on. Returns whether anything changed."""
    before = queries.share_policy(session)
    if policy == before:
        return False
    session.add(
        SharePolicy(
            id=uuid4(),
            ranking_shown=policy.ranking_shown,
            registered_accounts_only=policy.registered_accounts_only,
            decided_at=now,
            decided_by_id=actor_id,
        )
    )
    audit.record(
        session,
        "policy.change",
        at=now,
        actor_id=actor_id,
        body={"before": before.told(), "after": policy.told()},
    )
    return True


def keep_accounts(session: Session, *, officer_id: UUID, keep: bool, actor_id: UUID, now: datetime) -> bool:
    """Note that the officer keeps her own accounts to herself from now on, or offers them again.

    Said twice changes nothing. Returns whether anything changed.
    """
    session.execute(sa.select(Officer.id).where(Officer.id == officer_id).with_for_update())
    choice = queries.keeps_accounts(session, officer_id)
    if keep == (choice is not None):
        return False
    if choice is None:
        session.add(AccountChoice(id=uuid4(), officer_id=officer_id, begun_at=now, ended_at=None))
    else:
        choice.ended_at = now
    action = "policy.keep_accounts" if keep else "policy.offer_accounts"
    audit.record(session, action, at=now, actor_id=actor_id, subject_id=officer_id, body={})
    return True
