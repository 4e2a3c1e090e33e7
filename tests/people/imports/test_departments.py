"""Planning an import of departments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.core.tables import Row
from sotong.people.imports import (
    DepartmentAdd,
    DepartmentPlan,
    DepartmentState,
    fingerprint,
    plan_departments,
)

ON = date(2026, 11, 23)
COLUMNS = ("code", "name", "name_en", "kind", "bureau")
TAX = DepartmentState(UUID(int=1), "A01", "징수과", "Tax", "office", "재정국")
OLD = DepartmentState(UUID(int=2), "A02", "옛과", "Old", "office", "재정국", closed_on=ON)


def rows(*lines: str) -> list[Row]:
    return [
        Row(number, {"bureau_en": "", **dict(zip(COLUMNS, line.split(","), strict=True))})
        for number, line in enumerate(lines, start=2)
    ]


def problems(*lines: str) -> list[tuple[str, int | None, str | None]]:
    plan = plan_departments(rows(*lines), [TAX, OLD], complete=True, on=ON)
    assert plan.is_empty
    return [(problem.reason, problem.line, problem.column) for problem in plan.problems]


def test_a_file_says_what_is_added_changed_and_dissolved() -> None:
    lines = rows("A03,새과,New,본청,재정국", "A01,세무과,Tax,office,재정국")
    plan = plan_departments(lines, [TAX, OLD, replaced(TAX, "A09")], complete=True, on=ON)
    assert [(add.code, add.kind) for add in plan.adds] == [("A03", "office")]
    assert [(change.to.code, change.changes) for change in plan.changes] == [
        ("A01", (("name", "징수과", "세무과"),))
    ]
    assert [end.code for end in plan.ends] == ["A09"]


def test_a_file_that_is_not_complete_dissolves_nothing() -> None:
    assert plan_departments(rows("A03,새과,,dong,동"), [TAX], complete=False, on=ON).ends == ()


def test_a_list_without_english_names_of_bureaus_takes_none_away() -> None:
    named = replace(TAX, bureau_en="Finance Bureau")
    (same, moved) = (
        plan_departments(rows(line), [named], complete=True, on=ON).changes
        for line in ("A01,징수과,Tax,office,재정국", "A01,징수과,Tax,office,행정국")
    )
    assert same == ()
    assert [change.changes for change in moved] == [
        (("bureau", "재정국", "행정국"), ("bureau_en", "Finance Bureau", ""))
    ]


def test_a_dissolved_department_that_is_named_opens_again() -> None:
    (change,) = plan_departments(rows("A02,옛과,Old,office,재정국"), [OLD], complete=True, on=ON).changes
    assert change.reopens
    assert change.changes == ()


def test_one_that_will_be_dissolved_is_left_to_that() -> None:
    going = replaced(TAX, "A01", closed_on=ON + timedelta(days=1))
    named = plan_departments(rows("A01,징수과,Tax,office,재정국"), [going], complete=True, on=ON)
    unnamed = plan_departments(rows("A03,새과,,dong,동"), [going], complete=True, on=ON)
    assert named.is_empty
    assert unnamed.ends == ()


def test_what_is_wrong_is_told_by_line() -> None:
    assert problems("A 1,가,,office,국", "A03,나,,castle,국", "A03,다,,dong,국") == [
        ("import.code", 2, "code"),
        ("import.department_kind", 3, "kind"),
        ("import.twice", 4, "code"),
    ]


def test_codes_are_one_in_any_case_and_names_that_clash_are_told_with_all_other_faults() -> None:
    assert problems("A03,나,,castle,국", "a03,나,,dong,국", "A 4,나,,dong,국", "A05,나,,dong,국") == [
        ("import.department_kind", 2, "kind"),
        ("import.twice", 3, "code"),
        ("import.code", 4, "code"),
        ("import.name_twice", 5, "name"),
    ]
    plan = plan_departments(rows("a01,징수과,Tax,office,재정국"), [TAX], complete=True, on=ON)
    assert plan.is_empty
    assert plan.problems == ()


def test_a_preview_is_tied_to_its_file_and_to_what_it_would_do() -> None:
    plan = plan_departments(rows("A03,새과,,dong,동"), [], complete=False, on=ON)
    other = plan_departments(rows("A03,새 과,,dong,동"), [], complete=False, on=ON)
    prints = {fingerprint(b"a", plan), fingerprint(b"b", plan), fingerprint(b"a", other)}
    assert len(prints) == 3
    assert fingerprint(b"a", plan) in prints


CODES = st.sampled_from(["A1", "A2", "A3", "A4", "A5"])
FACTS = st.tuples(
    st.sampled_from(["가과", "나과", "다과", "라과", "마과", "바과"]),
    st.sampled_from(["", "Ga"]),
    st.sampled_from(["office", "health", "dong"]),
    st.sampled_from(["국", "실"]),
)


def no_name_twice(states: Sequence[DepartmentState]) -> bool:
    names = [each.name for each in states if each.closed_on is None]
    return len(names) == len(set(names))


STATES = (
    st.dictionaries(CODES, st.tuples(FACTS, st.none() | st.just(ON)))
    .map(
        lambda found: [
            DepartmentState(uuid4(), code, *facts, closed) for code, (facts, closed) in found.items()
        ]
    )
    .filter(no_name_twice)
)
FILES = st.lists(st.tuples(CODES, FACTS), min_size=1, unique_by=(lambda e: e[0], lambda e: e[1][0])).map(dict)


@given(FILES, STATES, st.booleans())
@settings(max_examples=150, deadline=None)
def test_the_plan_makes_the_tables_as_the_file_says_and_then_there_is_nothing_to_do(
    file: Mapping[str, tuple[str, ...]], state: list[DepartmentState], complete: bool
) -> None:
    lines = rows(*(",".join([code, *facts]) for code, facts in file.items()))
    plan = plan_departments(lines, state, complete=complete, on=ON)
    if plan.problems or stands_against(file, state, complete=complete):
        assert plan.is_empty
        assert {problem.reason for problem in plan.problems} == stands_against(file, state, complete=complete)
        return
    after = applied(plan, state)
    for code, facts in file.items():
        now = after[code]
        assert ((now.name, now.name_en, now.kind, now.bureau), now.closed_on) == (facts, None)
    if complete:
        assert {code for code, each in after.items() if each.closed_on is None} == set(file)
    else:
        untouched = {each.code: each for each in state if each.code not in file}
        assert {code: after[code] for code in untouched} == untouched
    assert plan_departments(lines, after.values(), complete=complete, on=ON) == DepartmentPlan()


def stands_against(
    file: Mapping[str, tuple[str, ...]], state: Sequence[DepartmentState], *, complete: bool
) -> set[str]:
    """What it can be: another that the file does not name bears a name, or some exchange theirs, or both."""
    existing = {each.name: each.code for each in state if each.closed_on is None}
    staying = {name for name, code in existing.items() if code not in file}
    taken = {"import.name_taken"} if not complete and staying & names_of(file) else set()
    exchanged = (
        {"import.names_exchanged"} if any(comes_back(code, file, existing) for code in file) else set()
    )
    return taken | exchanged


def comes_back(start: str, file: Mapping[str, tuple[str, ...]], existing: Mapping[str, str]) -> bool:
    """Whether a department waits for a name whose bearer waits for a name, and so on, back to its own."""
    waits_for = {code: existing.get(facts[0]) for code, facts in file.items()}
    at = waits_for[start]
    if at == start:
        return False
    for _step in file:
        if at is None or at not in file:
            return False
        if at == start:
            return True
        at = waits_for[at]
    return False


def names_of(file: Mapping[str, tuple[str, ...]]) -> set[str]:
    return {name for name, *_rest in file.values()}


def applied(plan: DepartmentPlan, state: list[DepartmentState]) -> dict[str, DepartmentState]:
    """What the steps come to, one after the other; after none of them two that exist have the same name."""
    assert plan.problems == ()
    after = {each.code: each for each in state}
    for end in plan.ends:
        after[end.code] = replaced(after[end.code], end.code, closed_on=ON)
    for change in plan.changes:
        after[change.to.code] = as_written(change.to, after[change.to.code])
        assert no_name_twice(list(after.values()))
    for change in plan.changes:
        after[change.to.code] = replace(after[change.to.code], closed_on=None)
        assert no_name_twice(list(after.values()))
    for add in plan.adds:
        after[add.code] = as_written(add, None)
        assert no_name_twice(list(after.values()))
    return after


def as_written(add: DepartmentAdd, state: DepartmentState | None) -> DepartmentState:
    facts = (add.name, add.name_en, add.kind, add.bureau)
    return DepartmentState(
        state.id if state else uuid4(), add.code, *facts, state.closed_on if state else None
    )


def test_two_departments_of_one_name_are_named_by_line() -> None:
    plan = plan_departments(
        rows("A03,새과,,dong,동", "A04,징수과,,dong,동", "A05,새  과,,dong,동", "A06,새 과,,dong,동"),
        [TAX, OLD],
        complete=False,
        on=ON,
    )
    assert [(one.reason, one.line, one.facts) for one in plan.problems] == [
        ("import.name_taken", 3, {"code": "A01"}),
        ("import.name_twice", 5, {"other": 4}),
    ]


def test_a_name_is_given_up_before_another_takes_it_and_no_two_exchange_theirs() -> None:
    state = [TAX, replace(replaced(TAX, "A02"), name="세무과")]
    chain = rows("A01,세무과,Tax,office,재정국", "A02,회계과,Tax,office,재정국")
    exchange = rows("A01,세무과,Tax,office,재정국", "A02,징수과,Tax,office,재정국")
    in_turn = plan_departments(chain, state, complete=True, on=ON).changes
    stuck = plan_departments(exchange, state, complete=True, on=ON).problems
    assert [change.to.code for change in in_turn] == ["A02", "A01"]
    assert [(one.reason, one.line) for one in stuck] == [
        ("import.names_exchanged", 2),
        ("import.names_exchanged", 3),
    ]


def replaced(state: DepartmentState, code: str, closed_on: date | None = None) -> DepartmentState:
    return DepartmentState(state.id, code, state.name, state.name_en, state.kind, state.bureau, closed_on)


@pytest.mark.parametrize("kind", ["office", "Office", "본청", "보건소", "dong", "동", "동주민센터"])
def test_kinds_are_written_in_korean_or_english(kind: str) -> None:
    assert plan_departments(rows(f"A03,가,,{kind},국"), [], complete=False, on=ON).problems == ()
