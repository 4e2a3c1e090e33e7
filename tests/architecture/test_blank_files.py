"""Whatever file a page takes, it hands out an empty one, and that one filled in is read."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, TypeVar
from uuid import UUID

import openpyxl
import pytest
from flask import Flask

from sotong.ballots.rosters import COLUMNS as CODE_COLUMNS
from sotong.ballots.rules import roster_code
from sotong.channels.imports import read_measures
from sotong.core.blank_files import Blank, handed_out
from sotong.core.config import Settings
from sotong.core.downloads import FileKind
from sotong.core.table_forms import TableForm
from sotong.core.tables import Limits, Problem, Reading, Row, TableInvalid, read_lines, table_in
from sotong.inquiries.imports import read_inquiries
from sotong.outreach.shelter_files import read_shelters
from sotong.people.forms import BLANK_DEPARTMENTS, BLANK_OFFICERS, UploadForm
from sotong.people.imports import (
    DEPARTMENT_COLUMNS,
    OFFICER_COLUMNS,
    DepartmentState,
    OfficersPresent,
    plan_departments,
    plan_officers,
)
from sotong.rota.absence_files import read_absence_file
from sotong.web.app import create_app

T = TypeVar("T")
Reader = Callable[[bytes], object]
A_DAY: Final = date(2026, 11, 23)
DEPARTMENT: Final = DepartmentState(UUID(int=1), "A99", "소통협력과", "", "office", "행정국")


def _closed(read: Callable[[bytes], Reading[T]]) -> Reader:
    return lambda content: read(content).close()


def _codes(content: bytes) -> object:
    def meant(row: Row) -> str | list[Problem]:
        return roster_code(row["code"]) or [Problem("roster.line_without_code", row.line, "code")]

    return read_lines(content, CODE_COLUMNS, Limits(), meant).close()


def _departments(content: bytes) -> object:
    table = table_in(content, DEPARTMENT_COLUMNS)
    plan = plan_departments(table.rows, (), complete=False, on=A_DAY)
    return _planned(table.problems + plan.problems, plan)


def _officers(content: bytes) -> object:
    table = table_in(content, OFFICER_COLUMNS)
    present = OfficersPresent((DEPARTMENT,), (), ())
    plan = plan_officers(table.rows, present, with_phones=True, complete=False, on=A_DAY)
    return _planned(table.problems + plan.problems, plan)


def _planned(problems: tuple[Problem, ...], plan: object) -> object:
    if problems:
        raise TableInvalid(*problems)
    return plan


READERS: Final[Mapping[str, Reader]] = {
    "ballots.blank_roster": _codes,
    "channels.blank_figures": _closed(read_measures),
    "guidance.blank_shelters": read_shelters,
    "inquiries.blank_questions": _closed(read_inquiries),
    "people.blank_departments": _departments,
    "people.blank_officers": _officers,
    "rota.blank_absences": _closed(read_absence_file),
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application for its routes and words alone: no table is read."""
    home = tmp_path_factory.mktemp("home")
    settings = {"SOTONG_MODE": "test", "SOTONG_HOME": str(home)}
    return create_app(Settings.from_env(settings | {"SOTONG_DATABASE_URL": f"sqlite:///{home / 'none.db'}"}))


def _blanks() -> dict[str, Blank]:
    forms = set(TableForm.__subclasses__()) - {UploadForm}
    found = [form.blank for form in forms] + [BLANK_DEPARTMENTS, BLANK_OFFICERS]
    return {blank.endpoint: blank for blank in found}


def _filled(content: bytes, kind: FileKind, line: list[str]) -> bytes:
    """The file as whoever fills it in sends it."""
    if kind is FileKind.CSV:
        return content + ",".join(f'"{cell}"' for cell in line).encode() + b"\r\n"
    book = openpyxl.load_workbook(io.BytesIO(content))
    book.worksheets[0].append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_every_page_that_takes_a_file_of_lines_hands_out_an_empty_one(app: Flask) -> None:
    assert set(_blanks()) == set(READERS) <= set(app.view_functions)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("kind", [FileKind.XLSX, FileKind.CSV])
def test_a_blank_file_with_its_example_filled_in_is_read_without_complaint(
    app: Flask, kind: FileKind, language: str
) -> None:
    for endpoint, blank in _blanks().items():
        with app.test_request_context(headers={"Accept-Language": language}):
            content, example = handed_out(blank, kind).get_data(), blank.example
        assert READERS[endpoint](_filled(content, kind, example)), endpoint
        assert table_in(_filled(content, kind, example), blank.columns).ignored == (), endpoint


@pytest.mark.parametrize("kind", [FileKind.XLSX, FileKind.CSV])
def test_a_blank_file_as_it_is_has_no_lines_and_nothing_else_is_wrong(app: Flask, kind: FileKind) -> None:
    for endpoint, blank in _blanks().items():
        with app.test_request_context(headers={"Accept-Language": "en"}):
            content = handed_out(blank, kind).get_data()
        with pytest.raises(TableInvalid) as refusal:
            READERS[endpoint](content)
        assert [problem.reason for problem in refusal.value.problems] == ["table.no_rows"], endpoint


def test_what_must_be_filled_in_says_so_in_the_readers_language(app: Flask) -> None:
    for language, first in (("ko", "부서(필수)"), ("en", "Department (required)")):
        with app.test_request_context(headers={"Accept-Language": language}):
            titles = BLANK_OFFICERS.titles
        assert titles[0] == first
        assert titles[3] in {"전화번호", "Phone"}


def test_a_csv_opens_in_a_korean_excel(app: Flask) -> None:
    with app.test_request_context():
        answer = handed_out(BLANK_DEPARTMENTS, FileKind.CSV)
    assert answer.get_data().startswith("\ufeff부서코드".encode())
    assert "blank-departments.csv" in answer.headers["Content-Disposition"]
