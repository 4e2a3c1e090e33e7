"""How an assignment stands, and what may be done with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.assignments import rules
from sotong.assignments.rules import (
    Act,
    Asked,
    AssignmentFacts,
    AssignmentState,
    DayPart,
    Decision,
    ProofFlag,
    ProofKind,
    Standing,
)
from sotong.channels.permalinks import parse
from sotong.channels.platforms import Permalink

S = AssignmentState
DUE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # Tuesday 18:00 in Seoul
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
OPEN = AssignmentFacts(S.OPEN, DUE)
SEEN = replace(OPEN, first_seen_at=DUE - 5 * HOUR)
DONE = AssignmentFacts(S.DONE, DUE, first_seen_at=DUE - HOUR, handed_in_at=DUE - HOUR)
HANDED_IN = replace(DONE, state=S.HANDED_IN)
REJECTED = AssignmentFacts(S.REJECTED, DUE, first_seen_at=DUE - HOUR, decided=True)
EXCUSED = AssignmentFacts(S.EXCUSED, DUE, decided=True)
CANCELLED = AssignmentFacts(S.CANCELLED, DUE, decided=True)
ALL = {facts.state: facts for facts in (OPEN, HANDED_IN, DONE, REJECTED, EXCUSED, CANCELLED)}

instants = st.timedeltas(timedelta(0), timedelta(days=365)).map(lambda after: NEW_YEAR + after)
facts_of_any_kind = st.builds(
    AssignmentFacts,
    state=st.sampled_from(AssignmentState),
    due_at=instants,
    first_seen_at=st.none() | instants,
    handed_in_at=st.none() | instants,
    decided=st.booleans(),
)


@pytest.mark.parametrize(
    ("facts", "now", "expected"),
    [
        (OPEN, DUE - 5 * HOUR, Standing.ON_TIME),
        (OPEN, DUE - 4 * HOUR, Standing.ON_TIME),
        (OPEN, DUE - 4 * HOUR + SECOND, Standing.DUE_SOON),
        (OPEN, DUE, Standing.DUE_SOON),
        (OPEN, DUE + SECOND, Standing.SILENT),
        (SEEN, DUE + SECOND, Standing.LATE),
        (REJECTED, DUE - 5 * HOUR, Standing.ON_TIME),
        (REJECTED, DUE + SECOND, Standing.LATE),
        (HANDED_IN, DUE + 100 * HOUR, Standing.WAITING),
        (DONE, DUE + 100 * HOUR, Standing.DONE),
        (EXCUSED, DUE + 100 * HOUR, Standing.EXCUSED),
        (CANCELLED, DUE + 100 * HOUR, Standing.CANCELLED),
    ],
)
def test_an_assignment_stands_as_the_clock_and_its_officer_have_it(
    facts: AssignmentFacts, now: datetime, expected: Standing
) -> None:
    assert rules.standing(facts, now) is expected


@settings(deadline=None)
@given(facts_of_any_kind, instants)
def test_nobody_who_handed_in_or_was_let_off_is_late_or_silent(facts: AssignmentFacts, now: datetime) -> None:
    missed = rules.standing(facts, now) in (Standing.LATE, Standing.SILENT)
    assert missed == (facts.state in (S.OPEN, S.REJECTED) and now > facts.due_at)


@settings(deadline=None)
@given(facts_of_any_kind, instants)
def test_the_officers_headings_agree_with_the_board(facts: AssignmentFacts, now: datetime) -> None:
    late = rules.day_part(facts, now) is DayPart.LATE
    assert late == (rules.standing(facts, now) in (Standing.LATE, Standing.SILENT))


@settings(deadline=None)
@given(facts_of_any_kind, instants, st.timedeltas(timedelta(0), timedelta(days=9)))
def test_lateness_never_shrinks_as_time_goes_by(
    facts: AssignmentFacts, now: datetime, wait: timedelta
) -> None:
    assert timedelta(0) <= rules.lateness(facts, now) <= rules.lateness(facts, now + wait)


def test_lateness_stops_when_something_is_handed_in() -> None:
    late = replace(DONE, handed_in_at=DUE + HOUR)
    assert rules.lateness(late, DUE + 50 * HOUR) == HOUR
    assert rules.lateness(DONE, DUE + 50 * HOUR) == timedelta(0)
    assert rules.lateness(OPEN, DUE + 2 * HOUR) == 2 * HOUR


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 11, 23, 14, 59, tzinfo=UTC), DayPart.COMING),  # Monday 23:59 in Seoul
        (datetime(2026, 11, 23, 15, 0, tzinfo=UTC), DayPart.TODAY),  # Tuesday 00:00
        (DUE, DayPart.TODAY),
        (DUE + SECOND, DayPart.LATE),
    ],
)
def test_today_begins_at_midnight_in_seoul(now: datetime, expected: DayPart) -> None:
    assert rules.day_part(OPEN, now) is expected


def test_a_due_time_lies_ahead() -> None:
    assert rules.why_not_assign(DUE, DUE) == "assignment.due_in_the_past"
    assert rules.why_not_assign(DUE, DUE - SECOND) is None


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (OPEN, None),
        (REJECTED, None),
        (HANDED_IN, "assignment.already_handed_in"),
        (DONE, "assignment.already_done"),
        (EXCUSED, "assignment.excused"),
        (CANCELLED, "assignment.cancelled"),
    ],
)
def test_only_what_is_to_be_done_can_be_handed_in(facts: AssignmentFacts, reason: str | None) -> None:
    assert rules.why_not_hand_in(facts, ProofKind.PERMALINK) == reason


def test_what_asks_for_no_proof_is_confirmed_and_takes_no_permalink() -> None:
    reading = replace(OPEN, proof_kind=ProofKind.NONE)
    assert rules.why_not_hand_in(reading, ProofKind.NONE) is None
    assert rules.why_not_hand_in(reading, ProofKind.PERMALINK) == "assignment.other_kind_of_proof"
    assert rules.why_not_hand_in(OPEN, ProofKind.NONE) == "assignment.other_kind_of_proof"


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (HANDED_IN, None),
        (DONE, None),
        (replace(DONE, decided=True), "assignment.already_reviewed"),
        (OPEN, "assignment.nothing_handed_in"),
        (REJECTED, "assignment.nothing_handed_in"),
        (EXCUSED, "assignment.nothing_handed_in"),
    ],
)
def test_a_proof_can_be_taken_back_until_a_reviewer_rules(facts: AssignmentFacts, reason: str | None) -> None:
    assert rules.why_not_withdraw(facts) == reason


@pytest.mark.parametrize(
    ("decision", "fitting"),
    [
        (Decision.APPROVE, {S.HANDED_IN, S.DONE}),
        (Decision.REJECT, {S.HANDED_IN, S.DONE}),
        (Decision.EXCUSE, {S.OPEN, S.REJECTED}),
        (Decision.CANCEL, {S.OPEN, S.REJECTED}),
        (Decision.REOPEN, {S.EXCUSED, S.CANCELLED}),
    ],
)
def test_a_decision_fits_certain_states_only(decision: Decision, fitting: set[AssignmentState]) -> None:
    allowed = {state for state, facts in ALL.items() if rules.why_not_decide(facts, decision, "사유") is None}
    assert allowed == fitting
    looked_at = replace(DONE, decided=True)
    assert rules.why_not_decide(looked_at, Decision.APPROVE, None) == "assignment.cannot_approve"


@pytest.mark.parametrize("blank", [None, "", "  \n"])
def test_what_goes_against_an_officer_has_a_reason(blank: str | None) -> None:
    assert rules.why_not_decide(HANDED_IN, Decision.REJECT, blank) == "assignment.reason_missing"
    assert rules.why_not_decide(OPEN, Decision.EXCUSE, blank) == "assignment.reason_missing"
    assert rules.why_not_decide(OPEN, Decision.CANCEL, blank) == "assignment.reason_missing"
    assert rules.why_not_decide(HANDED_IN, Decision.APPROVE, blank) is None


def test_an_officers_word_cannot_be_rejected() -> None:
    confirmed = replace(DONE, proof_kind=ProofKind.NONE)
    assert rules.why_not_decide(confirmed, Decision.REJECT, "사유") == "assignment.cannot_reject"


@settings(deadline=None)
@given(facts_of_any_kind, st.sampled_from(Decision))
def test_every_decision_changes_the_state_or_says_that_it_was_looked_at(
    facts: AssignmentFacts, decision: Decision
) -> None:
    if rules.why_not_decide(facts, decision, "사유") is None:
        unseen = facts.state is S.DONE and not facts.decided
        assert rules.TO[decision] is not facts.state or (decision is Decision.APPROVE and unseen)


PFBID = "pfbid02abcdefghijkLMNopqrstuvwxyz1234567890"
ORIGINAL = "https://www.facebook.com/ydpoffice/posts/1234567890"


def link(text: str) -> Permalink:
    """A permalink that must be one."""
    found = parse(text)
    assert isinstance(found, Permalink), found
    return found


@pytest.mark.parametrize(
    ("act", "handed_in", "flags"),
    [
        (Act.SHARE, "https://x.com/officer/status/1", set()),
        (Act.SHARE, "https://www.facebook.com/tax.officer/posts/1111111111", set()),
        (Act.SHARE, f"https://www.facebook.com/tax.officer/posts/{PFBID}", set()),
        (Act.SHARE, ORIGINAL, {ProofFlag.ORIGINAL}),
        (Act.SHARE, f"https://www.facebook.com/ydpoffice/posts/{PFBID}", {ProofFlag.POSSIBLY_SAME}),
        (
            Act.SHARE,
            "https://www.facebook.com/share/p/1AbCdEfGhI/",
            {ProofFlag.SHARE_LINK, ProofFlag.POSSIBLY_SAME},
        ),
        (Act.SHARE, "https://www.instagram.com/stories/ydp.tax/3456789012345/", {ProofFlag.EXPIRES}),
        (Act.COMMENT, f"{ORIGINAL}?comment_id=987654321", set()),
        (Act.COMMENT, ORIGINAL, {ProofFlag.ORIGINAL}),
        (Act.COMMENT, "https://x.com/officer/status/1", {ProofFlag.WRONG_PLATFORM}),
        (Act.REPOST, "https://x.com/officer/status/1", {ProofFlag.WRONG_PLATFORM}),
    ],
)
def test_a_proof_is_flagged_for_what_a_reviewer_should_see(
    act: Act, handed_in: str, flags: set[ProofFlag]
) -> None:
    assert rules.flags_of(link(handed_in), Asked(act, link(ORIGINAL))) == flags


def test_a_proof_that_may_be_another_officers_under_another_address_is_flagged() -> None:
    mine = link(f"https://www.facebook.com/ydp.tax/posts/{PFBID}")
    theirs = link("https://www.facebook.com/ydp.tax/posts/5555555555")
    asked = Asked(Act.SHARE, link(ORIGINAL), [theirs])
    assert rules.flags_of(mine, asked) == {ProofFlag.POSSIBLY_SAME}


def test_an_account_is_no_proof_of_anything_done() -> None:
    assert rules.why_not_proof(link("https://x.com/officer")) == "assignment.not_a_post"
    assert rules.why_not_proof(link("https://x.com/officer/status/1")) is None


TWEETED_AT = datetime(2019, 12, 31, 19, 26, 16, 771_000, tzinfo=UTC)
"""Of the post that X's own documentation shows, number 1212092628029698048."""


def test_a_post_older_than_its_assignment_is_flagged_where_its_number_tells_when_it_was_made() -> None:
    told = link("https://x.com/officer/status/1212092628029698048")
    second = timedelta(seconds=1)
    for assigned_at, flags in ((TWEETED_AT + second, {ProofFlag.EARLY}), (TWEETED_AT - second, set())):
        assert rules.flags_of(told, Asked(Act.SHARE, link(ORIGINAL), assigned_at=assigned_at)) == flags
    untold = link("https://www.facebook.com/tax.officer/posts/1111111111")
    assert rules.flags_of(untold, Asked(Act.SHARE, link(ORIGINAL), assigned_at=TWEETED_AT)) == set()
