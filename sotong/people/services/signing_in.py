"""Signing in and out. A sign-in is a row; the browser holds a token whose hash stands there."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit.services import record
from sotong.core.errors import NotFound
from sotong.core.locks import take_turn
from sotong.people import queries, rules
from sotong.people.models import Account, LoginSession, SignInAttempt
from sotong.people.services.passwords import Proof

LONGEST_BROWSER = 300


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where somebody comes from: network address, and what the browser calls itself."""

    address: str
    browser: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A token for the browser, or the reason why there is none."""

    token: str | None = None
    reason: str | None = None


def sign_in(
    session: Session, *, login: str, proof: Proof | None, visitor: Visitor, lasts: timedelta, now: datetime
) -> Outcome:
    """Sign in whoever proved the password of `login`; count failures, and refuse the sixth within a minute.

    Nothing is raised, since a failure must be kept. The password was tried before (that takes long, and this
    holds locks); but what came of it is only told to as many as the count allows, and the count is made here,
    one attempt after another. "sign_in.locked", "sign_in.wrong".
    """
    key, group = rules.account_key(login), rules.address_group(visitor.address)
    take_turn(session, f"sign-in account {key}", f"sign-in address {group}")
    failures = queries.sign_in_failures(session, key, group, now - rules.FAILURES_COUNT_FOR)
    if reason := rules.why_not_try(*failures):
        return Outcome(reason=reason)
    account = queries.account_by_login(session, login)
    proven = account if account and _still_holds(account, proof) else None
    _keep_attempt(session, key, group, now, succeeded=proven is not None)
    if proven is None or proof is None:
        _note_lockout(session, account, failures[0] + 1, now)
        return Outcome(reason="sign_in.wrong")
    proven.password_hash = proof.renewed or proof.fits
    return Outcome(token=begin_session(session, account_id=proven.id, visitor=visitor, lasts=lasts, now=now))


def begin_session(
    session: Session, *, account_id: UUID, visitor: Visitor, lasts: timedelta, now: datetime
) -> str:
    """Begin a login session and return its token, which is kept nowhere else."""
    token = secrets.token_urlsafe(32)
    session.add(
        LoginSession(
            token_hash=queries.token_hash(token),
            account_id=account_id,
            created_at=now,
            expires_at=now + lasts,
            address=visitor.address,
            browser=visitor.browser[:LONGEST_BROWSER],
        )
    )
    record(
        session,
        "sign_in.begin",
        at=now,
        actor_id=account_id,
        subject_id=account_id,
        body={"address": visitor.address},
    )
    return token


def sign_out(session: Session, *, token: str, now: datetime) -> None:
    """End the login session of `token`, if there is one."""
    found = session.scalar(
        sa.select(LoginSession).where(
            LoginSession.token_hash == queries.token_hash(token), LoginSession.ended_at.is_(None)
        )
    )
    if found is not None:
        found.ended_at = now
        record(session, "sign_in.end", at=now, actor_id=found.account_id, subject_id=found.account_id)


def end_own_session(session: Session, *, session_id: UUID, account_id: UUID, now: datetime) -> None:
    """End one of the person's own login sessions. Raises NotFound for anybody else's."""
    found = session.get(LoginSession, session_id)
    if found is None or found.account_id != account_id:
        raise NotFound
    if found.ended_at is None:
        found.ended_at = now
        record(session, "sign_in.end", at=now, actor_id=account_id, subject_id=account_id)


def end_sessions(
    session: Session, *, account_id: UUID, actor_id: UUID | None, now: datetime, but_token: str = ""
) -> int:
    """End every open login session of an account but the one of `but_token`; return how many."""
    ended = session.scalars(
        sa.update(LoginSession)
        .where(
            LoginSession.account_id == account_id,
            LoginSession.ended_at.is_(None),
            LoginSession.token_hash != queries.token_hash(but_token),
        )
        .values(ended_at=now)
        .returning(LoginSession.id)
    ).all()
    if ended:
        body = {"sessions": len(ended)}
        record(session, "sign_in.end_all", at=now, actor_id=actor_id, subject_id=account_id, body=body)
    return len(ended)


def _still_holds(account: Account, proof: Proof | None) -> bool:
    """Whether the account may sign in with that proof: neither disabled nor given a new password since."""
    return proof is not None and account.disabled_at is None and account.password_hash == proof.fits


def _keep_attempt(session: Session, key: str, group: str, now: datetime, *, succeeded: bool) -> None:
    session.execute(sa.delete(SignInAttempt).where(SignInAttempt.at < now - rules.ATTEMPTS_ARE_KEPT))
    session.add(SignInAttempt(account_key=key, address=group, at=now, succeeded=succeeded))
    session.flush()


def _note_lockout(session: Session, account: Account | None, failures: int, now: datetime) -> None:
    if account is not None and failures == rules.MOST_FAILURES:
        record(session, "sign_in.lock", at=now, subject_id=account.id, body={"failures": failures})
