"""The command line: `sotong ...`. Each command is a thin door to a room's jobs."""

from __future__ import annotations

import importlib
import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import click
from flask import Flask

from sotong.core.config import Settings, SettingsInvalid
from sotong.web.demo import office

BAD_INPUT = 2
SERVED = "sotong.web.worker:app_with_worker"
FURTHER: Mapping[str, str] = {
    "destroy-key": "contests:destroy_key",
    "export": "contests:export",
    "import": "office:imports",
    "invite-admin": "office:invite_admin",
    "permalink": "files:permalink",
    "rehearse": "rehearsal:rehearse",
    "rota": "files:rota",
    "tally": "files:tally",
    "verify": "contests:verify",
    "verify-stored": "contests:verify_stored",
    "worker": "work:worker",
}
"""Commands that stand on pages of their own in `sotong/web/commands/`: page, name on it."""


class Doors(click.Group):
    """A group that loads the page of a further command when it is asked for, not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *FURTHER})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in FURTHER:
            return super().get_command(ctx, cmd_name)
        page, name = FURTHER[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(f"sotong.web.commands.{page}"), name)
        return command


@click.group(cls=Doors)
def main() -> None:
    """소통: the desk of an office's SNS officers and contests."""


@main.command()
def init() -> None:
    """Prepare the home folder: the key that signs the logs, the database at the newest schema."""
    from sotong.audit.services import make_log_key  # noqa: PLC0415
    from sotong.core.db import db  # noqa: PLC0415
    from sotong.web import schema  # noqa: PLC0415

    app = made_app()
    settings: Settings = app.config["SETTINGS"]
    with app.app_context():
        make_log_key()
        schema.upgrade(db.engine)
    click.echo(f"sotong: ready in {settings.home}; next: sotong invite-admin LOGIN NAME")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--processes", default=1, show_default=True, help="More than one only with PostgreSQL.")
@click.option(
    "--threads", default=64, show_default=True, help="Votes that wait together are written together."
)
def serve(host: str, port: int, processes: int, threads: int) -> None:
    """Serve until stopped; the schema must be the newest (sotong db upgrade)."""
    app = ready_app()
    if processes > 1 and app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        stop("SQLite means one process; use PostgreSQL for more (docs/running.md)")
    listen(host, port, processes, threads)


@main.group("db")
def database() -> None:
    """The database's schema."""


@database.command("upgrade")
def upgrade() -> None:
    """Bring the database to the newest schema."""
    from sotong.core.db import db  # noqa: PLC0415
    from sotong.web import schema  # noqa: PLC0415

    app = made_app()
    with app.app_context():
        schema.upgrade(db.engine)
    click.echo("sotong: the schema is the newest")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--home", type=click.Path(path_type=Path), default=Path("instance/demo"), show_default=True)
@click.option("--reset", is_flag=True, help="Throw the city away and build it anew.")
@click.option("--load-only", is_flag=True, help="Build the city, do not serve it.")
def demo(host: str, port: int, home: Path, reset: bool, load_only: bool) -> None:  # noqa: FBT001 - click's way
    """Build the demo city (once) and serve it."""
    from sotong.web.demo import city  # noqa: PLC0415

    home = home.resolve()
    os.environ.update(demo_environment(home, host, port))
    if not load_only:
        refuse_taken_port(host, port)
    if reset:
        city.remove(home)
    home.mkdir(parents=True, exist_ok=True)
    app = made_app()
    city.build(app, say=click.echo)
    if not load_only:
        city.welcome(app, f"http://{host}:{port}", say=click.echo)
        leave_no_connection(app)
        listen(host, port, 1, 64)


def demo_environment(home: Path, host: str, port: int) -> dict[str, str]:
    """Return the settings of a demo in `home`; its secret is made once and kept there."""
    secret = home / "secret"
    if not secret.exists():
        home.mkdir(parents=True, exist_ok=True)
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return {
        "SOTONG_MODE": "demo",
        "SOTONG_HOME": str(home),
        "SOTONG_DATABASE_URL": os.environ.get("SOTONG_DATABASE_URL", f"sqlite:///{home / 'sotong.db'}"),
        "SOTONG_SECRET_KEY": secret.read_text(encoding="ascii"),
        "SOTONG_PUBLIC_URL": f"http://{host}:{port}",
        **office.SETTINGS,
    }


def made_app() -> Flask:
    """Build the application, or say in one line what is wrong with its settings and end with status 2."""
    from sotong.web.app import create_app  # noqa: PLC0415

    try:
        return create_app()
    except SettingsInvalid as problem:
        stop(str(problem))


def ready_app() -> Flask:
    """Build the application on a database that is ready, or say what is wrong and end with status 2."""
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415

    from sotong.core.db import db  # noqa: PLC0415
    from sotong.web import schema  # noqa: PLC0415

    app = made_app()
    with app.app_context():
        try:
            current = schema.is_current(db.engine)
        except OperationalError as problem:
            stop(f"the database cannot be opened ({problem.orig}); a new office begins with 'sotong init'")
        if not current:
            stop("the database is not at the newest schema: run 'sotong db upgrade' first")
    leave_no_connection(app)
    return app


def leave_no_connection(app: Flask) -> None:
    """Close what is open: server processes are forked from this one, and connections must not be shared.

    SQLite's locks are a process's own: a copy of a connection holds none and believes that it does.
    """
    from sotong.core.db import db  # noqa: PLC0415

    with app.app_context():
        db.engine.dispose()


def listen(host: str, port: int, processes: int, threads: int) -> None:
    """Serve, unless another program listens there."""
    from sotong.web import server  # noqa: PLC0415

    refuse_taken_port(host, port)
    server.serve(host, port, processes=processes, threads=threads, target=SERVED)


def refuse_taken_port(host: str, port: int) -> None:
    """End with a sentence if something listens on the port already."""
    from sotong.web import server  # noqa: PLC0415

    try:
        server.check_port(host, port)
    except server.PortTaken as taken:
        stop(f"another program listens on {taken}; choose another port (make demo PORT=8001)")


def stop(sentence: str) -> NoReturn:
    """Say why, and end with the status of bad input."""
    click.echo(f"sotong: {sentence}", err=True)
    sys.exit(BAD_INPUT)


def prepare(app: Flask) -> None:
    """Flask's own command group is not offered: everything goes through `sotong`."""
    app.cli.commands.clear()
