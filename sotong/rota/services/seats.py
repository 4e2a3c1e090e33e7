"""Who sits where changes here and nowhere else: judged by the checker, numbered, on record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.core.canonical import Json
from sotong.core.errors import NotFound, Refused
from sotong.rota.checker import Broken, check
from sotong.rota.models import DutyChange, DutySeat, DutySlot, Rota, RotaRun
from sotong.rota.queries import Loaded, loaded
from sotong.rota.rules import Assignment
from sotong.rota.services import telling
from sotong.rota.states import UNDER_WAY, ChangeCause, RotaState

DEAD_AFTER = timedelta(seconds=30)
TOLD_HERE: Final = frozenset({ChangeCause.EDIT, ChangeCause.REPLAN})
"""Changes of which the officers hear from here; swaps and deputies tell of their own."""


@dataclass(frozen=True, slots=True)
class Move:
    """A seat that is to change hands. `seen` is its sequence as it was looked at; None: any."""

    seat_id: UUID
    officer_id: UUID | None
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """What moves did: the rota as it was read, and the rules that they broke beyond those broken before."""

    before: Loaded
    broken: tuple[Broken, ...] = ()
    seats: tuple[DutySeat, ...] = field(default=())


def locked(session: Session, rota_id: UUID) -> Rota:
    """The rota, held until the commit: whoever changes a seat holds its rota. Raises NotFound."""
    query = sa.select(Rota).where(Rota.id == rota_id).with_for_update()
    rota = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if rota is None:
        raise NotFound
    return rota


def rota_id_of_seat(session: Session, seat_id: UUID) -> UUID:
    """The rota that a seat belongs to. Raises NotFound."""
    query = sa.select(DutySlot.rota_id).join(DutySeat).where(DutySeat.id == seat_id)
    rota_id = session.scalars(query).one_or_none()
    if rota_id is None:
        raise NotFound
    return rota_id


def refuse_if_being_planned(session: Session, rota: Rota, now: datetime) -> None:
    """A draft whose plan is being worked out is not changed by hand."""
    under_way = sa.select(RotaRun).where(RotaRun.rota_id == rota.id, RotaRun.state.in_(UNDER_WAY))
    if any(not is_dead(run, now) for run in session.scalars(under_way)):
        raise Refused("rota.being_planned")


def is_dead(run: RotaRun, now: datetime) -> bool:
    """Whether a run is under way by its row, but nobody has worked on it for a while."""
    return run.state in UNDER_WAY and now - (run.beat_at or run.asked_at) > DEAD_AFTER


def newly_broken(found: Loaded, becomes: Mapping[tuple[str, int], str | None]) -> tuple[Broken, ...]:
    """The rules that seats changed so would break, beyond those that are broken as it is."""
    plan = {(a.slot_id, a.seat): a.officer_id for a in found.plan} | dict(becomes)
    after = [Assignment(slot_id, seat, who) for (slot_id, seat), who in plan.items() if who]
    known = set(check(found.problem, found.plan))
    return tuple(broken for broken in check(found.problem, after) if broken not in known)


def move(
    session: Session,
    *,
    rota_id: UUID,
    moves: Collection[Move],
    cause: ChangeCause,
    actor_id: UUID,
    now: datetime,
    reason: str = "",
) -> Changed:
    """Change who sits in some seats of one rota, together.

    In a published rota what breaks a hard rule needs a written reason ("seat.needs_reason"), what has begun
    does not change ("seat.has_begun"), and each change is kept (`DutyChange`); a draft takes anything and the
    checker's word goes back to whoever edits. Refused with "seat.moved_on" if a seat is no longer as it was
    seen. Raises NotFound for a seat of another rota.
    """
    rota = locked(session, rota_id)
    if rota.state is RotaState.WITHDRAWN:
        raise Refused("rota.withdrawn")
    if rota.state is RotaState.DRAFT:
        refuse_if_being_planned(session, rota, now)
    found = loaded(session, rota)
    places = {seat.id: place for place, seat in found.seats.items()}
    if not all(one.seat_id in places for one in moves):
        raise NotFound
    real = [one for one in moves if _is_real(found.seats[places[one.seat_id]], one)]
    broken = newly_broken(
        found, {places[one.seat_id]: str(one.officer_id) if one.officer_id else None for one in real}
    )
    if rota.state is RotaState.PUBLISHED:
        _may_change(found, [places[one.seat_id] for one in real], broken, reason, now)
    seats = [found.seats[places[one.seat_id]] for one in real]
    gained, lost = _changes(found, places, real)
    for seat, one in zip(seats, real, strict=True):
        _seat(session, rota, seat, one.officer_id, cause=cause, reason=reason, actor_id=actor_id, now=now)
    if real:
        rota.version += 1
        _record(session, rota, places, real, cause=cause, reason=reason, actor_id=actor_id, now=now)
        if rota.state is RotaState.PUBLISHED and cause in TOLD_HERE:
            telling.of_changes(session, rota, gained=gained, lost=lost, now=now)
    session.flush()
    return Changed(found, broken, tuple(seats))


def credit(
    session: Session,
    *,
    seat_id: UUID,
    served_by_id: UUID | None,
    actor_id: UUID,
    now: datetime,
    reason: str,
    cause: ChangeCause = ChangeCause.DEPUTY,
) -> DutySeat:
    """Count a published duty for whoever served it; None: for its holder again."""
    rota = locked(session, rota_id_of_seat(session, seat_id))
    if rota.state is not RotaState.PUBLISHED:
        raise Refused("rota.not_published")
    seat = session.get_one(DutySeat, seat_id, populate_existing=True)
    if seat.officer_id is None:
        raise Refused("seat.empty")
    became = None if served_by_id == seat.officer_id else served_by_id
    if became != seat.served_by_id:
        seat.served_by_id = became
        _keep(session, seat, seat.officer_id, cause=cause, reason=reason, actor_id=actor_id, now=now)
        rota.version += 1
        body: dict[str, Json] = {"served_by": str(became) if became else None, "reason": reason}
        audit.record(session, "duty.credit", at=now, actor_id=actor_id, subject_id=seat.id, body=body)
    return seat


def _is_real(seat: DutySeat, one: Move) -> bool:
    if one.seen is not None and one.seen != seat.sequence:
        raise Refused("seat.moved_on")
    return seat.officer_id != one.officer_id


def _may_change(
    found: Loaded,
    places: Iterable[tuple[str, int]],
    broken: Sequence[Broken],
    reason: str,
    now: datetime,
) -> None:
    slots = {slot.id: slot for slot in found.problem.slots}
    if any(slots[slot_id].starts_at <= now for slot_id, _ in places):
        raise Refused("seat.has_begun")
    if broken and not reason.strip():
        raise Refused("seat.needs_reason", count=len(broken))


def _changes(
    found: Loaded, places: Mapping[UUID, tuple[str, int]], moves: Iterable[Move]
) -> tuple[dict[UUID, list[date]], dict[UUID, list[date]]]:
    """The days on which each officer gains a duty, and on which she, or a deputy, loses one."""
    gained: dict[UUID, list[date]] = defaultdict(list)
    lost: dict[UUID, list[date]] = defaultdict(list)
    days = {slot.id: slot.on for slot in found.problem.slots}
    for one in moves:
        place = places[one.seat_id]
        seat, on = found.seats[place], days[place[0]]
        for officer_id in {seat.officer_id, seat.served_by_id} - {None, one.officer_id}:
            if officer_id:
                lost[officer_id].append(on)
        if one.officer_id:
            gained[one.officer_id].append(on)
    return gained, lost


def _seat(
    session: Session,
    rota: Rota,
    seat: DutySeat,
    officer_id: UUID | None,
    *,
    cause: ChangeCause,
    reason: str,
    actor_id: UUID,
    now: datetime,
) -> None:
    was, seat.officer_id, seat.served_by_id = seat.officer_id, officer_id, None
    seat.by_hand = cause is ChangeCause.EDIT and officer_id is not None
    if rota.state is RotaState.PUBLISHED:
        _keep(session, seat, was, cause=cause, reason=reason, actor_id=actor_id, now=now)


def _keep(
    session: Session,
    seat: DutySeat,
    was: UUID | None,
    *,
    cause: ChangeCause,
    reason: str,
    actor_id: UUID,
    now: datetime,
) -> None:
    seat.sequence += 1
    session.add(
        DutyChange(
            id=uuid4(),
            seat_id=seat.id,
            sequence=seat.sequence,
            cause=cause,
            was_id=was,
            becomes_id=seat.officer_id,
            served_by_id=seat.served_by_id,
            reason=reason,
            changed_at=now,
            changed_by_id=actor_id,
        )
    )


def _record(
    session: Session,
    rota: Rota,
    places: Mapping[UUID, tuple[str, int]],
    moves: Iterable[Move],
    *,
    cause: ChangeCause,
    reason: str,
    actor_id: UUID,
    now: datetime,
) -> None:
    told: list[Json] = [
        [*places[one.seat_id], str(one.officer_id) if one.officer_id else None] for one in moves
    ]
    body: dict[str, Json] = {"seats": told, "cause": cause.value, "version": rota.version, "reason": reason}
    audit.record(session, "rota.move", at=now, actor_id=actor_id, subject_id=rota.id, body=body)
