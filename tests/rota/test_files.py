"""Officers, absences, rules and rotas as files: what is read, and where a mistake is named."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.core import labels
from sotong.rota.calendar import OfficeDay
from sotong.rota.files import (
    FileProblem,
    FilesInvalid,
    read_absences,
    read_day,
    read_officers,
    read_plan,
    write_plan,
)
from sotong.rota.planner import plan
from sotong.rota.rule_file import read_rules
from sotong.rota.rules import Absence, AbsenceKind, DayClass, Officer, RotaProblem, Wish
from tests.rota.made_up import problem_of, problems

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples" / "rota"
STAFF = (Officer("a1", "김서연", "홍보과"), Officer("a2", "이민준", "총무과"))
HEAD = "id,name,department\n"
DUTY = '[[duty]]\nid = "evening"\nname = "저녁"\nhours = "18:00-22:00"\n'


def problems_of(invalid: pytest.ExceptionInfo[FilesInvalid]) -> list[tuple[int | None, str]]:
    """Lines and reasons, each of which must have its sentence."""
    for each in invalid.value.problems:
        sentence = labels.sentence(each.problem.reason, **each.problem.facts)
        assert each.problem.reason not in sentence
        assert "%(" not in sentence
    return [(each.problem.line, each.problem.reason) for each in invalid.value.problems]


def test_officers_are_read_with_their_roles_dates_and_what_was_carried_over() -> None:
    text = (
        "사번,성명,부서,국,역할,전입일,전출일,이월 평일,이월 설·추석\n"
        "a1,김서연,홍보과,행정국,lead; assistant,2026-03-02,,-1,0.5\n"
        "a2,이민준,총무과,,,,2026. 7. 1.,,-2/7\n"
    )
    first, second = read_officers(text.encode("cp949"))
    assert (first.name, first.bureau, first.roles) == ("김서연", "행정국", frozenset({"lead", "assistant"}))
    assert first.joins_on == date(2026, 3, 2)
    assert first.carried == {DayClass.WEEKDAY: -1, DayClass.SEOLLAL_CHUSEOK: Fraction(1, 2)}
    assert (second.leaves_on, second.roles) == (date(2026, 7, 1), frozenset())
    assert second.carried == {DayClass.SEOLLAL_CHUSEOK: Fraction(-2, 7)}


def test_a_workbook_is_read_like_a_table_of_text() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (
        ["officer_id", "first_on", "last_on", "kind"],
        ["a1", date(2026, 5, 1), date(2026, 5, 3), "교육"],
    ):
        sheet.append(row)
    out = io.BytesIO()
    workbook.save(out)
    absences, wishes = read_absences(out.getvalue(), STAFF)
    assert absences == (Absence("a1", date(2026, 5, 1), date(2026, 5, 3), AbsenceKind.TRAINING),)
    assert wishes == ()


def test_days_to_avoid_are_wishes_and_may_lie_within_an_absence() -> None:
    text = "officer_id,first_on,last_on,kind\na1,2026-05-01,2026-05-09,\na1,2026-05-02,2026-05-02,avoid\n"
    absences, wishes = read_absences(text.encode(), STAFF)
    assert [absence.kind for absence in absences] == [AbsenceKind.LEAVE]
    assert wishes == (Wish("a1", date(2026, 5, 2), date(2026, 5, 2)),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + "a1,김,홍보과\na1,김,총무과\n", [(3, "officers.two_departments")]),
        (HEAD + "a1,김,홍보과\n\na1,김,홍보과\n", [(4, "officers.id_twice")]),
        ("id,name,department,rank\na1,김,홍보과,7급\n", [(1, "rota.unknown_column")]),
        ("id,name\na1,김\n", [(1, "table.column_missing")]),
        ("id,name,department,joins_on\na1,김,홍보과,2026-02-29\n", [(2, "rota.not_a_day")]),
        (
            "id,name,department,joins_on,leaves_on\na1,김,홍보과,2026-03-01,2026-03-01\n",
            [(2, "officers.leaves_before_joining")],
        ),
        (
            "id,name,department,carried_weekday\na1,김,홍보과,많음\na2,이,홍보과,1/0\na3,박,홍보과,9999\n",
            [(2, "rota.not_a_number"), (3, "rota.not_a_number"), (4, "rota.beyond")],
        ),
        (
            HEAD + "".join(f"a{n},김,홍보과\n" for n in range(10_000)),
            [(1002, "rota.too_many_officers")],
        ),
        ("", [(None, "table.empty")]),
    ],
)
def test_mistakes_among_officers_are_told_by_line(text: str, expected: list[tuple[int, str]]) -> None:
    with pytest.raises(FilesInvalid) as invalid:
        read_officers(text.encode())
    assert problems_of(invalid) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            ["a1,2026-05-01,2026-05-05,", "a2,2026-05-01,2026-05-05,", "a1,2026-05-05,2026-05-06,"],
            [(4, "absences.overlap")],
        ),
        (["a1,2026-05-04,2026-05-06,", "a1,2026-05-01,2026-05-30,"], [(2, "absences.overlap")]),
        (["a9,2026-05-01,2026-05-05,leave"], [(2, "absences.unknown_officer")]),
        (["a1,2026-05-05,2026-05-01,leave"], [(2, "absences.ends_before_it_starts")]),
        (["a1,2026-05-01,2026-05-05,holiday"], [(2, "rota.not_a_choice")]),
        (
            ["a1,2027-02-29,2027-03-01,leave", "a1,soon,later,leave"],
            [(2, "rota.not_a_day"), (3, "rota.not_a_day"), (3, "rota.not_a_day")],
        ),
        (["a1,,2026-05-05,leave"], [(2, "table.cell_empty")]),
        (["a1,2026-05-01,9999-12-31,leave"], [(2, "table.far_day")]),
    ],
)
def test_mistakes_among_absences_are_told_by_line(rows: list[str], expected: list[tuple[int, str]]) -> None:
    text = "\n".join(["officer_id,first_on,last_on,kind", *rows])
    with pytest.raises(FilesInvalid) as invalid:
        read_absences(text.encode(), STAFF)
    assert problems_of(invalid) == expected


def test_an_overlap_names_the_other_line() -> None:
    rows = "officer_id,first_on,last_on\na1,2026-05-01,2026-05-05\na1,2026-05-03,2026-05-04\n"
    with pytest.raises(FilesInvalid) as invalid:
        read_absences(rows.encode(), STAFF)
    (found,) = invalid.value.problems
    assert found.problem.facts["other_line"] == 2


def test_rules_are_read_with_their_defaults() -> None:
    rules = read_rules(DUTY.encode())
    (evening,) = rules.kinds
    assert (rules.gap_days, rules.long_absence_days) == (0, 30)
    assert (evening.starts, evening.ends, evening.seats) == (1080, 1320, ("any",))
    assert evening.day_classes == set(DayClass)
    assert evening.weekdays == set(range(7))
    assert rules.rest_days == dict.fromkeys(DayClass, 0)


def test_every_key_of_the_rules_is_read() -> None:
    text = (
        "[rota]\ngap_days = 14\nlong_absence_days = 10\n[rest_days]\nweekend = 0.5\nholiday = 1\n"
        '[[day]]\non = 2026-09-28\nname = "구민의 날"\n'
        '[[day]]\non = "2026-04-01"\nname = "근무"\nclass = "weekday"\n'
        '[[duty]]\nid = "night"\nname = "밤"\nhours = "18:00-09:00"\ndays = ["weekend"]\nweekdays = ["sat"]\n'
        'from = 2026-04-01\nto = 2026-04-30\ngap_days = 28\nseats = ["lead", "any"]\n'
        "different_bureaus = true\nrest_days = 2\n"
    )
    rules = read_rules(text.encode())
    (night,) = rules.kinds
    assert (rules.gap_days, rules.long_absence_days) == (14, 10)
    assert rules.rest_days[DayClass.WEEKEND] == Fraction(1, 2)
    assert rules.own_days == (
        OfficeDay(date(2026, 9, 28), "구민의 날", DayClass.HOLIDAY),
        OfficeDay(date(2026, 4, 1), "근무", DayClass.WEEKDAY),
    )
    assert (night.starts, night.ends, night.seats) == (1080, 1980, ("lead", "any"))
    assert (night.day_classes, night.weekdays) == (frozenset({DayClass.WEEKEND}), frozenset({5}))
    assert (night.first_on, night.last_on) == (date(2026, 4, 1), date(2026, 4, 30))
    assert (night.gap_days, night.different_bureaus, night.rest_days) == (28, True, Fraction(2))


@pytest.mark.parametrize(
    ("hours", "ends"),
    [("09:00-09:00", 1980), ("00:00-24:00", 1440), ("18:00-00:00", 1440), ("09:30-18:15", 1095)],
)
def test_hours_may_run_past_midnight(hours: str, ends: int) -> None:
    (duty,) = read_rules(DUTY.replace("18:00-22:00", hours).encode()).kinds
    assert duty.ends == ends


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[rota]\ngap_dayz = 14\n" + DUTY, [(2, "rules.unknown_key")]),
        (DUTY + "seat = 2\n", [(5, "rules.unknown_key")]),
        ("[shifts]\nx = 1\n" + DUTY, [(1, "rules.unknown_key")]),
        ("[rota]\ngap_days = 14.5\n" + DUTY, [(2, "rules.not_a_whole_number")]),
        (
            "[rota]\ngap_days = 400\nlong_absence_days = true\n" + DUTY,
            [(2, "rules.not_a_whole_number"), (3, "rules.not_a_whole_number")],
        ),
        ("rota = 3\n" + DUTY, [(1, "rules.not_a_table")]),
        ("", [(None, "rules.no_duty")]),
        ('[[duty]]\nname = "x"\n', [(1, "rules.missing"), (1, "rules.missing")]),
        (DUTY.replace("evening", "Evening!"), [(2, "rules.not_an_id")]),
        (DUTY.replace("18:00-22:00", "25:00"), [(4, "rules.not_hours")]),
        (DUTY + DUTY, [(6, "rules.twice")]),
        (DUTY + "seats = []\n", [(5, "rules.not_a_list_of_texts")]),
        (DUTY + 'seats = ["team lead"]\n', [(5, "rules.not_a_list_of_texts")]),
        (DUTY + 'days = ["sunday"]\n', [(5, "rules.not_choices")]),
        (DUTY + 'different_bureaus = "yes"\n', [(5, "rules.not_yes_or_no")]),
        (DUTY + "from = 2026-05-02\nto = 2026-05-01\n", [(6, "rules.ends_before_it_starts")]),
        (DUTY + "rest_days = -1\n", [(5, "rules.not_an_amount")]),
        ('[[day]]\non = "2026-02-29"\nname = "x"\n' + DUTY, [(2, "rules.not_a_day")]),
        ('[[day]]\non = 2026-02-28\nname = "x"\nclass = "feast"\n' + DUTY, [(4, "rules.not_a_choice")]),
        ("[rota\n" + DUTY, [(1, "rules.not_toml")]),
        ("[[day]]\non = 2026-02-29\n", [(2, "rules.not_toml")]),
        ("day = 3\n" + DUTY, [(1, "rules.not_a_list_of_tables")]),
    ],
)
def test_mistakes_in_the_rules_are_told_by_line(text: str, expected: list[tuple[int | None, str]]) -> None:
    with pytest.raises(FilesInvalid) as invalid:
        read_rules(text.encode())
    assert problems_of(invalid) == expected


def test_an_unknown_key_is_named_with_those_that_are_known() -> None:
    with pytest.raises(FilesInvalid) as invalid:
        read_rules(("[rota]\ngap_dayz = 14\n" + DUTY).encode())
    (found,) = invalid.value.problems
    assert found.problem.facts == {"key": "rota.gap_dayz", "known": "gap_days, long_absence_days"}


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(FilesInvalid) as invalid:
        read_rules(b"[rota]\n# \xff\n")
    assert problems_of(invalid) == [(2, "rules.not_utf8")]
    with pytest.raises(FilesInvalid) as invalid:
        read_rules(b"#" * 1_000_001)
    assert problems_of(invalid) == [(None, "rules.too_large")]


def mistakes_of(read: Callable[[bytes], object], content: bytes) -> list[FileProblem] | None:
    """What is wrong with a file, None if nothing is."""
    try:
        read(content)
    except FilesInvalid as invalid:
        return list(invalid.problems)
    return None


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_whatever_the_bytes_there_is_an_answer_or_a_list_of_mistakes(content: bytes) -> None:
    for read in (read_rules, read_officers, read_plan, lambda content: read_absences(content, STAFF)):
        assert mistakes_of(read, content) != []


SCRAPS = """
[rota]
[[duty]]
[[day]]
[rest_days]
gap_days = 3
gap_days = []
id = 'a'
id = 3
name = 'x'
hours = 5
hours = '18:00-22:00'
seats = 3
seats = [3]
on = 2026-01-01
on = 07:00:00
days = [[]]
weekdays = {}
rest_days = nan
weekend = inf
from = 2026-01-01T00:00:00
duty = 1
class = []
"""


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(SCRAPS.splitlines()), max_size=8).map("\n".join))
def test_whatever_the_keys_hold_there_is_an_answer_or_a_list_of_mistakes(text: str) -> None:
    for each in mistakes_of(read_rules, text.encode()) or []:
        assert "%(" not in labels.sentence(each.problem.reason, **each.problem.facts)


@settings(max_examples=20, deadline=None)
@given(problems())
def test_a_rota_written_is_read_back_the_same(problem: RotaProblem) -> None:
    rota = plan(problem, moves=20, ejections=50).assignments
    assert set(read_plan(write_plan(problem, rota).encode())) == set(rota)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("2026-02-29,evening,1,a1", [(2, "rota.not_a_day")]),
        ("2026-02-28,evening,0,a1", [(2, "rota.not_a_count")]),
        ("2026-02-28,evening,first,a1", [(2, "rota.not_a_count")]),
        ("2026-02-28,,1,a1", [(2, "table.cell_empty")]),
    ],
)
def test_mistakes_in_a_rota_are_told_by_line(row: str, expected: list[tuple[int, str]]) -> None:
    with pytest.raises(FilesInvalid) as invalid:
        read_plan(f"date,duty,seat,officer_id\n{row}\n".encode())
    assert problems_of(invalid) == expected


def test_names_that_a_spreadsheet_would_run_are_defused() -> None:
    problem = problem_of(officers=(Officer("o0", "=1+1", "@홍보과"),), days=1)
    text = write_plan(problem, plan(problem).assignments)
    assert "'=1+1" in text
    assert "'@홍보과" in text


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("2028-02-29", date(2028, 2, 29)),
        ("2026. 5. 1.", date(2026, 5, 1)),
        ("2026.5.1", date(2026, 5, 1)),
        ("2026/05/01", date(2026, 5, 1)),
        ("2027-02-29", None),
        ("2026-5-1", None),
        ("01-05-2026", None),
        ("2026-05-01T00:00", None),
        ("٢٠٢٦-٠٥-٠١", None),
    ],
)
def test_days_are_read_as_koreans_write_them_and_no_others(text: str, on: date | None) -> None:
    assert read_day(text) == on


def test_the_examples_of_the_docs_can_be_read() -> None:
    officers = read_officers((EXAMPLES / "officers.csv").read_bytes())
    absences, wishes = read_absences((EXAMPLES / "absences.csv").read_bytes(), officers)
    rules = read_rules((EXAMPLES / "rules.toml").read_bytes())
    assert (len(officers), len(rules.kinds)) == (54, 3)
    assert absences
    assert wishes


def test_every_key_and_column_is_explained_in_the_docs() -> None:
    page = (EXAMPLES.parents[1] / "rota.md").read_text("utf-8")
    rules = (EXAMPLES / "rules.toml").read_text("utf-8")
    keys = set(re.findall(r"^([a-z_]+) =", rules, re.MULTILINE))
    assert {key for key in keys if f"`{key}`" not in page} == set()
