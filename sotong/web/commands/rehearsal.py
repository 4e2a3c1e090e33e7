"""Rehearsing a vote before the day."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import click
from flask import Flask
from flask_babel import gettext as _

from sotong.core import clock
from sotong.core.db import db
from sotong.core.errors import NotFound, Refused
from sotong.core.labels import sentence
from sotong.web.cli import BAD_INPUT, leave_no_connection, ready_app, stop
from sotong.web.commands.speaking import in_words
from sotong.web.rehearsal.copying import Original, copied, original
from sotong.web.rehearsal.crowd import arrivals, come
from sotong.web.rehearsal.drawing import curve
from sotong.web.rehearsal.figures import Outcome
from sotong.web.rehearsal.report import table, verdict

FIRST = 8
"""Who come before the crowd: a server that has just started still reads its pages in, unlike on the day."""


@click.command()
@click.argument("contest")
@click.option("--voters", type=click.IntRange(1, 1_000_000), default=2_000, show_default=True)
@click.option("--minutes", type=click.FloatRange(0, 240, min_open=True), default=3.0, show_default=True)
@click.option(
    "--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="As sotong serve has them."
)
@click.option(
    "--svg",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the curve goes. [rehearsal-CONTEST.svg]",
)
def rehearse(contest: str, voters: int, minutes: float, processes: int, svg: Path | None) -> None:
    """Let a crowd vote in a copy of CONTEST on this machine, and tell what the server carries.

    The copy has a database of its own and is thrown away. Ends with 1 if the crowd was too much.
    """
    if sys.platform == "win32":
        stop("a rehearsal forks its server, which Windows cannot; use the machine that will serve")
    signal.signal(
        signal.SIGTERM, lambda *_caught: sys.exit(128 + signal.SIGTERM)
    )  # so that nothing is left over
    app = ready_app()
    if processes > 1 and app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        stop("SQLite means one process; use PostgreSQL for more (docs/running.md)")
    with in_words(app):
        try:
            taken = _read(app, contest)
            outcome = _rehearsed(app, taken, voters, minutes * 60, processes)
        except NotFound:
            stop(sentence("contest.unknown"))
        except Refused as refused:
            stop(sentence(refused.reason))
        _tell(taken, outcome, svg or Path(f"rehearsal-{contest}.svg"))
        sys.exit(0 if outcome.carried else 1)


def _read(app: Flask, contest: str) -> Original:
    try:
        return original(db.session(), contest)
    finally:
        db.session.remove()
        leave_no_connection(app)


def _rehearsed(app: Flask, taken: Original, voters: int, lasts_s: float, processes: int) -> Outcome:
    from sotong.web.side_server import NotServing, SideServer, serving  # noqa: PLC0415 - not on Windows

    click.echo(_("사본을 만듭니다."), err=True)
    with copied(taken, app.config["SETTINGS"], clock.now()) as copy:
        try:
            with serving(SideServer(copy.env, copy.home / "server.log", processes=processes)) as server:
                come(copy, server.address, [0.0] * FIRST)
                click.echo(_("%(voters)d명이 투표하러 옵니다.", voters=voters), err=True)
                exchanges = come(copy, server.address, arrivals(voters, lasts_s))
        except NotServing as silent:
            stop(_("연습용 서버가 시작되지 않았습니다: %(words)s", words=silent))
        return Outcome(voters, lasts_s, copy.ballots() - FIRST, exchanges)


def _tell(taken: Original, outcome: Outcome, svg: Path) -> None:
    title = _("투표 연습: %(title)s", title=taken.contest["title"])
    click.echo(f"{title}\n\n{table(outcome)}\n\n{verdict(outcome)}")
    if taken.rule.identity.level != "device":
        click.echo(_("본인 확인(로그인, 문자, 코드)은 연습에서 빠졌습니다."))
    try:
        svg.write_text(curve(title, outcome), encoding="utf-8")
    except OSError as problem:
        click.echo(f"sotong: {problem}", err=True)
        sys.exit(BAD_INPUT)
    click.echo(_("그래프: %(file)s", file=svg))
