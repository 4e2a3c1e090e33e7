"""Answers to the questions that a rota raises: why not her, who served how much, is it even.

Reasons are codes with facts, as those of rules are; the pages hold the sentences.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property

from sotong.rota.capacity import most_duties
from sotong.rota.fairness import Measure, Shares, all_shares, counts_of, spread_of
from sotong.rota.grid import Grid, grid_of
from sotong.rota.rules import (
    Assignment,
    DayClass,
    Officer,
    RotaProblem,
    Slot,
    why_not_both,
    why_not_seat,
    why_not_together,
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an officer does not sit in a seat. `hard` is a rule; otherwise it is what makes another better.

    Codes: those of `rules` ("duty.absent", ...), "duty.holds_it", "duty.over_share", "duty.under_share" (the
    present holder would fall short), "duty.wish", and "duty.as_good" if nothing speaks against her.
    """

    code: str
    hard: bool
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One officer in one measure: what was served, what was fair, and what goes into the next period."""

    served: int
    fair: Fraction
    carried: Fraction
    balance: Fraction
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """All that one officer has served in the plan, with the rest days earned and the wishes passed over."""

    officer_id: str
    lines: Mapping[Measure, Line]
    rest_days: Fraction
    wishes_passed_over: int


@dataclass(frozen=True, slots=True)
class Evenness:
    """How even a plan is in one measure.

    `spread` is pro rata (see `fairness.spread_of`), `fewest` and `most` are plain counts; `misses` are the
    officers outside their fair bounds, with by how many duties; `at_most` are those of them who could not
    serve as much as is fair, whatever the rota, with how much they could.
    """

    measure: Measure
    duties: int
    fewest: int
    most: int
    spread: Fraction
    misses: Mapping[str, int]
    at_most: Mapping[str, int]

    @property
    def even(self) -> bool:
        """True if no plan is more even in this measure."""
        return not self.misses


class Explainer:
    """Answers about one plan. Shares are worked out once, so asking about every cell is cheap."""

    def __init__(self, problem: RotaProblem, plan: Iterable[Assignment]) -> None:
        """Assignments to slots or officers that the problem does not know raise KeyError: check first."""
        self.problem = problem
        self.plan = tuple(plan)
        self.slots = {slot.id: slot for slot in problem.slots}
        self.officers = {officer.id: officer for officer in problem.officers}
        self.shares: dict[Measure, Shares] = all_shares(problem)
        self.counts = {measure: counts_of(problem, self.plan, measure) for measure in Measure}
        self.holders = {(a.slot_id, a.seat): a.officer_id for a in self.plan}
        self.duties: dict[str, list[Slot]] = defaultdict(list)
        for a in self.plan:
            self.duties[a.officer_id].append(self.slots[a.slot_id])
        for served in problem.served:
            self.duties[served.officer_id].append(served.slot)

    @cached_property
    def _grid(self) -> Grid:
        return grid_of(self.problem)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {officer_id: n for n, officer_id in enumerate(self.officers)}

    def why_not(self, slot_id: str, seat: int, officer_id: str) -> tuple[Reason, ...]:
        """Every reason why the officer does not sit there; hard ones alone if there are any."""
        if self.holders.get((slot_id, seat)) == officer_id:
            return (Reason("duty.holds_it", hard=False),)
        slot, officer = self.slots[slot_id], self.officers[officer_id]
        hard = tuple(self._hard(slot, seat, officer))
        return hard or tuple(self._soft(slot, seat, officer)) or (Reason("duty.as_good", hard=False),)

    def _hard(self, slot: Slot, seat: int, officer: Officer) -> Iterable[Reason]:
        if code := why_not_seat(officer, slot, seat, self.problem.absences):
            yield Reason(code, hard=True, facts={"role": slot.seats[seat]})
        for duty in sorted(self.duties[officer.id], key=lambda duty: duty.on):
            if code := why_not_both(slot, duty, self.problem.gap_days):
                yield Reason(code, hard=True, facts=_between(slot.on, duty))
        for place, holder in enumerate(self.holders.get((slot.id, n)) for n in range(len(slot.seats))):
            other = self.officers.get(holder or "")
            if other in (None, officer) or place == seat:
                continue
            if code := why_not_together(officer, other, slot):
                yield Reason(code, hard=True, facts={"other": other.id, "bureau": other.bureau})

    def _soft(self, slot: Slot, seat: int, officer: Officer) -> Iterable[Reason]:
        holder = self.holders.get((slot.id, seat))
        for measure in Measure:
            if slot.day_class not in measure.classes:
                continue
            hers, theirs = self.shares[measure].get(officer.id), self.shares[measure].get(holder or "")
            served = self.counts[measure][officer.id]
            if hers and served + 1 > hers.highest:
                facts = {"measure": measure, "served": served, "fair": hers.share, "at_most": hers.highest}
                yield Reason("duty.over_share", hard=False, facts=facts)
            if theirs and holder and self.counts[measure][holder] - 1 < theirs.lowest:
                facts = {"measure": measure, "holder": holder, "served": self.counts[measure][holder]}
                yield Reason("duty.under_share", hard=False, facts=facts | {"at_least": theirs.lowest})
        if self._wished(officer.id, slot):
            yield Reason("duty.wish", hard=False)

    def _wished(self, officer_id: str, slot: Slot) -> bool:
        return any(
            wish.officer_id == officer_id and wish.first_on <= slot.last_on and slot.first_on <= wish.last_on
            for wish in self.problem.wishes
        )

    def ledger(self) -> tuple[LedgerEntry, ...]:
        """What each officer has served, in the order of the officers."""
        earned: dict[str, Fraction] = defaultdict(Fraction)
        passed_over: Counter[str] = Counter()
        for a in self.plan:
            earned[a.officer_id] += self.slots[a.slot_id].rest_days
            passed_over[a.officer_id] += self._wished(a.officer_id, self.slots[a.slot_id])
        return tuple(
            LedgerEntry(
                officer_id=officer_id,
                lines={measure: self._line(measure, officer_id) for measure in Measure},
                rest_days=earned[officer_id],
                wishes_passed_over=passed_over[officer_id],
            )
            for officer_id in self.officers
        )

    def _line(self, measure: Measure, officer_id: str) -> Line:
        served, share = self.counts[measure][officer_id], self.shares[measure].get(officer_id)
        if share:
            balance = share.balance(served)
            return Line(served, share.fair, share.carried, balance, share.lowest, share.highest)
        classes, carried = measure.classes, self.officers[officer_id].carried
        brought = sum((amount for day_class, amount in carried.items() if day_class in classes), Fraction(0))
        return Line(served, Fraction(0), brought, brought + served, 0, 0)

    def evenness(self) -> tuple[Evenness, ...]:
        """Measure by measure, over those who owe something there; measures without duties are left out."""
        return tuple(self._evenness(measure) for measure in Measure if self.counts[measure].total())

    def _evenness(self, measure: Measure) -> Evenness:
        shares, counts = self.shares[measure], self.counts[measure]
        served = [counts[officer_id] for officer_id, share in shares.items() if share.weight]
        misses = {officer_id: share.misses_by(counts[officer_id]) for officer_id, share in shares.items()}
        short = [officer_id for officer_id, miss in misses.items() if miss < 0]
        return Evenness(
            measure=measure,
            duties=counts.total(),
            fewest=min(served, default=0),
            most=max(served, default=0),
            spread=spread_of(counts, shares),
            misses={officer_id: miss for officer_id, miss in misses.items() if miss},
            at_most={
                officer_id: most
                for officer_id in short
                if (most := most_duties(self._grid, self._numbers[officer_id], measure))
                < shares[officer_id].lowest
            },
        )

    def carry_over(self) -> dict[str, dict[DayClass, Fraction]]:
        """Each officer's balance by class: what the next period begins with."""
        return {
            officer_id: {c: self._line(Measure(c.value), officer_id).balance for c in DayClass}
            for officer_id in self.officers
        }


def _between(on: date, duty: Slot) -> dict[str, object]:
    return {"other_slot": duty.id, "other_on": duty.on, "days": abs((on - duty.on).days)}
