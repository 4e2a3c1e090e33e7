"""Who may do what to a contest, and at which instant that ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.contests import rules
from sotong.contests.contest_rule import ContestRule
from sotong.contests.presets import STARTING_RULE
from sotong.contests.rules import Actor, ContestFacts, EntryFacts, PhaseFacts, PhaseKind, Stage
from sotong.core.permissions import Role

DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)
T = datetime(2016, 12, 14, tzinfo=UTC)
ENTRY = PhaseFacts(PhaseKind.ENTRY, T - 14 * DAY, T - 2 * DAY)
VOTE = PhaseFacts(PhaseKind.VOTE, T, T + DAY)
JUDGING = PhaseFacts(PhaseKind.JUDGING, T + DAY, T + 2 * DAY)
PUBLICATION = PhaseFacts(PhaseKind.PUBLICATION, T + 2 * DAY, T + 9 * DAY)
PHASES = (ENTRY, VOTE, JUDGING, PUBLICATION)
DEPARTMENT = UUID(int=7)
ADMIN = Actor(uuid4(), Role.ADMIN)
OFFICER = Actor(uuid4(), Role.OFFICER, DEPARTMENT)
NEIGHBOUR = Actor(uuid4(), Role.OFFICER, UUID(int=8))
DRAFT = ContestFacts(PHASES)
LOCKED = ContestFacts(PHASES, rule_locked=True)
CANCELLED = ContestFacts(PHASES, rule_locked=True, cancelled=True)
PUBLISHED = ContestFacts(PHASES, rule_locked=True, published=True)
STANDING = EntryFacts(DEPARTMENT)
WITHDRAWN = EntryFacts(DEPARTMENT, withdrawn=True)


def moved(phase: PhaseFacts, *, opens: timedelta = 0 * DAY, closes: timedelta = 0 * DAY) -> PhaseFacts:
    return PhaseFacts(phase.kind, phase.opens_at + opens, phase.closes_at + closes)


def with_phase(changed: PhaseFacts) -> tuple[PhaseFacts, ...]:
    return tuple(changed if phase.kind is changed.kind else phase for phase in PHASES)


def why_not(
    changed: PhaseFacts, now: datetime, *, contest: ContestFacts = LOCKED, reason: str | None = None
) -> str | None:
    return rules.why_not_change_phases(contest, with_phase(changed), now, reason=reason)


# Windows


def test_a_phase_is_open_from_its_opening_and_no_longer_at_its_closing() -> None:
    assert not VOTE.is_open(VOTE.opens_at - TICK)
    assert VOTE.is_open(VOTE.opens_at)
    assert VOTE.is_open(VOTE.closes_at - TICK)
    assert not VOTE.is_open(VOTE.closes_at)


@settings(max_examples=200, deadline=None)
@given(st.timedeltas(-40 * DAY, 40 * DAY))
def test_touching_phases_never_share_an_instant(since: timedelta) -> None:
    now = T + since
    assert sum(phase.is_open(now) for phase in PHASES) <= 1
    assert rules.phase_now(PHASES, now) == next((phase for phase in PHASES if phase.is_open(now)), None)


def test_of_two_phases_side_by_side_the_later_is_the_present_one() -> None:
    early_judging = moved(JUDGING, opens=-DAY / 2)
    assert rules.phase_now((VOTE, early_judging), T + DAY * 3 / 4) == early_judging


def test_the_next_phase_is_the_first_that_has_not_opened() -> None:
    assert rules.next_phase(PHASES, VOTE.opens_at - TICK) == VOTE
    assert rules.next_phase(PHASES, VOTE.opens_at) == JUDGING
    assert rules.next_phase(PHASES, PUBLICATION.opens_at) is None


def test_nobody_votes_or_judges_by_a_rule_that_can_still_change() -> None:
    assert DRAFT.is_open(PhaseKind.ENTRY, ENTRY.opens_at)
    assert not DRAFT.is_open(PhaseKind.VOTE, VOTE.opens_at)
    assert DRAFT.is_overdue(PhaseKind.VOTE, VOTE.opens_at)
    assert not DRAFT.is_overdue(PhaseKind.VOTE, VOTE.opens_at - TICK)
    assert LOCKED.is_open(PhaseKind.VOTE, VOTE.opens_at)
    assert not CANCELLED.is_open(PhaseKind.VOTE, VOTE.opens_at)


@pytest.mark.parametrize(
    ("contest", "now", "stage"),
    [
        (LOCKED, ENTRY.opens_at - TICK, Stage.PREPARING),
        (DRAFT, ENTRY.opens_at, Stage.ENTRY),
        (LOCKED, ENTRY.closes_at, Stage.PREPARING),
        (DRAFT, VOTE.opens_at, Stage.PREPARING),
        (LOCKED, VOTE.opens_at, Stage.VOTE),
        (LOCKED, VOTE.closes_at, Stage.JUDGING),
        (LOCKED, JUDGING.closes_at - TICK, Stage.JUDGING),
        (LOCKED, JUDGING.closes_at, Stage.COUNTING),
        (PUBLISHED, VOTE.opens_at, Stage.PUBLISHED),
        (CANCELLED, VOTE.opens_at, Stage.CANCELLED),
        (ContestFacts((), rule_locked=True), T, Stage.PREPARING),
    ],
)
def test_a_contest_stands_at_one_stage(contest: ContestFacts, now: datetime, stage: Stage) -> None:
    assert rules.stage_of(contest, now) is stage


# Phases


def test_phases_can_be_set_before_anything_opens() -> None:
    assert rules.why_not_change_phases(ContestFacts(()), PHASES, T - 30 * DAY, reason=None) is None


@pytest.mark.parametrize("length", [timedelta(0), -TICK])
def test_a_phase_closes_after_it_opens(length: timedelta) -> None:
    wrong = PhaseFacts(PhaseKind.VOTE, T, T + length)
    assert why_not(wrong, T - 30 * DAY) == "phase.closes_before_it_opens"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (moved(ENTRY, closes=2 * DAY + TICK), "phase.entry_after_vote"),
        (moved(JUDGING, opens=-3 * DAY - TICK), "phase.entry_after_judging"),
        (moved(VOTE, closes=DAY + TICK), "phase.vote_after_publication"),
        (moved(JUDGING, closes=TICK), "phase.judging_after_publication"),
    ],
)
def test_a_phase_waits_for_those_before_it(changed: PhaseFacts, reason: str) -> None:
    assert why_not(changed, T - 30 * DAY) == reason


def test_entries_close_before_the_result_even_without_vote_and_judging() -> None:
    phases = (moved(ENTRY, closes=5 * DAY), PUBLICATION)
    reason = rules.why_not_change_phases(ContestFacts(()), phases, T - 30 * DAY, reason=None)
    assert reason == "phase.entry_after_publication"


def test_touching_phases_are_in_order() -> None:
    assert why_not(moved(ENTRY, closes=2 * DAY), T - 30 * DAY) is None


def test_vote_and_judging_may_run_side_by_side() -> None:
    assert why_not(moved(JUDGING, opens=-DAY), T - 30 * DAY) is None


def test_a_phase_that_has_opened_keeps_its_opening() -> None:
    later = moved(VOTE, opens=TICK)
    assert why_not(later, VOTE.opens_at - TICK, reason="장애") is None
    assert why_not(later, VOTE.opens_at, reason="장애") == "phase.has_opened"


def test_an_open_phase_closes_later_for_a_reason_until_it_has_closed() -> None:
    longer = moved(VOTE, closes=DAY / 2)
    assert why_not(longer, VOTE.opens_at) == "phase.reason_needed"
    assert why_not(longer, VOTE.closes_at - TICK, reason="밴드 접속 장애") is None
    assert why_not(longer, VOTE.closes_at, reason="밴드 접속 장애") == "phase.is_over"


def test_an_open_phase_never_closes_earlier() -> None:
    assert why_not(moved(VOTE, closes=-TICK), VOTE.opens_at, reason="사유") == "phase.only_later"


def test_an_open_phase_is_not_dropped() -> None:
    rest = [phase for phase in PHASES if phase is not VOTE]
    reason = rules.why_not_change_phases(LOCKED, rest, VOTE.opens_at, reason="사유")
    assert reason == "phase.has_opened"


def test_phases_that_a_locked_rule_counts_on_are_not_dropped() -> None:
    rest = [phase for phase in PHASES if phase is not JUDGING]
    assert rules.why_not_change_phases(LOCKED, rest, T, reason=None) == "phase.rule_is_locked"
    assert rules.why_not_change_phases(DRAFT, rest, T, reason=None) is None


def test_a_vote_that_waits_for_its_rule_can_be_moved_into_the_future() -> None:
    now = VOTE.opens_at + timedelta(hours=1)
    assert why_not(moved(VOTE, opens=DAY / 2), now, contest=DRAFT) is None
    assert why_not(moved(VOTE, opens=TICK), now, contest=DRAFT) == "phase.opens_in_the_past"
    assert why_not(moved(VOTE, opens=timedelta(hours=1)), now, contest=DRAFT) is None


def test_entries_may_have_opened_this_morning_but_not_have_closed() -> None:
    now = T - 30 * DAY
    early = PhaseFacts(PhaseKind.ENTRY, now - DAY, now + TICK)
    assert rules.why_not_change_phases(ContestFacts(()), [early], now, reason=None) is None
    over = PhaseFacts(PhaseKind.ENTRY, now - DAY, now)
    assert (
        rules.why_not_change_phases(ContestFacts(()), [over], now, reason=None) == "phase.closes_in_the_past"
    )


@pytest.mark.parametrize(
    ("contest", "reason"), [(CANCELLED, "contest.cancelled"), (PUBLISHED, "contest.published")]
)
def test_nothing_of_a_contest_that_is_over_can_be_changed(contest: ContestFacts, reason: str) -> None:
    now = ENTRY.opens_at
    assert why_not(moved(PUBLICATION, closes=DAY), now, contest=contest) == reason
    assert rules.why_not_write_rule(contest) == reason
    assert rules.why_not_lock_rule(contest, (), now) == reason
    assert rules.why_not_describe(contest, now) == reason
    assert rules.why_not_cancel(contest, "사유") == reason
    assert rules.why_not_enter(contest, DEPARTMENT, ADMIN, now) == reason
    assert rules.why_not_edit_entry(contest, STANDING, ADMIN, now) == reason
    assert rules.why_not_withdraw_entry(contest, STANDING, ADMIN, now) == reason
    assert rules.why_not_restore_entry(contest, WITHDRAWN, ADMIN, now) == reason


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(PhaseKind),
    st.integers(-40, 40),
    st.integers(-40, 40),
    st.integers(-30 * 24, 15 * 24),
)
def test_whatever_is_allowed_never_moves_an_opening_or_a_close_that_is_past(
    kind: PhaseKind, opens: int, closes: int, hour: int
) -> None:
    now = T + timedelta(hours=hour)
    before = LOCKED.phase(kind)
    assert before is not None
    after = moved(before, opens=timedelta(hours=opens), closes=timedelta(hours=closes))
    if why_not(after, now, reason="사유") is None:
        assert after.opens_at == before.opens_at or now < before.opens_at
        assert after.closes_at == before.closes_at or now < before.closes_at
        assert after.is_over(now) == before.is_over(now)
        assert not before.is_open(now) or after.is_open(now)


# Rule


def test_a_locked_rule_is_neither_rewritten_nor_locked_again() -> None:
    assert rules.why_not_write_rule(DRAFT) is None
    assert rules.why_not_write_rule(LOCKED) == "rule.locked"
    assert rules.why_not_lock_rule(LOCKED, (), ENTRY.opens_at) == "rule.locked"


def test_a_rule_is_locked_before_the_vote_opens_and_not_at_that_instant() -> None:
    needed = rules.phases_needed(ContestRule.from_mapping(STARTING_RULE))
    assert rules.why_not_lock_rule(DRAFT, needed, VOTE.opens_at - TICK) is None
    assert rules.why_not_lock_rule(DRAFT, needed, VOTE.opens_at) == "rule.phase_is_due"


def test_a_rule_is_locked_before_the_judging_opens() -> None:
    contest = ContestFacts((JUDGING, PUBLICATION))
    assert rules.why_not_lock_rule(contest, (), JUDGING.opens_at - TICK) is None
    assert rules.why_not_lock_rule(contest, (), JUDGING.opens_at) == "rule.phase_is_due"


@pytest.mark.parametrize("missing", [VOTE, JUDGING, PUBLICATION])
def test_a_rule_needs_the_phases_that_it_gives_weight_to(missing: PhaseFacts) -> None:
    contest = ContestFacts(tuple(phase for phase in PHASES if phase is not missing))
    needed = rules.phases_needed(ContestRule.from_mapping(STARTING_RULE))
    assert rules.why_not_lock_rule(contest, needed, ENTRY.opens_at) == f"rule.{missing.kind}_not_set"


def test_a_rule_without_a_jury_needs_no_judging() -> None:
    mapping = {**STARTING_RULE, "jury": {"weight": "0"}}
    assert rules.phases_needed(ContestRule.from_mapping(mapping)) == (PhaseKind.VOTE, PhaseKind.PUBLICATION)


# Descriptions


def test_what_people_read_before_they_vote_stays_from_then_on() -> None:
    assert rules.why_not_describe(LOCKED, VOTE.opens_at - TICK) is None
    assert rules.why_not_describe(LOCKED, VOTE.opens_at) == "contest.vote_has_opened"


def test_a_contest_is_called_off_for_a_reason() -> None:
    assert rules.why_not_cancel(LOCKED, "") == "contest.reason_needed"
    assert rules.why_not_cancel(LOCKED, "태풍") is None


# Entries


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (ENTRY.opens_at - TICK, "entry.phase_not_open"),
        (ENTRY.opens_at, None),
        (ENTRY.closes_at - TICK, None),
        (ENTRY.closes_at, "entry.phase_over"),
        (VOTE.opens_at - TICK, "entry.phase_over"),
        (VOTE.opens_at, "entry.vote_has_opened"),
    ],
)
def test_an_officer_enters_and_edits_while_entries_are_taken(now: datetime, reason: str | None) -> None:
    assert rules.why_not_enter(LOCKED, DEPARTMENT, OFFICER, now) == reason
    assert rules.why_not_edit_entry(LOCKED, STANDING, OFFICER, now) == reason
    assert rules.why_not_restore_entry(LOCKED, WITHDRAWN, OFFICER, now) == reason


def test_entries_are_not_taken_without_an_entry_phase() -> None:
    assert rules.why_not_enter(ContestFacts(()), DEPARTMENT, OFFICER, T) == "entry.phase_not_open"
    assert rules.why_not_enter(ContestFacts(()), DEPARTMENT, ADMIN, T) is None


@pytest.mark.parametrize("first", [VOTE, JUDGING])
def test_whoever_runs_the_contest_enters_for_departments_until_it_begins(first: PhaseFacts) -> None:
    contest = ContestFacts((ENTRY, first), rule_locked=True)
    assert rules.why_not_enter(contest, DEPARTMENT, ADMIN, ENTRY.opens_at - DAY) is None
    assert rules.why_not_enter(contest, DEPARTMENT, ADMIN, first.opens_at - TICK) is None
    assert rules.why_not_enter(contest, DEPARTMENT, ADMIN, first.opens_at) == "entry.vote_has_opened"


def test_an_officer_touches_only_her_departments_entry() -> None:
    now = ENTRY.opens_at
    assert rules.why_not_enter(LOCKED, DEPARTMENT, NEIGHBOUR, now) == "entry.not_yours"
    assert rules.why_not_edit_entry(LOCKED, STANDING, NEIGHBOUR, now) == "entry.not_yours"
    assert rules.why_not_withdraw_entry(LOCKED, STANDING, NEIGHBOUR, now) == "entry.not_yours"
    assert rules.why_not_restore_entry(LOCKED, WITHDRAWN, NEIGHBOUR, now) == "entry.not_yours"


def test_an_officer_without_a_department_enters_nothing() -> None:
    nowhere = Actor(uuid4(), Role.OFFICER, None)
    assert rules.why_not_enter(LOCKED, DEPARTMENT, nowhere, ENTRY.opens_at) == "entry.not_yours"


def test_a_withdrawn_entry_is_not_edited_and_not_withdrawn_again() -> None:
    now = ENTRY.opens_at
    assert rules.why_not_edit_entry(LOCKED, WITHDRAWN, OFFICER, now) == "entry.withdrawn"
    assert rules.why_not_withdraw_entry(LOCKED, WITHDRAWN, OFFICER, now) == "entry.withdrawn"
    assert rules.why_not_restore_entry(LOCKED, STANDING, OFFICER, now) == "entry.not_withdrawn"


def test_an_officer_withdraws_until_the_vote_and_then_only_whoever_runs_the_contest() -> None:
    before, after = VOTE.opens_at - TICK, VOTE.opens_at
    assert rules.why_not_withdraw_entry(LOCKED, STANDING, OFFICER, before) is None
    assert rules.why_not_withdraw_entry(LOCKED, STANDING, OFFICER, after) == "entry.vote_has_opened"
    assert rules.why_not_withdraw_entry(LOCKED, STANDING, ADMIN, after) is None
