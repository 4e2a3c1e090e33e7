"""Whom an alert's news reaches: officers, deputies, admins, and the office's chat rooms and boards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from sotong.notices import services as notices
from sotong.notices.services import Fact
from sotong.outreach.models.alerts import Alert, AlertDepartment
from sotong.people.queries import ActiveOfficer


def accounts(officers: Iterable[ActiveOfficer]) -> list[UUID]:
    """The accounts of officers who have one."""
    return [officer.account_id for officer in officers if officer.account_id is not None]


def asked_link(asked: AlertDepartment) -> str:
    """Where those who answer for a department acknowledge."""
    return f"/alerts/asked/{asked.id}"


def tell(
    session: Session,
    alert: Alert,
    what: str,
    *,
    to: Iterable[UUID],
    now: datetime,
    key: str = "",
    asked: AlertDepartment | None = None,
    **facts: Fact,
) -> None:
    """Tell accounts `what` of an alert, at once and past their quiet hours; a drill says that it is one.

    `asked`: the department for which they answer, whose page the notice opens. `key` tells what may be said
    several times apart.
    """
    kind = _kind(alert, what)
    notices.queue(
        session,
        to=to,
        kind=kind,
        facts={"title": alert.title, **facts},
        link=asked_link(asked) if asked else f"/alerts/{alert.id}",
        dedupe_key=f"{kind}:{alert.id}:{key}",
        now=now,
        urgent=True,
    )


def tell_rooms(session: Session, alert: Alert, what: str, *, now: datetime, **facts: Fact) -> None:
    """Tell the office's chat rooms and boards (web hooks): once a stage."""
    kind = _kind(alert, what)
    notices.announce(
        session,
        kind=kind,
        facts={"title": alert.title, **facts},
        link=f"/alerts/{alert.id}",
        dedupe_key=f"{kind}:{alert.id}:{alert.stage_number}",
        now=now,
        urgent=True,
    )


def _kind(alert: Alert, what: str) -> str:
    return f"alert.drill.{what}" if alert.drill else f"alert.{what}"
