"""Planning an import of officers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from uuid import UUID, uuid4

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sotong.core.tables import Row
from sotong.core.tables.days import day
from sotong.people.imports import (
    DepartmentState,
    OfficerPlan,
    OfficersPresent,
    OfficerState,
    plan_officers,
)
from sotong.people.rules import Term, ended_by, why_not_appoint

ON = date(2026, 11, 23)
JAN, MAR, DEC = date(2026, 1, 1), date(2026, 3, 1), date(2026, 12, 1)
COLUMNS = ("code", "name", "email", "phone", "starts_on", "kind")
TAX, LAW, PARKS = (DepartmentState(UUID(int=n), f"D{n}", f"{n}과", "", "office", "국") for n in (1, 2, 3))
GONE = DepartmentState(UUID(int=4), "D4", "4과", "", "office", "국", closed_on=ON)
DEPARTMENTS = (TAX, LAW, PARKS, GONE)
KIM, LEE, PARK = (
    OfficerState(UUID(int=10 + n), name, f"{mail}@go.kr", "02-123-0001")
    for n, name, mail in ((1, "김", "kim"), (2, "이", "lee"), (3, "박", "park"))
)


def row(
    line: int, code: str, who: str, starts_on: date | str, kind: str = "", *, phone: str = "02-123-0001"
) -> Row:
    names = {"kim": "김", "lee": "이", "park": "박", "choi": "최"}
    values = (code, names.get(who, who), f"{who}@go.kr", phone, str(starts_on), kind)
    return Row(line, dict(zip(COLUMNS, values, strict=True)))


def serving(
    number: int,
    who: OfficerState,
    where: DepartmentState,
    starts_on: date = JAN,
    ends_on: date | None = None,
    *,
    primary: bool = True,
) -> Term:
    return Term(UUID(int=100 + number), who.id, where.id, primary, starts_on, ends_on)


def planned(
    rows: Sequence[Row], *terms: Term, complete: bool = False, with_phones: bool = True
) -> OfficerPlan:
    present = OfficersPresent(DEPARTMENTS, (KIM, LEE, PARK), terms)
    return plan_officers(rows, present, with_phones=with_phones, complete=complete, on=ON)


def reasons(plan: OfficerPlan) -> list[tuple[str, int | None, str | None]]:
    assert plan.is_empty
    return [(problem.reason, problem.line, problem.column) for problem in plan.problems]


def test_a_new_person_is_added_and_appointed() -> None:
    plan = planned([row(2, "D1", "choi", MAR)])
    assert [(add.name, add.email, add.phone) for add in plan.adds] == [("최", "choi@go.kr", "02-123-0001")]
    assert [(made.email, made.department_id, made.primary) for made in plan.appointments] == [
        ("choi@go.kr", TAX.id, True)
    ]


def test_a_new_officer_ends_the_present_one() -> None:
    plan = planned([row(2, "D1", "lee", DEC)], serving(1, KIM, TAX))
    assert [(end.officer_name, end.department_name, end.ends_on) for end in plan.ends] == [("김", "1과", DEC)]


def test_two_who_change_places_on_a_day_both_end_and_both_begin() -> None:
    for lines in ([row(2, "D1", "lee", DEC), row(3, "D2", "kim", DEC)],):
        plan = planned(lines, serving(1, KIM, TAX), serving(2, LEE, LAW))
        assert {(end.officer_name, end.ends_on) for end in plan.ends} == {("김", DEC), ("이", DEC)}
        assert len(plan.appointments) == 2


def test_the_order_of_lines_does_not_matter() -> None:
    lines = [row(2, "D1", "lee", DEC + timedelta(days=9)), row(3, "D2", "kim", DEC + timedelta(days=4))]
    for order in (lines, lines[::-1]):
        plan = planned(order, serving(1, KIM, TAX), serving(2, LEE, LAW))
        assert plan.problems == ()
        assert {end.ends_on for end in plan.ends} == {DEC + timedelta(days=4)}


def test_another_first_day_of_an_open_appointment_corrects_it() -> None:
    plan = planned([row(2, "D1", "kim", MAR)], serving(1, KIM, TAX))
    assert [(move.before, move.after) for move in plan.moves] == [(JAN, MAR)]
    assert plan.appointments == ()
    assert plan.ends == ()


def test_only_a_complete_file_ends_what_it_does_not_name() -> None:
    terms = (
        serving(1, KIM, TAX),
        serving(2, LEE, LAW),
        serving(3, PARK, PARKS, DEC),
        serving(4, PARK, LAW, JAN, MAR),
        serving(5, LEE, PARKS, ON, primary=False),
    )
    lines = [row(2, "D1", "kim", JAN)]
    assert planned(lines, *terms).is_empty
    ends = {(end.officer_name, end.ends_on) for end in planned(lines, *terms, complete=True).ends}
    assert ends == {("이", ON), ("박", None), ("이", ON + timedelta(days=1))}


def test_a_file_without_phones_leaves_them_and_an_empty_cell_takes_one_away() -> None:
    lines = [row(2, "D1", "kim", JAN, phone="")]
    assert planned(lines, serving(1, KIM, TAX), with_phones=False).is_empty
    (change,) = planned(lines, serving(1, KIM, TAX)).changes
    assert (change.id, change.phone) == (KIM.id, "")


def test_a_changed_name_is_a_change_of_the_person() -> None:
    line = Row(2, row(2, "D1", "kim", JAN).values | {"name": "김소통"})  # type: ignore[operator]
    (change,) = planned([line], serving(1, KIM, TAX)).changes
    assert (change.name_before, change.name, change.phone) == ("김", "김소통", None)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([row(2, "D9", "kim", JAN)], [("import.department_unknown", 2, "code")]),
        ([row(2, "D4", "kim", JAN)], [("import.department_closed", 2, "code")]),
        ([row(2, "D1", "k@m", JAN)], [("import.email", 2, "email")]),
        ([row(2, "D1", "kim", JAN, phone="02-1")], [("import.phone", 2, "phone")]),
        ([row(2, "D1", "kim", "2026-02-30")], [("table.no_such_day", 2, "starts_on")]),
        ([row(2, "D1", "kim", "언젠가")], [("import.day", 2, "starts_on")]),
        ([row(2, "D1", "kim", JAN, "boss")], [("import.appointment_kind", 2, "kind")]),
        (
            [row(2, "D1", "kim", JAN), row(3, "D1", "kim", MAR, "deputy")],
            [("import.twice", 3, "email")],
        ),
        (
            [row(2, "D1", "kim", JAN), row(3, "D1", "lee", JAN)],
            [("import.second_primary", 3, "code")],
        ),
        (
            [row(2, "D1", "kim", JAN), row(3, "D2", "kim", JAN)],
            [("import.primary_elsewhere", 3, "email")],
        ),
        (
            [row(2, "D1", "kim", JAN), row(3, "D2", "kim", JAN, "deputy", phone="02-123-0002")],
            [("import.officer_differs", 3, "name")],
        ),
    ],
)
def test_what_is_wrong_is_told_by_line(
    lines: list[Row], expected: list[tuple[str, int | None, str | None]]
) -> None:
    assert reasons(planned(lines)) == expected


def test_a_department_is_named_by_its_code_in_any_case_or_by_either_of_its_names() -> None:
    parks = replace(PARKS, name_en="Parks")
    heir = replace(parks, id=UUID(int=9), code="D9", name_en="", closed_on=None)
    for word in ("D3", "d3", "3과", "Parks"):
        present = OfficersPresent((TAX, parks), (KIM,), ())
        plan = plan_officers([row(2, word, "kim", MAR)], present, with_phones=True, complete=False, on=ON)
        assert [made.department_id for made in plan.appointments] == [parks.id], word
    for closed_on, expected in (
        (ON, []),
        (ON + timedelta(days=1), [("import.department_ambiguous", 2, "code")]),
    ):
        both = (replace(parks, closed_on=closed_on), heir)
        present = OfficersPresent(both, (KIM,), ())
        plan = plan_officers([row(2, "3과", "kim", MAR)], present, with_phones=True, complete=False, on=ON)
        assert [(each.reason, each.line, each.column) for each in plan.problems] == expected


def test_lines_with_other_faults_deny_each_other_too_whatever_they_call_the_department() -> None:
    lines = [
        row(2, "D1", "kim", "언젠가"),
        row(3, "1과", "kim", JAN, phone="02-1"),
        row(4, "d1", "lee", JAN, "boss"),
        row(5, "1과", "park", JAN),
        row(6, "없는과", "park", JAN, phone="02-123-0009"),
    ]
    assert reasons(planned(lines)) == [
        ("import.day", 2, "starts_on"),
        ("import.phone", 3, "phone"),
        ("import.twice", 3, "email"),
        ("import.appointment_kind", 4, "kind"),
        ("import.second_primary", 5, "code"),
        ("import.department_unknown", 6, "code"),
        ("import.primary_elsewhere", 6, "email"),
        ("import.officer_differs", 6, "name"),
    ]


def test_what_contradicts_the_tables_is_told_by_line() -> None:
    fixed = serving(1, KIM, TAX, JAN, DEC)
    over = serving(2, LEE, LAW, JAN, MAR)
    lines = [row(2, "D1", "park", ON), row(3, "D2", "lee", JAN)]
    assert reasons(planned(lines, fixed, over)) == [
        ("appointment.department_taken", 2, "starts_on"),
        ("import.appointment_ended", 3, "starts_on"),
    ]


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("2026-12-01", DEC),
        ("2026.12.1.", DEC),
        ("2026. 12. 1", DEC),
        ("2026/12/01", DEC),
        ("1999-12-31", None),
        ("2026-13-01", None),
        ("12/1", None),
        ("46357", None),
    ],
)
def test_days_are_read_as_people_write_them(text: str, on: date | None) -> None:
    assert day(text) == on


# Laws

DAYS = st.integers(-30, 30).map(lambda days: ON + timedelta(days=days))
WANTED = st.tuples(
    st.sampled_from([KIM, LEE, PARK]),
    st.sampled_from([TAX, LAW, PARKS]),
    st.booleans(),
    DAYS,
    st.none() | st.integers(1, 20),
)


@st.composite
def states(draw: st.DrawFn) -> OfficersPresent:
    """Whatever a series of appointments may have led to."""
    terms: dict[UUID, Term] = {}
    for who, where, primary, starts_on, length in draw(st.lists(WANTED, max_size=8)):
        ends_on = None if length is None else starts_on + timedelta(days=length)
        wanted = Term(uuid4(), who.id, where.id, primary, starts_on, ends_on)
        if why_not_appoint(wanted, terms.values()) is None:
            for ended in ended_by(wanted, list(terms.values())):
                terms[ended.id] = replace(ended, ends_on=wanted.starts_on)
            terms[wanted.id] = wanted
    return OfficersPresent(DEPARTMENTS, (KIM, LEE, PARK), tuple(terms.values()))


LINES = st.lists(
    st.tuples(
        st.sampled_from(["D1", "D2", "D3"]),
        st.sampled_from(["kim", "lee", "park", "choi"]),
        DAYS,
        st.sampled_from(["", "deputy"]),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda line: (line[0], line[1]),
).map(lambda lines: [row(number, *line) for number, line in enumerate(lines, start=2)])


def test_an_appointment_to_come_that_a_complete_file_does_not_name_is_taken_back() -> None:
    now_ending = Term(UUID(int=21), KIM.id, LAW.id, False, ON, ON + timedelta(days=1))
    to_come = Term(UUID(int=22), KIM.id, LAW.id, False, ON + timedelta(days=1))
    plan = planned([row(2, "D2", "kim", ON, "deputy")], now_ending, to_come, complete=True)
    assert [(end.appointment_id, end.ends_on) for end in plan.ends] == [(to_come.id, None)]


@given(LINES, states(), st.booleans())
@settings(max_examples=300, deadline=None)
def test_the_plan_makes_the_tables_as_the_file_says_and_then_there_is_nothing_to_do(
    lines: list[Row], present: OfficersPresent, complete: bool
) -> None:
    plan = plan_officers(lines, present, with_phones=True, complete=complete, on=ON)
    assume(not plan.problems)
    after = applied(plan, present)

    assert not any(one.excludes(other) and one.overlaps(other) for one, other in combinations(after.terms, 2))
    assert all(term.ends_on is None or term.ends_on > term.starts_on for term in after.terms)
    named = {said(line, after) for line in lines}
    assert named <= {(t.officer_id, t.department_id, t.primary, t.starts_on) for t in after.terms}
    if complete:
        still_open = {part for part in map(described, after.terms) if part is not None}
        assert still_open <= named
    again = plan_officers(lines, after, with_phones=True, complete=complete, on=ON)
    assert again == OfficerPlan()


def said(line: Row, present: OfficersPresent) -> tuple[UUID, UUID, bool, date]:
    officer = next(each.id for each in present.officers if each.email == line["email"])
    department = next(each.id for each in DEPARTMENTS if each.code == line["code"])
    return officer, department, line["kind"] == "", date.fromisoformat(line["starts_on"])


def described(term: Term) -> tuple[UUID, UUID, bool, date] | None:
    if term.ends_on is not None:
        return None
    return term.officer_id, term.department_id, term.primary, term.starts_on


def applied(plan: OfficerPlan, present: OfficersPresent) -> OfficersPresent:
    officers = {each.email: each for each in present.officers}
    for add in plan.adds:
        officers[add.email] = OfficerState(uuid4(), add.name, add.email, add.phone)
    terms = {term.id: term for term in present.terms}
    for end in plan.ends:
        if end.ends_on is None:
            del terms[end.appointment_id]
        else:
            terms[end.appointment_id] = replace(terms[end.appointment_id], ends_on=end.ends_on)
    for move in plan.moves:
        terms[move.appointment_id] = replace(terms[move.appointment_id], starts_on=move.after)
    for made in plan.appointments:
        wanted = Term(uuid4(), officers[made.email].id, made.department_id, made.primary, made.starts_on)
        terms[wanted.id] = wanted
    return OfficersPresent(DEPARTMENTS, tuple(officers.values()), tuple(terms.values()))
