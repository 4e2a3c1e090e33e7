"""Building the demo city: what happened, in the order of time, each step one transaction."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask_babel import gettext as _

from sotong.audit.services import make_log_key
from sotong.core import clock
from sotong.core.db import db, transaction
from sotong.core.labels import word
from sotong.core.permissions import Role
from sotong.people.models import Account
from sotong.web import schema
from sotong.web.demo import (
    alerts,
    calendar,
    cases,
    contests,
    duties,
    figures,
    inquiries,
    notices,
    posts,
    residents,
    reviews,
    swaps,
)
from sotong.web.demo.story import Step

Say = Callable[[str], None]
BUILDING = "building"
"""Stands in the home folder while the city is built; a city left half built is thrown away."""


def build(app: Flask, say: Say) -> None:
    """Build the city unless it stands; what was done in it is kept."""
    home: Path = app.config["SETTINGS"].home
    with app.app_context():
        if (home / BUILDING).exists():
            db.engine.dispose()
            remove_database(home)
        make_log_key()
        schema.upgrade(db.engine)
        if db.session.scalar(sa.select(Account.id).limit(1)) is not None:
            return
        (home / BUILDING).touch()
        _tell(story(clock.now()), say)
        (home / BUILDING).unlink()


def story(now: datetime) -> list[Step]:
    """Return what happens in the city up to `now`, in the order of time."""
    steps = [
        *residents.steps(now),
        *duties.steps(now),
        *swaps.steps(now),
        *posts.steps(now),
        *reviews.steps(now),
        *contests.steps(now),
        *cases.steps(now),
        *calendar.steps(now),
        *figures.steps(now),
        *inquiries.steps(now),
        *alerts.steps(now),
        *notices.steps(now),
    ]
    return sorted(steps, key=lambda step: step.at)


def _tell(steps: list[Step], say: Say) -> None:
    said: set[str] = set()
    for number, step in enumerate(steps):
        if step.title not in said:
            said.add(step.title)
            say(f"  {number * 100 // len(steps):3d}%  {step.title}")
        with clock.stopped_at(step.at), transaction() as session:
            step.act(session, step.at)
        db.session.remove()
    say("  100%  다 되었습니다")


def remove(home: Path) -> None:
    """Throw the city away, if `home` holds one."""
    if (home / "sotong.db").exists() or (home / "keys").exists():
        remove_database(home)
        shutil.rmtree(home / "keys", ignore_errors=True)
        shutil.rmtree(home / "attachments", ignore_errors=True)


def remove_database(home: Path) -> None:
    """Delete the SQLite files in `home`."""
    for file in home.glob("sotong.db*"):
        file.unlink()
    (home / BUILDING).unlink(missing_ok=True)


def welcome(address: str, say: Say) -> None:
    """Say where the city is and how to walk it."""
    code = contests.open_vote_code(db.session())
    say("")
    say("  " + _("소통 시연 도시: %(address)s", address=address))
    say("  " + _("Ctrl-C로 끝냅니다. 한 일은 남고, make demo-reset이 처음으로 되돌립니다."))
    for role, login in residents.DEMO_LOGINS.items():
        logins = residents.OFFICER_LOGINS.values() if role is Role.OFFICER else [login]
        for one in logins:
            say(f"    {address}/sign-in   {one} / {residents.DEMO_PASSWORD}   {word(role)}")
    if code:
        say(f"    {address}/v/{code}   {_('시민')}")
    say("")
