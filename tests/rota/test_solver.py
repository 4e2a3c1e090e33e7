"""OR-Tools in its own process: proof, fewest changes, smallest ways out; and being stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from os import _exit

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sotong.rota import cpsat, solver
from sotong.rota.checker import check
from sotong.rota.grid import grid_of
from sotong.rota.loosening import Loosened, Loosening, forbidden_pairs, loosen, ways_out
from sotong.rota.planner import Verdict, plan
from sotong.rota.rules import Absence, AbsenceKind, Assignment, RotaProblem, Wish, why_not_both
from sotong.rota.solver import Answer, Progress, Run, SolverDied, SolverMissing, Tell, fairest, solve
from tests.rota.made_up import (
    FIRST_ON,
    absences,
    cramped_problems,
    kind,
    officers_of,
    problem_of,
    problems,
    roomy_problems,
    slots_of,
)

SECONDS = 120.0
A_MOMENT = 60.0


def solved(problem: RotaProblem) -> cpsat.Outcome:
    """Solve in this process, which is quicker for many small ones."""
    model = cpsat.RotaModel(grid_of(problem))
    return model.minimise(model.unfairness(), A_MOMENT, 1, lambda *_: None)


@settings(max_examples=20, deadline=None)
@given(problems(most_people=5, most_days=6))
def test_the_solver_keeps_the_same_rules_and_prices_as_the_planner(problem: RotaProblem) -> None:
    """What it finds passes the checker at the price it names; where it finds none the planner finds none."""
    grid, outcome = grid_of(problem), solved(problem)
    found = plan(problem, moves=300, ejections=300)
    if outcome.who is None:
        assert outcome.status == cpsat.IMPOSSIBLE
        assert not found.complete
    else:
        assert check(problem, grid.assignments(outcome.who)) == []
        assert outcome.cost == grid.cost(outcome.who)
        assert outcome.bound <= outcome.cost
        assert outcome.status != cpsat.PROVED or outcome.bound == outcome.cost
        assert not found.complete or found.cost >= outcome.bound
        assert found.verdict is not Verdict.IMPOSSIBLE


@settings(max_examples=20, deadline=None)
@given(problems())
def test_cliques_hold_every_clash_and_nothing_else(problem: RotaProblem) -> None:
    clashes = {
        (n, m)
        for (n, one), (m, other) in combinations(enumerate(problem.slots), 2)
        if why_not_both(one, other, problem.gap_days)
    }
    pairs = {(min(p), max(p)) for group in cpsat.cliques(problem) for p in combinations(group, 2)}
    assert pairs == clashes


def test_a_rota_is_proved_the_best_in_a_process_of_its_own() -> None:
    wishes = tuple(Wish(o.id, FIRST_ON, FIRST_ON) for o in officers_of(4))
    problem = problem_of(4, days=6, gap_days=2, wishes=wishes)
    seen: list[Progress] = []
    answer, best = solve(fairest, problem, (), seconds=SECONDS, on_progress=seen.append)
    assert answer is not None
    assert (answer.verdict, answer.cost, answer.bound) == (Verdict.PROVED, 1, 1)
    assert check(problem, answer.assignments) == []
    assert best is seen[-1]
    assert best.cost == 1


def test_the_planners_rota_stays_if_no_other_is_better() -> None:
    problem = problem_of(5, days=10)
    start = plan(problem).assignments
    answer, best = solve(fairest, problem, start, seconds=SECONDS)
    assert answer == Answer(Verdict.PROVED, start, 0, 0)
    assert best is not None
    assert best.cost == 0


def test_a_rota_that_cannot_be_is_proved_impossible() -> None:
    slots = slots_of(kind(seats=("any", "any"), different_bureaus=True), days=2)
    answer, best = solve(fairest, problem_of(2, slots=slots, gap_days=1), (), seconds=SECONDS)
    assert answer == Answer(Verdict.IMPOSSIBLE)
    assert best is None


def _slow(first: Assignment, seconds: float, tell: Tell) -> Answer:
    tell(Progress((first,), 7, 3))
    time.sleep(60)
    return Answer(Verdict.NOT_FOUND)


def _dies(seconds: float, tell: Tell) -> Answer:
    tell(Progress((), 9, 0))
    _exit(9)


def test_a_search_can_be_cancelled_and_keeps_its_best() -> None:
    seat = Assignment("evening@2026-09-14", 0, "o0")
    with Run(_slow, seat, seconds=60) as run:
        for progress in run:
            assert progress.cost == 7
            run.cancel()
    assert (run.result, run.best) == (None, Progress((seat,), 7, 3))


def test_a_search_that_overruns_its_time_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "GRACE_SECONDS", 1.0)
    begun = time.monotonic()
    answer, best = solve(_slow, Assignment("evening@2026-09-14", 0, "o0"), seconds=1.0)
    assert time.monotonic() - begun < 30
    assert answer is None
    assert best is None or best.cost == 7


def test_a_solver_that_dies_says_so_and_keeps_its_best() -> None:
    with Run(_dies, seconds=SECONDS) as run, pytest.raises(SolverDied, match="9"):
        list(run)
    assert run.best == Progress((), 9, 0)


def test_without_the_extra_the_answer_is_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere: Callable[[str], None] = lambda _: None  # noqa: E731
    monkeypatch.setattr(solver, "find_spec", nowhere)
    with pytest.raises(SolverMissing, match=r"pip install 'sotong\[rota\]'"):
        solve(fairest, problem_of(), (), seconds=1)


def test_the_fewest_changes_are_proved_and_of_those_the_fairest_is_taken() -> None:
    problem = problem_of(6, days=12, gap_days=3)
    before = plan(problem).assignments
    victim = before[5]
    on = FIRST_ON + timedelta(days=5)
    changed = replace(problem, absences=(Absence(victim.officer_id, on, on, AbsenceKind.SICK),))
    answer, _ = solve(solver.fewest_changes, changed, before, (), seconds=SECONDS)
    assert answer is not None
    assert answer.verdict is Verdict.PROVED
    assert answer.changes == answer.fewest
    assert len(set(before) - set(answer.assignments)) == answer.changes
    assert check(changed, answer.assignments) == []


@settings(max_examples=10, deadline=None)
@given(st.data())
def test_planning_only_where_a_rota_is_hit_proves_the_same_number(data: st.DataObject) -> None:
    problem = data.draw(roomy_problems())
    before = plan(problem, moves=50).assignments
    days = (problem.slots[-1].on - FIRST_ON).days + 1
    changed = replace(problem, absences=tuple(data.draw(absences(problem.officers, days))))
    answer = solver.fewest_changes(changed, before, (), SECONDS, lambda _: None)
    grid = grid_of(changed)
    model = cpsat.RotaModel(grid)
    whole = model.minimise(model.changes(grid.numbers(before)), SECONDS, 1, lambda *_: None)
    assert (answer.changes, answer.fewest) == ((whole.cost, whole.cost) if whole.who else (None, None))
    assert (answer.verdict is Verdict.IMPOSSIBLE) == (whole.who is None)
    assert not answer.assignments or check(changed, answer.assignments) == []


def test_a_seat_whose_officer_cannot_serve_is_counted_among_the_changes() -> None:
    problem = problem_of(4, days=4, gap_days=2)
    before = plan(problem).assignments
    gone = replace(
        problem,
        officers=tuple(
            replace(o, leaves_on=FIRST_ON) if o.id == before[0].officer_id else o for o in problem.officers
        ),
    )
    answer, _ = solve(solver.fewest_changes, gone, before, (), seconds=SECONDS)
    assert answer is not None
    assert answer.changes == sum(a.officer_id == before[0].officer_id for a in before)


def test_the_smallest_way_out_mixes_rules_and_is_proved() -> None:
    """Three leads are away on different days: one more lead, or one absence moved, is what it takes."""
    officers = tuple(
        replace(o, roles=o.roles if n < 2 else frozenset()) for n, o in enumerate(officers_of(5))
    )
    slots = slots_of(kind(seats=("lead",)), days=6)
    away = (Absence("o0", FIRST_ON, FIRST_ON), Absence("o1", FIRST_ON, FIRST_ON))
    problem = problem_of(officers=officers, slots=slots, gap_days=2, absences=away)
    assert plan(problem).verdict is Verdict.IMPOSSIBLE
    known = Loosening(
        2, (Loosened("role", "o2", role="lead"), Loosened("role", "o3", role="lead")), fewest=False
    )
    way, _ = solve(solver.smallest_way_out, problem, known, seconds=SECONDS)
    assert way is not None
    assert (len(way.rules), way.fewest) == (1, True)
    assert plan(loosen(problem, way)).complete


@settings(max_examples=8, deadline=None)
@given(cramped_problems())
def test_each_way_out_is_a_way_out(problem: RotaProblem) -> None:
    assume(not plan(problem, moves=0, ejections=200).complete)
    for way in ways_out(problem):
        opened = loosen(problem, way)
        found = plan(opened, moves=0)
        assert found.complete
        assert check(opened, found.assignments) == []


def test_a_gap_that_is_too_wide_is_answered_with_the_widest_that_works() -> None:
    ways = ways_out(problem_of(3, days=10, gap_days=5))
    assert ways[0] == Loosening(3, (), fewest=True)


def test_too_few_leads_are_answered_with_one_more_lead() -> None:
    officers = tuple(
        replace(o, roles=o.roles if n < 2 else frozenset({"assistant"})) for n, o in enumerate(officers_of(8))
    )
    slots = slots_of(kind(seats=("lead", "assistant")), days=9)
    ways = ways_out(problem_of(officers=officers, slots=slots, gap_days=3))
    assert Loosening(3, (Loosened("role", "o2", role="lead"),), fewest=True) in ways


def test_an_absence_in_the_way_is_named_unless_it_cannot_be_moved() -> None:
    for away, movable in ((AbsenceKind.LEAVE, True), (AbsenceKind.SICK, False)):
        absence = Absence("o1", FIRST_ON + timedelta(days=2), FIRST_ON + timedelta(days=3), away)
        ways = ways_out(problem_of(2, days=6, gap_days=2, absences=(absence,)))
        moved = Loosened("absence", "o1", first_on=absence.first_on, last_on=absence.last_on)
        assert (any(moved in way.rules for way in ways)) is movable


def test_the_bureau_rule_is_named_where_it_is_in_the_way() -> None:
    slots = slots_of(kind(seats=("any", "any"), different_bureaus=True), days=2)
    ways = ways_out(problem_of(2, slots=slots, gap_days=1))
    assert [rule for way in ways for rule in way.rules] == [Loosened("bureau", "evening")]


def test_what_is_a_fact_is_never_loosened() -> None:
    officers = tuple(replace(o, joins_on=FIRST_ON + timedelta(days=30)) for o in officers_of(2))
    problem = problem_of(officers=officers, days=3)
    assert forbidden_pairs(grid_of(problem)) == {}
    assert ways_out(problem) == ()


@given(st.sampled_from([0, 1]))
@settings(max_examples=2, deadline=None)
def test_progress_of_a_model_is_the_rota_itself(seat: int) -> None:
    """A fixed seat and the rest are read back together."""
    fixed = (Assignment(f"evening@{FIRST_ON}", 0, f"o{seat}"),)
    problem = problem_of(4, days=4, gap_days=2, fixed=fixed)
    told: list[list[int]] = []
    model = cpsat.RotaModel(grid_of(problem))
    model.minimise(model.unfairness(), SECONDS, 1, lambda who, *_: told.append(who))
    assert told
    assert all(who[0] == seat for who in told)
