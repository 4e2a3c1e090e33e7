"""A file of figures is read whole, or not at all and with each line's fault."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.channels.imports import read_measures, whole
from sotong.channels.platforms import Platform
from sotong.channels.rules import LARGEST_VALUE, Measure
from sotong.core.tables import TableInvalid
from sotong.core.tables.days import day

HEAD = "organisation,platform,measured_on,measure,value\n"


def problems_of(content: str) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(TableInvalid) as caught:
        read_measures(content.encode()).close()
    return [(problem.reason, problem.line, problem.column) for problem in caught.value.problems]


def test_a_file_of_the_press_is_read() -> None:
    rows = read_measures((HEAD + "순천시,facebook,2016-12-19,likes,31000\n").encode()).close()
    assert [(r.line, r.organisation, r.platform, r.measured_on, r.measure, r.value) for r in rows] == [
        (2, "순천시", Platform.FACEBOOK, date(2016, 12, 19), Measure.LIKES, 31_000)
    ]


def test_korean_titles_and_words_from_excel_in_cp949_are_read() -> None:
    content = (
        "기관,채널,계정,기준일,항목,값,출처\n"
        ',네이버 블로그,m.blog.naver.com/ydpgu,2016. 12. 19.,방문자,"1,285,000",보도자료\n'
    )
    (row,) = read_measures(content.encode("cp949")).close()
    assert (row.platform, row.url, row.measure) == (
        Platform.NAVER_BLOG,
        "https://blog.naver.com/ydpgu",
        Measure.VISITORS,
    )
    assert (row.measured_on, row.value, row.source) == (date(2016, 12, 19), 1_285_000, "보도자료")


def test_every_fault_is_told_with_its_line_and_column() -> None:
    content = (
        HEAD
        + "가,myspace,2016-13-01,stars,-3\n나,facebook,2016-12-19,likes,31000\n다,band,어제,members,5.4\n"
    )
    assert problems_of(content) == [
        ("channel.unknown_platform", 2, "platform"),
        ("table.no_such_day", 2, "measured_on"),
        ("channel.unknown_measure", 2, "measure"),
        ("channel.not_a_count", 2, "value"),
        ("channel.not_a_day", 4, "measured_on"),
        ("channel.not_a_count", 4, "value"),
    ]


def test_a_number_beyond_all_figures_is_called_too_large() -> None:
    lines = "".join(f"가,facebook,2016-12-19,likes,{text}\n" for text in ("1000000000001", "9" * 150, "1.5"))
    assert [reason for reason, _line, _column in problems_of(HEAD + lines)] == [
        "channel.count_too_large",
        "channel.count_too_large",
        "channel.not_a_count",
    ]


def test_an_account_must_be_an_account_and_of_the_platform_named() -> None:
    head = "platform,account,measured_on,measure,value\n"
    lines = (
        "facebook,https://bit.ly/abc,2016-12-19,likes,1\n"
        "facebook,https://www.facebook.com/ydpgu/posts/1234567890,2016-12-19,likes,1\n"
        "facebook,https://band.us/@ydpgu,2016-12-19,likes,1\n"
    )
    assert problems_of(head + lines) == [
        ("permalink.short_link", 2, "account"),
        ("channel.not_an_account", 3, "account"),
        ("channel.other_platform", 4, "account"),
    ]


@pytest.mark.parametrize("text", ["2016-12-19", "2016.12.19", "2016. 12. 19.", "2016/12/19"])
def test_days_are_read_as_offices_write_them(text: str) -> None:
    assert day(text) == date(2016, 12, 19)


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=20))
def test_no_text_of_a_cell_breaks_the_reading(text: str) -> None:
    value = whole(text)
    assert value is None or 0 <= value <= LARGEST_VALUE
    assert day(text) is None or str(day(text))[:4] == text[:4]


@settings(deadline=None, max_examples=100)
@given(st.integers(0, LARGEST_VALUE), st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_counts_and_days_are_read_as_they_are_written(value: int, on: date) -> None:
    assert whole(str(value)) == whole(f"{value:,}") == value
    assert day(on.isoformat()) == on
