"""Accounts: made by an admin, opened by invitation, closed at once."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit.services import record
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound, Refused
from sotong.core.locks import take_turn
from sotong.core.permissions import Role
from sotong.people import queries, rules
from sotong.people.models import Account, Invitation
from sotong.people.services.passwords import Proof, hashed
from sotong.people.services.signing_in import end_sessions

_ACCOUNTS = "accounts"
"""The lock for roles and disabling: of two admins who disable each other at once, one stays."""


def create_account(
    session: Session,
    *,
    login: str,
    name: str,
    role: Role,
    now: datetime,
    officer_id: UUID | None = None,
    actor_id: UUID | None = None,
) -> Account:
    """Make an account without a password; `invite` opens it. An officer's account belongs to an officer.

    Refused: "account.officer_missing", "account.login_taken", "account.officer_has_one".
    """
    _require_officer(role, officer_id)
    account = Account(
        login=login.lower(),
        name=name,
        role=role,
        officer_id=officer_id if role is Role.OFFICER else None,
        created_at=now,
    )
    reason = "account.login_taken"
    if account.officer_id is not None and queries.account_of_officer(session, account.officer_id):
        raise Refused("account.officer_has_one")
    with refusing_clash(session, reason):
        session.add(account)
    record(
        session,
        "account.create",
        at=now,
        actor_id=actor_id,
        subject_id=account.id,
        body={"role": role.value, "officer": _text(officer_id)},
    )
    return account


def invite(session: Session, *, account_id: UUID, actor_id: UUID | None, now: datetime) -> str:
    """Return the token of a fresh invitation, which stands nowhere else; earlier ones no longer open.

    Whoever opens it sets a password, also in place of a forgotten one. Refused: "account.disabled".
    """
    account = _locked(session, account_id)
    if account.disabled_at is not None:
        raise Refused("account.disabled")
    _void_invitations(session, account_id, now)
    token = secrets.token_urlsafe(32)
    session.add(
        Invitation(
            token_hash=queries.token_hash(token),
            account_id=account_id,
            expires_at=now + rules.INVITATION_LASTS,
        )
    )
    record(session, "account.invite", at=now, actor_id=actor_id, subject_id=account_id)
    return token


def open_admin(session: Session, *, login: str, name: str, now: datetime) -> str:
    """Return an invitation's token for an admin's account, which is made if there is none of that login.

    For the command line, which needs no account. Refused: "account.login_taken" by somebody else's account.
    """
    account = queries.account_by_login(session, login)
    if account is None:
        account = create_account(session, login=login, name=name, role=Role.ADMIN, now=now)
    elif account.role is not Role.ADMIN:
        raise Refused("account.login_taken")
    return invite(session, account_id=account.id, actor_id=None, now=now)


def accept_invitation(session: Session, *, token: str, password: str, now: datetime) -> Account:
    """Give the account that `token` invites a password, once; end its login sessions.

    Refused: "invitation.unknown", "invitation.used", "invitation.expired", "account.disabled", and as
    `rules.why_not_password` says.
    """
    invitation = session.scalar(
        sa.select(Invitation).where(Invitation.token_hash == queries.token_hash(token)).with_for_update()
    )
    if invitation is None:
        raise Refused("invitation.unknown")
    account = _locked(session, invitation.account_id)
    if reason := rules.why_not_open_invitation(
        expires_at=invitation.expires_at,
        used_at=invitation.used_at,
        disabled=account.disabled_at is not None,
        now=now,
    ) or rules.why_not_password(password, account.login):
        raise Refused(reason)
    invitation.used_at = now
    account.password_hash = hashed(password)
    end_sessions(session, account_id=account.id, actor_id=account.id, now=now)
    record(session, "account.set_password", at=now, actor_id=account.id, subject_id=account.id)
    return account


def change_password(
    session: Session, *, account_id: UUID, proof: Proof | None, new: str, but_token: str, now: datetime
) -> None:
    """Give the person's own account a new password; end the other login sessions than that of `but_token`.

    Refused: "password.wrong" unless `proof` is of the present one; and as `rules.why_not_password` says.
    """
    account = _locked(session, account_id)
    if proof is None or account.password_hash != proof.fits:
        raise Refused("password.wrong")
    if reason := rules.why_not_password(new, account.login):
        raise Refused(reason)
    account.password_hash = hashed(new)
    _void_invitations(session, account_id, now)
    end_sessions(session, account_id=account_id, actor_id=account_id, now=now, but_token=but_token)
    record(session, "account.change_password", at=now, actor_id=account_id, subject_id=account_id)


def change_account(
    session: Session,
    *,
    account_id: UUID,
    name: str,
    role: Role,
    actor_id: UUID | None,
    now: datetime,
    officer_id: UUID | None = None,
) -> None:
    """Change the name of an account and what it may do; a new role ends its login sessions at once.

    Refused: "account.own", "account.last_admin", "account.officer_missing", "account.officer_has_one".
    """
    take_turn(session, _ACCOUNTS)
    account = _locked(session, account_id)
    if account.name != name:
        account.name = name
        record(session, "account.rename", at=now, actor_id=actor_id, subject_id=account_id)
    if (account.role, account.officer_id) != (role, officer_id if role is Role.OFFICER else None):
        _change_role(session, account_id, role, officer_id, actor_id=actor_id, now=now)


def _change_role(
    session: Session,
    account_id: UUID,
    role: Role,
    officer_id: UUID | None,
    *,
    actor_id: UUID | None,
    now: datetime,
) -> None:
    account = _changeable(session, account_id, actor_id, stays_admin=role is Role.ADMIN)
    _require_officer(role, officer_id)
    before = account.role
    with refusing_clash(session, "account.officer_has_one"):
        account.role, account.officer_id = role, officer_id if role is Role.OFFICER else None
    end_sessions(session, account_id=account_id, actor_id=actor_id, now=now)
    body = {"from": before.value, "to": role.value, "officer": _text(account.officer_id)}
    record(session, "account.change_role", at=now, actor_id=actor_id, subject_id=account_id, body=body)


def disable_account(session: Session, *, account_id: UUID, actor_id: UUID | None, now: datetime) -> None:
    """Let nobody sign in with an account any more, and end its login sessions at once.

    Refused: "account.own", "account.last_admin".
    """
    account = _changeable(session, account_id, actor_id, stays_admin=False)
    if account.disabled_at is not None:
        return
    account.disabled_at = now
    _void_invitations(session, account_id, now)
    end_sessions(session, account_id=account_id, actor_id=actor_id, now=now)
    record(session, "account.disable", at=now, actor_id=actor_id, subject_id=account_id)


def enable_account(session: Session, *, account_id: UUID, actor_id: UUID | None, now: datetime) -> None:
    """Let an account be used again."""
    account = _locked(session, account_id)
    if account.disabled_at is not None:
        account.disabled_at = None
        record(session, "account.enable", at=now, actor_id=actor_id, subject_id=account_id)


def _changeable(session: Session, account_id: UUID, actor_id: UUID | None, *, stays_admin: bool) -> Account:
    take_turn(session, _ACCOUNTS)
    account = _locked(session, account_id)
    reason = rules.why_not_change_account(
        role=account.role,
        active=account.disabled_at is None,
        is_own=account_id == actor_id,
        other_admins=queries.other_admins(session, account_id),
        stays_admin=stays_admin,
    )
    if reason:
        raise Refused(reason)
    return account


def _locked(session: Session, account_id: UUID) -> Account:
    account = session.scalar(
        sa.select(Account).where(Account.id == account_id).with_for_update(key_share=True)
    )
    if account is None:
        raise NotFound
    return account


def _void_invitations(session: Session, account_id: UUID, now: datetime) -> None:
    session.execute(
        sa.update(Invitation)
        .where(Invitation.account_id == account_id, Invitation.used_at.is_(None), Invitation.expires_at > now)
        .values(expires_at=now)
    )


def _require_officer(role: Role, officer_id: UUID | None) -> None:
    if role is Role.OFFICER and officer_id is None:
        raise Refused("account.officer_missing")


def _text(some_id: UUID | None) -> str | None:
    return None if some_id is None else str(some_id)
