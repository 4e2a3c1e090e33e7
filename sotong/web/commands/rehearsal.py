"""Rehearsing a vote before the day."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import click

from sotong.web.cli import ready_app, refuse_processes_on_sqlite, stop
from sotong.web.commands.speaking import in_words
from sotong.web.commands.speaking import said as _


@click.command(
    help=_(
        "콘테스트 CODE의 사본에 사람들이 한꺼번에 투표하게 하고, 이 서버가 얼마나 감당하는지 알려 줍니다.\n\n"
        "사본은 제 데이터베이스를 쓰고 끝나면 지워집니다. 감당하지 못하면 상태 1로 끝냅니다."
    )
)
@click.argument("contest", metavar="CODE")
@click.option(
    "--voters",
    type=click.IntRange(1, 1_000_000),
    metavar="NUMBER",
    default=2_000,
    show_default=True,
    help=_("몇 명이 오는지."),
)
@click.option(
    "--minutes",
    type=click.FloatRange(0, 240, min_open=True),
    metavar="MINUTES",
    default=3.0,
    show_default=True,
    help=_("몇 분 동안 오는지."),
)
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    metavar="NUMBER",
    default=1,
    show_default=True,
    help=_("sotong serve에 줄 것과 같이."),
)
@click.option(
    "--svg",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=_("그래프를 둘 곳. [rehearsal-CODE.svg]"),
)
def rehearse(contest: str, voters: int, minutes: float, processes: int, svg: Path | None) -> None:
    """Let a crowd vote in a copy of a contest on this machine."""
    if sys.platform == "win32":
        stop(_("연습은 윈도에서는 되지 않습니다. 실제로 쓸 서버에서 연습해 주십시오."))
    from sotong.web.rehearsal import course

    signal.signal(
        signal.SIGTERM, lambda *_caught: sys.exit(128 + signal.SIGTERM)
    )  # so that nothing is left over
    app = ready_app()
    refuse_processes_on_sqlite(app, processes)
    with in_words(app):
        sys.exit(
            course.rehearse(
                app,
                contest,
                voters=voters,
                lasts_s=minutes * 60,
                processes=processes,
                svg=svg or Path(f"rehearsal-{contest}.svg"),
            )
        )
