"""What is worked out in the background, as tasks of `solver.Run`, and its answers as JSON for the table.

A task plans at once, then gives OR-Tools what time is left, if it is installed; the best rota so far is told
on the way. Where there is no rota the answer holds the arithmetic and the ways out instead.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sotong.core.canonical import Json, canonical_json
from sotong.rota import report
from sotong.rota.capacity import Balance, Capacity, EmptySeat, capacity_of
from sotong.rota.explain import Explainer
from sotong.rota.fairness import Measure
from sotong.rota.grid import grid_of
from sotong.rota.loosening import Loosened, Loosening, ways_out
from sotong.rota.planner import Verdict, plan
from sotong.rota.replan import Proposal, SeatChange, replan
from sotong.rota.rules import Assignment, RotaProblem
from sotong.rota.solver import (
    Answer,
    Progress,
    Tell,
    fairest,
    fewest_changes,
    has_solver,
    smallest_way_out,
)

NOTHING = Capacity((), (), ())
LEAST_SECONDS = 1.0  # less is not worth building the model


@dataclass(frozen=True, slots=True)
class Offer:
    """A way to plan again: which seats change, what it costs (`Grid.cost`), how even it leaves the rota.

    `fewest`: it was proved that no rota changes fewer seats. `spreads` are those over all duties and over
    rest days, for reading.
    """

    changes: tuple[SeatChange, ...]
    cost: int
    fewest: bool
    spreads: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Worked:
    """The answer of a task. `bound`: no rota costs less. `assignments`: the rota planned, perhaps in part."""

    verdict: Verdict
    cost: int | None = None
    bound: int = 0
    assignments: tuple[Assignment, ...] = ()
    capacity: Capacity = NOTHING
    ways: tuple[Loosening, ...] = ()
    offers: tuple[Offer, ...] = ()
    must_change: int = 0
    proved_by_solver: bool = False


def plan_task(problem: RotaProblem, search: float, _seconds: float, tell: Tell) -> Worked:
    """Plan a rota; what is not proved the best at once is searched for so many seconds."""
    found = plan(problem, seed=0)
    worked = Worked(found.verdict, found.cost, 0, found.assignments, found.capacity)
    if not found.complete and found.verdict is Verdict.IMPOSSIBLE:
        return replace(worked, ways=_ways(problem, search, tell))
    if found.complete:
        tell(Progress(found.assignments, found.cost, 0))
    if found.verdict is not Verdict.PROVED and search >= LEAST_SECONDS and has_solver():
        start = found.assignments if found.complete else ()
        worked = _better(worked, fairest(problem, start, search, tell))
    if worked.verdict in (Verdict.IMPOSSIBLE, Verdict.NOT_FOUND):
        return replace(worked, ways=_ways(problem, search, tell))
    return worked


@dataclass(frozen=True, slots=True)
class Unfit:
    """A published rota that no longer fits its facts, and the time from which it may change."""

    problem: RotaProblem
    before: tuple[Assignment, ...]
    now: datetime
    notice_days: int


def replan_task(unfit: Unfit, search: float, _seconds: float, tell: Tell) -> Worked:
    """Two or three ways to mend a rota: with the fewest changes, fair, and the fairest there is."""
    before = unfit.before
    found = replan(unfit.problem, before, now=unfit.now, notice_days=unfit.notice_days)
    frozen = found.problem
    if not found.proposals:
        capacity = capacity_of(grid_of(frozen))
        verdict = Verdict.IMPOSSIBLE if capacity.short else Verdict.NOT_FOUND
        ways = ways_out(frozen)
        return Worked(verdict, capacity=capacity, ways=ways, must_change=found.must_change)
    proposals = list(found.proposals)
    if search >= LEAST_SECONDS and has_solver():
        proposals = _searched(frozen, before, proposals, search, tell)
    offers = tuple(_offer(frozen, proposal) for proposal in proposals)
    cost = min(offer.cost for offer in offers)
    return Worked(Verdict.SOLVED, cost, offers=offers, must_change=found.must_change)


def _searched(
    frozen: RotaProblem,
    before: Sequence[Assignment],
    proposals: list[Proposal],
    search: float,
    tell: Tell,
) -> list[Proposal]:
    """The proposals made better: fewer changes if there are, and the fairest rota as a third way."""
    ends = time.monotonic() + search
    few = proposals[0]
    if not few.fewest:
        answer = fewest_changes(frozen, before, few.assignments, search / 2, _silent)
        if answer.assignments and answer.changes is not None and answer.changes <= len(few.changes):
            few = _proposal(frozen, before, answer, fewest=answer.changes == answer.fewest)
    start = min(proposals, key=lambda one: one.cost)
    left = ends - time.monotonic()
    if left >= LEAST_SECONDS and start.cost:
        answer = fairest(frozen, start.assignments, left, tell)
        if answer.cost is not None and answer.cost < start.cost:
            return [few, *proposals[1:], _proposal(frozen, before, answer, fewest=False)]
    return [few, *proposals[1:]]


def _proposal(frozen: RotaProblem, before: Sequence[Assignment], answer: Answer, *, fewest: bool) -> Proposal:
    old = {(a.slot_id, a.seat): a.officer_id for a in before}
    changes = tuple(
        SeatChange(a.slot_id, a.seat, old.get((a.slot_id, a.seat)), a.officer_id)
        for a in answer.assignments
        if old.get((a.slot_id, a.seat)) != a.officer_id
    )
    cost = answer.cost if answer.cost is not None else grid_of(frozen).cost([])
    return Proposal(answer.assignments, changes, cost, fewest)


def _offer(frozen: RotaProblem, proposal: Proposal) -> Offer:
    spread = {each.measure: each.spread for each in Explainer(frozen, proposal.assignments).evenness()}
    shown = [report.shown(spread[m]) if m in spread else "–" for m in (Measure.ALL, Measure.REST)]
    return Offer(proposal.changes, proposal.cost, proposal.fewest, (shown[0], shown[1]))


def _better(worked: Worked, answer: Answer) -> Worked:
    """The cheaper of the two; what the solver proved holds for either."""
    if answer.cost is None:
        none = answer.verdict is Verdict.IMPOSSIBLE
        known = answer.verdict if none or not worked.assignments else worked.verdict
        return replace(worked, verdict=known, proved_by_solver=none)
    proved = answer.verdict is Verdict.PROVED
    if worked.verdict is Verdict.SOLVED and worked.cost is not None and worked.cost <= answer.cost:
        return replace(worked, verdict=answer.verdict, bound=answer.bound, proved_by_solver=proved)
    return replace(
        worked,
        verdict=answer.verdict,
        cost=answer.cost,
        bound=answer.bound,
        assignments=answer.assignments,
        proved_by_solver=proved,
    )


def _ways(problem: RotaProblem, search: float, _tell: Tell) -> tuple[Loosening, ...]:
    """The ways out of one kind each, and, if OR-Tools finds one, a smaller one that mixes them."""
    ways = ways_out(problem)
    mixable = next((way for way in ways if way.rules), None)
    if mixable is None or len(mixable.rules) == 1 or search < LEAST_SECONDS or not has_solver():
        return ways
    smallest = smallest_way_out(problem, mixable, search, _silent)
    if len(smallest.rules) < len(mixable.rules) or smallest.fewest:
        others = [way for way in ways if way.rules != mixable.rules]
        return (smallest, *others)
    return ways


def _silent(_progress: Progress) -> None:
    """Progress of a part that is no rota is not told."""


def answer_text(worked: Worked) -> str:
    """An answer as canonical JSON, for the table; the assignments are left out, they go to the seats."""
    whole: Json = {
        "verdict": worked.verdict.value,
        "proved_by_solver": worked.proved_by_solver,
        "must_change": worked.must_change,
        "capacity": report.capacity_json(worked.capacity),
        "ways": report.ways_json(worked.ways),
        "offers": [_offer_json(offer) for offer in worked.offers],
    }
    return canonical_json(whole)


def read_answer(text: str) -> Worked | None:
    """An answer read back; None for a run that has none."""
    whole = json.loads(text)
    if "verdict" not in whole:
        return None
    return Worked(
        verdict=Verdict(whole["verdict"]),
        capacity=_capacity(whole["capacity"]),
        ways=tuple(_way(each) for each in whole["ways"]),
        offers=tuple(_read_offer(each) for each in whole["offers"]),
        must_change=whole["must_change"],
        proved_by_solver=whole["proved_by_solver"],
    )


def _offer_json(offer: Offer) -> Json:
    return {
        "changes": [[c.slot_id, c.seat, c.was, c.becomes] for c in offer.changes],
        "cost": offer.cost,
        "fewest": offer.fewest,
        "spreads": list(offer.spreads),
    }


def _read_offer(said: Any) -> Offer:
    changes = tuple(SeatChange(*each) for each in said["changes"])
    return Offer(changes, said["cost"], said["fewest"], (said["spreads"][0], said["spreads"][1]))


def _capacity(said: Any) -> Capacity:
    return Capacity(
        periods=tuple(_balances(said["periods"])),
        stretches=tuple(_balances(said["tightest"])),
        empty_seats=tuple(
            EmptySeat(each["slot"], each["seat"] - 1, each["role"], each["reasons"])
            for each in said["nobody_may"]
        ),
    )


def _balances(said: Iterable[Any]) -> Iterable[Balance]:
    return (
        Balance(
            roles=tuple(each["roles"]),
            first_on=date.fromisoformat(each["from"]),
            last_on=date.fromisoformat(each["to"]),
            needs=each["needs"],
            people=each["people"],
            at_most=each["at_most"],
            gap_days=each["gap_days"],
        )
        for each in said
    )


def _way(said: Any) -> Loosening:
    rules = tuple(
        Loosened(
            rule=each["rule"],
            subject=each["subject"],
            role=each["role"] or "",
            first_on=date.fromisoformat(each["first_on"]) if each["first_on"] else None,
            last_on=date.fromisoformat(each["last_on"]) if each["last_on"] else None,
        )
        for each in said["rules"]
    )
    return Loosening(said["gap_days"], rules, said["fewest"])
