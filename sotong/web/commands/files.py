"""Commands from files to the terminal: no database, no settings, no server."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from sotong.channels.jobs import print_permalinks
from sotong.core import labels
from sotong.results.tally_files import FilesInvalid, tally_files
from sotong.results.tally_report import as_json, as_table
from sotong.rota.commands import Outcome, Sources, check_files, plan_files
from sotong.web.commands.speaking import in_words

BAD_INPUT = 2
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
json_option = click.option("--json", "wants_json", is_flag=True, help="Print JSON for programs.")


@click.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@json_option
@in_words()
def permalink(urls: tuple[str, ...], *, wants_json: bool) -> None:
    """Print the one address that each pasted URL or share text stands for, or why it is refused.

    Nothing is fetched. Ends with status 1 if any was refused (docs/permalinks.md).
    """
    sys.exit(print_permalinks(list(urls), as_json=wants_json))


@click.command()
@click.argument("rule", type=FILE)
@click.argument("scores", type=FILE)
@click.argument("votes", type=FILE)
@json_option
@in_words()
def tally(rule: Path, scores: Path, votes: Path, *, wants_json: bool) -> None:
    """Tally the contest of three files: RULE (TOML), SCORES and VOTES (CSV). Formats: docs/tally.md."""
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


@click.group()
def rota() -> None:
    """The duty rota from files. Formats and exit statuses: docs/rota.md."""


def of_a_rota(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that name a rota's files and period."""
    for option in (
        json_option,
        click.option("--to", "last_on", required=True, metavar="DAY", help="Last day."),
        click.option("--from", "first_on", required=True, metavar="DAY", help="First day, 2026-10-01."),
        click.option("--before", type=FILE, help="CSV: the rota of the period before."),
        click.option("--absences", type=FILE, help="CSV or XLSX: who is away when."),
        click.option("--rules", type=FILE, required=True, help="TOML: duties, gaps, the office's own days."),
        click.option("--officers", type=FILE, required=True, help="CSV or XLSX: who serves."),
    ):
        command = option(command)
    return command


@rota.command("plan")
@of_a_rota
@click.option(
    "--seconds", type=click.FloatRange(0), default=0, help="Time for the solver (the extra 'rota')."
)
@in_words()
def plan_rota(*, seconds: float, wants_json: bool, **named: Any) -> None:
    """Plan a rota; it goes to standard output as CSV, what is to be said of it to standard error."""
    tell(plan_files(sources(**named), labels, as_json=wants_json, seconds=seconds))


@rota.command("check")
@click.argument("plan", type=FILE)
@of_a_rota
@in_words()
def check_rota(plan: Path, *, wants_json: bool, **named: Any) -> None:
    """Check a rota that was planned elsewhere or changed by hand."""
    tell(check_files(plan.read_bytes(), sources(**named), labels, as_json=wants_json))


def sources(
    *, officers: Path, rules: Path, absences: Path | None, before: Path | None, first_on: str, last_on: str
) -> Sources:
    """Read the files of a rota."""
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
