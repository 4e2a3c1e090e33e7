"""The application factory."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, Response
from flask.sessions import SecureCookieSessionInterface
from flask_wtf import CSRFProtect
from itsdangerous import URLSafeTimedSerializer
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wsgi import ClosingIterator

from sotong.ballots.jobs import visit_book
from sotong.ballots.visits import VISITS
from sotong.core.access import protect, views_with_own_token
from sotong.core.config import Settings
from sotong.core.db import db, prepare_engine
from sotong.core.turns import TakingTurns
from sotong.rota.jobs import Planning
from sotong.rota.states import PLANNING
from sotong.web import (
    alert_line,
    assets,
    cli,
    contest_pages,
    duty_line,
    errors,
    filters,
    headers,
    language,
    logs,
    names,
    navigation,
    office_days,
    own_drafts,
    signing_in,
    subjects,
    waiting_inquiries,
)
from sotong.web.rooms import BLUEPRINTS

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

PACKAGE = Path(__file__).resolve().parent.parent


class _Answer(Response):
    """Flask's answer. A page that is there already goes to the server in one piece, not by an iterator: that
    Granian would ask for each piece from another thread, and send with each a chunk of its own."""

    def get_app_iter(self, environ: WSGIEnvironment) -> Iterable[bytes]:
        pieces = super().get_app_iter(environ)
        if not self.is_sequence or self.direct_passthrough:
            return pieces
        with closing(cast(ClosingIterator, pieces)):
            return list(pieces)


class _Application(Flask):
    """Flask, without the search for coroutines at every step of every request: there are none here."""

    response_class = _Answer

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


class _Sessions(SecureCookieSessionInterface):
    """Flask's sessions. What reads their cookies is made once an application, not once a request."""

    def __init__(self) -> None:
        super().__init__()
        self._serializer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        self._serializer = self._serializer or super().get_signing_serializer(app)
        return self._serializer


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application.

    Raises:
        SettingsInvalid: the settings cannot be run with.
    """
    settings = settings or Settings.from_env()
    app = _Application("sotong", root_path=str(PACKAGE), template_folder=str(shipped("templates")))
    app.config.from_mapping(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        MAX_CONTENT_LENGTH=settings.max_request_bytes,
        MAX_FORM_MEMORY_SIZE=settings.max_request_bytes,
        MAX_FORM_PARTS=2_000,
        SESSION_COOKIE_NAME="sotong",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=settings.sign_in_lasts,
        WTF_CSRF_TIME_LIMIT=None,
        TRUSTED_HOSTS=None,
    )
    app.session_interface = _Sessions()
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    _furnish(app)
    app.wsgi_app = TakingTurns(app.wsgi_app)  # type: ignore[method-assign]
    return app


def engine_options(database_url: str) -> dict[str, Any]:
    """Return how a process keeps its connections: three processes stay below PostgreSQL's usual limit of 100.

    There are more threads than connections; a thread whose vote is being written holds none. Who asks gets
    the connection that was used last: what it has read is still true, for nobody has written since. In turn,
    the one writer of ballots would take one after the other and read all pages again each time.
    """
    pool: dict[str, Any] = {"pool_size": 20, "max_overflow": 10, "pool_use_lifo": True}
    if not database_url.startswith("postgresql"):
        return pool
    return {**pool, "pool_pre_ping": True, "connect_args": {"connect_timeout": 5}}


def shipped(folder: str) -> Path:
    """Return a folder that lies inside the installed package, or at the top of a source checkout."""
    inside = PACKAGE / folder
    return inside if inside.is_dir() else PACKAGE.parent / folder


def _furnish(app: Flask) -> None:
    logs.prepare(app)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    csrf = CSRFProtect(app)
    language.prepare(app)
    signing_in.prepare(app)
    filters.prepare(app)
    subjects.prepare(app)
    names.prepare()
    office_days.prepare()
    navigation.prepare(app)
    contest_pages.prepare(app)
    alert_line.prepare(app)
    duty_line.prepare(app)
    own_drafts.prepare(app)
    waiting_inquiries.prepare(app)
    errors.prepare(app)
    headers.prepare(app)
    assets.prepare(app)
    if app.config["SETTINGS"].mode != "test":  # tests store visits by hand
        app.extensions[VISITS] = visit_book(app.app_context)
        app.extensions[PLANNING] = Planning(app.app_context)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    protect(app)
    for view in views_with_own_token(app):
        csrf.exempt(view)
    cli.prepare(app)
