"""Who may do what with a question, and the laws: one holder at any instant, and no minute lost or doubled."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.core.office_clock import Span, working_time
from sotong.inquiries import rules
from sotong.inquiries.course import (
    COORDINATOR,
    HELD,
    NOBODY,
    Course,
    Holder,
    InquiryState,
    Step,
    StepKind,
    after,
    charges,
    course_of,
    department,
    goes_to,
    pauses,
)
from sotong.inquiries.rules import Actor, Urgency

K = StepKind
A, B, C = (department(UUID(int=number)) for number in (1, 2, 3))
ANNA, BORA, CHANMI = (Actor(one.department_id) for one in (A, B, C))
ADMIN = Actor(None, is_coordinator=True)
MONDAY = datetime(2026, 11, 23, 1, tzinfo=UTC)
DUE = MONDAY + timedelta(hours=4)


def closed(on: date) -> bool:
    return on.weekday() >= 5


def told(*steps: tuple[StepKind, Holder]) -> Course:
    return course_of([Step(kind, MONDAY, to) for kind, to in steps])


def allowed(course: Course, actor: Actor, kind: StepKind, to: Holder) -> bool:
    """Whether the rules let this person take this step."""
    reasons = {
        K.RELAYED: lambda: rules.why_not_relay(course, actor, to),
        K.REFUSED: lambda: rules.why_not_refuse(course, actor),
        K.RETURNED: lambda: rules.why_not_return(course, actor),
        K.PAUSED: lambda: rules.why_not_pause(course, actor, DUE, MONDAY),
        K.RESUMED: lambda: rules.why_not_resume(course, actor),
        K.ANSWERED: lambda: rules.why_not_act(course, actor),
        K.MERGED: lambda: rules.why_not_act(course, actor),
        K.REOPENED: lambda: rules.why_not_reopen(course, actor, A.department_id),
    }
    return reasons[kind]() is None


MOVES = st.lists(
    st.tuples(
        st.sampled_from([kind for kind in K if kind is not K.RECEIVED]),
        st.sampled_from([ANNA, BORA, CHANMI, ADMIN]),
        st.sampled_from([A, B, C, COORDINATOR]),
        st.integers(0, 5_000),
    ),
    max_size=40,
)


def taken(first: Holder, moves: list[tuple[StepKind, Actor, Holder, int]]) -> list[Step]:
    """The steps of whoever tries these moves: what the rules refuse is not done."""
    steps, at = [Step(K.RECEIVED, MONDAY, first)], MONDAY
    course = course_of(steps)
    for kind, actor, to, minutes in moves:
        at += timedelta(minutes=minutes)
        if allowed(course, actor, kind, to):
            steps.append(Step(kind, at, goes_to(course, kind, to)))
            course = after(course, steps[-1])
    return steps


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([A, COORDINATOR]), MOVES)
def test_an_open_question_has_exactly_one_holder_over_any_series_of_steps(
    first: Holder, moves: list[tuple[StepKind, Actor, Holder, int]]
) -> None:
    steps = taken(first, moves)
    for number in range(1, len(steps) + 1):
        course = course_of(steps[:number])
        assert (course.holder != NOBODY) == (course.state in HELD)
        assert course.refusals <= 2
        if course.refusals == 2 and steps[number - 1].kind is K.REFUSED:
            assert course.holder == COORDINATOR


@settings(max_examples=100, deadline=None)
@given(MOVES, st.integers(0, 20_000), st.integers(0, 3_000))
def test_minutes_charged_sum_to_the_working_minutes_that_went_by(
    moves: list[tuple[StepKind, Actor, Holder, int]], beyond: int, before: int
) -> None:
    steps = taken(A, moves)
    received_at = MONDAY - timedelta(minutes=before)
    until = steps[-1].at + timedelta(minutes=beyond)
    times = charges(steps, received_at, until, closed)
    assert NOBODY not in times
    went_by = working_time(Span(received_at, until), closed, [*pauses(steps, until), *settled(steps, until)])
    assert sum(times.values(), timedelta()) == went_by


def settled(steps: list[Step], until: datetime) -> list[Span]:
    """When nobody held the question."""
    ends = [*(step.at for step in steps[1:]), until]
    return [Span(step.at, end) for step, end in zip(steps, ends, strict=True) if step.to == NOBODY]


def test_what_is_not_ours_goes_back_and_the_second_time_to_the_coordinator() -> None:
    course = told((K.RECEIVED, A), (K.RELAYED, B))
    assert goes_to(course, K.REFUSED) == A
    course = after(course, Step(K.REFUSED, MONDAY, A))
    assert rules.why_not_relay(course, ANNA, B) == "inquiry.refused_there"
    assert rules.why_not_relay(course, ADMIN, B) is None
    course = after(course, Step(K.RELAYED, MONDAY, C))
    assert goes_to(course, K.REFUSED) == COORDINATOR
    course = after(course, Step(K.REFUSED, MONDAY, COORDINATOR))
    assert rules.why_not_relay(course, ANNA, B) == "inquiry.not_yours"
    course = after(course, Step(K.RELAYED, MONDAY, B))
    assert rules.why_not_refuse(course, BORA) == "inquiry.coordinator_decided"
    assert rules.why_not_return(course, BORA) is None


def test_a_question_goes_back_by_the_way_it_came() -> None:
    course = told((K.RECEIVED, A), (K.RELAYED, B), (K.RELAYED, C))
    assert goes_to(course, K.RETURNED) == B
    course = after(course, Step(K.RETURNED, MONDAY, B))
    assert goes_to(course, K.RETURNED) == A
    course = after(course, Step(K.RETURNED, MONDAY, A))
    assert (
        rules.why_not_return(course, ANNA) == rules.why_not_refuse(course, ANNA) == "inquiry.nobody_sent_it"
    )


@pytest.mark.parametrize("actor", [BORA, Actor(None)])
def test_only_the_holder_and_the_coordinator_may_act(actor: Actor) -> None:
    course = told((K.RECEIVED, A))
    assert rules.why_not_act(course, actor) == "inquiry.not_yours"
    assert rules.why_not_act(course, ANNA) is rules.why_not_act(course, ADMIN) is None
    assert rules.why_not_refuse(told((K.RECEIVED, A), (K.RELAYED, B)), ADMIN) == "inquiry.not_yours"


def test_while_the_citizen_is_asked_a_question_stays_where_it_is_but_may_be_answered() -> None:
    course = told((K.RECEIVED, A), (K.RELAYED, B), (K.PAUSED, B))
    assert course.state is InquiryState.PAUSED
    assert rules.why_not_relay(course, BORA, C) == rules.why_not_refuse(course, BORA) == "inquiry.paused"
    assert rules.why_not_act(course, BORA) is rules.why_not_resume(course, BORA) is None
    assert rules.why_not_resume(told((K.RECEIVED, A)), ANNA) == "inquiry.not_paused"


def test_what_is_late_cannot_be_stopped_and_what_is_settled_not_moved() -> None:
    course = told((K.RECEIVED, A))
    assert rules.why_not_pause(course, ANNA, DUE, DUE) is None
    assert rules.why_not_pause(course, ANNA, DUE, DUE + timedelta(seconds=1)) == "inquiry.too_late_to_pause"
    done = told((K.RECEIVED, A), (K.RELAYED, B), (K.ANSWERED, NOBODY))
    assert rules.why_not_act(done, BORA) == "inquiry.settled"
    assert goes_to(done, K.REOPENED) == B
    assert rules.why_not_reopen(done, BORA, A.department_id) is None
    assert rules.why_not_reopen(done, ANNA, A.department_id) is None
    assert rules.why_not_reopen(done, CHANMI, A.department_id) == "inquiry.not_yours"
    assert rules.why_not_reopen(course, ANNA, A.department_id) == "inquiry.still_open"


def test_a_duplicate_is_merged_into_a_question_that_is_none() -> None:
    course, main = told((K.RECEIVED, A)), told((K.RECEIVED, B), (K.ANSWERED, NOBODY))
    this, other = UUID(int=8), UUID(int=9)

    def why_not(main: Course, main_id: UUID = other, *, has_duplicates: bool = False) -> str | None:
        return rules.why_not_merge(
            course, ANNA, inquiry_id=this, main_id=main_id, main=main, has_duplicates=has_duplicates
        )

    assert why_not(main) is None
    assert why_not(replace(main, state=InquiryState.MERGED)) == "inquiry.main_is_merged"
    assert why_not(main, this) == "inquiry.merge_itself"
    assert why_not(main, has_duplicates=True) == "inquiry.has_duplicates"


def test_a_question_is_due_soon_three_working_hours_ahead() -> None:
    friday = datetime(2026, 11, 27, 8, tzinfo=UTC)  # 17:00 in Seoul
    soon = rules.soon_until(friday, closed)
    assert soon == datetime(2026, 11, 30, 2, tzinfo=UTC)
    assert rules.urgency(InquiryState.OPEN, soon, friday, soon) is Urgency.DUE_SOON
    assert rules.urgency(InquiryState.OPEN, soon + timedelta(minutes=1), friday, soon) is Urgency.ON_TIME
    assert rules.urgency(InquiryState.OPEN, friday, friday + timedelta(minutes=1), soon) is Urgency.LATE
    assert rules.urgency(InquiryState.ANSWERED, friday, soon, soon) is Urgency.ANSWERED


def test_what_is_left_is_told_in_working_days_hours_and_minutes() -> None:
    left = rules.remaining(MONDAY + timedelta(days=1, hours=1, minutes=30), MONDAY, closed)
    assert left.parts == (1, 1, 30)
    late = rules.remaining(MONDAY, MONDAY + timedelta(minutes=20), closed)
    assert (late.left, late.parts) == (timedelta(), (0, 0, 20))


def test_a_question_cannot_come_from_the_future_or_from_long_ago() -> None:
    assert rules.why_not_record(MONDAY, MONDAY) is None
    assert rules.why_not_record(MONDAY + timedelta(seconds=1), MONDAY) == "inquiry.received_in_the_future"
    assert rules.why_not_record(MONDAY - timedelta(days=366), MONDAY) == "inquiry.received_too_long_ago"
