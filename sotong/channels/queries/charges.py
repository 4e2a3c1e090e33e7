"""Who answers for an account, and what stands on a department's letters and cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.channels.models import Channel, ChannelCharge
from sotong.channels.queries.registry import open_on
from sotong.channels.rules import ChargeKind
from sotong.core.errors import NotFound
from sotong.people.models import Appointment, AppointmentKind, Department, Officer
from sotong.people.queries.serving import open_on as department_open_on
from sotong.people.queries.serving import serving


@dataclass(frozen=True, slots=True)
class Charge:
    """From a day on somebody, or nobody (no name), answers for an account."""

    kind: ChargeKind
    officer_id: UUID | None
    officer_name: str | None
    from_on: date
    current: bool


@dataclass(frozen=True, slots=True)
class CardRow:
    """A department, how it is reached, and its accounts; no department: the office itself."""

    department: Department | None
    phone: str
    email: str
    channels: Sequence[Channel]


def charges(session: Session, channel_id: UUID, on: date) -> list[Charge]:
    """Everybody who has answered, answers or will answer for an account, the latest first. One statement."""
    rows = session.execute(
        sa.select(ChannelCharge, Officer.name)
        .outerjoin(Officer, Officer.id == ChannelCharge.officer_id)
        .where(ChannelCharge.channel_id == channel_id)
        .order_by(ChannelCharge.from_on.desc(), ChannelCharge.kind.desc())
    )
    found, running = [], set()
    for row, name in rows:
        current = row.from_on <= on and row.kind not in running
        if current:
            running.add(row.kind)
        found.append(Charge(row.kind, row.officer_id, name, row.from_on, current))
    return found


def cards(session: Session, on: date, department_id: UUID | None = None) -> list[CardRow]:
    """The office's card and those of its departments on a day, or one department's. Two statements."""
    departments = (
        sa.select(Department, Officer.phone, Officer.email)
        .outerjoin(
            Appointment,
            sa.and_(
                Appointment.department_id == Department.id,
                Appointment.kind == AppointmentKind.PRIMARY,
                serving(on),
            ),
        )
        .outerjoin(Officer, Officer.id == Appointment.officer_id)
        .where(department_open_on(on), sa.true() if department_id is None else Department.id == department_id)
        .order_by(Department.code)
    )
    own = sa.select(Channel).where(Channel.peer.is_(None), Channel.url.is_not(None), open_on(on))
    by_owner: dict[UUID | None, list[Channel]] = {}
    for channel in session.scalars(own.order_by(Channel.platform, Channel.name)):
        by_owner.setdefault(channel.department_id, []).append(channel)
    office = [] if department_id else [CardRow(None, "", "", by_owner.get(None, []))]
    return office + [
        CardRow(department, phone or "", email or "", by_owner.get(department.id, []))
        for department, phone, email in session.execute(departments)
    ]


def card(session: Session, on: date, department_id: UUID | None) -> CardRow:
    """One department's card, or the office's. Raises NotFound."""
    found = cards(session, on, department_id)
    if not found:
        raise NotFound
    return found[0]
