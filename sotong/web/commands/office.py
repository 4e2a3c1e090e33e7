"""Commands on the office's database: files in, the first admin."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sotong.channels import jobs as channels
from sotong.core import config
from sotong.outreach import jobs as outreach
from sotong.people import jobs as people
from sotong.web.cli import ready_app
from sotong.web.commands.speaking import in_words
from sotong.web.commands.watching import bars

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
complete_option = click.option("--complete", is_flag=True, help="What the file does not name has ended.")
dry_run_option = click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")


@click.group("import")
def imports() -> None:
    """Bring in CSV or XLSX files: all of a file or nothing; the same file again changes nothing."""


@imports.command()
@click.argument("file", type=FILE)
@complete_option
@dry_run_option
def departments(file: Path, *, complete: bool, dry_run: bool) -> None:
    """Departments: code, name, name_en, kind, bureau."""
    with in_words(ready_app()), bars():
        sys.exit(people.import_departments(file, complete=complete, dry_run=dry_run))


@imports.command()
@click.argument("file", type=FILE)
@complete_option
@dry_run_option
def officers(file: Path, *, complete: bool, dry_run: bool) -> None:
    """Officers: code (of the department), name, email, phone, starts_on, kind."""
    with in_words(ready_app()), bars():
        sys.exit(people.import_officers(file, complete=complete, dry_run=dry_run))


@imports.command()
@click.argument("file", type=FILE)
@click.option("--source", default="", help="Where the figures are from, for lines that do not say.")
def measures(file: Path, *, source: str) -> None:
    """Figures of channels: organisation, platform, account, measured_on, measure, value, source."""
    with in_words(ready_app()), bars():
        sys.exit(channels.import_measures_file(file, source=source, office=config.current().office))


@imports.command()
@click.argument("file", type=FILE)
@click.option("--by", "login", required=True, metavar="LOGIN", help="The admin in whose name it is recorded.")
def activity(file: Path, *, login: str) -> None:
    """What officers did before: department, post, title, act, asked_at, due_at, done_at, proof, excused.

    Posts that are not recorded yet are recorded; nobody is told; what still runs is refused (docs/boards.md).
    """
    with in_words(ready_app()), bars():
        sys.exit(outreach.import_activity_file(file, login=login))


@click.command("invite-admin")
@click.argument("login")
@click.argument("name")
def invite_admin(login: str, name: str) -> None:
    """Make an admin's account and print the link that opens it: the way in to a new office."""
    with in_words(ready_app()):
        sys.exit(people.invite_admin(login, name, public_url=config.current().public_url))
