"""Am I on duty? The officer's day asks; the room of assignments stands beside the rota and cannot."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask
from flask_login import current_user

from sotong.core import clock
from sotong.core.access import acting
from sotong.core.db import db
from sotong.rota.queries.rotas import OwnDuty, own_duties


@dataclass(frozen=True, slots=True)
class OwnLine:
    """The officer's duty that runs now, and the one that comes next."""

    now: OwnDuty | None
    coming: OwnDuty | None


def own_line() -> OwnLine | None:
    """The duties of the officer who is signed in; None for anybody else."""
    if not current_user.is_authenticated or (officer_id := acting().officer_id) is None:
        return None
    now = clock.now()
    duties = own_duties(db.session(), officer_id, since=now)
    running = next((duty for duty in duties if duty.is_on(now)), None)
    return OwnLine(running, next((duty for duty in duties if not duty.is_on(now)), None))


def prepare(app: Flask) -> None:
    """Let templates ask."""
    app.add_template_global(own_line, "own_duty_line")
