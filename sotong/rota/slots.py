"""Slots from duty kinds: which duties there are on which day."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

from sotong.core.days import KST
from sotong.rota.calendar import Calendar, days_between
from sotong.rota.rules import DayClass, DutyKind, Slot


def slot_id(kind_id: str, on: date) -> str:
    """The name of a slot, the same in every plan: the feed's UID is made from it."""
    return f"{kind_id}@{on.isoformat()}"


def lay_out_slots(
    kinds: Iterable[DutyKind],
    calendar: Calendar,
    first_on: date,
    last_on: date,
    rest_days: Mapping[DayClass, Fraction] | None = None,
) -> tuple[Slot, ...]:
    """Every slot from the first day to the last, both included, by day, hour and kind.

    `rest_days` is what a duty of a class earns, in days of rest, where its kind does not say.
    """
    earns = rest_days or {}
    slots = [
        _slot(kind, on, day_class, earns.get(day_class, Fraction(0)))
        for on in days_between(first_on, last_on)
        for day_class in (calendar.class_of(on),)
        for kind in kinds
        if kind.runs_on(on, day_class)
    ]
    return tuple(sorted(slots, key=lambda slot: (slot.on, slot.starts_at, slot.id)))


def _slot(kind: DutyKind, on: date, day_class: DayClass, earned: Fraction) -> Slot:
    midnight = datetime.combine(on, time.min, tzinfo=KST).astimezone(UTC)
    return Slot(
        id=slot_id(kind.id, on),
        kind_id=kind.id,
        on=on,
        day_class=day_class,
        starts_at=midnight + timedelta(minutes=kind.starts),
        ends_at=midnight + timedelta(minutes=kind.ends),
        seats=kind.seats,
        gap_days=kind.gap_days,
        different_bureaus=kind.different_bureaus,
        rest_days=earned if kind.rest_days is None else kind.rest_days,
    )
