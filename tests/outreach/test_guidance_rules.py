"""What a guidance page may say, and how a file of shelters is read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.core.tables import TableInvalid
from sotong.outreach import guidance_rules as rules
from sotong.outreach.guidance_rules import Block, BlockKind, Hazard
from sotong.outreach.shelter_files import read_shelters
from tests.factories.alerts import TO_DO


def test_plain_text_is_read_as_headings_lists_and_paragraphs() -> None:
    assert rules.blocks(TO_DO.during) == [
        Block(BlockKind.HEADING, ("집에서",)),
        Block(BlockKind.ITEMS, ("창에서 떨어집니다.", "가스를 잠급니다.")),
        Block(BlockKind.PARAGRAPH, ("119에 알립니다.",)),
    ]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="가나 #-\n\r\t<b>", max_size=80))
def test_no_word_of_a_text_is_lost_or_made_up(text: str) -> None:
    shown = "".join(line for block in rules.blocks(text) for line in block.lines)
    assert [char for char in shown if char in "가나<b>"] == [char for char in text if char in "가나<b>"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", None),
        ("기상청 날씨누리 https://www.weather.go.kr\n\n행안부 https://www.mois.go.kr", None),
        ("https://www.weather.go.kr", "guidance.not_a_link"),
        ("기상청 javascript:alert(1)", "guidance.not_a_link"),
        ("기상청 http://[", "guidance.not_a_link"),
        ("기상청 http://www.weather.go.kr", "guidance.not_a_link"),
        ("기상청 https://a.kr\n" * 21, "guidance.too_many_links"),
    ],
)
def test_a_link_has_a_name_and_an_address(text: str, reason: str | None) -> None:
    assert rules.why_not_links(text) == reason


def test_what_to_do_goes_into_a_message_with_where_more_stands() -> None:
    told = rules.what_to_do(TO_DO, "https://s.go.kr/safety/typhoon")
    assert told.splitlines() == [
        "[태풍이 올 때]",
        "집 안에 머물고 창에서 떨어져 있습니다.",
        "집에서",
        "- 창에서 떨어집니다.",
        "- 가스를 잠급니다.",
        "119에 알립니다.",
        "https://s.go.kr/safety/typhoon",
    ]


def test_every_hazard_has_its_field() -> None:
    assert {rules.field_of(hazard) for hazard in Hazard} == set(rules.SafetyField)


def test_a_file_of_shelters_is_read_with_a_map_for_each() -> None:
    file = '종류,이름,주소,수용인원,지도\n지진,여의도공원,여의공원로 68,"1,200명",\n폭염,쉼터,국회대로 1,,https://m.kr/1\n'
    first, second = read_shelters(file.encode())
    assert (first.hazard, first.capacity) == (Hazard.EARTHQUAKE, 1200)
    assert first.map_url.startswith("https://map.kakao.com/link/search/%EC")
    assert (second.hazard, second.capacity, second.map_url) == (Hazard.HEAT, None, "https://m.kr/1")


def test_a_file_of_shelters_is_complained_about_line_by_line() -> None:
    lines = ("홍역,가,나,많음,ftp://x", "지진,가,나,1,", "지진,가,나,2,http://m.kr", "지진,다,나,1000001명,")
    file = "\n".join(("종류,이름,주소,수용인원,지도", *lines))
    with pytest.raises(TableInvalid) as wrong:
        read_shelters(file.encode())
    found = [(problem.line, problem.reason) for problem in wrong.value.problems]
    assert found == [
        (2, "shelter.unknown_hazard"),
        (2, "shelter.not_a_number"),
        (2, "shelter.not_a_link"),
        (4, "shelter.twice"),
        (4, "shelter.not_a_link"),
        (5, "shelter.too_many"),
    ]
