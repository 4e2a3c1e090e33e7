"""What do I have to write? The officer's day asks; the content calendar stands below and knows no day."""

from __future__ import annotations

from flask import Flask
from flask_login import current_user

from sotong.channels.queries.calendar import OwnWork, own_work
from sotong.core import clock
from sotong.core.access import acting
from sotong.core.db import db


def own_drafts() -> OwnWork | None:
    """What the content calendar asks of the officer who is signed in; None for anybody else."""
    if not current_user.is_authenticated or (officer_id := acting().officer_id) is None:
        return None
    return own_work(db.session(), officer_id, clock.now())


def prepare(app: Flask) -> None:
    """Let templates ask."""
    app.add_template_global(own_drafts)
