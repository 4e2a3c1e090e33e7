"""What questions need to know of the office: when it is closed, and whom to tell."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.core import office_days
from sotong.core.days import korean_day
from sotong.core.office_clock import Closed
from sotong.inquiries import clocks
from sotong.inquiries.course import Holder, Party
from sotong.people.models import Account, Appointment, AppointmentKind
from sotong.people.queries.serving import serving
from sotong.rota.queries.recipients import admins

LOOKS_AROUND: Final = timedelta(days=2 * clocks.LONGEST_TERM_DAYS)


def closed_days(session: Session, now: datetime) -> Closed:
    """Which days the office is closed all day, two years around `now`: one statement."""
    today = korean_day(now)
    return office_days.between(session, today - LOOKS_AROUND, today + LOOKS_AROUND).is_closed


def accounts_of(session: Session, holder: Holder, on: date) -> list[UUID]:
    """Whom to tell of what a holder has to do.

    Of a department its officer of the day, without one its deputies, without these the admins.
    """
    if holder.department_id is None:
        return admins(session) if holder.party is Party.COORDINATOR else []
    query = (
        sa.select(Appointment.kind, Account.id)
        .join(Account, Account.officer_id == Appointment.officer_id)
        .where(Appointment.department_id == holder.department_id, serving(on), Account.disabled_at.is_(None))
        .order_by(Appointment.starts_on, Account.id)
    )
    by_kind: dict[AppointmentKind, list[UUID]] = {}
    for kind, account_id in session.execute(query):
        by_kind.setdefault(kind, []).append(account_id)
    nearest = by_kind.get(AppointmentKind.PRIMARY) or by_kind.get(AppointmentKind.DEPUTY)
    return nearest or admins(session)
