"""Swaps for the pages and for those who decide: duties, offers, and what the checker says about each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.core.errors import NotFound
from sotong.core.paging import Paged, paged
from sotong.people.models import Officer
from sotong.people.queries import officer_names
from sotong.rota.checker import Broken
from sotong.rota.models import DutyKindEntry, DutySeat, DutySlot, Swap, SwapCutoff
from sotong.rota.queries.problems import Loaded, loaded, rota_of
from sotong.rota.rules import RotaProblem
from sotong.rota.states import RotaState
from sotong.rota.swap_rules import (
    OPEN,
    Place,
    SeatFacts,
    becomes,
    closes_at,
    newly_broken,
    why_closed,
)

MOST_OPEN = 200


@dataclass(frozen=True, slots=True)
class Duty:
    """A seat of a duty with its slot, the name of its kind, and who holds it."""

    seat: DutySeat
    slot: DutySlot
    kind_name: str
    holder_name: str

    @property
    def place(self) -> Place:
        """The seat as the engines know it."""
        return self.slot.key, self.seat.number

    @property
    def facts(self) -> SeatFacts:
        """The seat as the rules of swaps know it."""
        seat = self.seat
        return SeatFacts(seat.officer_id, seat.served_by_id, self.slot.starts_at, seat.sequence)

    @property
    def published(self) -> bool:
        """Whether its rota holds."""
        return self.slot.rota_state is RotaState.PUBLISHED


@dataclass(frozen=True, slots=True)
class SwapRow:
    """A swap with its duties and the names of its parties."""

    swap: Swap
    duty: Duty
    back: Duty | None
    requester: str
    asked_of: str
    taker: str


@dataclass(frozen=True)
class Judge:
    """A rota as the checker sees it, for judging one swap or many of the same rota."""

    found: Loaded

    @property
    def problem(self) -> RotaProblem:
        """The facts that it judges by."""
        return self.found.problem

    def of(self, changes: Mapping[Place, str]) -> tuple[Broken, ...]:
        """The rules that the rota would newly break, by who holds each duty and by who serves it."""
        held = newly_broken(self.problem, self.found.plan, changes)
        served = newly_broken(self.problem, self.found.credited, changes)
        return tuple(dict.fromkeys((*held, *served)))

    def of_swap(self, swap: Swap, taker_id: UUID, back: Duty | None, duty: Duty) -> tuple[Broken, ...]:
        """What a swap would break if this officer took it and gave that in return."""
        requester = str(swap.requester_id)
        return self.of(becomes(duty.place, requester, str(taker_id), back.place if back else None))


def judge_of(session: Session, rota_id: UUID) -> Judge:
    """The judge of a rota's swaps. Raises NotFound."""
    return Judge(loaded(session, rota_of(session, rota_id)))


def duty(session: Session, seat_id: UUID) -> Duty:
    """A seat, as the tables have it now. Raises NotFound."""
    found = duties(session, [seat_id]).get(seat_id)
    if found is None:
        raise NotFound
    return found


def duties(session: Session, seat_ids: Collection[UUID]) -> dict[UUID, Duty]:
    """Seats by id, in one statement."""
    rows = session.execute(
        _duties().where(DutySeat.id.in_(seat_ids)).execution_options(populate_existing=True)
    )
    return {seat.id: Duty(seat, slot, kind, name or "") for seat, slot, kind, name in rows}


def duties_ahead(session: Session, officer_id: UUID | None, now: datetime) -> list[Duty]:
    """The published duties that have not begun: an officer's own without a deputy, or everybody's."""
    mine = [DutySeat.officer_id == officer_id, DutySeat.served_by_id.is_(None)] if officer_id else []
    query = _duties().where(DutySlot.rota_state == RotaState.PUBLISHED, DutySlot.starts_at > now, *mine)
    if officer_id is None:
        query = query.where(DutySeat.officer_id.is_not(None))
    ordered = query.order_by(DutySlot.starts_at, DutySlot.kind_code, DutySeat.number)
    return [Duty(seat, slot, kind, name or "") for seat, slot, kind, name in session.execute(ordered)]


def closes_hours(session: Session, kind_code: str) -> int | None:
    """How many hours before it begins a kind of duty is no longer swapped; None: the usual ones."""
    return session.scalar(sa.select(SwapCutoff.hours).where(SwapCutoff.kind_code == kind_code))


def cutoffs(session: Session) -> list[tuple[str, str, int | None]]:
    """Every kind of duty that the office knows: code, name, hours."""
    rows = session.execute(
        sa.select(DutyKindEntry.code, DutyKindEntry.name, SwapCutoff.hours)
        .outerjoin(SwapCutoff, SwapCutoff.kind_code == DutyKindEntry.code)
        .order_by(DutyKindEntry.name, DutyKindEntry.code)
    )
    return [(code, name, hours) for code, name, hours in rows]


def why_closed_by_slot(session: Session, slots: Iterable[DutySlot], now: datetime) -> dict[UUID, str]:
    """Those duties that it is too late to swap, each with the reason."""
    hours = {code: set_to for code, _name, set_to in cutoffs(session)}
    closed = {
        slot.id: why_closed(closes_at(slot.starts_at, hours.get(slot.kind_code)), now) for slot in slots
    }
    return {slot_id: reason for slot_id, reason in closed.items() if reason}


def swap_row(session: Session, swap_id: UUID) -> SwapRow:
    """A swap. Raises NotFound."""
    found = _rows(session, _swaps().where(Swap.id == swap_id))
    if not found:
        raise NotFound
    return found[0]


def open_swaps(session: Session) -> list[SwapRow]:
    """Swaps that are offered or taken, those whose duty comes first first."""
    query = _swaps().where(Swap.state.in_(OPEN)).order_by(DutySlot.starts_at, Swap.offered_at)
    return _rows(session, query.limit(MOST_OPEN))


def open_swap_on(session: Session, seat_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the seats that an open swap gives or returns."""
    asked = set(seat_ids)
    rows = session.execute(
        sa.select(Swap.seat_id, Swap.back_seat_id).where(
            Swap.state.in_(OPEN), sa.or_(Swap.seat_id.in_(asked), Swap.back_seat_id.in_(asked))
        )
    )
    return {seat_id for row in rows for seat_id in row if seat_id in asked}


def open_swaps_by_seat(session: Session, seat_ids: Iterable[UUID]) -> dict[UUID, SwapRow]:
    """The open swaps that give or return one of the seats, by seat."""
    asked = set(seat_ids)
    if not asked:
        return {}
    query = _swaps().where(
        Swap.state.in_(OPEN), sa.or_(Swap.seat_id.in_(asked), Swap.back_seat_id.in_(asked))
    )
    return {
        seat_id: row
        for row in _rows(session, query)
        for seat_id in (row.swap.seat_id, row.swap.back_seat_id)
        if seat_id in asked
    }


def swaps_of(session: Session, officer_id: UUID, number: int = 1) -> Paged[SwapRow]:
    """The swaps that an officer asked for or took, the latest first."""
    party = sa.or_(Swap.requester_id == officer_id, Swap.taker_id == officer_id)
    return _paged(session, party, number)


def ended_swaps(session: Session, number: int = 1) -> Paged[SwapRow]:
    """All swaps that came to an end, the latest first."""
    return _paged(session, Swap.state.not_in(OPEN), number)


def _duties() -> sa.Select[DutySeat, DutySlot, str, str | None]:
    return (
        sa.select(DutySeat, DutySlot, DutyKindEntry.name, Officer.name)
        .join(DutySlot, DutySlot.id == DutySeat.slot_id)
        .join(DutyKindEntry, DutyKindEntry.code == DutySlot.kind_code)
        .outerjoin(Officer, Officer.id == DutySeat.officer_id)
    )


def _swaps() -> sa.Select[Swap]:
    return (
        sa.select(Swap)
        .join(DutySeat, DutySeat.id == Swap.seat_id)
        .join(DutySlot, DutySlot.id == DutySeat.slot_id)
    )


def _paged(session: Session, which: sa.ColumnElement[bool], number: int) -> Paged[SwapRow]:
    found = paged(session, sa.select(Swap).where(which).order_by(Swap.offered_at.desc()), number)
    return Paged(_with_names(session, found.rows), found.number, found.total)


def _rows(session: Session, query: sa.Select[Swap]) -> list[SwapRow]:
    return _with_names(session, session.scalars(query).all())


def _with_names(session: Session, swaps: Sequence[Swap]) -> list[SwapRow]:
    if not swaps:
        return []
    seats = duties(session, {key for swap in swaps for key in (swap.seat_id, swap.back_seat_id) if key})
    people = {key for swap in swaps for key in (swap.requester_id, swap.asked_of_id, swap.taker_id) if key}
    names = officer_names(session, people)
    return [
        SwapRow(
            swap,
            seats[swap.seat_id],
            seats[swap.back_seat_id] if swap.back_seat_id else None,
            names[swap.requester_id],
            names[swap.asked_of_id] if swap.asked_of_id else "",
            names[swap.taker_id] if swap.taker_id else "",
        )
        for swap in swaps
    ]
