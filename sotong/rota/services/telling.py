"""Telling officers of their own duties, each once a change, and admins of a rota that no longer holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from sotong.notices import services as notices
from sotong.rota.models import Rota
from sotong.rota.queries import Loaded
from sotong.rota.queries.absences import duties_left
from sotong.rota.queries.recipients import accounts_by_officer, admins
from sotong.rota.rules import Absence

OWN_DUTIES: Final = "/rota/mine"
SWAPS: Final = "/rota/swaps"
Days = Mapping[UUID, Collection[date]]


def days_ahead(found: Loaded, now: datetime) -> dict[UUID, list[date]]:
    """The days of each officer's coming duties in a rota."""
    days: dict[UUID, list[date]] = defaultdict(list)
    slots = {slot.id: slot for slot in found.problem.slots}
    for (slot_id, _number), seat in found.seats.items():
        if seat.credited_id and slots[slot_id].ends_at > now:
            days[seat.credited_id].append(slots[slot_id].on)
    return days


def of_whole(session: Session, kind: str, rota: Rota, days: Days, now: datetime) -> None:
    """Tell each officer of her days in a rota that was published or withdrawn; others hear nothing."""
    for officer_id, to in accounts_by_officer(session, days).items():
        theirs = sorted(days[officer_id])
        notices.queue(
            session,
            to=to,
            kind=kind,
            facts={"rota": rota.name, "count": len(theirs), "days_on": theirs},
            link=OWN_DUTIES,
            dedupe_key=f"{kind}:{rota.id}",
            now=now,
        )


def of_changes(session: Session, rota: Rota, *, gained: Days, lost: Days, now: datetime) -> None:
    """Tell those whose duties a hand or a new plan has changed, each once, whatever she gained and lost."""
    accounts = accounts_by_officer(session, {*gained, *lost})
    for officer_id, to in accounts.items():
        new, old = sorted(gained.get(officer_id, ())), sorted(lost.get(officer_id, ()))
        kind = "duty.moved" if new and old else "duty.gained" if new else "duty.lost"
        days = {"gained_on": new, "lost_on": old} if new and old else {"days_on": new or old}
        notices.queue(
            session,
            to=to,
            kind=kind,
            facts={"rota": rota.name, "count": len(new or old), **days},
            link=OWN_DUTIES,
            dedupe_key=f"duty.changed:{rota.id}:{rota.version}",
            now=now,
        )


def of_absences(
    session: Session, absences: Collection[Absence], *, key: str, actor_id: UUID, now: datetime
) -> None:
    """Tell admins, and whoever is away, of published duties that new absences leave without their officer.

    `key` names this entry of absences: told once. Who entered her own is told on the page.
    """
    by_rota: dict[UUID, list[date]] = defaultdict(list)
    by_officer: dict[UUID, list[date]] = defaultdict(list)
    for officer_id, slot in duties_left(session, absences, now):
        by_rota[slot.rota_id].append(slot.on)
        by_officer[officer_id].append(slot.on)
    for rota_id, days in by_rota.items():
        rota = session.get_one(Rota, rota_id)
        notices.queue(
            session,
            to=admins(session),
            kind="rota.unfit",
            facts={"rota": rota.name, "count": len(days), "days_on": sorted(set(days))},
            link=f"/rota/plans/{rota_id}",
            dedupe_key=f"rota.unfit:{key}:{rota_id}",
            now=now,
        )
    for officer_id, to in accounts_by_officer(session, by_officer).items():
        days = by_officer[officer_id]
        notices.queue(
            session,
            to=[one for one in to if one != actor_id],
            kind="duty.while_absent",
            facts={"count": len(days), "days_on": sorted(set(days))},
            link=SWAPS,
            dedupe_key=f"duty.while_absent:{key}",
            now=now,
        )
