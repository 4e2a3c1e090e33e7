"""`sotong rota plan` and `sotong rota check`, without a database: bytes in; text, sentences and a status out.

The door (`web`) reads and prints. Formats, options and exit statuses are in docs/rota.md.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum

from sotong.core.days import FIRST_YEAR, LAST_YEAR
from sotong.rota import report
from sotong.rota.calendar import Calendar
from sotong.rota.checker import Broken, check
from sotong.rota.explain import Explainer
from sotong.rota.files import FilesInvalid, read_absences, read_day, read_officers, read_plan, write_plan
from sotong.rota.grid import LONGEST_DUTY_DAYS
from sotong.rota.loosening import Loosening, ways_out
from sotong.rota.planner import Plan, Verdict, plan
from sotong.rota.report import Names, Words
from sotong.rota.rule_file import RotaRules, read_rules
from sotong.rota.rules import (
    LONGEST_PERIOD_DAYS,
    Assignment,
    RotaProblem,
    Served,
    Slot,
    why_not_period,
    why_not_plan,
)
from sotong.rota.slots import lay_out_slots
from sotong.rota.solver import Answer, SolverDied, SolverMissing, fairest, solve


class Status(IntEnum):
    """How a command ends: its exit status. 1 is Python's own, for a fault in the program."""

    DONE = 0
    BAD_INPUT = 2
    IMPOSSIBLE = 3
    BROKEN = 4
    NOT_FOUND = 5


_STATUS = {
    Verdict.PROVED: Status.DONE,
    Verdict.SOLVED: Status.DONE,
    Verdict.IMPOSSIBLE: Status.IMPOSSIBLE,
    Verdict.NOT_FOUND: Status.NOT_FOUND,
}


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of a rota, and its period as typed. `before` is the rota of the period before, if any."""

    officers: bytes
    rules: bytes
    first_on: str
    last_on: str
    absences: bytes | None = None
    before: bytes | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command has to say: `output` for standard output, `notes` line by line for standard error."""

    status: Status
    output: str
    notes: tuple[str, ...]


class InputInvalid(Exception):
    """What was typed cannot be: a reason with facts."""

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.reason, self.facts = reason, facts


def plan_files(sources: Sources, words: Words, *, as_json: bool, seconds: float = 0) -> Outcome:
    """Plan a rota. With `seconds`, what is not proved the best at once is given to the solver for so long."""
    try:
        problem = read_problem(sources)
    except (FilesInvalid, InputInvalid) as invalid:
        return _refusal(invalid, words)
    found, notes = _planned(problem, words, seconds)
    ways = () if found.complete else ways_out(problem)
    broken = check(problem, found.assignments) if found.complete else []
    notes += _said(problem, found, ways, broken, words)
    status = Status.BROKEN if broken else _STATUS[found.verdict]
    if not as_json:
        return Outcome(status, write_plan(problem, found.assignments) if found.complete else "", tuple(notes))
    whole = {
        "verdict": found.verdict.value,
        "cost": found.cost,
        **report.plan_json(problem, found.assignments),
        "capacity": report.capacity_json(found.capacity),
        "ways_out": report.ways_json(ways),
        "broken": report.broken_json(broken),
    }
    return Outcome(status, _dumped(whole), tuple(notes))


def check_files(rota: bytes, sources: Sources, words: Words, *, as_json: bool) -> Outcome:
    """Check a rota that was planned elsewhere or changed by hand."""
    try:
        problem, assignments = read_problem(sources), read_plan(rota)
    except (FilesInvalid, InputInvalid) as invalid:
        return _refusal(invalid, words)
    broken, names = check(problem, assignments), Names(problem)
    known = [a for a in assignments if _is_known(problem, a)]
    verdict = words.sentence("rota.broken" if broken else "rota.unbroken", count=len(broken))
    evenness = report.evenness_lines(Explainer(problem, known).evenness(), names, words)
    whole = {**report.plan_json(problem, known), "broken": report.broken_json(broken)}
    return Outcome(
        status=Status.BROKEN if broken else Status.DONE,
        output=_dumped(whole) if as_json else "",
        notes=(verdict, *report.broken_lines(broken, names, words), *evenness),
    )


def read_problem(sources: Sources) -> RotaProblem:
    """The problem that the files describe. Raises FilesInvalid or InputInvalid."""
    rules = read_rules(sources.rules)
    officers = read_officers(sources.officers)
    absences, wishes = read_absences(sources.absences, officers) if sources.absences else ((), ())
    first_on, last_on = _period(sources)
    problem = RotaProblem(
        officers=officers,
        slots=_slots(rules, first_on, last_on),
        absences=absences,
        wishes=wishes,
        gap_days=rules.gap_days,
        long_absence_days=rules.long_absence_days,
    )
    if not problem.slots:
        raise InputInvalid("rota.no_slots", first_on=first_on, last_on=last_on)
    if reason := why_not_plan(problem):
        raise InputInvalid(reason)
    return replace(problem, served=_served(sources.before, rules, first_on)) if sources.before else problem


def _period(sources: Sources) -> tuple[date, date]:
    days = []
    for text in (sources.first_on, sources.last_on):
        on = read_day(text)
        if on is None:
            raise InputInvalid("rota.no_such_day", text=text)
        days.append(on)
    if reason := why_not_period(days[0], days[1]):
        raise InputInvalid(reason, first_on=days[0], last_on=days[1], most=LONGEST_PERIOD_DAYS)
    return days[0], days[1]


def _slots(rules: RotaRules, first_on: date, last_on: date) -> tuple[Slot, ...]:
    try:
        calendar = Calendar(first_on, last_on, rules.own_days)
    except ValueError:
        raise InputInvalid("rota.calendar_years", first=FIRST_YEAR, last=LAST_YEAR) from None
    return lay_out_slots(rules.kinds, calendar, first_on, last_on, rules.rest_days)


def _served(before: bytes, rules: RotaRules, first_on: date) -> tuple[Served, ...]:
    """The duties of an earlier rota that are near enough to matter."""
    reach = max([LONGEST_DUTY_DAYS, rules.gap_days, *(kind.gap_days for kind in rules.kinds)])
    earlier = _slots(rules, first_on - timedelta(days=reach), first_on - timedelta(days=1))
    slots = {slot.id: slot for slot in earlier}
    return tuple(Served(a.officer_id, slots[a.slot_id]) for a in read_plan(before) if a.slot_id in slots)


def _planned(problem: RotaProblem, words: Words, seconds: float) -> tuple[Plan, list[str]]:
    """The planner's rota, made better or proved by the solver if there is time."""
    found = plan(problem)
    if seconds <= 0 or found.verdict in (Verdict.PROVED, Verdict.IMPOSSIBLE):
        return found, []
    start = found.assignments if found.complete else ()
    try:
        answer, best = solve(fairest, problem, start, seconds=seconds)
    except SolverMissing:
        return found, [words.sentence("rota.solver_missing")]
    except SolverDied as died:
        return found, [words.sentence("rota.solver_died", what=died)]
    if answer is None:
        answer = Answer(Verdict.SOLVED, best.assignments, best.cost) if best else Answer(Verdict.NOT_FOUND)
    return _better(found, answer), []


def _better(found: Plan, answer: Answer) -> Plan:
    """The cheaper of the two; what was proved holds for either."""
    if answer.cost is None:
        none = answer.verdict is Verdict.IMPOSSIBLE
        return replace(found, verdict=answer.verdict) if none or not found.complete else found
    if found.complete and found.cost <= answer.cost:
        return replace(found, verdict=answer.verdict)
    return replace(found, verdict=answer.verdict, assignments=answer.assignments, cost=answer.cost)


def _said(
    problem: RotaProblem,
    found: Plan,
    ways: Sequence[Loosening],
    broken: Sequence[Broken],
    words: Words,
) -> Iterator[str]:
    names = Names(problem)
    yield words.sentence(f"rota.{found.verdict}", seats=problem.seat_count, officers=len(problem.officers))
    yield from report.capacity_lines(found.capacity, words)
    if found.complete:
        yield from report.evenness_lines(Explainer(problem, found.assignments).evenness(), names, words)
    else:
        yield from report.way_lines(ways, names, words)
        if not ways:
            yield words.sentence("way.none")
    yield from report.broken_lines(broken, names, words)


def _is_known(problem: RotaProblem, assignment: Assignment) -> bool:
    seats = {slot.id: len(slot.seats) for slot in problem.slots}
    people = {officer.id for officer in problem.officers}
    return assignment.officer_id in people and assignment.seat < seats.get(assignment.slot_id, 0)


def _refusal(invalid: FilesInvalid | InputInvalid, words: Words) -> Outcome:
    if isinstance(invalid, InputInvalid):
        return Outcome(Status.BAD_INPUT, "", (words.sentence(invalid.reason, **invalid.facts),))
    notes = []
    for each in invalid.problems:
        place = f"{each.file}:{each.problem.line}" if each.problem.line else each.file
        notes.append(f"{place}: {words.sentence(each.problem.reason, **each.problem.facts)}")
    return Outcome(Status.BAD_INPUT, "", tuple(notes))


def _dumped(whole: report.Json) -> str:
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
