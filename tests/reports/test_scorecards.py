"""Scorecards: one engine, exact, whose laws hold for any figures; read at one cost however many officers."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from sotong.assignments import services as assignments
from sotong.assignments.models import Assignment
from sotong.assignments.rules import AssignmentState, Standing, standing
from sotong.channels.models import Channel
from sotong.channels.platforms import Platform
from sotong.core.db import transaction
from sotong.core.months import Month
from sotong.reports.queries.scorecards import Asked, by_department, lines, ranked
from sotong.reports.scorecards import Figures, Period, percent, places, pro_rata, total
from tests.factories.assignments import make_assignment
from tests.factories.people import MadeOfficer, make_account, make_city, make_officer

S = AssignmentState
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOVEMBER = Month(2026, 11)
counts = st.integers(0, 60)
figures = st.builds(Figures, counts, counts, counts, counts, counts, counts, counts, counts)


@settings(max_examples=100, deadline=None)
@given(st.lists(figures, min_size=1, max_size=12), st.data())
def test_keeping_ones_accounts_to_oneself_never_lowers_a_rank(
    everybody: list[Figures], data: st.DataObject
) -> None:
    who = data.draw(st.integers(0, len(everybody) - 1))
    hers = everybody[who]
    freed = hers.freeing(data.draw(counts), data.draw(counts))
    assert freed.asked == hers.asked, "nothing is lost, it is only counted apart"
    before = places({number: one.rate for number, one in enumerate(everybody)})[who]
    rates = {number: one.rate for number, one in enumerate([*everybody[:who], freed, *everybody[who + 1 :]])}
    after = places(rates)[who]
    assert after is None or before is None or after <= before
    assert hers.rate is None or freed.rate is None or freed.rate >= hers.rate


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.integers(), st.none() | st.fractions(0, 1), max_size=20))
def test_a_higher_rate_always_places_better_and_an_equal_one_alike(rates: dict[int, Fraction | None]) -> None:
    found = places(rates)
    for one, other in itertools.product(rates, rates):
        a, b, mine, theirs = rates[one], rates[other], found[one], found[other]
        if a is None or b is None:
            continue
        assert mine is not None
        assert theirs is not None
        assert (a > b) == (mine < theirs)
        assert mine == 1 + sum(rate is not None and rate > a for rate in rates.values())


@settings(max_examples=50, deadline=None)
@given(st.lists(figures, max_size=6), st.permutations(range(6)))
def test_figures_add_up_whatever_the_order(some: list[Figures], order: list[int]) -> None:
    shuffled = [some[at] for at in order if at < len(some)]
    assert total(shuffled) == total(some)
    assert total(some).asked == sum(one.asked for one in some)
    assert total(some).counted <= total(some).asked


def test_whoever_served_ten_days_of_thirty_is_compared_by_what_she_did_in_them() -> None:
    november = Period(date(2026, 11, 1), date(2026, 11, 30))
    served = november.days_of(date(2026, 11, 21), None)
    assert served == 10
    assert pro_rata(Figures(in_time=4), served, november.days) == 12
    assert pro_rata(Figures(), 0, november.days) is None
    assert november.days_of(date(2026, 10, 1), date(2026, 11, 2)) == 1
    assert (
        november.days_of(date(2026, 12, 1), None)
        == november.days_of(date(2026, 9, 1), date(2026, 10, 1))
        == 0
    )


def test_a_rate_is_shown_with_one_digit_and_none_as_a_dash() -> None:
    assert percent(Figures(in_time=2, late=1).rate) == "66.7%"
    assert percent(Figures(open=3, excused=2, paused=1).rate) == "–"


def _expected(rows: list[Assignment], now: datetime) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in rows:
        if row.state is S.CANCELLED:
            continue
        if row.handed_in_at:
            found["in_time" if row.handed_in_at <= row.due_at else "came_late"] += 1
        else:
            stands = standing(row.facts, now)
            found[{Standing.ON_TIME: "open", Standing.DUE_SOON: "open"}.get(stands, stands.value)] += 1
    return found


def _make_mixed(writing: Session, now: datetime, officers: list[MadeOfficer]) -> None:
    by_id = make_account(writing).id
    dues = (-20 * DAY, -HOUR, HOUR)
    for officer, state, due, seen in itertools.product(officers, S, dues, (True, False)):
        make_assignment(
            writing,
            now,
            officer=officer,
            assigned_by_id=by_id,
            state=state,
            assigned=-25 * DAY,
            due=due,
            seen=seen,
            handed_in=-10 * DAY,
        )


def test_the_figures_are_those_of_the_rules_and_end_with_the_month_in_korea(
    session: Session, now: datetime
) -> None:
    with transaction() as writing:
        officers = make_city(writing, 2)
        _make_mixed(writing, now, officers)
    everything = list(session.scalars(sa.select(Assignment)))
    found = lines(session, Asked([NOVEMBER], now))
    assert len(found) == 2
    for line in found:
        theirs = [row for row in everything if row.officer_id == line.officer_id]
        expected = _expected(theirs, now)
        assert line.card.figures == Figures(**expected), expected
        assert (line.card.days_served, line.card.days) == (30, 30)
    midnight = datetime(2026, 11, 30, 15, tzinfo=UTC)
    with transaction() as writing:
        for due in (midnight - timedelta(seconds=1), midnight):
            make_assignment(writing, now, officer=officers[0], due=due - now)
    months = [NOVEMBER, NOVEMBER.after]
    both = next(
        line for line in lines(session, Asked(months, now)) if line.officer_id == officers[0].id
    ).card.by_month
    assert [one.open for one in both] == [found[0].card.figures.open + 1, 1]


def test_what_is_due_in_an_election_window_is_counted_apart(session: Session, now: datetime) -> None:
    officer = make_officer(session)
    make_assignment(session, now, officer=officer, due=-DAY)
    make_assignment(session, now, officer=officer, due=-3 * DAY)
    window = (now - 2 * DAY, now)
    (line,) = lines(session, Asked([NOVEMBER], now, [window]))
    assert line.card.figures == Figures(silent=1, paused=1)


def _keep(officer: MadeOfficer, now: datetime) -> None:
    with transaction() as writing:
        by_id = make_account(writing).id
        assignments.keep_accounts(writing, officer_id=officer.id, keep=True, actor_id=by_id, now=now)


def test_without_any_account_nothing_is_counted_against_her_and_the_departments_counts_the_same(
    session: Session, now: datetime
) -> None:
    officer = make_officer(session)
    make_assignment(session, now, officer=officer, due=-DAY)
    make_assignment(session, now, officer=officer, state=S.DONE, due=-DAY, handed_in=-2 * DAY)

    def card() -> Figures:
        (line,) = ranked(lines(session, Asked([NOVEMBER], now)))
        return line.card.figures

    assert card() == Figures(in_time=1, silent=1)
    _keep(officer, now - 5 * DAY)
    assert card() == Figures(in_time=1, freed=1)
    with transaction() as writing:
        writing.add(
            Channel(
                platform=Platform.X,
                name="세무과",
                url="https://x.com/ydp_tax",
                handle="ydp_tax",
                department_id=officer.department_id,
                purpose="",
            )
        )
    assert card() == Figures(in_time=1, silent=1), "the department's own account would have done"


@pytest.mark.parametrize("months", [1, 12])
def test_the_cards_cost_the_same_with_one_officer_and_with_54(
    session: Session,
    now: datetime,
    months: int,
    statements: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    counted = []
    asked = Asked([Month(2026, number) for number in range(13 - months, 13)][:months], now)
    asked = replace(asked, months=[NOVEMBER]) if months == 1 else asked
    for more in (1, 20):
        with transaction() as writing:
            by_id = make_account(writing).id
            for officer in [make_officer(writing) for _ in range(more)]:
                make_assignment(writing, now, officer=officer, assigned_by_id=by_id, due=-DAY)
                assignments.keep_accounts(
                    writing, officer_id=officer.id, keep=True, actor_id=by_id, now=now - 9 * DAY
                )
        with statements() as ran:
            found = lines(session, asked)
        counted.append(len(ran))
        assert len(by_department(found)) == len(found)
    assert counted[0] == counted[1] == 6, counted


def test_ids_do_not_matter_to_the_order() -> None:
    assert places({UUID(int=2): Fraction(1), UUID(int=1): None}) == {UUID(int=2): 1, UUID(int=1): None}
