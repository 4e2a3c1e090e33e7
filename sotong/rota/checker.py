"""The checker: which rules a rota breaks, with people and dates. Shares no code with the planners.

It reads the facts (`rules`' dataclasses, never its functions) and compares instants and dates one by one,
the plain way, so that a mistake in the planner's bits and cliques cannot hide behind the same mistake here.
Every plan, hand edit, import and swap is judged by it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations

from sotong.core.days import KST
from sotong.rota.rules import ANYONE, Assignment, Officer, RotaProblem, Slot


class Rule(StrEnum):
    """The hard rules, by what is wrong when one is broken."""

    UNKNOWN_SLOT = "unknown_slot"
    UNKNOWN_OFFICER = "unknown_officer"
    SEAT_EMPTY = "seat_empty"
    SEAT_TWICE = "seat_twice"
    NOT_JOINED = "not_joined"
    HAS_LEFT = "has_left"
    ABSENT = "absent"
    LACKS_ROLE = "lacks_role"
    AT_ONCE = "at_once"
    TOO_SOON = "too_soon"
    SAME_BUREAU = "same_bureau"
    FIXED_CHANGED = "fixed_changed"


UNKNOWN = frozenset({Rule.UNKNOWN_SLOT, Rule.UNKNOWN_OFFICER})


@dataclass(frozen=True, slots=True)
class Broken:
    """One rule broken: on which day, in which slots, by whom.

    `on` is the (later) duty's day, `other_on` the earlier one's where two duties are too close. `role` is
    the role that an officer lacks, or that of the empty seat; `days` how far apart two duties are, and
    `needed` how far they should be.
    """

    on: date
    rule: Rule
    slot_ids: tuple[str, ...]
    officer_ids: tuple[str, ...] = ()
    seat: int | None = None
    role: str = ""
    other_on: date | None = None
    days: int = 0
    needed: int = 0


def check(problem: RotaProblem, plan: Iterable[Assignment], *, since: date | None = None) -> list[Broken]:
    """Every rule that the plan breaks, by day. With `since`, what lies wholly before that day is left out.

    An assignment to a slot or an officer that the problem does not know is named, and not looked at further;
    an unknown slot has no day, so it stands at the first day of the problem.
    """
    plan = sorted(plan)
    known, broken = _known(problem, plan)
    broken += _seats(problem, known)
    broken += _fixed(problem, known)
    broken += _people(problem, known)
    broken += _pairs_of_duties(problem, known)
    broken += _bureaus(problem, known)
    return sorted((b for b in broken if since is None or b.on >= since or b.rule in UNKNOWN), key=_order)


def _order(broken: Broken) -> tuple[date, str, tuple[str, ...], tuple[str, ...], int]:
    return broken.on, broken.rule, broken.slot_ids, broken.officer_ids, broken.seat or 0


def _known(problem: RotaProblem, plan: Sequence[Assignment]) -> tuple[list[Assignment], list[Broken]]:
    slots = {slot.id: slot for slot in problem.slots}
    officers = {officer.id for officer in problem.officers}
    first_on = min((slot.on for slot in problem.slots), default=date.min)
    known, broken = [], []
    for a in plan:
        slot = slots.get(a.slot_id)
        if slot is None or not 0 <= a.seat < len(slot.seats):
            on = slot.on if slot else first_on
            broken.append(Broken(on, Rule.UNKNOWN_SLOT, (a.slot_id,), (a.officer_id,), seat=a.seat))
        elif a.officer_id not in officers:
            broken.append(Broken(slot.on, Rule.UNKNOWN_OFFICER, (slot.id,), (a.officer_id,), seat=a.seat))
        else:
            known.append(a)
    return known, broken


def _seats(problem: RotaProblem, plan: Iterable[Assignment]) -> Iterator[Broken]:
    """Every seat is held, and by one officer."""
    holders: dict[tuple[str, int], list[str]] = defaultdict(list)
    for a in plan:
        holders[a.slot_id, a.seat].append(a.officer_id)
    for slot in problem.slots:
        for seat, role in enumerate(slot.seats):
            held = holders[slot.id, seat]
            if not held:
                yield Broken(slot.on, Rule.SEAT_EMPTY, (slot.id,), seat=seat, role=role)
            elif len(held) > 1:
                yield Broken(slot.on, Rule.SEAT_TWICE, (slot.id,), tuple(held), seat=seat, role=role)


def _fixed(problem: RotaProblem, plan: Iterable[Assignment]) -> Iterator[Broken]:
    """Who sits in a fixed seat stays there."""
    days = {slot.id: slot.on for slot in problem.slots}
    fixed = {(a.slot_id, a.seat): a.officer_id for a in problem.fixed}
    for a in plan:
        ought = fixed.get((a.slot_id, a.seat), a.officer_id)
        if ought != a.officer_id:
            yield Broken(
                days[a.slot_id], Rule.FIXED_CHANGED, (a.slot_id,), (ought, a.officer_id), seat=a.seat
            )


def _people(problem: RotaProblem, plan: Iterable[Assignment]) -> Iterator[Broken]:
    """Each officer is there, and may take the seat."""
    slots = {slot.id: slot for slot in problem.slots}
    officers = {officer.id: officer for officer in problem.officers}
    away: dict[str, set[date]] = defaultdict(set)
    for absence in problem.absences:
        length = (absence.last_on - absence.first_on).days
        away[absence.officer_id] |= {absence.first_on + timedelta(days=n) for n in range(length + 1)}
    for a in plan:
        slot, officer = slots[a.slot_id], officers[a.officer_id]
        for rule in _wrong_with(officer, slot, a.seat, away[officer.id]):
            role = slot.seats[a.seat] if rule is Rule.LACKS_ROLE else ""
            yield Broken(slot.on, rule, (slot.id,), (officer.id,), seat=a.seat, role=role)


def _wrong_with(officer: Officer, slot: Slot, seat: int, away: set[date]) -> Iterator[Rule]:
    days = _days_touched(slot)
    if officer.joins_on is not None and any(day < officer.joins_on for day in days):
        yield Rule.NOT_JOINED
    if officer.leaves_on is not None and any(day >= officer.leaves_on for day in days):
        yield Rule.HAS_LEFT
    if any(day in away for day in days):
        yield Rule.ABSENT
    if slot.seats[seat] != ANYONE and slot.seats[seat] not in officer.roles:
        yield Rule.LACKS_ROLE


def _days_touched(slot: Slot) -> list[date]:
    """The days in Korea of which the duty covers a moment."""
    start, end = slot.starts_at.astimezone(KST), slot.ends_at.astimezone(KST)
    days = [start.date()]
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    while midnight < end:
        days.append(midnight.date())
        midnight += timedelta(days=1)
    return days


def _pairs_of_duties(problem: RotaProblem, plan: Iterable[Assignment]) -> Iterator[Broken]:
    """No officer serves twice at once, or again before the gap is over; earlier periods count."""
    slots = {slot.id: slot for slot in problem.slots}
    theirs: dict[str, list[Slot]] = defaultdict(list)
    for a in plan:
        theirs[a.officer_id].append(slots[a.slot_id])
    planned = set(theirs)
    for served in problem.served:
        if served.officer_id in planned:
            theirs[served.officer_id].append(served.slot)
    for officer_id, duties in theirs.items():
        duties.sort(key=lambda slot: (slot.on, slot.starts_at, slot.id))
        for one, other in combinations(duties, 2):
            if one.id not in slots and other.id not in slots:
                continue
            if broken := _too_close(problem, officer_id, one, other):
                yield broken


def _too_close(problem: RotaProblem, officer_id: str, one: Slot, other: Slot) -> Broken | None:
    apart = (other.on - one.on).days
    needed = max(problem.gap_days, one.gap_days if one.kind_id == other.kind_id else 0)
    ids = (one.id, other.id)
    if max(one.starts_at, other.starts_at) < min(one.ends_at, other.ends_at):
        return Broken(other.on, Rule.AT_ONCE, ids, (officer_id,), other_on=one.on)
    if apart < needed:
        return Broken(other.on, Rule.TOO_SOON, ids, (officer_id,), other_on=one.on, days=apart, needed=needed)
    return None


def _bureaus(problem: RotaProblem, plan: Iterable[Assignment]) -> Iterator[Broken]:
    """Where a duty asks for different bureaus, no two of its officers are of one."""
    officers = {officer.id: officer for officer in problem.officers}
    together: dict[str, list[str]] = defaultdict(list)
    for a in plan:
        together[a.slot_id].append(a.officer_id)
    for slot in problem.slots:
        if slot.different_bureaus:
            for one, other in combinations(together[slot.id], 2):
                if one != other and officers[one].bureau and officers[one].bureau == officers[other].bureau:
                    yield Broken(slot.on, Rule.SAME_BUREAU, (slot.id,), (one, other))
