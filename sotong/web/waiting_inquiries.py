"""Which questions wait for me? The officer's day asks; the room of assignments stands below and cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Flask
from flask_login import current_user

from sotong.core import clock
from sotong.core.access import acting
from sotong.core.days import korean_day
from sotong.core.db import db
from sotong.inquiries.queries import Row, waiting_for


@dataclass(frozen=True, slots=True)
class Waiting:
    """The open questions that a department holds, by due time, and which day it is."""

    rows: Sequence[Row]
    today: date


def own_inquiries() -> Waiting:
    """What waits for the department of the officer who is signed in; nothing for anybody else."""
    now = clock.now()
    department_id = acting().department_id if current_user.is_authenticated else None
    rows = waiting_for(db.session(), department_id, now) if department_id else []
    return Waiting(rows, korean_day(now))


def prepare(app: Flask) -> None:
    """Let templates ask."""
    app.add_template_global(own_inquiries)
