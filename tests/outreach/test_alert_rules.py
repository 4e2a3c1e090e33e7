"""What holds of every alert, however late the clock is looked at and whoever answers in between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.outreach import alert_replay, alert_rules
from sotong.outreach.alert_replay import Happening
from sotong.outreach.alert_rules import (
    AlertDeed,
    AlertFacts,
    AlertLevel,
    AlertStage,
    Answering,
    MessageFacts,
    Official,
    Reach,
)

START = datetime(2026, 11, 23, 1, tzinfo=UTC)
OFFICER, DEPUTY, ADMIN = AlertLevel
WRITER, OTHER, CONCERNED, STRANGE = (uuid4() for _ in range(4))
REACHES = st.builds(Reach, has_officer=st.booleans(), has_deputy=st.booleans())
OPEN = AlertFacts(AlertStage.SHARED, drill=False, closed=False)


@settings(max_examples=100, deadline=None)
@given(
    reach=REACHES,
    looks=st.lists(st.integers(0, 40), max_size=12),
    answers_at=st.none() | st.integers(0, 60),
)
def test_silence_is_passed_on_once_to_each_however_the_chore_runs(
    reach: Reach, looks: list[int], answers_at: int | None
) -> None:
    asked, asked_so_far, minute = alert_rules.asked_first(reach, START, 10), [], 0
    asked_so_far.append(asked.level)
    for wait in looks:
        minute += wait
        now = START + timedelta(minutes=minute)
        if answers_at is not None and answers_at <= minute and asked.acknowledged_at is None:
            asked = alert_rules.acknowledged(asked, now)
        for _twice in range(2):
            later = alert_rules.passed_on(asked, reach, now, 10)
            if later is not None:
                assert asked.answering is not Answering.ACKNOWLEDGED
                asked = later
                asked_so_far.append(asked.level)
    assert asked_so_far == sorted(set(asked_so_far), key=alert_rules.ORDER.index)
    assert (asked.due_at is None) == (asked.level is ADMIN or asked.acknowledged_at is not None)


@settings(max_examples=100, deadline=None)
@given(reach=REACHES, minutes=st.integers(1, 120))
def test_nobody_is_asked_who_is_not_there_and_somebody_always_is(reach: Reach, minutes: int) -> None:
    asked, levels = alert_rules.asked_first(reach, START, minutes), []
    now = START
    while asked.due_at is not None:
        levels.append(asked.level)
        now = asked.due_at
        asked = alert_rules.passed_on(asked, reach, now, minutes) or asked
    assert (OFFICER in levels, DEPUTY in levels) == (reach.has_officer, reach.has_deputy)
    assert asked.level is ADMIN
    assert now == START + timedelta(minutes=minutes * (reach.has_officer + reach.has_deputy))


def test_a_minute_before_the_time_is_up_nobody_is_passed_over() -> None:
    asked = alert_rules.asked_first(Reach(has_officer=True, has_deputy=True), START, 10)
    early = START + timedelta(minutes=9, seconds=59)
    assert alert_rules.passed_on(asked, Reach(has_officer=True, has_deputy=True), early, 10) is None


@pytest.mark.parametrize(
    ("drill", "said", "reason"),
    [
        (True, "", None),
        (False, "", "alert.words_missing"),
        (False, "실제", "alert.words_missing"),
        (False, " 실제  상황 ", None),
        (False, "실제상황", None),
    ],
)
def test_a_real_alert_needs_its_words(drill: bool, said: str, reason: str | None) -> None:
    assert alert_rules.why_not_open(departments=1, drill=drill, said=said, words="실제 상황") == reason


def test_an_alert_concerns_somebody() -> None:
    why_not = alert_rules.why_not_open(departments=0, drill=True, said="", words="실제 상황")
    assert why_not == "alert.nobody_concerned"


@pytest.mark.parametrize(
    ("stage", "closed", "follows"),
    [
        (AlertStage.SHARED, False, AlertStage.FIRST_MESSAGE),
        (AlertStage.FIRST_MESSAGE, False, AlertStage.WHAT_TO_DO),
        (AlertStage.WHAT_TO_DO, False, None),
        (AlertStage.SHARED, True, None),
    ],
)
def test_stages_follow_each_other_and_none_follows_the_end(
    stage: AlertStage, closed: bool, follows: AlertStage | None
) -> None:
    facts = AlertFacts(stage, drill=False, closed=closed)
    assert alert_rules.next_stage(facts) is follows
    writable = [one for one in AlertStage if not alert_rules.why_not_write(facts, one, waiting=False)]
    assert writable == ([follows] if follows else [])


@pytest.mark.parametrize(
    ("official", "reason"),
    [
        (Official(OTHER, [], is_admin=True), None),
        (Official(OTHER, [CONCERNED], is_admin=False), None),
        (Official(OTHER, [STRANGE], is_admin=False), "alert.not_concerned"),
        (Official(WRITER, [], is_admin=True), "alert.own_message"),
    ],
)
def test_the_second_look_is_anothers(official: Official, reason: str | None) -> None:
    message = MessageFacts(AlertStage.FIRST_MESSAGE, WRITER, issued=False, sent_back=False)
    assert alert_rules.why_not_look(OPEN, message, official, [CONCERNED]) == reason


@pytest.mark.parametrize("drill", [True, False])
@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize("stage", list(AlertStage))
def test_citizens_never_see_a_drill_nor_what_is_only_shared_inside(
    stage: AlertStage, drill: bool, closed: bool
) -> None:
    shown = alert_rules.is_public(AlertFacts(stage, drill, closed))
    assert shown == (not drill and not closed and stage > AlertStage.SHARED)


def test_each_line_of_a_drills_message_says_so_once() -> None:
    text = "도림천 출입을 막았습니다.\n\n돌아가 주십시오."
    marked = alert_rules.marked(text, drill=True)
    assert marked == "[훈련] 도림천 출입을 막았습니다.\n\n[훈련] 돌아가 주십시오."
    assert alert_rules.marked(marked, drill=True) == marked
    assert alert_rules.marked(text, drill=False) == text


def _line(number: int, minute: int, deed: AlertDeed, **facts: object) -> Happening:
    return Happening(number, START + timedelta(minutes=minute), deed, **facts)  # type: ignore[arg-type]


A, B = UUID(int=1), UUID(int=2)
TIME_LINE = [
    _line(1, 0, AlertDeed.OPENED, stage=AlertStage.SHARED),
    _line(2, 0, AlertDeed.ASKED, department_id=A, level=OFFICER),
    _line(3, 0, AlertDeed.ASKED, department_id=B, level=OFFICER),
    _line(4, 3, AlertDeed.ACKNOWLEDGED, department_id=A, level=OFFICER, who="김지민"),
    _line(5, 10, AlertDeed.PASSED_ON, department_id=B, level=DEPUTY),
    _line(6, 12, AlertDeed.ISSUED, stage=AlertStage.FIRST_MESSAGE),
    _line(7, 20, AlertDeed.PASSED_ON, department_id=B, level=ADMIN),
    _line(8, 30, AlertDeed.CLOSED),
]


@pytest.mark.parametrize(
    ("minute", "stage", "silent", "seen"),
    [
        (0, 1, [A, B], 3),
        (2, 1, [A, B], 3),
        (3, 1, [B], 4),
        (15, 2, [B], 6),
        (99, 2, [B], 8),
        (-1, 1, [A, B], 3),
    ],
)
def test_a_replay_shows_each_minute_as_it_was(minute: int, stage: int, silent: list[UUID], seen: int) -> None:
    frame = alert_replay.frame(TIME_LINE, minute)
    assert (frame.stage, [one.department_id for one in frame.silent], len(frame.happened)) == (
        stage,
        silent,
        seen,
    )
    assert frame.closed == (minute >= 30)


def test_the_whole_replay_says_who_answered_when_and_who_never_did() -> None:
    frame = alert_replay.frame(TIME_LINE)
    (done,), (silent,) = frame.acknowledged, frame.silent
    assert (done.department_id, done.minutes, done.who) == (A, 3, "김지민")
    assert (silent.department_id, silent.level, silent.answering) == (B, ADMIN, Answering.PASSED_ON)


def test_the_scrubber_steps_from_event_to_event() -> None:
    steps = alert_replay.steps(TIME_LINE, 11)
    assert (steps.before, steps.after, steps.last) == (10, 12, 30)
    assert alert_replay.steps(TIME_LINE, 0).before is None
    assert alert_replay.steps(TIME_LINE, 30).after is None
