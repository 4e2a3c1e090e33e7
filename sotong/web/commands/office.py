"""Commands on the office's database: files in, the first admin."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from sotong.web.cli import ready_app, stop, tell
from sotong.web.commands.speaking import in_words
from sotong.web.commands.speaking import said as _

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
complete_option = click.option("--complete", is_flag=True, help=_("파일에 없는 것은 끝난 것으로 봅니다."))
dry_run_option = click.option(
    "--dry-run", is_flag=True, help=_("무엇을 할지 말하기만 하고, 아무것도 바꾸지 않습니다.")
)


def blank_option(columns: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Offer the empty file of an import, whose columns stand at `module:NAME`. It needs no settings."""

    def hand_out(ctx: click.Context, _option: click.Parameter, file: Path | None) -> None:
        if file is not None:
            write_blank(file, columns)
            ctx.exit()

    return click.option(
        "--blank",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        is_eager=True,
        expose_value=False,
        callback=hand_out,
        help=_("들여오지 않고, 채워 넣을 빈 서식(.xlsx, .csv)을 여기에 씁니다."),
    )


def write_blank(file: Path, columns: str) -> None:
    """Write an empty file; end with status 2 where its name is of no known kind or taken."""
    from sotong.core.blank_files import Blank, content_of
    from sotong.core.downloads import FileKind

    module, name = columns.split(":")
    kind = {".xlsx": FileKind.XLSX, ".csv": FileKind.CSV}.get(file.suffix.lower())
    if kind is None:
        stop(_("서식은 .xlsx나 .csv 파일로 씁니다: %(file)s", file=file))
    with in_words():
        content = content_of(Blank("", getattr(importlib.import_module(module), name)), kind)
    try:
        with file.open("xb") as out:
            out.write(content)
    except FileExistsError:
        stop(_("이미 있는 파일입니다. 다른 이름을 주십시오: %(file)s", file=file))
    except OSError as wrong:
        stop(f"{file}: {wrong.strerror}")
    tell(_("%(file)s에 빈 서식을 썼습니다. (필수)라고 적힌 열은 꼭 채워 주십시오.", file=file))


@click.group(
    "import",
    help=_(
        "CSV나 XLSX 파일을 들여옵니다. 파일 전부가 들어오거나 아무것도 들어오지 않으며, "
        "같은 파일을 다시 들여와도 달라지는 것이 없습니다."
    ),
)
def imports() -> None:
    """Bring in files; the same file again changes nothing."""


@imports.command(help=_("부서. 열: 부서코드, 부서명, 영문명, 구분, 소속국, 영문국명."))
@click.argument("file", type=FILE)
@complete_option
@dry_run_option
@blank_option("sotong.people.imports:DEPARTMENT_COLUMNS")
def departments(file: Path, *, complete: bool, dry_run: bool) -> None:
    """Import departments."""
    from sotong.people import jobs
    from sotong.web.commands.watching import bars

    with in_words(ready_app()), bars():
        sys.exit(jobs.import_departments(file, complete=complete, dry_run=dry_run))


@imports.command(help=_("주무관. 열: 부서, 이름, 이메일, 전화번호, 시작일, 구분."))
@click.argument("file", type=FILE)
@complete_option
@dry_run_option
@blank_option("sotong.people.imports:OFFICER_COLUMNS")
def officers(file: Path, *, complete: bool, dry_run: bool) -> None:
    """Import officers."""
    from sotong.people import jobs
    from sotong.web.commands.watching import bars

    with in_words(ready_app()), bars():
        sys.exit(jobs.import_officers(file, complete=complete, dry_run=dry_run))


@imports.command(help=_("채널의 수치. 열: 기관, 채널, 계정, 기준일, 항목, 값, 출처."))
@click.argument("file", type=FILE)
@click.option("--source", metavar="TEXT", default="", help=_("출처를 적지 않은 줄의 출처."))
@blank_option("sotong.channels.imports:COLUMNS")
def measures(file: Path, *, source: str) -> None:
    """Import figures of channels."""
    from sotong.channels.jobs import figures
    from sotong.core import config
    from sotong.web.commands.watching import bars

    with in_words(ready_app()), bars():
        sys.exit(figures.import_measures_file(file, source=source, office=config.current().office))


@imports.command(
    help=_(
        "지난 확산 실적. 열: 부서, 게시물, 제목, 할 일, 맡긴 때, 마감, 한 때, 증빙, 면제 사유.\n\n"
        "아직 등록되지 않은 게시물은 등록합니다. 아무에게도 알리지 않으며, 아직 진행 중인 것은 받지 않습니다"
        "(docs/boards.md)."
    )
)
@click.argument("file", type=FILE)
@click.option(
    "--by", "login", required=True, metavar="LOGIN", help=_("누구의 이름으로 기록할지: 관리자의 로그인 이름.")
)
@blank_option("sotong.outreach.imports:COLUMNS")
def activity(file: Path, *, login: str) -> None:
    """Import what officers did before."""
    from sotong.outreach import jobs
    from sotong.web.commands.watching import bars

    with in_words(ready_app()), bars():
        sys.exit(jobs.import_activity_file(file, login=login))


@click.command(
    "invite-admin",
    help=_(
        "관리자 계정을 만들고, 여는 링크를 보여 줍니다. 새 기관은 이렇게 들어갑니다.\n\n"
        "LOGIN은 로그인할 때 쓰는 이름, NAME은 화면에 보이는 이름입니다."
    ),
)
@click.argument("login")
@click.argument("name")
def invite_admin(login: str, name: str) -> None:
    """Make an admin's account and print the link that opens it."""
    from sotong.core import config
    from sotong.people import jobs

    with in_words(ready_app()):
        sys.exit(jobs.invite_admin(login, name, public_url=config.current().public_url))
