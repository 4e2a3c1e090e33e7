"""Fair shares: pro rata, with what was carried over, and as even as roles allow."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from math import ceil, floor

from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.rota.attendance import absences_by_officer, bits_by_day, present
from sotong.rota.fairness import STRICT, Measure, Share, all_shares, long_stretches, shares_of, spread_of
from sotong.rota.rules import Absence, DayClass, Officer, RotaProblem, why_not_present
from tests.rota.made_up import FIRST_ON, kind, officers_of, problem_of, problems, slots_of


def of_all(problem: RotaProblem) -> dict[str, Share]:
    return dict(shares_of(problem, Measure.ALL))


def test_54_officers_and_365_duties_owe_six_or_seven_each() -> None:
    problem = problem_of(54, slots=slots_of(kind(), days=365, first_on=date(2026, 1, 1)))
    shares = of_all(problem)
    assert {(s.share, s.lowest, s.highest) for s in shares.values()} == {(Fraction(365, 54), 6, 7)}
    rest = shares_of(problem, Measure.REST)
    assert {s.share for s in rest.values()} == {Fraction(120, 54)}


def test_who_joins_halfway_owes_half() -> None:
    officers = officers_of(3)
    officers = (*officers[:2], replace(officers[2], joins_on=FIRST_ON + timedelta(days=5)))
    shares = of_all(problem_of(officers=officers, slots=slots_of(kind(), days=10)))
    assert [shares[o.id].share for o in officers] == [4, 4, 2]


def test_short_leave_does_not_lower_the_share_and_a_long_absence_does() -> None:
    away = Absence("o2", FIRST_ON, FIRST_ON + timedelta(days=4))
    problem = problem_of(3, slots=slots_of(kind(), days=10), absences=(away,))
    assert [s.share for s in of_all(problem).values()] == [Fraction(10, 3)] * 3
    shares = of_all(replace(problem, long_absence_days=5))
    assert [shares[f"o{n}"].share for n in range(3)] == [4, 4, 2]


def test_months_of_parental_leave_entered_one_by_one_are_one_absence() -> None:
    months = [
        Absence("o0", date(2026, 3, 1), date(2026, 3, 31)),
        Absence("o0", date(2026, 4, 1), date(2026, 4, 30)),
        Absence("o0", date(2026, 5, 2), date(2026, 5, 31)),
    ]
    (long,) = long_stretches(months, 61)
    assert (long.first_on, long.last_on) == (date(2026, 3, 1), date(2026, 4, 30))


def test_who_served_too_much_last_year_owes_less_this_year() -> None:
    officers = officers_of(4)
    carried = {DayClass.WEEKDAY: Fraction(2)}
    officers = (replace(officers[0], carried=carried), *officers[1:])
    shares = of_all(problem_of(officers=officers, slots=slots_of(kind(), days=10)))
    assert [shares[o.id].share for o in officers] == [1, 3, 3, 3]
    assert shares["o0"].balance(1) == shares["o1"].balance(3) == 0


def test_nobody_owes_less_than_nothing_however_much_was_carried() -> None:
    officers = officers_of(3)
    officers = (replace(officers[0], carried={DayClass.WEEKDAY: Fraction(100)}), *officers[1:])
    shares = of_all(problem_of(officers=officers, slots=slots_of(kind(), days=10)))
    assert [shares[o.id].share for o in officers] == [0, 5, 5]
    assert shares["o0"].balance(0) == 95


def test_leads_who_are_scarce_are_spared_the_other_seats() -> None:
    """Two leads for ten lead seats have five each; the assistants share theirs without them."""
    officers = tuple(
        replace(o, roles=o.roles if n < 2 else frozenset({"assistant"})) for n, o in enumerate(officers_of(6))
    )
    slots = slots_of(kind(seats=("lead", "assistant")), days=10)
    shares = of_all(problem_of(officers=officers, slots=slots))
    assert [shares[o.id].share for o in officers] == [5, 5, *[Fraction(5, 2)] * 4]
    assert [shares[o.id].tier for o in officers] == [0, 0, 1, 1, 1, 1]


def test_leads_who_are_many_share_everything_with_the_others() -> None:
    officers = tuple(
        replace(o, roles=o.roles if n < 5 else frozenset({"assistant"})) for n, o in enumerate(officers_of(6))
    )
    shares = of_all(problem_of(officers=officers, slots=slots_of(kind(seats=("lead", "assistant")), days=9)))
    assert {s.share for s in shares.values()} == {3}


@settings(max_examples=25, deadline=None)
@given(problems())
def test_shares_add_up_to_the_duties_and_bounds_lie_around_them(problem: RotaProblem) -> None:
    for measure, shares in all_shares(problem).items():
        seats = sum(len(slot.seats) for slot in problem.slots if slot.day_class in measure.classes)
        able = {
            role
            for slot in problem.slots
            for role in slot.seats
            if any(o.may_take(role) and shares[o.id].weight for o in problem.officers if o.id in shares)
        }
        if all(role in able for slot in problem.slots for role in slot.seats):
            assert sum(s.share for s in shares.values()) == seats
        for s in shares.values():
            assert floor(s.share) <= s.lowest <= s.highest <= ceil(s.share)


@settings(max_examples=20, deadline=None)
@given(
    weights=st.lists(st.integers(1, 9), min_size=2, max_size=4),
    duties=st.integers(1, 7),
    carried=st.lists(st.sampled_from([0, 1, -1]), min_size=4, max_size=4),
)
def test_counts_within_the_bounds_are_exactly_those_with_a_spread_of_one(
    weights: list[int], duties: int, carried: list[int]
) -> None:
    """All ways to deal the duties out are tried."""
    officers = tuple(
        Officer(
            f"o{n}",
            joins_on=FIRST_ON + timedelta(days=9 - weight),
            carried={DayClass.WEEKDAY: Fraction(carried[n])},
        )
        for n, weight in enumerate(weights)
    )
    days = slots_of(kind(), days=9)
    seats = tuple(
        replace(slot, seats=("any",) if n < duties else ()) for n, slot in enumerate(reversed(days))
    )
    shares = of_all(RotaProblem(officers=officers, slots=seats))
    for dealt in product(range(duties + 1), repeat=len(officers)):
        if sum(dealt) == duties and len(shares) == len(officers):
            counts = Counter({o.id: n for o, n in zip(officers, dealt, strict=True)})
            within = all(shares[o].misses_by(n) == 0 for o, n in counts.items())
            assert within == (spread_of(counts, shares) <= 1)


@settings(max_examples=25, deadline=None)
@given(problems())
def test_attendance_as_bits_says_what_the_rules_say(problem: RotaProblem) -> None:
    by_day, theirs = bits_by_day(problem.slots), absences_by_officer(problem)
    everything = (1 << len(problem.slots)) - 1
    for officer in problem.officers:
        bits = present(officer, theirs[officer.id], by_day, everything)
        for n, slot in enumerate(problem.slots):
            assert bool(bits >> n & 1) == (why_not_present(officer, slot, problem.absences) is None)


def test_all_and_rest_are_the_measures_kept_to_a_spread_of_one() -> None:
    assert {Measure.ALL, Measure.REST} == STRICT
