"""'Why not her?', the ledger, and how even a rota is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.rota.checker import Rule, check
from sotong.rota.explain import Explainer, Reason
from sotong.rota.fairness import Measure
from sotong.rota.planner import plan
from sotong.rota.rules import Absence, Assignment, DayClass, RotaProblem, Wish, why_not_absence, why_not_serve
from tests.rota.made_up import FIRST_ON, kind, officers_of, problem_of, problems, seats_of, slots_of


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_why_not_her_gives_a_rule_exactly_when_the_checker_would_find_one_broken(data: st.DataObject) -> None:
    problem = data.draw(problems())
    rota = plan(problem, moves=50, ejections=100).assignments
    slot_id, seat = data.draw(st.sampled_from(seats_of(problem)))
    officer = data.draw(st.sampled_from(problem.officers))
    if Assignment(slot_id, seat, officer.id) in rota:
        return
    reasons = Explainer(problem, rota).why_not(slot_id, seat, officer.id)
    tried = [a for a in rota if (a.slot_id, a.seat) != (slot_id, seat)] + [
        Assignment(slot_id, seat, officer.id)
    ]
    broken = [b for b in check(problem, tried) if b.rule is not Rule.SEAT_EMPTY]
    assert bool(broken) == reasons[0].hard
    assert {
        f"duty.{b.rule}" for b in broken if b.rule not in (Rule.ABSENT, Rule.NOT_JOINED, Rule.HAS_LEFT)
    } <= {
        *(reason.code for reason in reasons),
        *(["duty.at_once", "duty.too_soon"] if seat else []),
    } | {"duty.lacks_role"}


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_one_rule_serves_hand_edits_and_explanations_alike(data: st.DataObject) -> None:
    problem = data.draw(problems())
    rota = plan(problem, moves=50, ejections=100).assignments
    slot_id, seat = data.draw(st.sampled_from(seats_of(problem)))
    officer = data.draw(st.sampled_from(problem.officers))
    if Assignment(slot_id, seat, officer.id) in rota:
        return
    slots = {slot.id: slot for slot in problem.slots}
    people = {each.id: each for each in problem.officers}
    reason = why_not_serve(
        officer,
        slots[slot_id],
        seat,
        absences=problem.absences,
        theirs=[slots[a.slot_id] for a in rota if a.officer_id == officer.id]
        + [s.slot for s in problem.served if s.officer_id == officer.id],
        beside=[people[a.officer_id] for a in rota if a.slot_id == slot_id and a.seat != seat],
        gap_days=problem.gap_days,
    )
    reasons = Explainer(problem, rota).why_not(slot_id, seat, officer.id)
    assert (reason is not None) == reasons[0].hard
    assert reason is None or reason in {each.code for each in reasons}


def rota_of(problem: RotaProblem, *officers: int) -> tuple[Assignment, ...]:
    return tuple(Assignment(slot.id, 0, f"o{n}") for slot, n in zip(problem.slots, officers, strict=True))


def test_the_reasons_name_days_people_and_counts() -> None:
    away = Absence("o3", date(2026, 9, 16), date(2026, 9, 16))
    wish = Wish("o2", date(2026, 9, 16), date(2026, 9, 16))
    problem = problem_of(4, days=6, gap_days=2, absences=(away,), wishes=(wish,))
    explainer = Explainer(problem, rota_of(problem, 0, 1, 0, 1, 2, 3))
    seat = ("evening@2026-09-16", 0)
    assert explainer.why_not(*seat, "o0") == (Reason("duty.holds_it", hard=False),)
    assert explainer.why_not(*seat, "o3") == (Reason("duty.absent", hard=True, facts={"role": "any"}),)
    near = [(r.code, r.facts["other_on"], r.facts["days"]) for r in explainer.why_not(*seat, "o1")]
    assert near == [("duty.too_soon", date(2026, 9, 15), 1), ("duty.too_soon", date(2026, 9, 17), 1)]
    assert [reason.code for reason in explainer.why_not(*seat, "o2")] == ["duty.wish"]


def test_somebody_with_her_share_served_is_told_so_and_one_as_good_as_well() -> None:
    problem = problem_of(3, days=6, gap_days=1)
    explainer = Explainer(problem, rota_of(problem, 0, 1, 2, 0, 1, 2))
    reasons = explainer.why_not("evening@2026-09-14", 0, "o1")
    assert {r.code for r in reasons} == {"duty.over_share", "duty.under_share"}
    assert any(r.facts.get("served") == 2 and r.facts.get("at_most") == 2 for r in reasons)
    even = problem_of(3, days=4, gap_days=1)
    reasons = Explainer(even, rota_of(even, 0, 1, 2, 0)).why_not("evening@2026-09-17", 0, "o1")
    assert reasons == (Reason("duty.as_good", hard=False),)


def test_a_colleague_of_her_bureau_is_named() -> None:
    slots = slots_of(kind(seats=("any", "any"), different_bureaus=True), days=1)
    problem = problem_of(4, slots=slots)
    explainer = Explainer(problem, [Assignment(slots[0].id, 0, "o0"), Assignment(slots[0].id, 1, "o2")])
    (reason,) = explainer.why_not(slots[0].id, 0, "o3")
    assert (reason.code, reason.facts) == ("duty.same_bureau", {"other": "o2", "bureau": "b1"})


def test_the_ledger_counts_by_class_with_rest_days_and_what_goes_into_the_next_year() -> None:
    officers = officers_of(2)
    officers = (replace(officers[0], carried={DayClass.SEOLLAL_CHUSEOK: Fraction(1)}), officers[1])
    slots = tuple(
        replace(s, rest_days=Fraction(2)) for s in slots_of(kind(), days=4, first_on=date(2026, 9, 23))
    )
    problem = problem_of(officers=officers, slots=slots, gap_days=1)
    first, second = Explainer(problem, rota_of(problem, 0, 1, 1, 0)).ledger()
    assert first.rest_days == second.rest_days == 4
    line = first.lines[Measure.SEOLLAL_CHUSEOK]
    assert (line.served, line.carried, line.fair, line.balance) == (1, Fraction(1), Fraction(2), Fraction(0))
    assert second.lines[Measure.SEOLLAL_CHUSEOK].balance == 0
    assert first.lines[Measure.WEEKDAY].balance == Fraction(1, 2)
    carried = Explainer(problem, rota_of(problem, 0, 1, 1, 0)).carry_over()
    assert carried["o0"][DayClass.WEEKDAY] == Fraction(1, 2)
    assert carried["o1"][DayClass.WEEKDAY] == Fraction(-1, 2)


@settings(max_examples=25, deadline=None)
@given(problems())
def test_the_ledger_adds_up_to_the_rota(problem: RotaProblem) -> None:
    rota = plan(problem, moves=50, ejections=100).assignments
    explainer = Explainer(problem, rota)
    ledger = explainer.ledger()
    assert sum(entry.lines[Measure.ALL].served for entry in ledger) == len(rota)
    slots = {slot.id: slot for slot in problem.slots}
    assert sum(entry.rest_days for entry in ledger) == sum(slots[a.slot_id].rest_days for a in rota)
    for entry in ledger:
        lines = entry.lines
        classes = [lines[Measure(day_class.value)] for day_class in DayClass]
        assert lines[Measure.ALL].served == sum(line.served for line in classes)
        assert lines[Measure.ALL].carried == sum(line.carried for line in classes)
        assert lines[Measure.REST].served == sum(line.served for line in classes[1:])


def test_unevenness_names_who_has_too_much_and_too_little() -> None:
    problem = problem_of(3, days=6, gap_days=1)
    (everything, *_) = Explainer(problem, rota_of(problem, 0, 1, 0, 1, 0, 1)).evenness()
    assert (everything.measure, everything.fewest, everything.most) == (Measure.ALL, 0, 3)
    assert everything.spread == 3
    assert everything.misses == {"o0": 1, "o1": 1, "o2": -2}
    assert not everything.even


def test_who_could_not_serve_as_much_as_is_fair_is_named_as_the_reason() -> None:
    """She owes six duties from last year, but in ten days with a gap of four nobody can serve four."""
    officers = officers_of(6)
    officers = (replace(officers[0], carried={DayClass.WEEKDAY: Fraction(-6)}), *officers[1:])
    problem = problem_of(officers=officers, slots=slots_of(kind(), days=10), gap_days=4)
    found = plan(problem, moves=500)
    everything = Explainer(problem, found.assignments).evenness()[0]
    assert everything.misses["o0"] < 0
    assert everything.at_most == {"o0": 3}


def test_an_absence_in_the_past_overlapping_or_after_leaving_cannot_be_entered() -> None:
    today = FIRST_ON
    officer = replace(officers_of(1)[0], leaves_on=date(2026, 10, 1))
    known = Absence("o0", date(2026, 9, 20), date(2026, 9, 25))
    for first_on, last_on, reason in (
        (date(2026, 9, 13), date(2026, 9, 30), "absence.in_the_past"),
        (date(2026, 9, 25), date(2026, 9, 26), "absence.overlaps"),
        (date(2026, 10, 1), date(2026, 10, 2), "absence.after_leaving"),
        (date(2026, 9, 14), date(2026, 9, 19), None),
    ):
        assert why_not_absence(Absence("o0", first_on, last_on), [known], officer, today) == reason
