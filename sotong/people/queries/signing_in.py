"""What signing in, and each request after it, asks of the tables."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.core.access import SignedIn
from sotong.core.days import korean_day
from sotong.core.permissions import Role
from sotong.notices.queries import unread
from sotong.people.models import (
    Account,
    Appointment,
    AppointmentKind,
    Invitation,
    LoginSession,
    SignInAttempt,
)
from sotong.people.queries.serving import serving


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom an invitation invites, and until when."""

    login: str
    name: str
    disabled: bool
    expires_at: datetime
    used_at: datetime | None


def token_hash(token: str) -> bytes:
    """Return what the tables keep of a secret token: its SHA-256. The token itself has 256 random bits."""
    return hashlib.sha256(token.encode()).digest()


def who(session: Session, token: str, now: datetime) -> SignedIn | None:
    """Return the person whose browser holds `token`, or None if that sign-in is over. One statement."""
    asked = {"token_hash": token_hash(token), "now": now, "day": korean_day(now)}
    row = session.execute(_who(), asked).one_or_none()
    return None if row is None else SignedIn(*row[:-1], login_token=token, unread=row[-1])


@cache
def _who() -> sa.Select[UUID, str, Role, UUID | None, UUID, int]:
    """The statement of every request of everybody: putting it together costs more than running it."""
    department_id = _department_of(sa.bindparam("day", type_=sa.Date()))
    return (
        sa.select(
            Account.id,
            Account.name,
            Account.role,
            Account.officer_id,
            department_id,
            unread(Account.id),
        )
        .join(LoginSession, LoginSession.account_id == Account.id)
        .where(
            LoginSession.token_hash == sa.bindparam("token_hash"),
            LoginSession.ended_at.is_(None),
            LoginSession.expires_at > sa.bindparam("now"),
            Account.disabled_at.is_(None),
        )
    )


def account_by_login(session: Session, login: str) -> Account | None:
    """Return the account of a login, however it is written; disabled ones too."""
    return session.scalar(sa.select(Account).where(Account.login == login.strip().lower()))


def password_hash_of(session: Session, login: str) -> str | None:
    """Return the hash to prove a password against; None if there is no such account or it has no password."""
    return session.scalar(
        sa.select(Account.password_hash).where(
            Account.login == login.strip().lower(), Account.disabled_at.is_(None)
        )
    )


def login_and_hash(session: Session, account_id: UUID) -> tuple[str, str | None]:
    """Return the login of an account and the hash to prove its password against."""
    row = session.execute(
        sa.select(Account.login, Account.password_hash).where(Account.id == account_id)
    ).one()
    return row[0], row[1]


def invitation_of(session: Session, token: str) -> Invited | None:
    """Return what the invitation of `token` opens, whether it still does or not."""
    row = session.execute(
        sa.select(
            Account.login,
            Account.name,
            Account.disabled_at.is_not(None),
            Invitation.expires_at,
            Invitation.used_at,
        )
        .join(Account, Account.id == Invitation.account_id)
        .where(Invitation.token_hash == token_hash(token))
    ).one_or_none()
    return None if row is None else Invited(*row)


def account_of_officer(session: Session, officer_id: UUID) -> Account | None:
    """Return the account that an officer signs in with."""
    return session.scalar(sa.select(Account).where(Account.officer_id == officer_id))


def other_admins(session: Session, account_id: UUID) -> int:
    """Return how many admins could still sign in without this account."""
    others = sa.select(sa.func.count()).where(
        Account.id != account_id, Account.role == Role.ADMIN, Account.disabled_at.is_(None)
    )
    return session.scalar(others) or 0


def sign_in_failures(session: Session, key: str, group: str, since: datetime) -> tuple[int, int]:
    """Return how often signing in failed after `since`: with this account key, and from this address."""
    by_account = sa.func.count().filter(SignInAttempt.account_key == key)
    by_address = sa.func.count().filter(SignInAttempt.address == group)
    row = session.execute(
        sa.select(by_account, by_address).where(
            SignInAttempt.at > since,
            SignInAttempt.succeeded.is_(False),
            sa.or_(SignInAttempt.account_key == key, SignInAttempt.address == group),
        )
    ).one()
    return row[0], row[1]


def open_sessions(session: Session, account_id: UUID, now: datetime) -> list[LoginSession]:
    """Return the login sessions of an account that are neither ended nor run out, the youngest first."""
    return list(
        session.scalars(
            sa.select(LoginSession)
            .where(
                LoginSession.account_id == account_id,
                LoginSession.ended_at.is_(None),
                LoginSession.expires_at > now,
            )
            .order_by(LoginSession.created_at.desc(), LoginSession.id)
        )
    )


def _department_of(on: sa.BindParameter[date]) -> sa.ScalarSelect[UUID]:
    """The department an account's officer serves on the day `on`: the primary one before a deputy's."""
    return (
        sa.select(Appointment.department_id)
        .where(Appointment.officer_id == Account.officer_id, serving(on))
        .order_by(Appointment.kind == AppointmentKind.DEPUTY, Appointment.starts_on, Appointment.id)
        .limit(1)
        .correlate(Account)
        .scalar_subquery()
    )
