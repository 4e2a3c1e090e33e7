"""A deputy (대직) serves for an absent officer: the duty stays hers, the credit is the deputy's."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from sotong.core.errors import Refused
from sotong.notices import services as notices
from sotong.rota.models import DutySeat
from sotong.rota.queries import swaps as queries
from sotong.rota.queries.recipients import accounts_of
from sotong.rota.services import seats


def stand_in(
    session: Session,
    *,
    seat_id: UUID,
    deputy_id: UUID | None,
    reason: str,
    seen: int | None = None,
    actor_id: UUID,
    now: datetime,
) -> DutySeat:
    """Have somebody serve for the holder of a duty, also after the fact; None: the holder serves herself.

    The holder and whoever serves, or was to serve, are told. Refused if the seat was changed since it was
    looked at (`seen`), if it is in an open swap, or if the deputy is the holder.
    """
    seats.locked(session, seats.rota_id_of_seat(session, seat_id))
    duty = queries.duty(session, seat_id)
    if seen is not None and seen != duty.seat.sequence:
        raise Refused("seat.moved_on")
    if deputy_id is not None and deputy_id == duty.seat.officer_id:
        raise Refused("deputy.is_holder")
    if queries.open_swap_on(session, [seat_id]):
        raise Refused("deputy.in_swap")
    before = duty.seat.served_by_id
    seat = seats.credit(
        session, seat_id=seat_id, served_by_id=deputy_id, actor_id=actor_id, now=now, reason=reason
    )
    if seat.served_by_id != before:
        concerned = {key for key in (seat.officer_id, before, deputy_id) if key}
        notices.queue(
            session,
            to=accounts_of(session, concerned),
            kind="duty.deputy" if deputy_id else "duty.no_deputy",
            facts={"duty": duty.kind_name, "starts_at": duty.slot.starts_at},
            link="/rota/swaps",
            dedupe_key=f"deputy:{seat.id}:{seat.sequence}",
            now=now,
        )
    return seat
