"""What an account is, and what may be said of it when."""

from __future__ import annotations

from datetime import date

import pytest

from sotong.channels import rules
from sotong.channels.permalinks import NotPermalink
from sotong.channels.platforms import Platform
from sotong.channels.rules import Account, ChannelFacts

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)


@pytest.mark.parametrize(
    ("pasted", "account"),
    [
        (
            "https://m.facebook.com/YDP.gu/?fref=ts",
            (Platform.FACEBOOK, "ydpgu", "https://www.facebook.com/ydpgu"),
        ),
        ("우리 밴드 band.us/@ydpgu", (Platform.BAND, "ydpgu", "https://band.us/@ydpgu")),
        ("https://band.us/band/12345", (Platform.BAND, "12345", "https://band.us/band/12345")),
        (
            "http://pf.kakao.com/_xjSsDn/chat",
            (Platform.KAKAOTALK_CHANNEL, "_xjSsDn", "https://pf.kakao.com/_xjSsDn"),
        ),
    ],
)
def test_an_account_is_known_by_any_of_its_addresses(pasted: str, account: tuple[Platform, str, str]) -> None:
    assert rules.read_account(pasted) == Account(*account)


@pytest.mark.parametrize(
    ("pasted", "code"),
    [
        ("https://www.facebook.com/ydpgu/posts/1234567890123456", "channel.not_an_account"),
        ("https://www.facebook.com/share/193iM6d4Dv/", "channel.not_an_account"),
        ("https://bit.ly/ydpgu", "permalink.short_link"),
        ("https://tv.ydp.go.kr", "permalink.unknown_host"),
    ],
)
def test_what_is_no_account_cannot_be_registered(pasted: str, code: str) -> None:
    answer = rules.read_account(pasted)
    assert isinstance(answer, NotPermalink)
    assert answer.code == code


def test_an_offices_own_web_tv_is_an_account_without_a_handle() -> None:
    answer = rules.read_account("http://tv.ydp.go.kr/live/", own_site=True)
    assert answer == Account(Platform.SOTONG_TV, None, "https://tv.ydp.go.kr/live")
    for foreign in ("https://m.facebook.com/ydpgu", "https://bit.ly/tv", "소통TV"):
        assert rules.read_account(foreign, own_site=True) == NotPermalink("channel.not_a_site")


@pytest.mark.parametrize(
    ("url", "printed"),
    [
        ("https://www.facebook.com/ydpgu", "facebook.com/ydpgu"),
        ("https://www.instagram.com/ydp_gu/", "instagram.com/ydp_gu"),
        ("https://www.youtube.com/@%EC%98%81%EB%93%B1%ED%8F%AC%EA%B5%AC%EC%B2%AD", "youtube.com/@영등포구청"),
    ],
)
def test_letters_and_cards_have_the_short_address(url: str, printed: str) -> None:
    assert rules.printed_address(url) == printed


def test_an_account_is_open_up_to_the_day_it_closes() -> None:
    assert ChannelFacts(None, None).is_open(MONDAY)
    assert ChannelFacts(MONDAY, TUESDAY).is_open(MONDAY)
    assert not ChannelFacts(MONDAY, TUESDAY).is_open(TUESDAY)


def test_an_account_is_closed_once_and_not_before_it_opened() -> None:
    assert rules.why_not_close(ChannelFacts(TUESDAY, None), TUESDAY) is None
    assert rules.why_not_close(ChannelFacts(TUESDAY, None), MONDAY) == "channel.closes_before_opening"
    assert rules.why_not_close(ChannelFacts(None, TUESDAY), WEDNESDAY) == "channel.already_closed"
    assert rules.why_not_reopen(ChannelFacts(None, TUESDAY)) is None
    assert rules.why_not_reopen(ChannelFacts(None, None)) == "channel.not_closed"


def test_figures_are_of_days_on_which_the_account_was_run_and_that_have_come() -> None:
    run = ChannelFacts(MONDAY, WEDNESDAY)
    assert rules.why_not_measure(run, TUESDAY, WEDNESDAY) is None
    assert rules.why_not_measure(run, WEDNESDAY, TUESDAY) == "channel.measured_in_future"
    assert (
        rules.why_not_measure(ChannelFacts(TUESDAY, None), MONDAY, TUESDAY)
        == "channel.measured_before_opening"
    )
    assert (
        rules.why_not_measure(ChannelFacts(None, MONDAY), TUESDAY, TUESDAY)
        == "channel.measured_after_closing"
    )
