"""Commands from files to the terminal: no database, no settings, no server."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from sotong.web.commands.speaking import in_words
from sotong.web.commands.speaking import said as _

if TYPE_CHECKING:
    from sotong.rota.commands import Outcome, Sources

BAD_INPUT = 2
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
json_option = click.option("--json", "wants_json", is_flag=True, help=_("프로그램이 읽을 JSON으로 씁니다."))


@click.command(
    help=_(
        "붙여 넣은 주소나 공유 문구마다 그것이 가리키는 하나의 주소를, 또는 받지 않는 까닭을 보여 줍니다.\n\n"
        "인터넷에 접속하지 않습니다. 받지 않은 것이 있으면 상태 1로 끝냅니다(docs/permalinks.md)."
    )
)
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@json_option
@in_words()
def permalink(urls: tuple[str, ...], *, wants_json: bool) -> None:
    """Print the one address that each pasted URL or share text stands for, or why it is refused."""
    from sotong.channels.jobs.permalinks import print_permalinks

    sys.exit(print_permalinks(list(urls), as_json=wants_json))


@click.command(
    help=_("세 파일의 콘테스트를 집계합니다: RULE(TOML), SCORES와 VOTES(CSV). 형식: docs/tally.md.")
)
@click.argument("rule", type=FILE)
@click.argument("scores", type=FILE)
@click.argument("votes", type=FILE)
@json_option
@in_words()
def tally(rule: Path, scores: Path, votes: Path, *, wants_json: bool) -> None:
    """Tally the contest of three files."""
    from sotong.core import labels
    from sotong.results.tally_files import FilesInvalid, tally_files
    from sotong.results.tally_report import as_json, as_table

    files = {"rule": rule, "scores": scores, "votes": votes}
    try:
        result = tally_files(rule.read_bytes(), scores.read_bytes(), votes.read_bytes())
    except FilesInvalid as invalid:
        for problem in invalid.problems:
            place = ":".join(str(part) for part in (files[problem.file], problem.line) if part is not None)
            about = f"{problem.where}: " if problem.where else ""
            click.echo(f"{place}: {about}{labels.sentence(problem.code)}", err=True)
        sys.exit(BAD_INPUT)
    told = json.dumps(as_json(result), ensure_ascii=False, indent=2) + "\n" if wants_json else None
    click.echo(told or as_table(result, labels.sentence), nl=False)


@click.group(help=_("파일로 근무표를 짭니다. 형식과 끝낼 때의 상태: docs/rota.md."))
def rota() -> None:
    """The duty rota from files."""


def of_a_rota(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that name a rota's files and period."""
    for option in (
        json_option,
        click.option("--to", "last_on", required=True, metavar="DAY", help=_("마지막 날.")),
        click.option("--from", "first_on", required=True, metavar="DAY", help=_("첫날. 보기: 2026-10-01.")),
        click.option("--before", type=FILE, metavar="FILE", help=_("CSV: 앞 기간의 근무표.")),
        click.option("--absences", type=FILE, metavar="FILE", help=_("CSV나 XLSX: 누가 언제 없는지.")),
        click.option(
            "--rules", type=FILE, metavar="FILE", required=True, help=_("TOML: 근무, 간격, 기관의 쉬는 날.")
        ),
        click.option(
            "--officers", type=FILE, metavar="FILE", required=True, help=_("CSV나 XLSX: 누가 근무하는지.")
        ),
    ):
        command = option(command)
    return command


@rota.command("plan", help=_("근무표를 짜서 CSV로 표준 출력에, 할 말은 표준 오류에 씁니다."))
@of_a_rota
@click.option(
    "--seconds",
    type=click.FloatRange(0),
    metavar="SECONDS",
    default=0,
    help=_("풀이기에 줄 시간, 초(설치 선택 항목 'rota')."),
)
@in_words()
def plan_rota(*, seconds: float, wants_json: bool, **named: Any) -> None:
    """Plan a rota."""
    from sotong.core import labels
    from sotong.rota.commands import plan_files

    tell(plan_files(sources(**named), labels, as_json=wants_json, seconds=seconds))


@rota.command("check", help=_("다른 곳에서 짰거나 손으로 고친 근무표 PLAN(CSV)을 점검합니다."))
@click.argument("plan", type=FILE)
@of_a_rota
@in_words()
def check_rota(plan: Path, *, wants_json: bool, **named: Any) -> None:
    """Check a rota that was planned elsewhere or changed by hand."""
    from sotong.core import labels
    from sotong.rota.commands import check_files

    tell(check_files(plan.read_bytes(), sources(**named), labels, as_json=wants_json))


def sources(
    *, officers: Path, rules: Path, absences: Path | None, before: Path | None, first_on: str, last_on: str
) -> Sources:
    """Read the files of a rota."""
    from sotong.rota.commands import Sources

    return Sources(
        officers=officers.read_bytes(),
        rules=rules.read_bytes(),
        first_on=first_on,
        last_on=last_on,
        absences=absences.read_bytes() if absences else None,
        before=before.read_bytes() if before else None,
    )


def tell(outcome: Outcome) -> NoReturn:
    """Print what a command of the rota has to say, and end with its status."""
    for note in outcome.notes:
        click.echo(note, err=True)
    click.echo(outcome.output, nl=False)
    sys.exit(outcome.status)
