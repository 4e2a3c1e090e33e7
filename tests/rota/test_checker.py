"""The checker finds every rule that is broken, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.rota.checker import Broken, Rule, check
from sotong.rota.planner import plan
from sotong.rota.rules import (
    Absence,
    Assignment,
    Officer,
    RotaProblem,
    Served,
    why_not_both,
    why_not_seat,
    why_not_together,
)
from tests.rota.made_up import FIRST_ON, any_plans, kind, problem_of, problems, slots_of

GOOD = problem_of(
    9, slots=slots_of(kind(seats=("lead", "assistant"), different_bureaus=True), days=14), gap_days=3
)
ROTA = plan(GOOD).assignments
HELD = sorted(ROTA)


def only(broken: Sequence[Broken], rule: Rule) -> list[Broken]:
    return [each for each in broken if each.rule is rule]


def test_a_good_rota_breaks_nothing() -> None:
    assert check(GOOD, ROTA) == []


@given(st.sampled_from(HELD))
def test_a_seat_left_empty_is_named(victim: Assignment) -> None:
    (broken,) = check(GOOD, [a for a in ROTA if a != victim])
    assert (broken.rule, broken.slot_ids, broken.seat) == (Rule.SEAT_EMPTY, (victim.slot_id,), victim.seat)


@given(st.sampled_from(HELD), st.sampled_from(GOOD.officers))
def test_a_seat_given_to_two_is_named_with_both(victim: Assignment, other: Officer) -> None:
    second = Assignment(victim.slot_id, victim.seat, other.id)
    (broken,) = only(check(GOOD, [*ROTA, second]), Rule.SEAT_TWICE)
    assert sorted(broken.officer_ids) == sorted([victim.officer_id, second.officer_id])


@given(st.sampled_from(HELD), st.integers(0, 1))
def test_an_absence_put_on_a_duty_is_named(victim: Assignment, days: int) -> None:
    on = date.fromisoformat(victim.slot_id.partition("@")[2])
    problem = replace(GOOD, absences=(Absence(victim.officer_id, on - timedelta(days=days), on),))
    (broken,) = check(problem, ROTA)
    assert (broken.rule, broken.officer_ids, broken.on) == (Rule.ABSENT, (victim.officer_id,), on)


@given(st.sampled_from(HELD))
def test_duties_before_joining_and_after_leaving_are_named(victim: Assignment) -> None:
    on = date.fromisoformat(victim.slot_id.partition("@")[2])
    her = next(officer for officer in GOOD.officers if officer.id == victim.officer_id)
    for changed, rule in (
        (replace(her, joins_on=on + timedelta(days=1)), Rule.NOT_JOINED),
        (replace(her, leaves_on=on), Rule.HAS_LEFT),
    ):
        officers = tuple(changed if officer is her else officer for officer in GOOD.officers)
        broken = check(replace(GOOD, officers=officers), ROTA)
        assert {b.rule for b in broken} == {rule}
        assert (victim.slot_id,) in {b.slot_ids for b in broken}


@given(st.sampled_from(HELD))
def test_a_role_not_held_is_named(victim: Assignment) -> None:
    role = ("lead", "assistant")[victim.seat]
    officers = tuple(
        replace(o, roles=o.roles - {role}) if o.id == victim.officer_id else o for o in GOOD.officers
    )
    broken = check(replace(GOOD, officers=officers), ROTA)
    assert {(b.rule, b.role, b.officer_ids) for b in broken} == {
        (Rule.LACKS_ROLE, role, (victim.officer_id,))
    }
    assert (victim.slot_id,) in {b.slot_ids for b in broken}


@given(st.sampled_from(HELD))
def test_colleagues_of_one_bureau_are_named_both(victim: Assignment) -> None:
    beside = next(a for a in ROTA if a.slot_id == victim.slot_id and a.seat != victim.seat)
    bureau = next(o.bureau for o in GOOD.officers if o.id == beside.officer_id)
    officers = tuple(replace(o, bureau=bureau) if o.id == victim.officer_id else o for o in GOOD.officers)
    broken = check(replace(GOOD, officers=officers), ROTA)
    assert {b.rule for b in broken} == {Rule.SAME_BUREAU}
    assert {victim.officer_id, beside.officer_id} in [set(b.officer_ids) for b in broken]


@given(st.sampled_from(HELD), st.integers(1, 2))
def test_a_duty_too_soon_after_another_is_named_with_both_days(victim: Assignment, days: int) -> None:
    on = date.fromisoformat(victim.slot_id.partition("@")[2])
    near = f"evening@{on + timedelta(days=days)}"
    taken = [a for a in ROTA if (a.slot_id, a.seat) == (near, 0)]
    rota = [a for a in ROTA if a not in taken] + [Assignment(a.slot_id, 0, victim.officer_id) for a in taken]
    found = only(check(GOOD, rota), Rule.TOO_SOON)
    pairs = {(b.other_on, b.on, b.days, b.needed, b.officer_ids) for b in found}
    assert not taken or (on, on + timedelta(days=days), days, 3, (victim.officer_id,)) in pairs


def test_two_duties_at_once_are_named_even_across_midnight() -> None:
    night = kind("night", starts=18 * 60, ends=33 * 60)
    morning = kind("morning", starts=8 * 60, ends=12 * 60)
    problem = problem_of(2, slots=slots_of(night, morning, days=2), gap_days=0)
    ids = ["night@2026-09-14", "morning@2026-09-15"]
    rota = [Assignment(slot.id, 0, "o0" if slot.id in ids else "o1") for slot in problem.slots]
    (broken,) = check(problem, rota)
    assert (broken.rule, broken.slot_ids, broken.officer_ids) == (Rule.AT_ONCE, tuple(ids), ("o0",))


def test_the_gap_reaches_back_into_the_period_before() -> None:
    (yesterday,) = slots_of(kind(), days=1, first_on=FIRST_ON - timedelta(days=1))
    problem = problem_of(2, days=1, gap_days=2, served=(Served("o0", yesterday),))
    (broken,) = check(problem, [Assignment("evening@2026-09-14", 0, "o0")])
    assert (broken.rule, broken.other_on, broken.days) == (Rule.TOO_SOON, yesterday.on, 1)


def test_a_fixed_seat_that_changed_hands_is_named() -> None:
    problem = problem_of(2, days=1, fixed=(Assignment("evening@2026-09-14", 0, "o0"),))
    (broken,) = check(problem, [Assignment("evening@2026-09-14", 0, "o1")])
    assert (broken.rule, broken.officer_ids) == (Rule.FIXED_CHANGED, ("o0", "o1"))


@pytest.mark.parametrize(
    ("stranger", "rule"),
    [
        (Assignment("evening@2031-01-01", 0, "o0"), Rule.UNKNOWN_SLOT),
        (Assignment("evening@2026-09-14", 2, "o0"), Rule.UNKNOWN_SLOT),
        (Assignment("evening@2026-09-14", -1, "o0"), Rule.UNKNOWN_SLOT),
        (Assignment("evening@2026-09-14", 0, "nobody"), Rule.UNKNOWN_OFFICER),
    ],
)
def test_strangers_are_named_and_never_hidden(stranger: Assignment, rule: Rule) -> None:
    (broken,) = only(check(GOOD, [*ROTA, stranger], since=date(2099, 1, 1)), rule)
    assert broken.slot_ids == (stranger.slot_id,)


def test_what_lies_before_a_day_can_be_left_out() -> None:
    problem = problem_of(3, days=6, gap_days=2)
    rota = [Assignment(slot.id, 0, "o0") for slot in problem.slots]
    since = FIRST_ON + timedelta(days=4)
    assert {b.on for b in check(problem, rota, since=since)} == {since, since + timedelta(days=1)}


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_the_checker_and_the_rules_agree_on_any_rota(data: st.DataObject) -> None:
    """Written apart from each other, they name the same pairs of people and duties."""
    problem = data.draw(problems())
    rota = data.draw(any_plans(problem))
    broken = check(problem, rota)
    slots = {slot.id: slot for slot in problem.slots}
    officers = {officer.id: officer for officer in problem.officers}
    alone = {
        (a.slot_id, a.seat)
        for a in rota
        if why_not_seat(officers[a.officer_id], slots[a.slot_id], a.seat, problem.absences)
    }
    named = {Rule.NOT_JOINED, Rule.HAS_LEFT, Rule.ABSENT, Rule.LACKS_ROLE}
    assert {(b.slot_ids[0], b.seat) for b in broken if b.rule in named} == alone
    assert len([b for b in broken if b.rule in (Rule.AT_ONCE, Rule.TOO_SOON)]) == _clashes(problem, rota)
    together = sum(
        one.slot_id == other.slot_id
        and one.officer_id != other.officer_id
        and why_not_together(officers[one.officer_id], officers[other.officer_id], slots[one.slot_id])
        is not None
        for n, one in enumerate(rota)
        for other in rota[n + 1 :]
    )
    assert len(only(broken, Rule.SAME_BUREAU)) == together


def _clashes(problem: RotaProblem, rota: Sequence[Assignment]) -> int:
    slots = {slot.id: slot for slot in problem.slots}
    duties = [(a.officer_id, slots[a.slot_id], True) for a in rota]
    duties += [(s.officer_id, s.slot, False) for s in problem.served]
    return sum(
        one[0] == other[0]
        and (one[2] or other[2])
        and why_not_both(one[1], other[1], problem.gap_days) is not None
        for n, one in enumerate(duties)
        for other in duties[n + 1 :]
    )
