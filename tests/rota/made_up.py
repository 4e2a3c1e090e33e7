"""Rotas that Hypothesis makes up: small offices, a few weeks, every kind of rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from sotong.rota.calendar import Calendar
from sotong.rota.rules import (
    ANYONE,
    Absence,
    AbsenceKind,
    Assignment,
    DayClass,
    DutyKind,
    Officer,
    RotaProblem,
    Served,
    Slot,
    Wish,
)
from sotong.rota.slots import lay_out_slots

FIRST_ON = date(2026, 9, 14)  # 추석 is on 25 September
HOURS = ((9 * 60, 18 * 60), (18 * 60, 22 * 60), (18 * 60, 33 * 60), (9 * 60, 33 * 60))
SEATS = ((ANYONE,), (ANYONE, ANYONE), ("lead",), ("lead", "assistant"), ("lead", ANYONE))


def slots_of(*kinds: DutyKind, days: int = 14, first_on: date = FIRST_ON) -> tuple[Slot, ...]:
    """The slots of some kinds over so many days."""
    last_on = first_on + timedelta(days=days - 1)
    return lay_out_slots(kinds, Calendar(first_on, last_on), first_on, last_on)


def kind(kind_id: str = "evening", **changes: Any) -> DutyKind:
    """An evening on every day, but for the changes."""
    return DutyKind(**{"id": kind_id, "name": kind_id, "starts": 18 * 60, "ends": 22 * 60, **changes})


def officers_of(people: int, **changes: Any) -> tuple[Officer, ...]:
    """So many officers who may take any seat, two to a bureau."""
    roles = frozenset({"lead", "assistant"})
    return tuple(
        Officer(**{"id": f"o{n}", "name": f"officer {n}", "bureau": f"b{n // 2}", "roles": roles, **changes})
        for n in range(people)
    )


def problem_of(people: int = 6, *, days: int = 14, gap_days: int = 3, **changes: Any) -> RotaProblem:
    """An office of so many, one evening a day."""
    facts = {"officers": officers_of(people), "slots": slots_of(kind(), days=days), "gap_days": gap_days}
    return RotaProblem(**{**facts, **changes})


@st.composite
def duty_kinds(draw: st.DrawFn, kind_id: str) -> DutyKind:
    """A duty kind of any sort."""
    starts, ends = draw(st.sampled_from(HOURS))
    return kind(
        kind_id,
        starts=starts,
        ends=ends,
        seats=draw(st.sampled_from(SEATS)),
        day_classes=draw(st.sampled_from([frozenset(DayClass), frozenset({DayClass.WEEKDAY})])),
        gap_days=draw(st.integers(0, 4)),
        different_bureaus=draw(st.booleans()),
    )


@st.composite
def officers(draw: st.DrawFn, number: int, days: int) -> Officer:
    """An officer, who may join or leave on the way, and may have something carried over."""
    day = st.integers(1, days - 1).map(lambda n: FIRST_ON + timedelta(days=n))
    roles = draw(st.sampled_from([{"lead", "assistant"}, {"assistant"}, set()]))
    joins = draw(st.integers(0, 9)) == 0
    leaves = not joins and draw(st.integers(0, 9)) == 0
    return Officer(
        id=f"o{number}",
        name=f"officer {number}",
        department=f"department {number}",
        bureau=draw(st.sampled_from(["", "b0", "b1", "b2"])),
        roles=frozenset(roles),
        joins_on=draw(day) if joins else None,
        leaves_on=draw(day) if leaves else None,
        carried=draw(st.dictionaries(st.sampled_from(DayClass), st.sampled_from(CARRIED), max_size=2)),
    )


CARRIED = [Fraction(-1), Fraction(1), Fraction(1, 2), Fraction(-2, 7)]


@st.composite
def problems(draw: st.DrawFn, most_people: int = 12, most_days: int = 20) -> RotaProblem:
    """A small office with one or two duties, absences, wishes, and duties just served."""
    days = draw(st.integers(3, most_days))
    people = draw(st.integers(2, most_people))
    kinds = [draw(duty_kinds(f"k{n}")) for n in range(draw(st.integers(1, 2)))]
    staff = tuple(draw(officers(n, days)) for n in range(people))
    before = slots_of(kinds[0], days=3, first_on=FIRST_ON - timedelta(days=3))
    return RotaProblem(
        officers=staff,
        slots=slots_of(*kinds, days=days),
        absences=tuple(draw(absences(staff, days))),
        wishes=tuple(Wish(a.officer_id, a.first_on, a.last_on) for a in draw(absences(staff, days))),
        gap_days=draw(st.integers(0, 4)),
        long_absence_days=draw(st.sampled_from([1, 5, 30])),
        served=tuple(
            Served(draw(st.sampled_from(staff)).id, slot) for slot in before[: draw(st.integers(0, 1))]
        ),
    )


@st.composite
def roomy_problems(draw: st.DrawFn) -> RotaProblem:
    """An office with people enough: it can nearly always be planned."""
    seats = draw(st.sampled_from([(ANYONE,), ("lead", ANYONE)]))
    duty = kind("k0", seats=seats, different_bureaus=draw(st.booleans()), gap_days=draw(st.integers(0, 3)))
    slots = slots_of(duty, days=draw(st.integers(4, 10)))
    return RotaProblem(officers_of(draw(st.integers(9, 12))), slots, gap_days=draw(st.integers(0, 3)))


@st.composite
def cramped_problems(draw: st.DrawFn) -> RotaProblem:
    """An office with too few people for its gap, its roles or its bureaus: it can hardly ever be planned."""
    people = draw(st.integers(2, 5))
    duty = kind("k0", seats=("lead", ANYONE), different_bureaus=draw(st.booleans()))
    staff = tuple(
        replace(officer, roles=officer.roles if n < 2 else frozenset(), bureau=f"b{n % 3}")
        for n, officer in enumerate(officers_of(people))
    )
    away = tuple(draw(absences(staff, 6)))
    return RotaProblem(staff, slots_of(duty, days=6), away, gap_days=draw(st.integers(2, 4)))


@st.composite
def absences(draw: st.DrawFn, staff: tuple[Officer, ...], days: int) -> list[Absence]:
    """A few absences, no two of one officer."""
    away = draw(st.lists(st.sampled_from(staff), max_size=3, unique_by=lambda officer: officer.id))
    found = []
    for officer in away:
        first_on = FIRST_ON + timedelta(days=draw(st.integers(-2, days)))
        length = draw(st.integers(0, 6))
        found.append(
            Absence(
                officer.id, first_on, first_on + timedelta(days=length), draw(st.sampled_from(AbsenceKind))
            )
        )
    return found


def seats_of(problem: RotaProblem) -> list[tuple[str, int]]:
    """Every seat, by slot and number."""
    return [(slot.id, seat) for slot in problem.slots for seat in range(len(slot.seats))]


@st.composite
def any_plans(draw: st.DrawFn, problem: RotaProblem) -> list[Assignment]:
    """Anybody anywhere; some seats empty."""
    ids = [officer.id for officer in problem.officers]
    return [
        Assignment(slot_id, seat, draw(st.sampled_from(ids)))
        for slot_id, seat in seats_of(problem)
        if draw(st.integers(0, 4))
    ]
