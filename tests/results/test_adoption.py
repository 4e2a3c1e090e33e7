"""The board of who adopted what, and the words of cases; pure."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.assignments.rules import Choice, Standing
from sotong.contests.rules import Actor
from sotong.core.permissions import Role
from sotong.results import adoption
from sotong.results import case_rules as rules
from sotong.results.adoption import Adoption, Asked
from sotong.results.case_rules import CaseFacts, CaseState, SourceFacts

A, B, C = (UUID(int=number) for number in (1, 2, 3))
ONE, TWO = UUID(int=11), UUID(int=12)
ADMIN = Actor(UUID(int=99), Role.ADMIN)
OWN, OTHER = (Actor(UUID(int=98), Role.OFFICER, department) for department in (A, B))
WINNER = SourceFacts(A, published=True, withdrawn=False, has_award=True)
LOSER = SourceFacts(A, published=True, withdrawn=False, has_award=False)


@pytest.mark.parametrize(
    ("standing", "choice", "carried_out", "expected"),
    [
        (Standing.SILENT, None, False, Adoption.LATE),
        (Standing.LATE, None, False, Adoption.LATE),
        (Standing.DUE_SOON, None, False, Adoption.WAITING),
        (Standing.EXCUSED, None, False, Adoption.EXCUSED),
        (Standing.DONE, Choice.ADOPT, False, Adoption.ADOPTED),
        (Standing.DONE, Choice.ADAPT, False, Adoption.ADAPTED),
        (Standing.DONE, Choice.ADAPT, True, Adoption.CARRIED_OUT),
        (Standing.DONE, Choice.DECLINE, False, Adoption.DECLINED),
    ],
)
def test_each_asked_department_stands_one_way(
    standing: Standing, choice: Choice | None, carried_out: bool, expected: Adoption
) -> None:
    assert adoption.adoption_of(standing, choice, carried_out=carried_out) is expected


def test_the_late_come_first_then_those_who_have_not_answered() -> None:
    asked = [
        Asked(A, ONE, Adoption.ADOPTED),
        Asked(B, ONE, Adoption.WAITING),
        Asked(C, ONE, Adoption.ADOPTED),
        Asked(C, TWO, Adoption.LATE),
    ]
    lines = adoption.lines([A, B, C], asked)
    assert [line.department_id for line in lines] == [C, B, A]
    assert adoption.totals(lines)[Adoption.ADOPTED] == 2
    assert adoption.totals_by_case(lines)[TWO] == {Adoption.LATE: 1}
    (only,) = adoption.lines([A, B, C], asked, {Adoption.LATE})
    assert only.department_id == C


asked_anything = st.lists(
    st.builds(Asked, st.sampled_from([A, B, C]), st.sampled_from([ONE, TWO]), st.sampled_from(Adoption))
)


@settings(max_examples=50, deadline=None)
@given(asked_anything)
def test_every_department_has_its_line_and_an_answer_counts_more_than_its_absence(
    asked: list[Asked],
) -> None:
    lines = adoption.lines([A, B, C], asked)
    assert {line.department_id for line in lines} == {A, B, C}
    late = [line.count(Adoption.LATE) for line in lines]
    assert late == sorted(late, reverse=True)
    for line in lines:
        for case_id, cell in line.cells.items():
            given_here = {
                one.adoption
                for one in asked
                if (one.department_id, one.case_id) == (line.department_id, case_id)
            }
            assert cell in given_here
            assert cell in adoption.ANSWERED or not given_here & adoption.ANSWERED


@pytest.mark.parametrize(
    ("entry", "actor", "reason", "why_not"),
    [
        (WINNER, OWN, "", None),
        (WINNER, ADMIN, "", None),
        (LOSER, OWN, "좋아서", "case.no_award"),
        (LOSER, ADMIN, " ", "case.reason_missing"),
        (LOSER, ADMIN, "시민 반응이 좋아서", None),
        (
            SourceFacts(A, published=False, withdrawn=False, has_award=False),
            ADMIN,
            "좋아서",
            "case.result_not_published",
        ),
        (SourceFacts(A, published=True, withdrawn=True, has_award=True), ADMIN, "", "case.entry_withdrawn"),
    ],
)
def test_winners_become_cases_and_others_for_a_reason(
    entry: SourceFacts, actor: Actor, reason: str, why_not: str | None
) -> None:
    assert rules.why_not_draft(entry, actor, reason) == why_not


def test_a_department_writes_its_draft_and_the_admin_everything() -> None:
    draft, shown = (CaseFacts(state, A) for state in (CaseState.DRAFT, CaseState.PUBLISHED))
    assert rules.why_not_edit(draft, OWN) is None
    assert rules.why_not_edit(draft, OTHER) == "case.not_yours"
    assert rules.why_not_edit(shown, OWN) == "case.published_already"
    assert rules.why_not_edit(shown, ADMIN) is None
    assert rules.may_read(shown, OTHER)
    assert not rules.may_read(draft, OTHER)
    assert rules.may_read(draft, OWN)
    assert rules.may_read(draft, None)  # the auditor


def test_only_a_whole_case_is_published_and_only_a_published_one_used() -> None:
    half = CaseFacts(CaseState.DRAFT, A, complete=False)
    assert rules.why_not_publish(half) == "case.incomplete"
    assert rules.why_not_publish(CaseFacts(CaseState.WITHDRAWN, A)) is None
    assert rules.why_not_publish(CaseFacts(CaseState.PUBLISHED, A)) == "case.published_already"
    assert rules.why_not_use(half) == "case.not_published"
    assert rules.why_not_cite(CaseFacts(CaseState.PUBLISHED, A), own_entry=True) == "case.own_entry"


def test_words_are_found_with_and_without_blanks_and_capitals() -> None:
    text = rules.search_text(["봄꽃 축제 24시", "SNS 소통"])
    assert all(term in text for term in rules.terms("봄꽃축제 sns"))
    assert all(term in text for term in rules.terms("축제24"))
    assert rules.terms("24시ＳＮＳ")[0] not in text  # no word reaches into the next part
    assert rules.terms("ＳＮＳ") == ["sns"]
    assert len(rules.terms("가 " * 50)) == rules.MOST_TERMS


def test_tags_and_steps_are_cleaned() -> None:
    assert rules.tags_of("#축제, 실시간  축제 SNS") == ("축제", "실시간", "sns")
    assert rules.lines_of("번을 정한다.\n\n 답한다. \n") == ("번을 정한다.", "답한다.")
    numbered = "1. 번을 정한다.\n2) 답한다.\n③ 모은다.\n- 알린다.\n3.5배로 늘린다."
    bare = ("번을 정한다.", "답한다.", "모은다.", "알린다.", "3.5배로 늘린다.")
    assert rules.lines_of(numbered) == bare, "pages number steps by themselves"
