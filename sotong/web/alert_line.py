"""Is there an alert? Each person's first page asks; the rooms below it cannot."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Flask
from flask_login import current_user

from sotong.core import clock
from sotong.core.access import acting
from sotong.core.days import korean_day
from sotong.core.db import db
from sotong.core.permissions import Permission
from sotong.outreach.models import Alert
from sotong.outreach.queries import alerts as queries


@dataclass(frozen=True, slots=True)
class AlertLine:
    """An alert that goes on. `asked_id`: the present officer's page with her button; None: acknowledged, or
    she is nobody of whom it is asked.
    """

    alert: Alert
    asked_id: UUID | None = None


def open_alert_lines() -> list[AlertLine]:
    """The alerts that concern the present person: an officer's departments, everybody else's all."""
    if not current_user.is_authenticated or not acting().may(Permission.ALERT_READ):
        return []
    session, officer_id = db.session(), acting().officer_id
    if officer_id is None:
        return [AlertLine(row.alert) for row in queries.open_alerts(session)]
    own = queries.departments_of(session, officer_id, korean_day(clock.now()))
    return [
        AlertLine(alert, asked.id if asked.acknowledged_at is None else None)
        for alert, asked in queries.open_asked(session, own)
    ]


def prepare(app: Flask) -> None:
    """Let templates ask."""
    app.add_template_global(open_alert_lines)
