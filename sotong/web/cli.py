"""The command line: `sotong ...`."""

from __future__ import annotations

import sys

import click
from flask import Flask

from sotong.core.config import Settings, SettingsInvalid


@click.group()
def main() -> None:
    """소통: the desk of an office's SNS officers and contests."""


def settings_or_exit() -> Settings:
    """Read the settings, or say in one line what is wrong with them and end with status 2."""
    try:
        return Settings.from_env()
    except SettingsInvalid as problem:
        click.echo(f"sotong: {problem}", err=True)
        sys.exit(2)


def prepare(app: Flask) -> None:
    """Flask's own command group is not offered: everything goes through `sotong`."""
    app.cli.commands.clear()
