"""Who hears of the content calendar: owners of their slots, reviewers of what waits; and the reminders."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.channels.calendar_rules import WRITABLE
from sotong.channels.models import ContentSeries, ContentSlot
from sotong.channels.queries import calendar as queries
from sotong.channels.queries.calendar import Slot
from sotong.core.days import korean_day
from sotong.core.permissions import GRANTS, Permission
from sotong.notices import services as notices
from sotong.notices.chores import Chore
from sotong.people.models import Account
from sotong.people.queries import accounts_of_officers

REMINDED_BEFORE: Final = timedelta(hours=24)
LATE_FOR: Final = timedelta(days=1)
"""What has been late for longer stands in the calendar; it is not dug up when a worker was away."""
FARTHEST: Final = timedelta(days=45)
"""No draft is due earlier before its slot than that, long holidays included."""


def slot_path(series_id: UUID, key: str) -> str:
    """Where a slot's page is."""
    return f"/calendar/series/{series_id}/slots/{key}"


def tell_series(
    session: Session, one: ContentSeries, kind: str, *, officer_id: UUID, from_on: date, now: datetime
) -> None:
    """Tell an officer what becomes of a series that she writes, or is to write."""
    notices.queue(
        session,
        to=accounts_of_officers(session, {officer_id}).values(),
        kind=kind,
        facts={"series": one.name, "from_on": from_on},
        link=f"/calendar/series/{one.id}",
        dedupe_key=f"{kind}:{one.id}:{one.edition}",
        now=now,
    )


def tell_owner(session: Session, one: ContentSeries, row: ContentSlot, kind: str, *, now: datetime) -> None:
    """Tell a slot's owner what was decided of it."""
    tell_officer(session, one, row, row.owner_id, kind, now=now)


def tell_officer(
    session: Session, one: ContentSeries, row: ContentSlot, officer_id: UUID, kind: str, *, now: datetime
) -> None:
    """Tell an officer something of a slot."""
    notices.queue(
        session,
        to=accounts_of_officers(session, {officer_id}).values(),
        kind=kind,
        facts={"series": one.name, "starts_at": row.starts_at},
        link=slot_path(one.id, _key(row)),
        dedupe_key=f"{kind}:{row.id}:{row.sequence}",
        now=now,
    )


def tell_reviewers(
    session: Session, one: ContentSeries, row: ContentSlot, *, but: UUID, now: datetime
) -> None:
    """Tell those who may review that a draft waits."""
    roles = [role for role, granted in GRANTS.items() if Permission.CALENDAR_REVIEW in granted]
    query = sa.select(Account.id).where(
        Account.role.in_(roles), Account.disabled_at.is_(None), Account.id != but
    )
    notices.queue(
        session,
        to=session.scalars(query.order_by(Account.id)),
        kind="slot.to_review",
        facts={"series": one.name, "starts_at": row.starts_at},
        link=slot_path(one.id, _key(row)),
        dedupe_key=f"slot.to_review:{row.id}:{row.sequence}",
        now=now,
    )


def remind(session: Session, now: datetime) -> None:
    """Remind owners of a draft: once on the day before it is due, once when it is late.

    The keys of the notices see to the once; a slot that is moved has a new due time, and a new once.
    """
    today = korean_day(now)
    wanted = queries.Wanted(with_cancelled=False)
    ahead = queries.slots_between(session, today - LATE_FOR, today + FARTHEST, wanted)
    due = [(slot, kind) for slot in ahead if (kind := _reminder(slot, now)) is not None]
    accounts = accounts_of_officers(session, {slot.owner_id for slot, _ in due})
    for slot, kind in due:
        if slot.owner_id in accounts:
            notices.queue(
                session,
                to=[accounts[slot.owner_id]],
                kind=kind,
                facts={"series": slot.series.name, "starts_at": slot.starts_at, "due_at": slot.draft_due_at},
                link=slot_path(slot.series.id, slot.key),
                dedupe_key=f"{kind}:{slot.series.id}:{slot.key}:{slot.draft_due_at.isoformat()}",
                now=now,
            )


def _reminder(slot: Slot, now: datetime) -> str | None:
    if slot.state not in WRITABLE:
        return None
    if slot.draft_due_at - REMINDED_BEFORE <= now < slot.draft_due_at:
        return "slot.draft_due"
    return "slot.draft_late" if timedelta() <= now - slot.draft_due_at < LATE_FOR else None


def _key(row: ContentSlot) -> str:
    return row.occurs_on.isoformat() if row.occurs_on else str(row.id)


REMIND: Final = Chore("calendar.remind", timedelta(minutes=10), remind)
