"""The problem as a constraint model for OR-Tools CP-SAT. Only `solver` uses this, in its own process.

One literal for each seat and officer who may take it. Duties that clash form cliques (the days within one
gap, the duties of one moment), and of each clique an officer serves one at the most. Counts have the same
prices as in `grid`, so a bound proved here speaks of the planner's rota as well.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ortools.sat.python import cp_model

from sotong.rota.fairness import Share
from sotong.rota.grid import MEASURE_COSTS, MEASURES, WISH_COST, Grid
from sotong.rota.loosening import Loosened
from sotong.rota.rules import RotaProblem

Literal = Any  # OR-Tools' literals, and sums of them
Pair = tuple[int, int]  # a seat and an officer
PROVED = cp_model.OPTIMAL
FOUND = cp_model.FEASIBLE
IMPOSSIBLE = cp_model.INFEASIBLE
Report = Callable[[list[int], int, int], None]  # a rota by seat, what it costs, what none costs less than


class RotaModel:
    """Hard rules as constraints; what is to be least is added by its methods.

    `sits[seat, officer]` says who sits where, the fixed seats left out. `loosened` names what may be paid
    for: the pairs that a rule forbids, with the rules to be loosened for each, and the bureau rule by kind.
    `stay_or_go` names seats, with their officers, that are only looked at so far: they stay, or go to
    anybody at all. A bound that is proved with them holds for the whole problem, and is found sooner.
    """

    def __init__(
        self,
        grid: Grid,
        loosened: Mapping[Pair, Sequence[Loosened]] | None = None,
        stay_or_go: Mapping[int, int] | None = None,
    ) -> None:
        self.grid = grid
        self.stay_or_go = stay_or_go or {}
        self.model = cp_model.CpModel()
        self.keys: dict[Loosened, Literal] = {}
        self._slacks: list[_Slack] = []
        self.sits: dict[Pair, Literal] = {
            (seat, officer): self.model.new_bool_var("")
            for seat, officers in enumerate(grid.allowed)
            if seat not in grid.fixed
            for officer in officers
            if self.stay_or_go.get(seat, officer) == officer
        }
        for pair, rules in (loosened or {}).items():
            self.sits[pair] = self.model.new_bool_var("")
            for rule in rules:
                self.model.add_implication(self.sits[pair], self.key(rule))
        self._fill_every_seat()
        self._keep_apart()
        self._mix_bureaus(may_loosen=loosened is not None)

    def key(self, rule: Loosened) -> Literal:
        """The literal that says the rule is loosened."""
        if rule not in self.keys:
            self.keys[rule] = self.model.new_bool_var("")
        return self.keys[rule]

    def unfairness(self) -> Literal:
        """What a rota costs (`Grid.cost`)."""
        cost: list[Literal] = [
            WISH_COST * literal
            for (seat, officer), literal in self.sits.items()
            if self.grid.wished[seat] >> officer & 1
        ]
        cost.append(WISH_COST * sum(self.grid.wished[s] >> o & 1 for s, o in self.grid.fixed.items()))
        for m, measure in enumerate(MEASURES):
            for officer, terms in self._counted(m).items():
                share = self.grid.shares[measure].get(self.grid.officers[officer])
                if share:
                    slack = _Slack(self.model, m, officer, share, terms)
                    self._slacks.append(slack)
                    cost.append(MEASURE_COSTS[measure] * slack.price)
        return sum(cost)

    def changes(self, before: Sequence[int]) -> Literal:
        """The number of seats that change hands against the rota before."""
        kept = [self.sits[pair] for pair in enumerate(before) if pair in self.sits]
        return len(self.grid.seats) - len(self.grid.fixed) - sum(kept)

    def hint(self, who: Sequence[int], loosened: Sequence[Loosened] = ()) -> None:
        """Start the search from this rota, with these rules loosened."""
        clear: Callable[[], None] = self.model.clear_hints  # OR-Tools leaves it untyped
        clear()
        for (seat, officer), literal in self.sits.items():
            self.model.add_hint(literal, who[seat] == officer)
        for rule, literal in self.keys.items():
            self.model.add_hint(literal, rule in loosened)
        counts = self.grid.counts(who)
        for slack in self._slacks:
            slack.hint(self.model, counts[slack.m][slack.officer])

    def minimise(self, cost: Literal, seconds: float, workers: int, report: Report) -> "Outcome":
        """Look for the cheapest rota until proved or out of time; each better one is reported."""
        self.model.minimize(cost)
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(0.1, seconds)
        solver.parameters.num_workers = workers
        status = solver.solve(self.model, _Watch(self, report))
        return Outcome(self, solver, status)

    def read(self, is_true: Callable[[Literal], bool]) -> list[int]:
        """Who sits where, by seat; -1 where a seat goes to anybody."""
        who = [self.grid.fixed.get(seat, -1) for seat in range(len(self.grid.seats))]
        for (seat, officer), literal in self.sits.items():
            if is_true(literal):
                who[seat] = officer
        return who

    def _fill_every_seat(self) -> None:
        by_seat: dict[int, list[Literal]] = defaultdict(list)
        for (seat, _), literal in self.sits.items():
            by_seat[seat].append(literal)
        for seat in range(len(self.grid.seats)):
            if seat not in self.grid.fixed and seat not in self.stay_or_go:
                self.model.add_exactly_one(by_seat[seat])

    def _keep_apart(self) -> None:
        theirs: dict[int, dict[int, list[Literal]]] = defaultdict(lambda: defaultdict(list))
        for (seat, officer), literal in self.sits.items():
            theirs[officer][self.grid.slot[seat]].append(literal)
        groups = list(cliques(self.grid.problem))
        for duties in theirs.values():
            for group in groups:
                literals = [literal for slot in group for literal in duties.get(slot, ())]
                if len(literals) > 1:
                    self.model.add_at_most_one(literals)

    def _mix_bureaus(self, *, may_loosen: bool) -> None:
        """In a slot that asks for it, one officer of each bureau at the most."""
        seats: dict[tuple[int, str], list[Literal]] = defaultdict(list)
        for (seat, officer), literal in self.sits.items():
            if self.grid.beside[seat] and self.grid.bureau[officer]:
                seats[self.grid.slot[seat], self.grid.bureau[officer]].append(literal)
        fixed = Counter((self.grid.slot[s], self.grid.bureau[o]) for s, o in self.grid.fixed.items())
        for (slot, bureau), literals in seats.items():
            limit = self.model.add(sum(literals) <= max(0, 1 - fixed[slot, bureau]))
            if may_loosen:
                kind = self.grid.problem.slots[slot].kind_id
                limit.only_enforce_if(self.key(Loosened("bureau", kind)).negated())

    def _counted(self, m: int) -> dict[int, list[Literal]]:
        """By officer, what is counted in a measure: literals, and the fixed seats as ones."""
        counted: dict[int, list[Literal]] = {officer: [] for officer in range(len(self.grid.officers))}
        for (seat, officer), literal in self.sits.items():
            if m in self.grid.measures[seat]:
                counted[officer].append(literal)
        for seat, officer in self.grid.fixed.items():
            if m in self.grid.measures[seat]:
                counted[officer].append(1)
        return counted


class _Slack:
    """How far a count lies outside its fair bounds, at the prices of `grid.miss_cost`."""

    def __init__(
        self, model: cp_model.CpModel, m: int, officer: int, share: Share, terms: Sequence[Literal]
    ) -> None:
        self.m, self.officer, self.share = m, officer, share
        most = max(len(terms), share.lowest)
        self.first_under, self.first_over = model.new_bool_var(""), model.new_bool_var("")
        self.under, self.over = model.new_int_var(0, most, ""), model.new_int_var(0, most, "")
        balanced = sum(terms) + self.first_under + self.under - self.first_over - self.over
        model.add_linear_constraint(balanced, share.lowest, share.highest)
        self.price = self.first_under + self.first_over + 3 * (self.under + self.over)

    def hint(self, model: cp_model.CpModel, served: int) -> None:
        """Suggest the values that go with a count."""
        miss = self.share.misses_by(served)
        model.add_hint(self.first_under, miss < 0)
        model.add_hint(self.first_over, miss > 0)
        model.add_hint(self.under, max(0, -miss - 1))
        model.add_hint(self.over, max(0, miss - 1))


class Outcome:
    """How a search ended. Without a rota found, `who` is None; `bound` is what no rota costs less than."""

    def __init__(self, model: RotaModel, solver: cp_model.CpSolver, status: Any) -> None:
        self.status = status
        found = status in (PROVED, FOUND)
        self.who = model.read(solver.boolean_value) if found else None
        self.cost = round(solver.objective_value) if found else None
        self.bound = max(0, round(solver.best_objective_bound))
        self.loosened = {rule for rule, key in model.keys.items() if found and solver.boolean_value(key)}


class _Watch(cp_model.CpSolverSolutionCallback):
    """Reports each better rota while the search runs."""

    def __init__(self, model: RotaModel, report: Report) -> None:
        super().__init__()
        self._model, self._report = model, report

    def on_solution_callback(self) -> None:
        """Called by the solver, in one of its threads, one at a time."""
        who = self._model.read(self.boolean_value)
        self._report(who, round(self.objective_value), max(0, round(self.best_objective_bound)))


def cliques(problem: RotaProblem) -> Iterator[list[int]]:
    """Groups of slots, by number, of which an officer serves one at most; together they are all clashes."""
    order = sorted(range(len(problem.slots)), key=lambda n: problem.slots[n].on)
    yield from _within(problem, order, problem.gap_days)
    kinds: dict[str, list[int]] = defaultdict(list)
    for n in order:
        kinds[problem.slots[n].kind_id].append(n)
    for members in kinds.values():
        gap = max(problem.slots[n].gap_days for n in members)
        if gap > problem.gap_days:
            yield from _within(problem, members, gap)
    yield from _of_one_moment(problem)


def _within(problem: RotaProblem, order: Sequence[int], gap_days: int) -> Iterator[list[int]]:
    """The longest runs of slots, given in order of day, that lie less than a gap apart."""
    end = 0
    for start, first in enumerate(order):
        before = end
        while end < len(order) and (problem.slots[order[end]].on - problem.slots[first].on).days < gap_days:
            end += 1
        if end > before and end - start > 1:
            yield list(order[start:end])


def _of_one_moment(problem: RotaProblem) -> Iterator[list[int]]:
    """For each start the slots that run at that moment, be it one: nobody has two of its seats."""
    order = sorted(range(len(problem.slots)), key=lambda n: problem.slots[n].starts_at)
    running: list[int] = []
    for n in order:
        start = problem.slots[n].starts_at
        running = [other for other in running if problem.slots[other].ends_at > start] + [n]
        yield list(running)
