"""Commands on the office's database: files in, the first admin."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sotong.web.cli import ready_app
from sotong.web.commands.speaking import in_words
from sotong.web.commands.speaking import said as _

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
complete_option = click.option("--complete", is_flag=True, help=_("파일에 없는 것은 끝난 것으로 봅니다."))
dry_run_option = click.option(
    "--dry-run", is_flag=True, help=_("무엇을 할지 말하기만 하고, 아무것도 바꾸지 않습니다.")
)


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
def officers(file: Path, *, complete: bool, dry_run: bool) -> None:
    """Import officers."""
    from sotong.people import jobs
    from sotong.web.commands.watching import bars

    with in_words(ready_app()), bars():
        sys.exit(jobs.import_officers(file, complete=complete, dry_run=dry_run))


@imports.command(help=_("채널의 수치. 열: 기관, 채널, 계정, 기준일, 항목, 값, 출처."))
@click.argument("file", type=FILE)
@click.option("--source", metavar="TEXT", default="", help=_("출처를 적지 않은 줄의 출처."))
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
