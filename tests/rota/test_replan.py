"""A rota under way: what has begun stays, what is near changes only if it must, and there is a choice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sotong.rota.checker import Rule, check
from sotong.rota.grid import grid_of
from sotong.rota.planner import plan
from sotong.rota.replan import freeze, replan
from sotong.rota.rules import Absence, AbsenceKind, Assignment, why_not_seat
from tests.rota.made_up import FIRST_ON, absences, kind, officers_of, problem_of, roomy_problems, slots_of

NOON = datetime(2026, 9, 18, 3, tzinfo=UTC)  # noon in Seoul, the fifth day


def day(slot_id: str) -> date:
    return date.fromisoformat(slot_id.partition("@")[2])


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_proposals_break_no_rule_and_touch_nothing_frozen(data: st.DataObject) -> None:
    problem = data.draw(roomy_problems())
    planned = plan(problem, moves=50, ejections=200)
    assume(planned.complete)
    days = (problem.slots[-1].on - FIRST_ON).days + 1
    changed = replace(problem, absences=tuple(data.draw(absences(problem.officers, max(3, days)))))
    found = replan(changed, planned.assignments, now=NOON, notice_days=2, moves=200)
    slots = {slot.id: slot for slot in problem.slots}
    people = {officer.id: officer for officer in problem.officers}
    past = {a for a in planned.assignments if slots[a.slot_id].starts_at <= NOON}
    near = {
        a
        for a in planned.assignments
        if slots[a.slot_id].on < date(2026, 9, 20)
        and not why_not_seat(people[a.officer_id], slots[a.slot_id], a.seat, changed.absences)
    }
    for proposal in found.proposals:
        assert past | near <= set(proposal.assignments)
        broken = check(found.problem, proposal.assignments)
        assert all(set(b.slot_ids) <= {a.slot_id for a in past} for b in broken)
        assert len(proposal.changes) >= found.must_change
        assert proposal.fewest == (len(proposal.changes) == found.must_change)
        seats = {(c.slot_id, c.seat): (c.was, c.becomes) for c in proposal.changes}
        was = {(a.slot_id, a.seat): a.officer_id for a in planned.assignments}
        now = {(a.slot_id, a.seat): a.officer_id for a in proposal.assignments}
        assert seats == {seat: (was[seat], who) for seat, who in now.items() if was[seat] != who}


def test_a_new_absence_is_answered_with_no_more_changes_than_duties_lost() -> None:
    problem = problem_of(9, days=28)
    before = plan(problem).assignments
    away = Absence("o3", date(2026, 9, 22), date(2026, 10, 5), AbsenceKind.SICK)
    found = replan(replace(problem, absences=(away,)), before, now=NOON, notice_days=2, moves=3_000)
    lost = [a for a in before if a.officer_id == "o3" and away.first_on <= day(a.slot_id) <= away.last_on]
    fewest = found.proposals[0]
    assert found.must_change == len(lost) > 0
    assert fewest.fewest
    assert {(c.slot_id, c.was) for c in fewest.changes} == {(a.slot_id, "o3") for a in lost}


def test_the_fairest_proposal_is_fairer_and_changes_no_more_than_that_takes() -> None:
    """Two of six have served nothing so far: each is given three of the twelve duties' worth, no churn."""
    problem = problem_of(6, days=12, gap_days=2)
    before = tuple(Assignment(slot.id, 0, f"o{n % 4}") for n, slot in enumerate(problem.slots))
    found = replan(problem, before, now=NOON - timedelta(days=9), notice_days=0, moves=3_000)
    fewest, fairest = found.proposals
    assert (len(fewest.changes), fewest.fewest) == (0, True)
    assert fewest.cost > fairest.cost == 0
    assert len(fairest.changes) <= 6
    grid = grid_of(found.problem)
    assert [grid.cost(grid.numbers(p.assignments)) for p in (fewest, fairest)] == [fewest.cost, fairest.cost]


def test_who_falls_ill_today_is_replaced_within_the_notice_window() -> None:
    problem = problem_of(6, days=10)
    before = plan(problem).assignments
    tonight = next(a for a in before if a.slot_id == "evening@2026-09-18")
    ill = Absence(tonight.officer_id, NOON.date(), NOON.date(), AbsenceKind.SICK)
    found = replan(replace(problem, absences=(ill,)), before, now=NOON, notice_days=30, moves=3_000)
    (proposal,) = found.proposals
    (change,) = proposal.changes
    assert (change.slot_id, change.was) == (tonight.slot_id, tonight.officer_id)


def test_a_duty_that_has_begun_is_not_replanned_whatever_is_entered_later() -> None:
    problem = problem_of(6, days=10)
    before = plan(problem).assignments
    yesterday = next(a for a in before if a.slot_id == "evening@2026-09-17")
    late = replace(
        problem, absences=(Absence(yesterday.officer_id, day(yesterday.slot_id), day(yesterday.slot_id)),)
    )
    assert yesterday in freeze(late, before, now=NOON, notice_days=0).fixed
    found = replan(late, before, now=NOON, notice_days=0, moves=3_000)
    assert found.must_change == 0
    assert all(yesterday in proposal.assignments for proposal in found.proposals)


def test_when_nobody_is_free_the_fewest_hand_their_duties_on() -> None:
    """The others all have a duty too near, so one more duty must change hands."""
    problem = problem_of(4, days=8, gap_days=3)
    ids = [0, 1, 2, 3, 0, 1, 2, 3]
    before = tuple(Assignment(slot.id, 0, f"o{n}") for slot, n in zip(problem.slots, ids, strict=True))
    away = Absence("o0", date(2026, 9, 18), date(2026, 9, 18))
    found = replan(
        replace(problem, absences=(away,)), before, now=datetime(2026, 9, 14, tzinfo=UTC), notice_days=0
    )
    fewest = found.proposals[0]
    assert found.must_change == 1
    assert len(fewest.changes) == 2
    assert ("evening@2026-09-18", "o0") in {(change.slot_id, change.was) for change in fewest.changes}


def test_a_seat_that_stood_empty_is_filled() -> None:
    problem = problem_of(6, days=6)
    before = plan(problem).assignments
    found = replan(problem, before[:-1], now=NOON - timedelta(days=9), notice_days=0, moves=3_000)
    (change,) = found.proposals[0].changes
    assert (change.slot_id, change.was) == (before[-1].slot_id, None)


def test_where_no_rota_is_left_there_is_no_proposal() -> None:
    problem = problem_of(3, days=6, gap_days=3)
    before = plan(problem).assignments
    gone = replace(
        problem,
        officers=tuple(
            replace(o, leaves_on=date(2026, 9, 17)) if o.id == "o1" else o for o in officers_of(3)
        ),
    )
    found = replan(gone, before, now=NOON - timedelta(days=9), notice_days=0, moves=3_000)
    assert found.proposals == ()
    assert found.must_change > 0


def test_colleagues_of_one_bureau_are_not_brought_together_by_a_replan() -> None:
    slots = slots_of(kind(seats=("any", "any"), different_bureaus=True), days=6)
    problem = problem_of(8, slots=slots, gap_days=3)
    before = plan(problem).assignments
    away = Absence(before[6].officer_id, day(before[6].slot_id), day(before[6].slot_id))
    found = replan(
        replace(problem, absences=(away,)), before, now=NOON - timedelta(days=9), notice_days=0, moves=3_000
    )
    for proposal in found.proposals:
        assert check(found.problem, proposal.assignments) == []


@pytest.mark.parametrize("notice_days", [0, 1, 3])
def test_the_notice_window_starts_today(notice_days: int) -> None:
    problem = problem_of(6, days=10)
    before = plan(problem).assignments
    fixed = {day(a.slot_id) for a in freeze(problem, before, now=NOON, notice_days=notice_days).fixed}
    assert fixed == {FIRST_ON + timedelta(days=n) for n in range(max(4, 4 + notice_days))}


def test_fixed_seats_of_a_replan_are_guarded_by_the_checker() -> None:
    problem = problem_of(6, days=10)
    frozen = freeze(problem, plan(problem).assignments, now=NOON, notice_days=0)
    tampered = [replace(a, officer_id="o5" if a.officer_id != "o5" else "o4") for a in frozen.fixed]
    assert Rule.FIXED_CHANGED in {b.rule for b in check(frozen, tampered)}
