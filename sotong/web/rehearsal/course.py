"""A rehearsal from the copy to what is told of it."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask import Flask
from flask_babel import gettext as _

from sotong.core import clock
from sotong.core.db import db
from sotong.core.errors import NotFound, Refused
from sotong.core.labels import sentence
from sotong.web.cli import BAD_INPUT, leave_no_connection, stop
from sotong.web.rehearsal.copying import Original, copied, original
from sotong.web.rehearsal.crowd import arrivals, come
from sotong.web.rehearsal.drawing import curve
from sotong.web.rehearsal.figures import Outcome
from sotong.web.rehearsal.report import table, verdict
from sotong.web.side_server import NotServing, SideServer, serving

FIRST = 8
"""Who come before the crowd: a server that has just started still reads its pages in, unlike on the day."""


def rehearse(app: Flask, contest: str, *, voters: int, lasts_s: float, processes: int, svg: Path) -> int:
    """Let the crowd vote in a copy, say how it went and draw it; return the exit code, 1 if it was too much.

    Ends the program with a sentence if there is no such contest, or nothing to rehearse.
    """
    try:
        taken = _read(app, contest)
        outcome = _rehearsed(app, taken, voters, lasts_s, processes)
    except NotFound:
        stop(sentence("contest.unknown"))
    except Refused as refused:
        stop(sentence(refused.reason))
    _tell(taken, outcome, svg)
    return 0 if outcome.carried else 1


def _read(app: Flask, contest: str) -> Original:
    try:
        return original(db.session(), contest)
    finally:
        db.session.remove()
        leave_no_connection(app)


def _rehearsed(app: Flask, taken: Original, voters: int, lasts_s: float, processes: int) -> Outcome:
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
