"""Personal data is taken out before anything is kept: every planted number, once and for all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.inquiries.masking import Personal, masked, masked_reply

P = Personal
DASHES = st.sampled_from(["-", " ", ".", "", "–", "－", " - "])
PLAIN = st.text("가나다 라마?!,\n·", max_size=20)


def digits(number: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=number, max_size=number)


@st.composite
def phones(draw: st.DrawFn) -> str:
    start = draw(
        st.sampled_from(["010", "011", "02", "031", "061", "070", "0507", "+82 10", "82-10", "(02)"])
    )
    middle = draw(
        digits(4) if start in {"010", "0507", "+82 10", "82-10"} else st.one_of(digits(3), digits(4))
    )
    dash = draw(DASHES)
    return f"{start}{dash}{middle}{dash}{draw(digits(4))}"


@st.composite
def resident_numbers(draw: st.DrawFn) -> str:
    birthday = draw(st.dates()).strftime("%y%m%d")[-6:]
    return f"{birthday}{draw(DASHES)}{draw(st.sampled_from('12345678'))}{draw(digits(6))}"


@st.composite
def emails(draw: st.DrawFn) -> str:
    name = draw(st.text("abcxyz019._-", min_size=1, max_size=12).filter(lambda text: text[0].isalnum()))
    return f"{name.rstrip('.-')}@{draw(st.sampled_from(['naver.com', 'korea.kr', 'a-b.co.kr']))}"


PLANTED = st.one_of(
    phones().map(lambda text: (P.PHONE, text)),
    resident_numbers().map(lambda text: (P.RESIDENT_NUMBER, text)),
    emails().map(lambda text: (P.EMAIL, text)),
)


@settings(max_examples=70, deadline=None)
@given(st.lists(st.tuples(PLAIN, PLANTED), max_size=4), PLAIN)
def test_every_planted_number_is_masked_and_counted(
    planted: list[tuple[str, tuple[Personal, str]]], end: str
) -> None:
    text = "".join(f"{before}가{secret}나" for before, (_kind, secret) in planted) + end
    found = masked(text)
    assert sum(found.counts.values()) == len(planted)
    for _before, (kind, secret) in planted:
        assert secret not in found.text
        assert found.counts[kind] == sum(one == kind for _text, (one, _secret) in planted)


@settings(max_examples=70, deadline=None)
@given(
    st.one_of(st.text(max_size=80), st.lists(st.one_of(phones(), resident_numbers(), emails())).map("".join))
)
def test_masking_again_changes_nothing(text: str) -> None:
    once = masked(text)
    assert masked(once.text).text == once.text


@pytest.mark.parametrize(
    "text",
    [
        "2016.12.14에 물어봤어요",
        "좋아요 31000개, 조회 1,285,000회",
        "https://www.facebook.com/ydpsotong.example/posts/2230000000",
        "대표전화 1588-1234",
        "예산 12,031,234,567원",
        "접수번호 20161214-0000123",
        "@suncheon 계정이요",
    ],
)
def test_what_is_no_personal_data_stays(text: str) -> None:
    assert masked(text).text == text


@pytest.mark.parametrize(
    "text", ["900101-1******", "９００１０１－１２３４５６７", "010 - 1234 - 5678", "hong @ naver.com"]
)
def test_what_people_write_by_half_or_wide_is_masked_too(text: str) -> None:
    assert sum(masked(text).counts.values()) == 1


def test_an_answer_keeps_the_offices_own_line_but_no_citizens_number() -> None:
    found = masked_reply("도로과 061-749-3114로, 900101-1234567님은 010-1234-5678로 road@suncheon.go.kr")
    assert found.text == "도로과 061-749-3114로, [주민등록번호]님은 [전화번호]로 road@suncheon.go.kr"
    assert found.counts == {P.RESIDENT_NUMBER: 1, P.PHONE: 1}


def test_a_long_text_without_anything_is_read_quickly() -> None:
    assert masked("a" * 5_000).counts == {}
