"""Departments, officers as dated appointments, accounts and their sign-ins."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from sotong.core.db import Base, HasId, stored
from sotong.core.permissions import Permission, Role
from sotong.people.rules import names_of


class DepartmentKind(StrEnum):
    """What a department is: a bureau's office, the health centre's, or a neighbourhood's (행정동)."""

    OFFICE = "office"
    HEALTH = "health"
    DONG = "dong"


class AppointmentKind(StrEnum):
    """What an officer is to the department: its one SNS officer, or a deputy (대직)."""

    PRIMARY = "primary"
    DEPUTY = "deputy"


class Department(HasId, Base):
    """A department. One that is dissolved stays, with the day from which it is no more.

    Kept by the database: no two that exist have the same name, so that a file may call one by it. One that
    is dissolved, or is to be, leaves its name to whoever comes after it. And no two ever have the same code,
    however it is written: T01 and t01 are one.
    """

    __tablename__ = "department"

    code: Mapped[str] = mapped_column(unique=True)
    code_key: Mapped[str | None] = mapped_column(sa.Computed("lower(code)"), deferred=True)
    name: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[DepartmentKind] = mapped_column(stored(DepartmentKind))
    bureau: Mapped[str]
    bureau_en: Mapped[str] = mapped_column(default="", server_default="")
    closed_on: Mapped[date | None]

    @property
    def names(self) -> frozenset[str]:
        """All that a file may call it by."""
        return names_of(self.code, self.name, self.name_en)

    __table_args__ = (
        Index("uq_department_code_key", "code_key", unique=True),
        Index(
            "uq_department_name_in_being",
            "name",
            unique=True,
            sqlite_where=sa.text("closed_on IS NULL"),
            postgresql_where=sa.text("closed_on IS NULL"),
        ),
    )


class Officer(HasId, Base):
    """A person who is, was or will be an SNS officer. E-mail and phone are personal data."""

    __tablename__ = "officer"

    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    phone: Mapped[str | None]

    __table_args__ = (CheckConstraint("email = lower(email)", name="email_is_lowercase"),)


class Appointment(HasId, Base):
    """An officer serves a department from `starts_on` up to, not including, `ends_on`.

    Kept by the database: at any day a department has at most one primary officer, an officer is primary in
    at most one department, and nobody is appointed twice to the same department. The partial index keeps
    it for open appointments, triggers (migration 0002) for dated ones.
    """

    __tablename__ = "appointment"

    officer_id: Mapped[UUID] = mapped_column(ForeignKey("officer.id", ondelete="RESTRICT"), index=True)
    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"), index=True)
    kind: Mapped[AppointmentKind] = mapped_column(stored(AppointmentKind))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    officer: Mapped[Officer] = relationship(lazy="raise")
    department: Mapped[Department] = relationship(lazy="raise")

    __table_args__ = (
        CheckConstraint("ends_on > starts_on", name="ends_after_start"),
        Index(
            "uq_appointment_one_open_primary",
            "department_id",
            unique=True,
            sqlite_where=sa.text("ends_on IS NULL AND kind = 'primary'"),
            postgresql_where=sa.text("ends_on IS NULL AND kind = 'primary'"),
        ),
    )


class Account(HasId, Base):
    """Who may sign in, and as what. Whoever signs in as an officer is one."""

    __tablename__ = "account"

    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[Role] = mapped_column(stored(Role))
    password_hash: Mapped[str | None]
    officer_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("officer.id", ondelete="RESTRICT"), unique=True
    )
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("login = lower(login)", name="login_is_lowercase"),
        CheckConstraint("(role = 'officer') = (officer_id IS NOT NULL)", name="officers_are_officers"),
    )


class LoginSession(HasId, Base):
    """One signed-in browser. The browser holds the token, the table only its SHA-256."""

    __tablename__ = "login_session"

    token_hash: Mapped[bytes] = mapped_column(unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str]
    browser: Mapped[str]


class Invitation(HasId, Base):
    """A link with which a person sets the first or a new password, once."""

    __tablename__ = "invitation"

    token_hash: Mapped[bytes] = mapped_column(unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInAttempt(HasId, Base):
    """An attempt to sign in, kept for the lock-out only.

    `account_key` is a hash of what was typed as the login: people type passwords there by mistake.
    """

    __tablename__ = "sign_in_attempt"

    account_key: Mapped[str]
    address: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    succeeded: Mapped[bool]

    __table_args__ = (Index(None, "account_key", "at"), Index(None, "address", "at"))


class ImportDraft(HasId, Base):
    """A file that was read and previewed, and waits to be confirmed. Holds personal data, so not for long."""

    __tablename__ = "import_draft"

    subject: Mapped[str]
    filename: Mapped[str]
    file_digest: Mapped[bytes]
    rows: Mapped[str]
    complete: Mapped[bool]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (UniqueConstraint("account_id", "subject"),)


class CalendarFeed(HasId, Base):
    """What the tables of calendar addresses have in common, whatever the calendars tell.

    The address is made from a row and a key that lies outside the database (`feed_address`), so a copy of
    the table opens no feed. Renewing counts `generation` up, and the old address is no more. A table says
    what its feeds are called in the audit log, who may read them, and which scope tells of everybody.
    """

    __abstract__ = True

    subject: ClassVar[str]
    reading: ClassVar[Permission]
    of_everybody: ClassVar[StrEnum]

    scope: Mapped[Any]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    generation: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime]

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[sa.Constraint, ...]:
        return (
            UniqueConstraint("account_id", "scope"),
            CheckConstraint("generation >= 1", name="generations_from_one"),
        )
