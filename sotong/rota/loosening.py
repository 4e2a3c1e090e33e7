"""Which rules could be loosened to make a rota possible: the smallest sets, not a shrug.

What may be loosened: the gap, by days; a role, by giving it to one more officer; the bureau rule of a duty
kind; an absence that can be moved (never sick or parental leave). Joining and leaving are facts.
Each way is found by planning with the rule loosened, so that it is a way and not a guess; `solver` can
look for smaller sets that mix them, and prove.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from sotong.rota.attendance import absences_by_officer
from sotong.rota.capacity import Balance, Capacity, capacity_of
from sotong.rota.grid import Grid, grid_of
from sotong.rota.planner import plan
from sotong.rota.rules import (
    ANYONE,
    Absence,
    AbsenceKind,
    Officer,
    RotaProblem,
    Slot,
    Wish,
    why_not_present,
)

MOVABLE = frozenset({AbsenceKind.LEAVE, AbsenceKind.TRAINING, AbsenceKind.TRIP, AbsenceKind.OTHER})
MOST_PROMOTED = 5  # past that, the answer is another rota, not another lead
MOVES = 8_000


@dataclass(frozen=True, slots=True)
class Loosened:
    """One rule that gives way.

    `rule` is "role" (the officer `subject` is given `role`), "absence" (the officer `subject` is asked to
    move the absence of these days) or "bureau" (the duty kind `subject` asks for two bureaus no longer).
    """

    rule: Literal["role", "absence", "bureau"]
    subject: str
    role: str = ""
    first_on: date | None = None
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class Loosening:
    """A way out: with this gap, and these rules loosened, there is a rota.

    `fewest` says that no smaller step of this kind is enough (for several rules: no smaller number).
    """

    gap_days: int
    rules: tuple[Loosened, ...]
    fewest: bool


def ways_out(problem: RotaProblem) -> tuple[Loosening, ...]:
    """One way of each kind that helps, the fewest loosened rules first; empty if none of them alone does.

    Of a problem that can be planned there is nothing to be loosened, and the answer is meaningless.
    """
    capacity = capacity_of(grid_of(problem))
    ways = [
        *_smaller_gap(problem, capacity),
        *_more_in_role(problem, capacity),
        *_mixed_bureaus(problem),
        *_moved_absences(problem, capacity),
    ]
    return tuple(sorted(ways, key=lambda way: (len(way.rules), -way.gap_days)))


def forbidden_pairs(grid: Grid) -> dict[tuple[int, int], tuple[Loosened, ...]]:
    """Seats and officers, by number, that only rules which can be loosened keep apart, with those rules."""
    absences = absences_by_officer(grid.problem)
    pairs: dict[tuple[int, int], tuple[Loosened, ...]] = {}
    for seat, allowed in enumerate(grid.allowed):
        slot = grid.problem.slots[grid.slot[seat]]
        role = slot.seats[grid.seats[seat][1]]
        for number, officer in enumerate(grid.problem.officers):
            if seat in grid.fixed or number in allowed or grid.blocked[number] >> grid.slot[seat] & 1:
                continue
            if rules := _in_the_way(officer, slot, role, absences[officer.id]):
                pairs[seat, number] = rules
    return pairs


def loosen(problem: RotaProblem, way: Loosening) -> RotaProblem:
    """The problem with the rules of a way out loosened."""
    given = {(rule.subject, rule.role) for rule in way.rules if rule.rule == "role"}
    moved = {(rule.subject, rule.first_on) for rule in way.rules if rule.rule == "absence"}
    mixed = {rule.subject for rule in way.rules if rule.rule == "bureau"}
    return replace(
        problem,
        gap_days=way.gap_days,
        officers=tuple(
            replace(o, roles=o.roles | {role for subject, role in given if subject == o.id})
            for o in problem.officers
        ),
        absences=tuple(a for a in problem.absences if (a.officer_id, a.first_on) not in moved),
        slots=tuple(
            replace(s, different_bureaus=s.different_bureaus and s.kind_id not in mixed)
            for s in problem.slots
        ),
    )


def _in_the_way(
    officer: Officer, slot: Slot, role: str, absences: Iterable[Absence]
) -> tuple[Loosened, ...] | None:
    """The rules that keep the officer from the seat; None if one of them cannot be loosened."""
    if why_not_present(officer, slot, ()):
        return None
    away = [absence for absence in absences if absence.touches(slot.first_on, slot.last_on)]
    if any(absence.kind not in MOVABLE for absence in away):
        return None
    rules = [Loosened("absence", officer.id, first_on=a.first_on, last_on=a.last_on) for a in away]
    if not officer.may_take(role):
        rules.append(Loosened("role", officer.id, role=role))
    return tuple(rules)


def _smaller_gap(problem: RotaProblem, capacity: Capacity) -> Iterator[Loosening]:
    proved = capacity.short
    for gap_days in range(problem.gap_days - 1, -1, -1):
        found = plan(replace(problem, gap_days=gap_days), moves=0)
        if found.complete:
            yield Loosening(gap_days, (), fewest=proved)
            return
        proved = proved and found.capacity.short


def _more_in_role(problem: RotaProblem, capacity: Capacity) -> Iterator[Loosening]:
    """The scarcest role, given to one officer after the other: to whoever is there when it is needed."""
    single = [
        b for b in (*capacity.stretches, *capacity.periods) if len(b.roles) == 1 and b.roles != (ANYONE,)
    ]
    if not single:
        return
    scarcest = min(single, key=lambda balance: balance.spare)
    given: list[Loosened] = []
    while len(given) < MOST_PROMOTED:
        way = Loosening(problem.gap_days, tuple(given), fewest=len(given) == 1 and capacity.short)
        better = loosen(problem, way)
        if given and plan(better, moves=0).complete:
            yield way
            return
        candidate = _next_in_role(better, scarcest)
        if candidate is None:
            return
        given.append(Loosened("role", candidate, role=scarcest.roles[0]))


def _next_in_role(problem: RotaProblem, scarcest: Balance) -> str | None:
    """The officer without the role who is away least, first of all in the scarcest days."""
    role = scarcest.roles[0]

    def away(officer: Officer) -> tuple[int, int, str]:
        theirs = [absence for absence in problem.absences if absence.officer_id == officer.id]
        missed = [slot.on for slot in problem.slots if why_not_present(officer, slot, theirs)]
        return sum(scarcest.first_on <= on <= scarcest.last_on for on in missed), len(missed), officer.id

    without = [officer for officer in problem.officers if not officer.may_take(role)]
    return min(without, key=away).id if without else None


def _mixed_bureaus(problem: RotaProblem) -> Iterator[Loosening]:
    kinds = sorted({slot.kind_id for slot in problem.slots if slot.different_bureaus})
    way = Loosening(problem.gap_days, tuple(Loosened("bureau", kind) for kind in kinds), fewest=False)
    if kinds and plan(loosen(problem, way), moves=0).complete:
        yield way


def _moved_absences(problem: RotaProblem, capacity: Capacity) -> Iterator[Loosening]:
    """Plan with the movable absences as wishes; those that are passed over are the ones to be moved."""
    movable = [absence for absence in problem.absences if absence.kind in MOVABLE]
    softer = replace(
        problem,
        absences=tuple(absence for absence in problem.absences if absence.kind not in MOVABLE),
        wishes=tuple(Wish(a.officer_id, a.first_on, a.last_on) for a in movable),
    )
    found = plan(softer, moves=MOVES)
    if not movable or not found.complete:
        return
    slots = {slot.id: slot for slot in problem.slots}
    served = {(a.officer_id, slots[a.slot_id]) for a in found.assignments}
    moved = [
        Loosened("absence", absence.officer_id, first_on=absence.first_on, last_on=absence.last_on)
        for absence in movable
        if any(who == absence.officer_id and absence.touches(s.first_on, s.last_on) for who, s in served)
    ]
    yield Loosening(problem.gap_days, tuple(moved), fewest=len(moved) == 1 and capacity.short)
