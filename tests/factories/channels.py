"""Accounts for every room's tests."""

from __future__ import annotations

from datetime import date
from itertools import count
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from sotong.channels.models import Channel, ChannelMeasure
from sotong.channels.platforms import Platform
from sotong.channels.rules import Measure
from sotong.core.db import transaction

_count = count(1)


def make_channel(
    session: Session,
    *,
    platform: Platform = Platform.FACEBOOK,
    handle: str | None = None,
    url: str | None = None,
    name: str | None = None,
    department_id: UUID | None = None,
    peer: str | None = None,
    opened_on: date | None = None,
    closed_on: date | None = None,
) -> UUID:
    """Make an account, the office's own unless told otherwise; return its id. No transaction may be open."""
    number = next(_count)
    handle = handle or f"account{number}"
    channel_id = uuid4()
    with transaction():
        session.add(
            Channel(
                id=channel_id,
                platform=platform,
                handle=handle,
                url=None if peer else url or f"https://www.facebook.com/{handle}",
                name=name or f"계정 {number}",
                department_id=department_id,
                peer=peer,
                purpose="",
                opened_on=opened_on,
                closed_on=closed_on,
            )
        )
    return channel_id


def make_figure(
    session: Session,
    channel_id: UUID,
    value: int,
    *,
    on: date = date(2016, 12, 19),
    measure: Measure = Measure.LIKES,
) -> None:
    """Write down a figure of an account. No transaction may be open."""
    with transaction():
        session.add(
            ChannelMeasure(
                id=uuid4(), channel_id=channel_id, measure=measure, measured_on=on, value=value, source="시험"
            )
        )
