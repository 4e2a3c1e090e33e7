"""Commands on contests: their public bundle made and verified, their key destroyed."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sotong.web.cli import ready_app
from sotong.web.commands.speaking import in_words
from sotong.web.commands.speaking import said as _


@click.command(
    help=_(
        "콘테스트의 검증 꾸러미 BUNDLE을 규칙부터 시상까지 밖에서 하는 그대로 검증합니다.\n\n"
        "데이터베이스가 필요 없습니다. 선택 항목은 꾸러미에 든 sotong_verify.py의 것입니다: "
        "--key, --checkpoint, --receipt, --nonces, --json. "
        "끝낼 때의 상태: 0 맞음, 1 틀림, 2 읽을 수 없음, 3 맞지만 다 확인하지는 못함."
    ),
    context_settings={"ignore_unknown_options": True},
)
@click.argument("bundle", type=click.Path(path_type=Path))
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[OPTION]...")
def verify(bundle: Path, options: tuple[str, ...]) -> None:
    """Verify a bundle by the program that outsiders use, which speaks for itself."""
    from sotong.reports import sotong_verify

    sys.exit(sotong_verify.main([str(bundle), *options]))


@click.command(
    "verify-stored",
    help=_("저장된 콘테스트 CODE의 기록, 자료, 그리고 발표한 뒤에는 검증 꾸러미까지 검증합니다."),
)
@click.argument("code")
def verify_stored(code: str) -> None:
    """Verify a contest where it is stored."""
    from sotong.reports import jobs

    with in_words(ready_app()):
        sys.exit(jobs.verify_stored(code))


@click.command(
    "destroy-key",
    help=_(
        "이의 신청 기간이 끝난 콘테스트 CODE의 열쇠를 파기하고, 그 기록을 남깁니다.\n\n"
        "파기하면 전화번호, 계정, 코드를 어느 투표 참여와도 이을 수 없습니다. 되돌릴 수 없습니다. "
        "백업에 있는 사본은 따로 파기하셔야 합니다."
    ),
)
@click.argument("code")
@click.option("--yes", is_flag=True, help=_("되묻지 않습니다."))
def destroy_key(code: str, *, yes: bool) -> None:
    """Destroy the key of a contest whose objection period is over."""
    from sotong.ballots.jobs import destroy_contest_key

    with in_words(ready_app()):
        if not yes and click.prompt(_("콘테스트 코드를 다시 입력하시면 열쇠를 파기합니다")) != code:
            raise click.Abort
        sys.exit(destroy_contest_key(code))


@click.group(help=_("밖에 내줄 수 있는 것을 꺼냅니다."))
def export() -> None:
    """Take out what others may have."""


@export.command(
    "contest",
    help=_("발표한 콘테스트 CODE의 검증 꾸러미를 FILE에 씁니다. 결과를 확인할 모든 것이 듭니다."),
)
@click.argument("code")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_contest(code: str, file: Path) -> None:
    """Write the bundle of a published contest."""
    from sotong.reports import jobs

    with in_words(ready_app()):
        sys.exit(jobs.write_bundle(code, file))
