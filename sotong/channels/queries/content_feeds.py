"""What the content calendar tells in calendars that follow it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from sotong.channels.queries.calendar import Slot, Wanted, slots_between
from sotong.core.days import korean_day
from sotong.core.feeds import KEPT_PAST

AHEAD: Final = timedelta(days=180)


def feed_slots(session: Session, officer_id: UUID | None, now: datetime) -> Sequence[Slot]:
    """The slots of three months past and six to come, of one officer or of all."""
    today = korean_day(now)
    return slots_between(session, today - KEPT_PAST, today + AHEAD, Wanted(owner_id=officer_id))
