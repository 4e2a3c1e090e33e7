"""Laws of swaps: the quick judge says what the whole checker says, and credit is neither made nor lost."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.rota import swap_rules as rules
from sotong.rota.checker import check
from sotong.rota.rules import Assignment, RotaProblem
from sotong.rota.swap_rules import SeatFacts, SwapFacts, SwapState, becomes, newly_broken
from tests.rota.made_up import any_plans, problems, seats_of

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
HANA, DURI, SENA = UUID(int=1), UUID(int=2), UUID(int=3)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_swap_is_judged_as_the_checker_judges_the_whole_rota(data: st.DataObject) -> None:
    problem = data.draw(problems(most_people=6, most_days=8))
    plan = data.draw(any_plans(problem))
    ids = [officer.id for officer in problem.officers]
    places = data.draw(st.lists(st.sampled_from(seats_of(problem)), max_size=2, unique=True))
    changes = {place: data.draw(st.sampled_from(ids)) for place in places}
    before = set(check(problem, plan))
    held = {(a.slot_id, a.seat): a.officer_id for a in plan} | changes
    whole = [b for b in check(problem, _plan(held)) if b not in before]
    assert sorted(map(repr, newly_broken(problem, plan, changes))) == sorted(map(repr, whole))


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_credit_is_conserved_by_any_series_of_swaps_gifts_and_deputies(data: st.DataObject) -> None:
    problem = data.draw(problems(most_people=6, most_days=8))
    held = {(a.slot_id, a.seat): a.officer_id for a in data.draw(any_plans(problem))}
    stood_in: dict[rules.Place, str] = {}
    ids = [officer.id for officer in problem.officers]
    begun = _credit(problem, held)
    for _ in range(data.draw(st.integers(0, 6))):
        offered = data.draw(st.sampled_from(sorted(held))) if held else None
        if offered is None:
            return
        requester, taker = held[offered], data.draw(st.sampled_from(ids))
        hers = sorted(place for place, who in held.items() if who == taker and place != offered)
        back = data.draw(st.sampled_from([None, *hers]))
        before = Counter(held.values())
        if data.draw(st.booleans()):
            held |= becomes(offered, requester, taker, back)
            shift = Counter(held.values())
            shift.subtract(before)
            given_away = {taker: 1, requester: -1} if back is None and taker != requester else {}
            assert {who: n for who, n in shift.items() if n} == given_away
        else:
            stood_in[offered] = taker
        assert sum(_credit(problem, held | stood_in).values()) == sum(begun.values())
        assert _by_class(_credit(problem, held | stood_in)) == _by_class(begun)


def _plan(held: dict[rules.Place, str]) -> list[Assignment]:
    return [Assignment(slot_id, number, who) for (slot_id, number), who in held.items()]


def _credit(problem: RotaProblem, held: dict[rules.Place, str]) -> Counter[tuple[str, str]]:
    classes = {slot.id: slot.day_class.value for slot in problem.slots}
    return Counter((who, classes[slot_id]) for (slot_id, _), who in held.items())


def _by_class(credit: Counter[tuple[str, str]]) -> Counter[str]:
    classes: Counter[str] = Counter()
    for (_, day_class), number in credit.items():
        classes[day_class] += number
    return classes


def _seat(holder_id: UUID | None = HANA, hours: int = 72, sequence: int = 0) -> SeatFacts:
    return SeatFacts(holder_id, None, NOW + timedelta(hours=hours), sequence)


def _swap(**changes: object) -> SwapFacts:
    facts = {"state": SwapState.OFFERED, "requester_id": HANA, "asked_of_id": None, "wants_return": False}
    facts |= {"closes_at": NOW + timedelta(hours=48), "sequence": 0}
    return SwapFacts(**{**facts, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("swap", "seat", "taker", "back", "reason"),
    [
        (_swap(), _seat(), DURI, None, None),
        (_swap(state=SwapState.TAKEN), _seat(), DURI, None, "swap.not_offered"),
        (_swap(), _seat(), HANA, None, "swap.own_duty"),
        (_swap(asked_of_id=SENA), _seat(), DURI, None, "swap.asked_of_another"),
        (_swap(), _seat(sequence=1), DURI, None, "swap.moved_on"),
        (_swap(), _seat(hours=0), DURI, None, "swap.has_begun"),
        (_swap(wants_return=True), _seat(), DURI, None, "swap.wants_return"),
        (_swap(), _seat(), DURI, _seat(DURI), "swap.wants_nothing"),
        (_swap(wants_return=True), _seat(), DURI, _seat(SENA), "swap.return_not_hers"),
        (_swap(wants_return=True), _seat(), DURI, _seat(DURI, hours=0), "swap.return_has_begun"),
        (_swap(wants_return=True), _seat(), DURI, _seat(DURI), None),
    ],
)
def test_what_is_offered_is_taken_by_whom_it_is_for_and_as_it_was_offered(
    swap: SwapFacts, seat: SeatFacts, taker: UUID, back: SeatFacts | None, reason: str | None
) -> None:
    assert rules.why_not_take(swap, seat, taker, back, NOW) == reason


def test_an_approval_is_chased_after_a_day_but_not_later_than_the_cut_off() -> None:
    closes = NOW + timedelta(hours=30)
    assert rules.decide_by(NOW, closes) == NOW + timedelta(hours=24)
    assert rules.decide_by(NOW + timedelta(hours=10), closes) == closes


def test_a_kind_of_duty_closes_its_swaps_by_its_own_hours_or_a_day_before() -> None:
    assert rules.closes_at(NOW, None) == NOW - timedelta(hours=24)
    assert rules.closes_at(NOW, 0) == NOW
