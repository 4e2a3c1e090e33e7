"""Browsers for tests: each request stands alone, as on a real server."""

from __future__ import annotations

import secrets
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sotong.core.db import db, transaction
from sotong.core.permissions import Role
from sotong.core.presence import SEEN_AT, TOKEN
from sotong.people.models import Account, Appointment, LoginSession
from sotong.people.queries import token_hash
from tests.factories.people import LONG_AGO, make_account

FAR_AWAY = datetime(2100, 1, 1, tzinfo=UTC)


class Browser(FlaskClient):
    """A test client with a context of its own for each request, whatever the test has open.

    Without that, Flask would share the test's open application context with the request: `g`, and in it the
    signed-in person, would live on into the next request, and so would the database session. The test's own
    session is rolled back first, so that it reads afresh what a request has changed.
    """

    account_id: UUID
    officer_id: UUID
    department_id: UUID

    def __init__(self, app: Flask) -> None:
        super().__init__(app, app.response_class, use_cookies=True)
        self.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ko"

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():
            db.session.rollback()
        with self.application.app_context():
            return super().open(*args, **kwargs)


def signed_in_browser(app: Flask, role: Role, account_id: UUID | None = None) -> Browser:
    """Return a browser signed in as a fresh account of `role`, or as the one given.

    The sign-in neither ends nor goes idle however the test sets the clock, and costs no argon2.
    `account_id` is always set; `officer_id` and `department_id` are for officers.
    """
    browser = Browser(app)
    token = secrets.token_urlsafe()
    with _context_of(app):
        browser.account_id = account_id or make_account(db.session(), role).id
        with transaction() as session:
            session.add(_login(browser.account_id, token))
        _tell_who(browser)
    with browser.session_transaction() as cookie:
        cookie.update({TOKEN: token, "_fresh": True, SEEN_AT: int(FAR_AWAY.timestamp())})
    return browser


def _login(account_id: UUID, token: str) -> LoginSession:
    return LoginSession(
        id=uuid4(),
        token_hash=token_hash(token),
        account_id=account_id,
        created_at=LONG_AGO,
        expires_at=FAR_AWAY,
        address="127.0.0.1",
        browser="test",
    )


def _tell_who(browser: Browser) -> None:
    row = db.session.execute(
        sa.select(Appointment.officer_id, Appointment.department_id)
        .join(Account, Account.officer_id == Appointment.officer_id)
        .where(Account.id == browser.account_id)
    ).first()
    if row is not None:
        browser.officer_id, browser.department_id = row
    db.session.rollback()


def _context_of(app: Flask) -> AbstractContextManager[object]:
    return nullcontext() if has_app_context() else app.app_context()
