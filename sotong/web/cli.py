"""The command line: `sotong ...`. Each command is a thin door to a room's jobs.

A door loads what it opens when it is opened: here and in `commands/` imports stand inside the commands,
so that `sotong --help` and what needs no database are there at once.
"""

from __future__ import annotations

import importlib
import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from sotong.web.commands.speaking import click_in_words, in_words
from sotong.web.commands.speaking import said as _
from sotong.web.demo import office

if TYPE_CHECKING:
    from flask import Flask

    from sotong.core.config import Settings

BAD_INPUT = 2
LAST_PORT = 65_535
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


host_option = click.option(
    "--host", metavar="ADDRESS", default="127.0.0.1", show_default=True, help=_("요청을 듣는 주소.")
)
port_option = click.option(
    "--port",
    type=click.IntRange(1, LAST_PORT),
    metavar="NUMBER",
    default=8000,
    show_default=True,
    help=_("요청을 듣는 포트."),
)


class Doors(click.Group):
    """A group that loads the page of a further command when it is asked for, not before."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line, all of it in one language."""
        with click_in_words():
            return super().main(*args, **kwargs)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *FURTHER})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in FURTHER:
            return super().get_command(ctx, cmd_name)
        page, name = FURTHER[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(f"sotong.web.commands.{page}"), name)
        return command


@click.group(cls=Doors, help=_("소통: 기관 SNS 주무관과 콘테스트를 위한 업무 공간."))
def main() -> None:
    """The desk of an office's SNS officers and contests."""


@main.command(help=_("홈 폴더를 준비합니다: 기록에 서명하는 열쇠, 최신 구조의 데이터베이스."))
def init() -> None:
    """Prepare the home folder."""
    from sotong.audit.services import make_log_key

    app = made_app()
    settings: Settings = app.config["SETTINGS"]
    with app.app_context():
        make_log_key()
    bring_up(app)
    tell(_("%(home)s에 준비했습니다. 다음: sotong invite-admin LOGIN NAME", home=settings.home))


@main.command(help=_("멈출 때까지 서비스합니다. 데이터베이스 구조가 최신이어야 합니다(sotong db upgrade)."))
@host_option
@port_option
@click.option(
    "--processes",
    type=click.IntRange(1, 256),
    metavar="NUMBER",
    default=1,
    show_default=True,
    help=_("둘 이상은 PostgreSQL에서만."),
)
@click.option(
    "--threads",
    type=click.IntRange(1, 1_000),
    metavar="NUMBER",
    default=64,
    show_default=True,
    help=_("함께 기다리는 표는 함께 기록됩니다."),
)
def serve(host: str, port: int, processes: int, threads: int) -> None:
    """Serve until stopped."""
    refuse_processes_on_sqlite(ready_app(), processes)
    listen(host, port, processes, threads)


@main.group("db", help=_("데이터베이스의 구조."))
def database() -> None:
    """The database's schema."""


@database.command("upgrade", help=_("데이터베이스를 최신 구조로 올립니다."))
def upgrade() -> None:
    """Bring the database to the newest schema."""
    bring_up(made_app())
    tell(_("데이터베이스 구조가 최신입니다."))


@main.command(help=_("시연용 도시를 (한 번) 짓고 서비스합니다."))
@host_option
@port_option
@click.option(
    "--home",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    default=Path("instance/demo"),
    show_default=True,
    help=_("도시를 두는 폴더."),
)
@click.option("--reset", is_flag=True, help=_("도시를 버리고 새로 짓습니다."))
@click.option("--load-only", is_flag=True, help=_("도시를 짓기만 하고 서비스하지 않습니다."))
def demo(host: str, port: int, home: Path, reset: bool, load_only: bool) -> None:  # noqa: FBT001 - click's way
    """Build the demo city (once) and serve it."""
    from sotong.web.demo import city

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
        with in_words(app):
            city.welcome(f"http://{host}:{port}", say=click.echo)
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
    from sotong.core.config import Settings, SettingsInvalid
    from sotong.web.app import create_app

    try:
        with in_words():
            settings = Settings.from_env()
    except SettingsInvalid as problem:
        stop(str(problem))
    return create_app(settings)


def bring_up(app: Flask) -> None:
    """Bring the database to the newest schema, or say what is against it and end with status 2."""
    from sotong.core.db import db
    from sotong.core.errors import Refused
    from sotong.core.labels import sentence
    from sotong.web import schema

    with in_words(app), app.app_context():
        try:
            schema.upgrade(db.engine)
        except Refused as refused:
            stop(sentence(refused.reason, **refused.facts))


def ready_app() -> Flask:
    """Build the application on a database that is ready, or say what is wrong and end with status 2."""
    from sqlalchemy.exc import OperationalError

    from sotong.core.db import db
    from sotong.web import schema

    app = made_app()
    with app.app_context():
        try:
            current = schema.is_current(db.engine)
        except OperationalError as problem:
            stop(
                _(
                    "데이터베이스를 열 수 없습니다(%(problem)s). 새 기관은 'sotong init'부터 실행하십시오.",
                    problem=problem.orig,
                )
            )
        if not current:
            stop(_("데이터베이스 구조가 최신이 아닙니다. 먼저 'sotong db upgrade'를 실행해 주십시오."))
    leave_no_connection(app)
    return app


def refuse_processes_on_sqlite(app: Flask, processes: int) -> None:
    """End with a sentence if several processes were to write one SQLite file."""
    if processes > 1 and app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        stop(_("SQLite에서는 프로세스가 하나입니다. 더 쓰시려면 PostgreSQL을 쓰십시오(docs/running.md)."))


def leave_no_connection(app: Flask) -> None:
    """Close what is open: server processes are forked from this one, and connections must not be shared.

    SQLite's locks are a process's own: a copy of a connection holds none and believes that it does.
    """
    from sotong.core.db import db

    with app.app_context():
        db.engine.dispose()


def listen(host: str, port: int, processes: int, threads: int) -> None:
    """Serve, unless another program listens there."""
    from sotong.web import server

    refuse_taken_port(host, port)
    server.serve(host, port, processes=processes, threads=threads, target=SERVED)


def refuse_taken_port(host: str, port: int) -> None:
    """End with a sentence if something listens on the port already."""
    from sotong.web import server

    try:
        server.check_port(host, port)
    except server.PortTaken as taken:
        stop(
            _(
                "다른 프로그램이 %(address)s에서 듣고 있습니다. 다른 포트를 쓰십시오(%(command)s).",
                address=taken,
                command=_with_port(port + 1 if port < LAST_PORT else port - 1),
            )
        )
    except OSError as wrong:
        stop(_("%(host)s에서는 들을 수 없습니다: %(reason)s", host=host, reason=wrong.strerror or wrong))


def _with_port(port: int) -> str:
    """The command that was given, with another port; the one of `make` if that gave it."""
    given = click.get_current_context().command_path
    by_make = given.endswith(" demo") and "MAKELEVEL" in os.environ
    return f"make demo PORT={port}" if by_make else f"{given} --port {port}"


def tell(sentence: str) -> None:
    """Say what was done."""
    click.echo(f"sotong: {sentence}")


def stop(sentence: str) -> NoReturn:
    """Say why, and end with the status of bad input."""
    click.echo(f"sotong: {sentence}", err=True)
    sys.exit(BAD_INPUT)


def prepare(app: Flask) -> None:
    """Flask's own command group is not offered: everything goes through `sotong`."""
    app.cli.commands.clear()
