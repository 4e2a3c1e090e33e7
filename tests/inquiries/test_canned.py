"""Canned replies: places are filled, and particles agree with what stands before them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.core.korean import with_particles
from sotong.inquiries.canned import Place, filled, unknown_places


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("도로과", "도로과는 도로과가 도로과를 도로과와 도로과로"),
        ("시청", "시청은 시청이 시청을 시청과 시청으로"),
        ("서울", "서울은 서울이 서울을 서울과 서울로"),
        ("3", "3은 3이 3을 3과 3으로"),
        ("2", "2는 2가 2를 2와 2로"),
        ("7", "7은 7이 7을 7과 7로"),
        ("10", "10은 10이 10을 10과 10으로"),
        ("1,000", "1,000은 1,000이 1,000을 1,000과 1,000으로"),
        ("1000000000000", "1000000000000는 1000000000000가 1000000000000를 1000000000000와 1000000000000로"),
        ("061-749-3114", "061-749-3114는 061-749-3114가 061-749-3114를 061-749-3114와 061-749-3114로"),
        ("SNS", "SNS는 SNS가 SNS를 SNS와 SNS로"),
        ("URL", "URL은 URL이 URL을 URL과 URL로"),
        ("Facebook", "Facebook은 Facebook이 Facebook을 Facebook과 Facebook으로"),
        ("blog", "blog는 blog가 blog를 blog와 blog로"),
        ("Instagram", "Instagram은 Instagram이 Instagram을 Instagram과 Instagram으로"),
        ("도로과(2층)", "도로과(2층)는 도로과(2층)가 도로과(2층)를 도로과(2층)와 도로과(2층)로"),
        ("'물길'", "'물길'은 '물길'이 '물길'을 '물길'과 '물길'로"),
        ("100%", "100%는 100%가 100%를 100%와 100%로"),
    ],
)
def test_particles_agree_after_hangul_digits_and_latin_letters(word: str, told: str) -> None:
    assert with_particles(f"{word}은(는) {word}이(가) {word}을(를) {word}과(와) {word}(으)로") == told


@settings(max_examples=40, deadline=None)
@given(st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣")))
def test_after_every_syllable_the_final_consonant_decides(syllable: str) -> None:
    has_final = len(unicodedata.normalize("NFD", syllable)) == 3
    assert with_particles(f"{syllable}을(를)") == syllable + ("을" if has_final else "를")


def test_places_are_filled_and_what_fills_them_is_not_looked_into() -> None:
    text = "{시민}님, {부서}을(를) 찾아 주셔서 감사합니다. {기한}까지 답변드립니다. {오늘}"
    values = {Place.CITIZEN: "{부서}", Place.DEPARTMENT: "건설과", Place.DUE: "11월 24일"}
    assert filled(text, values) == "{부서}님, 건설과를 찾아 주셔서 감사합니다. 11월 24일까지 답변드립니다. "


def test_places_that_mean_nothing_are_named() -> None:
    assert unknown_places("{시민}님 {이름}과 { 부서 }와 {이름}, {}") == ["이름", ""]
    assert filled("{이름}은(는)", {}) == "{이름}은"


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_filled(text: str) -> None:
    filled(text, dict.fromkeys(Place, "값"))
