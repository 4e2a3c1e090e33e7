"""Tables that people send are read as they meant them, or refused with the line and the reason."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime

import openpyxl
import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.core.column_titles import column_called
from sotong.core.labels import SENTENCES
from sotong.core.spreadsheet import csv_lines
from sotong.core.tables import Column, Limits, Problem, Row, TableInvalid, cell_name, read_lines, read_table
from sotong.core.tables.days import day, not_a_day

COLUMNS = (
    Column("code", required=True, aliases=("부서코드",), max_length=10),
    Column("name", required=True, aliases=("부서명", "이름")),
    Column("note"),
)
KOREAN = "부서코드,이름,note\nA01,감사담당관,직속\nA02,기획예산과,똠방각하\n"


def lines(content: bytes) -> list[tuple[int, str, str, str]]:
    return [(row.line, row["code"], row["name"], row["note"]) for row in read_table(content, COLUMNS).rows]


def problems(content: bytes, limits: Limits | None = None) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(TableInvalid) as refusal:
        read_table(content, COLUMNS, limits)
    assert all(problem.reason in SENTENCES for problem in refusal.value.problems)
    return [(problem.reason, problem.line, problem.column) for problem in refusal.value.problems]


def book(
    rows: Sequence[Sequence[object]], prepare: Callable[[openpyxl.Workbook], None] | None = None
) -> bytes:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(list(row))  # type: ignore[union-attr]
    if prepare is not None:
        prepare(workbook)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def repacked(content: bytes, name: str, part: bytes) -> bytes:
    """The same XLSX with one part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, part if info.filename == name else old.read(info))
    return out.getvalue()


def sheet_xml(rows: str) -> bytes:
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>'
    ).encode()


SOUND = book([("code", "name"), ("A01", "가")])


# What is read


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_csv_is_read_as_excel_writes_it(encoding: str, separator: str, newline: str) -> None:
    content = KOREAN.replace(",", separator).replace("\n", newline).encode(encoding)
    assert lines(content) == [(2, "A01", "감사담당관", "직속"), (3, "A02", "기획예산과", "똠방각하")]


def test_utf_16_of_the_other_byte_order_is_read() -> None:
    assert len(lines(b"\xfe\xff" + KOREAN.encode("utf-16-be"))) == 2


def test_lines_keep_their_numbers_over_blank_lines_and_line_breaks_in_cells() -> None:
    content = '\ncode,name\n\nA01,"한 줄\n두 줄"\n,,\nA02,끝\n'.encode()
    assert [(row.line, row["name"]) for row in read_table(content, COLUMNS).rows] == [
        (4, "한 줄\n두 줄"),
        (7, "끝"),
    ]


def test_titles_are_known_by_any_of_their_names() -> None:
    table = read_table(" 부서 코드 ,Name,연번,\nA01,가,1,\n".encode(), COLUMNS)
    assert table.present == {"code", "name"}
    assert table.ignored == ("연번",)
    assert table.rows == (Row(2, {"code": "A01", "name": "가", "note": ""}),)


def test_a_title_instead_counts_only_where_the_columns_own_is_not_there() -> None:
    columns = (Column("code", "부서", aliases=("부서코드",), instead=("부서명",), required=True),)
    for content, found, ignored in (
        ("부서명,부서코드\n가과,A01\n", "A01", ("부서명",)),
        ("부서명(필수),이름\n가과,김\n", "가과", ("이름",)),
    ):
        table = read_table(content.encode(), columns)
        assert ([row["code"] for row in table.rows], table.ignored) == ([found], ignored)
    with pytest.raises(TableInvalid) as refused:
        read_table("이름\n김\n".encode(), columns)
    assert refused.value.problems[0].facts == {"title": "부서", "others": "부서코드, code, 부서명"}


def test_xlsx_is_read_with_dates_and_numbers_as_people_see_them() -> None:
    rows = [
        ("code", "name", "note"),
        (101, "가", date(2026, 1, 31)),
        (2.5, True, datetime.fromisoformat("2026-01-31T09:30")),
    ]
    assert lines(book(rows)) == [(2, "101", "가", "2026-01-31"), (3, "2.5", "TRUE", "2026-01-31T09:30:00")]


def test_the_first_sheet_that_is_shown_is_read_and_an_empty_one_is_named() -> None:
    def behind(state: str) -> Callable[[openpyxl.Workbook], None]:
        def prepare(workbook: openpyxl.Workbook) -> None:
            workbook.create_sheet("표지", 0).sheet_state = state

        return prepare

    rows = [("code", "name"), ("A01", "가")]
    assert lines(book(rows, behind("hidden"))) == [(2, "A01", "가", "")]
    assert problems(book(rows, behind("visible"))) == [("table.first_sheet_empty", None, None)]


def test_xlsx_counts_lines_as_excel_does() -> None:
    content = book([(), ("code", "name"), (), (), ("A01", "가")])
    assert lines(content) == [(5, "A01", "가", "")]


def test_a_decomposed_korean_name_is_composed_and_what_is_invisible_goes() -> None:
    content = "code,name\n\u200bA01 ,\u1100\u1161\u00a0\n".encode()
    assert lines(content) == [(2, "A01", "가", "")]


@given(
    st.lists(st.text(st.characters(codec="cp949", exclude_categories=["Cc", "Cs"]), max_size=20), min_size=1)
)
@settings(max_examples=40, deadline=None)
def test_whatever_excel_saves_is_read_the_same_in_every_encoding(words: list[str]) -> None:
    text = "code,name,note\n" + "".join(f'A,나는 이름,"{word.replace(chr(34), "")}"\n' for word in words)
    read = [_read(text.encode(encoding)) for encoding in ("utf-8-sig", "utf-16", "cp949")]
    assert read[0] == read[1] == read[2]


def _read(content: bytes) -> object:
    try:
        return lines(content)
    except TableInvalid as refusal:
        return [(problem.reason, problem.line) for problem in refusal.problems]


HEADINGS = (
    Column("code", "부서코드", "Department code", required=True, aliases=("코드",), max_length=10),
    Column("day", "시작일", "Starts on", required=True),
    Column("note", "비고", "Note"),
)


@pytest.mark.parametrize(
    "above",
    [
        [["2026년 하반기 명단"], ["작성: 홍보과", None, None], ["부서코드", "시작일", "비고"]],
        [[], ["부서코드", "그 밖", None], [None, "시작일", "비고"]],
        [["Department code", "Starts on", "Note"]],
        [["부서코드(필수)", "시작일 *", "비고 [note]"]],
    ],
    ids=["a headline", "merged cells", "English", "something beside"],
)
def test_titles_may_stand_below_a_headline_or_under_merged_cells(above: list[list[str | None]]) -> None:
    (row,) = read_table(book([*above, ["A01", "2026-12-01", "x"]]), HEADINGS).rows
    assert row == Row(len(above) + 1, {"code": "A01", "day": "2026-12-01", "note": "x"})


def test_a_headline_without_separators_does_not_hide_which_one_the_lines_have() -> None:
    assert (
        read_table("명단\n부서코드;시작일\nA01;내일, 모레\n".encode(), HEADINGS).rows[0]["day"]
        == "내일, 모레"
    )


def test_what_an_export_has_made_harmless_comes_back_as_it_was() -> None:
    texts = ["=김", "+82-2-1", "-", "@홍보과", "'가'", "김"]
    sent = "".join(csv_lines(["code", "name"], [["A", text] for text in texts])).encode()
    assert [row["name"] for row in read_table(sent, COLUMNS).rows] == texts


def test_everything_wrong_is_told_at_once_in_order_with_the_files_own_titles() -> None:
    def meaning(row: Row) -> str | list[Problem]:
        wrong = [not_a_day("channel.not_a_day", row.line, "day", row["day"])]
        return row["code"] if day(row["day"]) else wrong

    content = '비고,코드\nx,\ny,=1\nz,A03\n"broken\n'.encode()
    reading = read_lines(content, HEADINGS, Limits(), meaning)
    reading.add([Problem("roster.code_known", 4, "code")])
    told = [(each.line, each.reason, each.title, each.english) for each in reading.problems]
    assert told == [
        (1, "table.column_missing", "시작일", "Starts on"),
        (2, "table.cell_empty", "코드", "Department code"),
        (3, "table.formula", "코드", "Department code"),
        (4, "roster.code_known", "코드", "Department code"),
        (5, "table.broken_line", "", ""),
    ]
    with pytest.raises(TableInvalid):
        reading.close()


def test_a_line_with_one_bad_cell_is_looked_at_for_others_but_means_nothing() -> None:
    def meaning(row: Row) -> str | list[Problem]:
        return row["day"] if day(row["day"]) else [Problem("channel.not_a_day", row.line, "day")]

    content = "Department code,Starts on\n,어제\n,2026-12-01\nA03,\nA04,2026-12-02\n".encode()
    reading = read_lines(content, HEADINGS, Limits(), meaning)
    assert reading.lines == ["2026-12-02"]
    assert [row.line for row in reading.faulty_rows] == [2, 3, 4]
    assert [(each.line, each.column, each.reason) for each in reading.problems] == [
        (2, "code", "table.cell_empty"),
        (2, "day", "channel.not_a_day"),
        (3, "code", "table.cell_empty"),
        (4, "day", "table.cell_empty"),
    ]


def test_a_column_is_called_as_in_the_file_and_in_english_besides(app: Flask) -> None:
    for language, title, called in (
        ("ko", "시작일", "시작일"),
        ("en", "시작일", "시작일 (Starts on)"),
        ("en", "starts_on", "starts_on"),
        ("en", "", ""),
    ):
        problem = Problem("x", 1, None, title=title, english="Starts on" if title else "")
        with app.test_request_context(headers={"Accept-Language": language}):
            assert column_called(problem) == called


# What is refused, with line and reason


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", [("table.empty", None, None)]),
        (b"\xef\xbb\xbf \r\n", [("table.empty", None, None)]),
        (b",,\n,,\n", [("table.empty", None, None)]),
        (b"code,name\n", [("table.no_rows", None, None)]),
        (b"code\nA01\n", [("table.column_missing", 1, "name")]),
        ("부서코드,code,이름\nA,B,C\n".encode(), [("table.column_twice", 1, "code")]),
        (b"code,name\nA01,x,\nA02,x,y\n", [("table.too_many_cells", 3, None)]),
        (b"code,name\n,x\nA01,\n", [("table.cell_empty", 2, "code"), ("table.cell_empty", 3, "name")]),
        (b"code,name\nA,=1+1\n", [("table.formula", 2, "name")]),
        (b"code,name\nA,#REF!\n", [("table.error_cell", 2, "name")]),
        (b"code,name\nABCDEFGHIJK,x\n", [("table.cell_too_long", 2, "code")]),
        (
            b"code,name\nA,x\x00y\n,z\n",
            [("table.control_character", 2, "name"), ("table.cell_empty", 3, "code")],
        ),
        (b"code,name\x00\nA,x\n", [("table.nul", 1, None)]),
        (b"code,name\n" + b"\x00" * 11 + b",x\n", [("table.nul", 2, None)]),
        (b"<html><table><tr><td>code</td><td>name</td>", [("table.web_page", None, None)]),
        (b"name,note\n,x\n", [("table.column_missing", 1, "code"), ("table.cell_empty", 2, "name")]),
        (b"code,name\nA,x\x07y\n", [("table.control_character", 2, "name")]),
        (b'code,name\nA,"x\nB,y\n', [("table.broken_line", 2, None)]),
        (b'code,name\nA,"x"y\n', [("table.broken_line", 2, None)]),
        (b"code,name\nA," + b"x" * 200_000 + b"\n", [("table.broken_line", 2, None)]),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), [("table.old_excel", None, None)]),
        (b"PK\x03\x04 and no more", [("table.broken_xlsx", None, None)]),
        (b"code,name\nA,\xff\xfe\xff\n", [("table.undecodable", 2, None)]),
        (b"\xef\xbb\xbfcode,name\n\nA,\xff\n", [("table.undecodable", 3, None)]),
        (b"\xff\xfex\x00", [("table.column_missing", 1, "code"), ("table.column_missing", 1, "name")]),
        (b"\xff\xfec\x00o", [("table.undecodable", 1, None)]),
    ],
)
def test_bad_files_are_refused_by_line_and_column(
    content: bytes, expected: list[tuple[str, int | None, str | None]]
) -> None:
    assert problems(content) == expected


def test_a_damaged_utf8_file_is_not_read_as_cp949_nonsense() -> None:
    content = KOREAN.encode()
    at = content.index("기획".encode())
    assert problems(content[: at + 1] + content[at + 2 :]) == [("table.undecodable", 3, None)]


def test_formulas_in_xlsx_are_refused_with_the_cell_named() -> None:
    content = book([("code", "name", "note"), ("A01", "가", None), ("A02", "나", "=HYPERLINK(A1)")])
    with pytest.raises(TableInvalid) as refusal:
        read_table(content, COLUMNS)
    assert refusal.value.problems == (Problem("table.formula", 3, "note", {"cell": "C3"}),)


def test_fifty_problems_are_enough() -> None:
    assert len(problems(b"code,name\n" + b",x\n" * 500)) == 50


def test_too_many_lines_are_refused_at_once() -> None:
    limits = Limits(rows=100)
    hundred = b"code,name\n" + b"A,x\n" * 100
    assert len(read_table(hundred, COLUMNS, limits).rows) == 100
    assert problems(hundred + b"A,x\n", limits) == [("table.too_many_rows", 102, None)]
    workbook = book([("code", "name"), *[("A", "x")] * 101])
    assert problems(workbook, limits) == [("table.too_many_rows", 102, None)]


def test_a_file_of_100_000_lines_is_refused_within_seconds() -> None:
    cells = '<c t="inlineStr"><is><t>{}</t></is></c>'
    rows = "<row>" + cells.format("code") + cells.format("name") + "</row>"
    rows += ("<row>" + cells.format("A") * 2 + "</row>") * 100_000
    workbook = repacked(SOUND, "xl/worksheets/sheet1.xml", sheet_xml(rows))
    for content in (workbook, b"code,name\n" + b"A,x\n" * 100_000):
        started = time.process_time()
        assert problems(content)[0][0] in {"table.too_many_rows", "table.unpacks_to_too_much"}
        assert time.process_time() - started < 3


# Files that mean harm


def test_a_zip_bomb_is_refused_within_a_second() -> None:
    bombs = [_bomb(200, 1024 * 1024), _bomb(1, 200 * 1024 * 1024), _bomb(5_000, 1)]
    for bomb in bombs:
        started = time.process_time()
        assert problems(bomb) == [("table.unpacks_to_too_much", None, None)]
        assert time.process_time() - started < 1


def test_a_zip_that_lies_about_its_size_is_refused_within_a_second() -> None:
    bomb = bytearray(_bomb(1, 100 * 1024 * 1024))
    real = (100 * 1024 * 1024).to_bytes(4, "little")
    while (at := bomb.find(real)) >= 0:
        bomb[at : at + 4] = (1000).to_bytes(4, "little")
    started = time.process_time()
    assert problems(bytes(bomb)) == [("table.broken_xlsx", None, None)]
    assert time.process_time() - started < 1


def test_a_workbook_whose_beginning_is_damaged_is_no_file_of_a_wrong_encoding() -> None:
    assert problems(b"\xff" + SOUND[1:]) == [("table.no_text", None, None)]
    assert problems(b"\x00\x01" + SOUND[40:]) == [("table.no_text", None, None)]


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("letter.txt", "hello")
    assert problems(out.getvalue()) == [("table.broken_xlsx", None, None)]


def test_entities_in_xml_are_not_unfolded() -> None:
    sheet = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
    )
    content = repacked(book([("code", "name"), ("A", "x")]), "xl/worksheets/sheet1.xml", sheet)
    assert problems(content) == [("table.broken_xlsx", None, None)]


@pytest.mark.parametrize(
    ("row", "expected"),
    [("1048576", "table.empty"), ("99999999999999", "table.empty"), ("x", "table.broken_xlsx")],
)
def test_a_sheet_that_lies_about_its_lines_costs_little(row: str, expected: str) -> None:
    content = repacked(SOUND, "xl/worksheets/sheet1.xml", sheet_xml(f'<row r="{row}"/>'))
    started = time.process_time()
    assert problems(content) == [(expected, None, None)]
    assert time.process_time() - started < 3


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf", b"code,name\n"]),
)
@settings(max_examples=150, deadline=None)
def test_no_bytes_whatever_are_more_than_refused(content: bytes, start: bytes) -> None:
    _read(start + content)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_damaged_workbook_is_more_than_refused(data: st.DataObject) -> None:
    content = bytearray(SOUND)
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    _read(bytes(content))


def _bomb(parts: int, size: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(parts):
            archive.writestr(f"xl/{number}.xml", bytes(size))
    return out.getvalue()


@pytest.mark.parametrize(
    ("line", "position", "name"), [(1, 0, "A1"), (3, 25, "Z3"), (3, 26, "AA3"), (9, 701, "ZZ9")]
)
def test_cells_are_named_as_spreadsheets_do(line: int, position: int, name: str) -> None:
    assert cell_name(line, position) == name


def test_every_reason_can_be_said_with_its_facts(app: Flask) -> None:
    facts = {"cell": "A1", "limit": 5, "title": "t", "titles": 3, "encoding": "UTF-8", "text": "#REF!"}
    facts |= {
        "columns": "가, 나",
        "sheet": "표지",
        "others": "u",
        "other": "v",
        "other_cell": "B1",
        "day": "2026-12-01",
        "first": 2000,
        "character": "U+202E",
        "last": 2100,
    }
    with app.test_request_context():
        said = [str(text) % facts for reason, text in SENTENCES.items() if reason.startswith("table.")]
    assert len(said) >= 16
