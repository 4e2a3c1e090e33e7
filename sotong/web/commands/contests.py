"""Commands on contests: their public bundle made and verified, their key destroyed."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask_babel import gettext as _

from sotong.ballots.jobs import destroy_contest_key
from sotong.reports import jobs
from sotong.web.cli import ready_app
from sotong.web.commands.speaking import in_words


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("bundle", type=click.Path(path_type=Path))
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[OPTION]...")
def verify(bundle: Path, options: tuple[str, ...]) -> None:
    """Verify a contest's BUNDLE.zip, from its rule to its awards, as outsiders do; no database.

    Options are those of sotong_verify.py, which lies in the bundle: --key, --checkpoint, --receipt, --nonces,
    --json. Ends with 0 (valid), 1 (invalid), 2 (unreadable) or 3 (valid, with remarks).
    """
    sys.exit(jobs.verify(bundle, options))


@click.command("verify-stored")
@click.argument("code")
def verify_stored(code: str) -> None:
    """Verify the contest CODE where it is stored: its log, its rows, and once published its bundle."""
    with in_words(ready_app()):
        sys.exit(jobs.verify_stored(code))


@click.command("destroy-key")
@click.argument("code")
@click.option("--yes", is_flag=True, help="Do not ask first.")
def destroy_key(code: str, *, yes: bool) -> None:
    """Destroy the key of the contest CODE, once its objection period is over; recorded on its log.

    Nothing can then tie a phone number, an account or a code to a participation. It cannot be undone. Copies
    in backups are yours to destroy.
    """
    with in_words(ready_app()):
        if not yes and click.prompt(_("콘테스트 코드를 다시 입력하시면 열쇠를 파기합니다")) != code:
            raise click.Abort
        sys.exit(destroy_contest_key(code))


@click.group()
def export() -> None:
    """Take out what others may have."""


@export.command("contest")
@click.argument("code")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_contest(code: str, file: Path) -> None:
    """Write the bundle of the published contest CODE to FILE: all that it takes to check the result."""
    with in_words(ready_app()):
        sys.exit(jobs.write_bundle(code, file))
