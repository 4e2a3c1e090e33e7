"""Benchmarks of the rota: 54 officers, the year 2026, beside the rotations that offices use today.

`cases()` runs them all and gives rows; each row says whether it met what is asked of it. Everything is made
from fixed seeds. Alone: `python tools/bench_rota.py` (half a minute on two cores). Seconds are
of this processor, but for the two rows that use others: the solver's, and the districts'.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import partial
from os import cpu_count
from pathlib import Path
from random import Random
from typing import TypeVar

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

sys.path.insert(0, str(Path(__file__).parents[1]))

from sotong.rota.calendar import Calendar
from sotong.rota.capacity import capacity_of
from sotong.rota.checker import check
from sotong.rota.explain import Explainer
from sotong.rota.fairness import Measure
from sotong.rota.grid import grid_of
from sotong.rota.planner import plan, plan_many
from sotong.rota.replan import replan
from sotong.rota.rules import (
    ANYONE,
    Absence,
    AbsenceKind,
    Assignment,
    DayClass,
    DutyKind,
    Officer,
    RotaProblem,
    Slot,
    Wish,
    why_not_both,
    why_not_seat,
)
from sotong.rota.slots import lay_out_slots
from sotong.rota.solver import fewest_changes, solve

FIRST_ON, LAST_ON = date(2026, 1, 1), date(2026, 12, 31)
OFFICERS, SENIORS, BUREAUS, DISTRICTS, TIMES_OFF = 54, 20, 6, 25, 3
T = TypeVar("T")
AT_ONCE_SECONDS, FIRST_PLAN_SECONDS, ARITHMETIC_SECONDS, REPLAN_SECONDS = 0.5, 15.0, 1.0, 15.0
SOLVER_SECONDS = 8.0


@dataclass(frozen=True)
class Row:
    """One line of the benchmark. Spreads are pro rata within those who share alike; None where not asked."""

    case: str
    way: str
    seconds: float
    broken: int | None = None
    spread_all: Fraction | None = None
    spread_rest: Fraction | None = None
    says: str = ""
    meets: bool | None = None


def cases() -> Iterator[Row]:
    """Run the benchmark, row by row."""
    yield from _side_by_side("one slot a day, gap 14", year(seats=(ANYONE,), gap_days=14))
    yield from _side_by_side("two slots a day, gap 10", year(seats=(ANYONE, ANYONE), gap_days=10))
    yield _hard()
    yield _no_slack()
    two_slots = year(seats=(ANYONE, ANYONE), gap_days=10)
    yield _re_plan("a 61-day absence, two slots, gap 10", two_slots, officer=10)
    yield _re_plan("a lead's 61-day absence, gap 14", hard_year(), officer=7)
    yield _districts()


def year(
    *,
    seats: tuple[str, ...],
    gap_days: int,
    seed: int = 1,
    officers: int = OFFICERS,
    different_bureaus: bool = False,
) -> RotaProblem:
    """A year of evenings and rest days; 15 days' absence and 12 disliked days for each officer."""
    rng = Random(seed)
    weekday, rest = frozenset({DayClass.WEEKDAY}), frozenset(DayClass) - {DayClass.WEEKDAY}
    kinds = (
        DutyKind("evening", "저녁", 18 * 60, 22 * 60, seats, weekday, different_bureaus=different_bureaus),
        DutyKind("rest-day", "쉬는 날", 9 * 60, 18 * 60, seats, rest, different_bureaus=different_bureaus),
    )
    people = tuple(_officer(n) for n in range(officers))
    absences: list[Absence] = []
    wishes: list[Wish] = []
    for officer in people:
        away = _three_weeks_off(rng, officer.id)
        absences += away
        taken = {on for absence in away for on in _days(absence)}
        free = [on for on in _days(Absence(officer.id, FIRST_ON, LAST_ON)) if on not in taken]
        wishes += [Wish(officer.id, on, on) for on in rng.sample(free, 12)]
    slots = lay_out_slots(kinds, Calendar(FIRST_ON, LAST_ON), FIRST_ON, LAST_ON)
    return RotaProblem(people, slots, tuple(absences), tuple(wishes), gap_days)


def hard_year(*, gap_days: int = 14, seed: int = 1) -> RotaProblem:
    """A lead from 20 seniors and an assistant from another bureau; long absences, joiners, carry-over."""
    rng = Random(seed + 100)
    problem = year(seats=("lead", "assistant"), gap_days=gap_days, seed=seed, different_bureaus=True)
    people = list(problem.officers)
    absences = list(problem.absences)
    for n in rng.sample(range(OFFICERS), 6):
        first_on = FIRST_ON + timedelta(days=rng.randrange(265))
        long = Absence(people[n].id, first_on, first_on + timedelta(days=99), AbsenceKind.PARENTAL)
        absences = [a for a in absences if a.officer_id != people[n].id or not _meet(a, long)] + [long]
    for n in rng.sample(range(OFFICERS), 3):
        people[n] = replace(people[n], joins_on=FIRST_ON + timedelta(days=rng.randrange(120, 240)))
    for n in rng.sample(range(OFFICERS), 18):
        carried = {rng.choice(list(DayClass)): Fraction(rng.choice((-1, 1)))}
        people[n] = replace(people[n], carried=carried)
    return replace(problem, officers=tuple(people), absences=tuple(absences))


def longest_idle(problem: RotaProblem) -> list[Assignment]:
    """Rotation by good will: each seat goes to whoever has waited longest and may serve."""
    return _rotate(problem, skipped_keep_their_turn=True)


def fixed_cycle(problem: RotaProblem) -> list[Assignment]:
    """The list on the wall: the next one who may serve, and then on from there."""
    return _rotate(problem, skipped_keep_their_turn=False)


def _rotate(problem: RotaProblem, *, skipped_keep_their_turn: bool) -> list[Assignment]:
    absences = {o.id: [a for a in problem.absences if a.officer_id == o.id] for o in problem.officers}
    last: dict[str, Slot] = {}
    queue = list(problem.officers)
    rota = []
    for slot, seat in [(each, seat) for each in problem.slots for seat in range(len(each.seats))]:
        for place, officer in enumerate(queue):
            before = last.get(officer.id)
            if before and why_not_both(slot, before, problem.gap_days):
                continue
            if why_not_seat(officer, slot, seat, absences[officer.id]) is None:
                rota.append(Assignment(slot.id, seat, officer.id))
                last[officer.id] = slot
                skipped, rest = queue[:place], queue[place + 1 :]
                queue = [*skipped, *rest, officer] if skipped_keep_their_turn else [*rest, *skipped, officer]
                break
    return rota


def _side_by_side(case: str, problem: RotaProblem) -> Iterator[Row]:
    """The planner and both rotations on one problem; the planner must be ahead of both."""
    planned, seconds = _timed(lambda: plan(problem))
    ours = _row(case, "sotong", problem, planned.assignments, seconds, says=planned.verdict)
    others = [
        _row(case, way.__name__.replace("_", " "), problem, *_timed(partial(way, problem)))
        for way in (longest_idle, fixed_cycle)
    ]
    ahead = all(_spreads(ours) < _spreads(other) for other in others)
    even = ours.spread_all == ours.spread_rest == 1 and not ours.broken
    yield replace(ours, meets=even and ahead and seconds < AT_ONCE_SECONDS)
    yield from others


def _hard() -> Row:
    problem = hard_year()
    planned, seconds = _timed(lambda: plan(problem))
    row = _row("seniors, bureaus, long absences", "sotong", problem, planned.assignments, seconds)
    even = max(_spreads(row)) <= 1
    return replace(row, says=planned.verdict, meets=even and not row.broken and seconds < FIRST_PLAN_SECONDS)


def _no_slack() -> Row:
    problem = hard_year(gap_days=18)
    capacity, seconds = _timed(lambda: capacity_of(grid_of(problem)))
    lead = next(balance for balance in capacity.periods if balance.roles == ("lead",))
    tight = next(balance for balance in capacity.stretches if balance.roles == ("lead",))
    says = (
        f"{lead.needs} / {lead.people} = {float(lead.each):.2f} each, at most {lead.at_most}; "
        f"{tight.first_on} to {tight.last_on}: {tight.needs} needed, at most {tight.at_most}"
    )
    no_slack = lead.thin or lead.short or tight.thin or tight.short
    return Row(
        "20 leads, gap 18", "arithmetic", seconds, says=says, meets=no_slack and seconds < ARITHMETIC_SECONDS
    )


def _re_plan(case: str, problem: RotaProblem, officer: int) -> Row:
    """Somebody is away for June and July, as told on 20 May with a week's notice."""
    before = plan(problem).assignments
    away = Absence(problem.officers[officer].id, date(2026, 6, 1), date(2026, 7, 31), AbsenceKind.SICK)
    kept = tuple(a for a in problem.absences if a.officer_id != away.officer_id or not _meet(a, away))
    changed = replace(problem, absences=(*kept, away))
    now = datetime(2026, 5, 20, tzinfo=UTC)
    found, seconds = _timed(lambda: replan(changed, before, now=now, notice_days=7))
    fewest = found.proposals[0]
    proved, assignments, changes = fewest.fewest, fewest.assignments, len(fewest.changes)
    if not proved:
        task = (found.problem, before, assignments)
        begun = time.perf_counter()
        answer, _ = solve(fewest_changes, *task, seconds=SOLVER_SECONDS)
        seconds += time.perf_counter() - begun
        if answer and answer.changes is not None:
            proved, changes = answer.changes == answer.fewest, answer.changes
            assignments = answer.assignments
    fairest = len(found.proposals[-1].changes)
    says = f"{changes} changes{', proved the fewest' if proved else ''}; {fairest} for the fairest"
    row = _row(case, "sotong", found.problem, assignments, seconds, says=says)
    return replace(row, meets=proved and not row.broken and seconds < REPLAN_SECONDS)


def _districts() -> Row:
    problems = [year(seats=(ANYONE, ANYONE), gap_days=10, seed=seed) for seed in range(DISTRICTS)]
    processes = min(DISTRICTS, cpu_count() or 1)
    begun = time.perf_counter()
    plans = plan_many(problems, processes=processes)
    seconds = time.perf_counter() - begun
    broken = sum(len(check(p, rota.assignments)) for p, rota in zip(problems, plans, strict=True))
    says = f"{processes} processes, {_megabytes()} MB in the largest"
    return Row("25 districts, two slots, gap 10", "sotong", seconds, broken, says=says, meets=not broken)


def _row(
    case: str, way: str, problem: RotaProblem, rota: Sequence[Assignment], seconds: float, *, says: str = ""
) -> Row:
    spread = {each.measure: each.spread for each in Explainer(problem, rota).evenness()}
    broken = len(check(problem, rota))
    return Row(case, way, seconds, broken, spread[Measure.ALL], spread[Measure.REST], says)


def _spreads(row: Row) -> tuple[Fraction, Fraction]:
    return row.spread_all or Fraction(0), row.spread_rest or Fraction(0)


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    """The work's result, and its seconds of this processor: other programs' do not count."""
    begun = time.process_time()
    done = work()
    return done, time.process_time() - begun


def _megabytes() -> int:
    """The most memory that a child process had, where the system tells."""
    return 0 if resource is None else resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def _officer(n: int) -> Officer:
    roles = {"lead", "assistant"} if n < SENIORS else {"assistant"}
    return Officer(f"o{n:02}", f"officer {n}", f"department {n}", f"bureau {n % BUREAUS}", frozenset(roles))


def _three_weeks_off(rng: Random, officer_id: str) -> list[Absence]:
    """Three times five days, apart from each other."""
    absences: list[Absence] = []
    while len(absences) < TIMES_OFF:
        first_on = FIRST_ON + timedelta(days=rng.randrange(360))
        absence = Absence(officer_id, first_on, first_on + timedelta(days=4))
        if not any(_meet(absence, other) for other in absences):
            absences.append(absence)
    return absences


def _meet(one: Absence, other: Absence) -> bool:
    return one.touches(other.first_on, other.last_on)


def _days(absence: Absence) -> list[date]:
    return [absence.first_on + timedelta(days=n) for n in range(absence.days)]


def main() -> int:
    """Print the table; 1 if a row did not meet what is asked."""
    met = True
    for row in cases():
        spreads = " ".join("-" if s is None else f"{float(s):.2f}" for s in (row.spread_all, row.spread_rest))
        broken = "-" if row.broken is None else str(row.broken)
        mark = {True: "met", False: "MISSED", None: ""}[row.meets]
        figures = f"{row.seconds:7.2f} s  broken {broken:>2}  spread {spreads:10} {mark:7}"
        print(f"{row.case:35} {row.way:13} {figures}{row.says}")
        met = met and row.meets is not False
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
