"""A rota at once: no broken rule, as even as can be, the same on every machine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.rota.capacity import capacity_of
from sotong.rota.checker import Rule, check
from sotong.rota.construction import construct
from sotong.rota.draft import EMPTY, Draft
from sotong.rota.explain import Explainer
from sotong.rota.fairness import Measure
from sotong.rota.grid import bits_of, grid_of
from sotong.rota.improvement import improve
from sotong.rota.planner import Verdict, plan, plan_many
from sotong.rota.rules import (
    MOST_OFFICERS,
    MOST_ROLES,
    Absence,
    Assignment,
    Officer,
    RotaProblem,
    Wish,
    why_not_both,
    why_not_plan,
)
from tests.rota.made_up import FIRST_ON, kind, officers_of, problem_of, problems, slots_of
from tools.bench_rota import fixed_cycle, hard_year, longest_idle, year


@settings(max_examples=25, deadline=None)
@given(problems())
def test_a_planned_rota_always_passes_the_checker(problem: RotaProblem) -> None:
    found = plan(problem, moves=300, ejections=300)
    broken = check(problem, found.assignments)
    assert {b.rule for b in broken} <= (set() if found.complete else {Rule.SEAT_EMPTY})
    assert found.complete == (not broken)


@settings(max_examples=30, deadline=None)
@given(problems(), st.randoms(use_true_random=False))
def test_fixed_seats_stay_as_they_are(problem: RotaProblem, dice: Random) -> None:
    first = plan(problem, moves=100, ejections=100)
    fixed = tuple(a for a in first.assignments if dice.random() < 0.3)
    again = plan(replace(problem, fixed=fixed), seed=1, moves=100, ejections=100)
    assert set(fixed) <= set(again.assignments)


@settings(max_examples=20, deadline=None)
@given(problems())
def test_the_search_keeps_its_books(problem: RotaProblem) -> None:
    """Counts, cost and bits after thousands of moves are those counted afresh, and no rule was broken."""
    grid = grid_of(problem)
    draft = construct(grid, Random(1), 50)
    improve(draft, Random(1), 200)
    assert draft.cost == grid.cost(draft.who)
    assert draft.counts == grid.counts(draft.who)
    again = Draft.of(grid, draft.who)
    assert (again.busy, again.held) == (draft.busy, draft.held)
    broken = check(problem, grid.assignments(draft.who))
    assert {b.rule for b in broken} <= {Rule.SEAT_EMPTY}
    assert {(b.slot_ids[0], b.seat) for b in broken} == {
        grid.seats[n] for n, o in enumerate(draft.who) if o == EMPTY
    }


@settings(max_examples=20, deadline=None)
@given(problems())
def test_slots_that_clash_are_near_each_other_and_no_others(problem: RotaProblem) -> None:
    near = grid_of(problem).near
    for n, one in enumerate(problem.slots):
        clashes = {m for m, other in enumerate(problem.slots) if why_not_both(one, other, problem.gap_days)}
        assert set(bits_of(near[n])) == clashes | {n}


@settings(max_examples=20, deadline=None)
@given(problems())
def test_arithmetic_never_denies_a_rota_that_exists(problem: RotaProblem) -> None:
    grid = grid_of(problem)
    draft = construct(grid, Random(0), 300)
    assert draft.empty or not capacity_of(grid).short


def test_the_same_facts_and_seed_give_the_same_rota() -> None:
    problem = problem_of(8, days=28, wishes=(Wish("o1", FIRST_ON, FIRST_ON + timedelta(days=9)),))
    assert plan(problem) == plan(problem)
    assert plan(problem, seed=2).assignments != plan(problem, seed=3).assignments


def test_a_year_of_54_officers_is_even_and_proved_at_once() -> None:
    problem = year(seats=("any",), gap_days=14)
    found = plan(problem)
    assert found.verdict is Verdict.PROVED
    assert check(problem, found.assignments) == []
    evenness = Explainer(problem, found.assignments).evenness()
    assert {each.most - each.fewest for each in evenness} == {1}
    assert all(entry.wishes_passed_over == 0 for entry in Explainer(problem, found.assignments).ledger())


def test_rotations_leave_rest_days_uneven_where_the_planner_does_not() -> None:
    problem = year(seats=("any",), gap_days=14)
    for rotation in (longest_idle, fixed_cycle):
        rota = rotation(problem)
        rest = next(e for e in Explainer(problem, rota).evenness() if e.measure is Measure.REST)
        assert check(problem, rota) == []
        assert rest.spread >= 3


def test_seniors_bureaus_joiners_and_long_absences_are_planned_evenly() -> None:
    problem = hard_year()
    found = plan(problem, moves=40_000)
    assert check(problem, found.assignments) == []
    spread = {each.measure: each.spread for each in Explainer(problem, found.assignments).evenness()}
    assert spread[Measure.ALL] <= 1
    assert spread[Measure.REST] <= 1


def test_a_night_that_everybody_would_rather_avoid_is_served_all_the_same() -> None:
    wishes = tuple(Wish(o.id, FIRST_ON, FIRST_ON) for o in officers_of(6))
    found = plan(problem_of(6, wishes=wishes), moves=500)
    assert found.verdict is Verdict.SOLVED
    assert found.cost == 1


def test_nobody_serves_on_a_day_to_avoid_if_another_can() -> None:
    wishes = tuple(Wish(o.id, FIRST_ON, FIRST_ON + timedelta(days=4)) for o in officers_of(3))
    found = plan(problem_of(9, days=9, gap_days=1, wishes=wishes))
    assert found.verdict is Verdict.PROVED


def test_without_enough_people_the_answer_is_impossible_and_says_where() -> None:
    problem = problem_of(3, days=10, gap_days=4)
    found = plan(problem)
    assert found.verdict is Verdict.IMPOSSIBLE
    tight = found.capacity.stretches[0]
    assert (tight.needs, tight.at_most, tight.spare) == (4, 3, -1)
    assert {b.rule for b in check(problem, found.assignments)} == {Rule.SEAT_EMPTY}


def test_fixed_duties_that_break_a_rule_do_not_make_the_rest_impossible() -> None:
    """What was served in breach of the gap is a fact; the days after it can still be planned."""
    fixed = tuple(Assignment(f"evening@{FIRST_ON + timedelta(days=n)}", 0, "o0") for n in range(3))
    found = plan(problem_of(4, days=10, gap_days=4, fixed=fixed))
    assert found.complete
    assert set(fixed) <= set(found.assignments)


def test_a_seat_that_nobody_may_take_is_named_with_the_reasons() -> None:
    officers = (
        *officers_of(2, roles=frozenset()),
        Officer("late", roles=frozenset({"lead"}), joins_on=date(2027, 1, 1)),
    )
    problem = problem_of(officers=officers, slots=slots_of(kind(seats=("lead",)), days=1))
    (seat,) = plan(problem).capacity.empty_seats
    assert (seat.slot_id, seat.role) == ("evening@2026-09-14", "lead")
    assert seat.reasons == {"duty.lacks_role": 2, "duty.not_joined": 1}


def test_what_arithmetic_does_not_see_is_not_called_impossible() -> None:
    """Two officers of one bureau can never serve together; counting heads says nothing of that."""
    slots = slots_of(kind(seats=("any", "any"), different_bureaus=True), days=2)
    found = plan(problem_of(2, slots=slots, gap_days=1), ejections=50)
    assert found.verdict is Verdict.NOT_FOUND


def test_20_leads_with_a_gap_of_18_have_no_slack() -> None:
    capacity = capacity_of(grid_of(year(seats=("any",), gap_days=18, officers=20)))
    assert capacity.thin
    assert not capacity.short
    (whole,) = capacity.periods
    assert (whole.needs, whole.people, float(whole.each)) == (365, 20, 18.25)
    (tight,) = capacity.stretches
    assert (tight.needs, tight.at_most) == (18, 20)
    assert capacity_of(grid_of(hard_year(gap_days=18))).short


def test_several_offices_are_planned_side_by_side() -> None:
    problems = [problem_of(people, days=7, gap_days=2) for people in (3, 4, 5)]
    assert plan_many(problems, processes=2) == [plan(problem) for problem in problems]


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        (problem_of(MOST_OFFICERS + 1, days=1), "rota.too_many_officers"),
        (problem_of(1, slots=slots_of(kind(seats=("any",) * 100), days=51)), "rota.too_many_seats"),
        (
            problem_of(1, slots=slots_of(kind(seats=tuple(f"r{n}" for n in range(MOST_ROLES + 1))), days=1)),
            "rota.too_many_roles",
        ),
    ],
)
def test_more_than_can_be_planned_is_refused_with_a_reason(problem: RotaProblem, reason: str) -> None:
    assert why_not_plan(problem) == reason
    with pytest.raises(ValueError, match=reason):
        plan(problem)


@pytest.mark.parametrize(
    "changes",
    [
        {"officers": (*officers_of(1), *officers_of(1))},
        {"slots": (*slots_of(kind(), days=1), *slots_of(kind(), days=1))},
        {"fixed": (Assignment("evening@2026-09-14", 1, "o0"),)},
        {"fixed": (Assignment("evening@2026-09-14", 0, "nobody"),)},
    ],
)
def test_facts_that_cannot_be_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"twice|no such"):
        problem_of(1, **changes)


def test_an_absence_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="before"):
        Absence("o0", FIRST_ON, FIRST_ON - timedelta(days=1))
