"""From rules to a draft, from a draft to the published rota, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.core.canonical import Json, canonical_json
from sotong.core.days import FIRST_YEAR, LAST_YEAR
from sotong.core.db import insert_rows, refusing_clash
from sotong.core.errors import Refused
from sotong.rota.calendar import Calendar
from sotong.rota.checker import check
from sotong.rota.explain import Explainer
from sotong.rota.models import DutyChange, DutyKindEntry, DutySeat, DutySlot, Rota, RotaRun
from sotong.rota.queries import carried_of, loaded, office_days
from sotong.rota.rule_file import RotaRules
from sotong.rota.rules import (
    LONGEST_PERIOD_DAYS,
    Assignment,
    DayClass,
    DutyKind,
    RotaProblem,
    Slot,
    why_not_period,
    why_not_plan,
)
from sotong.rota.services import telling
from sotong.rota.services.seats import locked, refuse_if_being_planned
from sotong.rota.slots import lay_out_slots
from sotong.rota.states import ChangeCause, RotaState


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a rota is to be: its name and period, its rules as read and as they stand in the file."""

    name: str
    first_on: date
    last_on: date
    rules: RotaRules
    text: str
    notice_days: int = 7
    seed: int = 0


def make_draft(session: Session, *, wanted: Wanted, actor_id: UUID, now: datetime) -> Rota:
    """Lay out the slots of a period as a draft with empty seats.

    What published rotas before it left uneven is carried over. Refused with the reason why there is
    nothing to plan, or too much.
    """
    slots = _slots(session, wanted)
    rota = Rota(
        id=uuid4(),
        name=wanted.name,
        first_on=wanted.first_on,
        last_on=wanted.last_on,
        state=RotaState.DRAFT,
        version=1,
        rules=wanted.text,
        gap_days=wanted.rules.gap_days,
        long_absence_days=wanted.rules.long_absence_days,
        notice_days=wanted.notice_days,
        seed=wanted.seed,
        carried=canonical_json(carried_over(session, wanted.first_on)),
        made_at=now,
        made_by_id=actor_id,
    )
    _know_kinds(session, wanted.rules.kinds)
    session.add(rota)
    session.flush()
    _add_slots(session, rota, slots)
    problem = loaded(session, rota).problem
    if reason := why_not_plan(problem):
        raise Refused(reason)
    audit.record(session, "rota.draft", at=now, actor_id=actor_id, subject_id=rota.id, body=_told(rota))
    return rota


def discard(session: Session, *, rota_id: UUID, actor_id: UUID, now: datetime) -> None:
    """Throw a draft away. What was published is withdrawn instead, and stays on record."""
    rota = locked(session, rota_id)
    if rota.state is not RotaState.DRAFT:
        raise Refused("rota.not_a_draft")
    refuse_if_being_planned(session, rota, now)
    slots = sa.select(DutySlot.id).where(DutySlot.rota_id == rota.id)
    session.execute(sa.delete(DutySeat).where(DutySeat.slot_id.in_(slots)))
    session.execute(sa.delete(DutySlot).where(DutySlot.rota_id == rota.id))
    session.execute(sa.delete(RotaRun).where(RotaRun.rota_id == rota.id))
    session.execute(sa.delete(Rota).where(Rota.id == rota.id))
    audit.record(session, "rota.discard", at=now, actor_id=actor_id, subject_id=rota_id, body=_told(rota))


def take_plan(
    session: Session, *, rota_id: UUID, plan: Iterable[Assignment], actor_id: UUID, now: datetime
) -> None:
    """Seat a draft as planned; seats set by hand keep their officer. Assignments must be the rota's own."""
    rota = locked(session, rota_id)
    if rota.state is not RotaState.DRAFT:
        raise Refused("rota.not_a_draft")
    holders = {(a.slot_id, a.seat): UUID(a.officer_id) for a in plan}
    for place, seat in loaded(session, rota).seats.items():
        if not seat.by_hand:
            seat.officer_id = holders.get(place)
    rota.version += 1
    session.flush()
    body: dict[str, Json] = {"seats": len(holders), "version": rota.version}
    audit.record(session, "rota.plan", at=now, actor_id=actor_id, subject_id=rota.id, body=body)


def publish(
    session: Session, *, rota_id: UUID, seen: int, actor_id: UUID, now: datetime, reason: str = ""
) -> Rota:
    """Publish a draft: from now on each change is numbered and kept.

    `seen` is the version that was looked at. The checker judges the whole; what breaks a hard rule needs a
    written reason ("rota.needs_reason"). Days that another published rota holds are refused by the table.
    """
    rota = locked(session, rota_id)
    if rota.state is not RotaState.DRAFT:
        raise Refused("rota.not_a_draft")
    if rota.version != seen:
        raise Refused("rota.moved_on")
    refuse_if_being_planned(session, rota, now)
    found = loaded(session, rota)
    broken = check(found.problem, found.plan)
    if broken and not reason.strip():
        raise Refused("rota.needs_reason", count=len(broken))
    days = telling.days_ahead(found, now)
    rota.published_at, rota.published_by_id = now, actor_id
    rota.override = reason.strip() if broken else None
    rota.version += 1
    with refusing_clash(session, "rota.overlaps"):
        rota.state = RotaState.PUBLISHED
        session.flush()
    session.expire_all()
    body: dict[str, Json] = {**_told(rota), "broken": len(broken), "reason": rota.override}
    audit.record(session, "rota.publish", at=now, actor_id=actor_id, subject_id=rota.id, body=body)
    telling.of_whole(session, "rota.published", rota, days, now)
    return rota


def withdraw(session: Session, *, rota_id: UUID, reason: str, actor_id: UUID, now: datetime) -> Rota:
    """Take a published rota back before its first duty. It stays on record, and its days are free again."""
    rota = locked(session, rota_id)
    if rota.state is not RotaState.PUBLISHED:
        raise Refused("rota.not_published")
    found = loaded(session, rota)
    if any(slot.starts_at <= now for slot in found.problem.slots):
        raise Refused("rota.has_begun")
    days = telling.days_ahead(found, now)
    for seat in found.seats.values():
        seat.sequence += 1
    changes = [_gone(seat, reason, actor_id, now) for seat in found.seats.values()]
    session.flush()
    insert_rows(session, DutyChange, changes)
    rota.state, rota.version = RotaState.WITHDRAWN, rota.version + 1
    session.flush()
    session.expire_all()
    body: dict[str, Json] = {**_told(rota), "reason": reason}
    audit.record(session, "rota.withdraw", at=now, actor_id=actor_id, subject_id=rota.id, body=body)
    telling.of_whole(session, "rota.withdrawn", rota, days, now)
    return rota


def carried_over(session: Session, first_on: date) -> dict[str, dict[str, str]]:
    """The balances with which a period begins, from all published rotas that ended before it.

    The one that ended last holds what it brought along, and so what every rota that ended before it began
    had left. What others left that ended since, beside it, is added. Each rota counts once that way, however
    they overlap; one that is still under way counts when it is over. Officers with nothing to carry are left
    out.
    """
    ended = _ended_before(session, first_on)
    if not ended:
        return {}
    last = ended[0]
    carried: dict[str, dict[DayClass, Fraction]] = {
        str(officer_id): dict(by_class) for officer_id, by_class in carried_of(last).items()
    }
    for rota in (one for one in ended if one.last_on >= last.first_on):
        for officer_id, by_class in _left_uneven(session, rota).items():
            theirs = carried.setdefault(officer_id, {})
            for day_class, amount in by_class.items():
                theirs[day_class] = theirs.get(day_class, Fraction(0)) + amount
    texts = {
        officer_id: {day_class.value: str(amount) for day_class, amount in by_class.items() if amount}
        for officer_id, by_class in carried.items()
    }
    return {officer_id: by_class for officer_id, by_class in texts.items() if by_class}


def carry_anew(session: Session, rota: Rota) -> None:
    """Take what is carried over into a draft as it stands by now: rotas were published or swapped since."""
    rota.carried = canonical_json(carried_over(session, rota.first_on))


def _ended_before(session: Session, first_on: date) -> list[Rota]:
    query = (
        sa.select(Rota)
        .where(Rota.state == RotaState.PUBLISHED, Rota.last_on < first_on)
        .order_by(Rota.last_on.desc(), Rota.published_at.desc())
    )
    return list(session.scalars(query))


def _left_uneven(session: Session, rota: Rota) -> dict[str, dict[DayClass, Fraction]]:
    """What a rota itself left uneven, without what it brought along."""
    found = loaded(session, rota)
    balances = Explainer(found.problem, found.credited).carry_over()
    brought = {officer.id: officer.carried for officer in found.problem.officers}
    return {
        officer_id: {c: amount - brought[officer_id].get(c, Fraction(0)) for c, amount in by_class.items()}
        for officer_id, by_class in balances.items()
    }


def _slots(session: Session, wanted: Wanted) -> tuple[Slot, ...]:
    first_on, last_on = wanted.first_on, wanted.last_on
    if reason := why_not_period(first_on, last_on):
        raise Refused(reason, first_on=first_on, last_on=last_on, most=LONGEST_PERIOD_DAYS)
    own = {day.on: day for day in (*office_days(session), *wanted.rules.own_days)}
    try:
        calendar = Calendar(first_on, last_on, own.values())
    except ValueError:
        raise Refused("rota.calendar_years", first=FIRST_YEAR, last=LAST_YEAR) from None
    slots = lay_out_slots(wanted.rules.kinds, calendar, first_on, last_on, wanted.rules.rest_days)
    if not slots:
        raise Refused("rota.no_slots", first_on=first_on, last_on=last_on)
    if reason := why_not_plan(RotaProblem((), slots)):
        raise Refused(reason)
    return slots


def _know_kinds(session: Session, kinds: Iterable[DutyKind]) -> None:
    known = {entry.code: entry for entry in session.scalars(sa.select(DutyKindEntry).with_for_update())}
    with refusing_clash(session, "rota.moved_on"):
        for kind in kinds:
            entry = known.get(kind.id)
            if entry is None:
                session.add(DutyKindEntry(id=uuid4(), code=kind.id, name=kind.name))
            else:
                entry.name = kind.name


def _add_slots(session: Session, rota: Rota, slots: Iterable[Slot]) -> None:
    rows, seats = [], []
    for slot in slots:
        row = _slot_row(rota, slot)
        rows.append(row)
        seats += [
            {"id": uuid4(), "slot_id": row["id"], "number": n, "role": role, "by_hand": False, "sequence": 0}
            for n, role in enumerate(slot.seats)
        ]
    insert_rows(session, DutySlot, rows)
    insert_rows(session, DutySeat, seats)


def _slot_row(rota: Rota, slot: Slot) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "rota_id": rota.id,
        "rota_state": rota.state,
        "kind_code": slot.kind_id,
        "on": slot.on,
        "day_class": slot.day_class,
        "starts_at": slot.starts_at,
        "ends_at": slot.ends_at,
        "gap_days": slot.gap_days,
        "different_bureaus": slot.different_bureaus,
        "rest_days": str(slot.rest_days),
    }


def _gone(seat: DutySeat, reason: str, actor_id: UUID, now: datetime) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "seat_id": seat.id,
        "sequence": seat.sequence,
        "cause": ChangeCause.WITHDRAWAL,
        "was_id": seat.officer_id,
        "becomes_id": None,
        "served_by_id": None,
        "reason": reason,
        "changed_at": now,
        "changed_by_id": actor_id,
    }


def _told(rota: Rota) -> Mapping[str, Json]:
    return {
        "name": rota.name,
        "first_on": rota.first_on.isoformat(),
        "last_on": rota.last_on.isoformat(),
        "version": rota.version,
    }
