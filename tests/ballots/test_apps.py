"""Apps are known by what their browsers call themselves; programmes are not counted as people."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from sotong.ballots import apps
from tests.factories.papers import APP_BROWSERS

ADDRESS = "https://vote.example.go.kr/v/abcdefghjk"
CHROME = "Mozilla/5.0 (Linux; Android 13; SM-S911N) AppleWebKit/537.36 Chrome/119.0 Mobile Safari/537.36"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"
CRAWLERS = (
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "facebookexternalhit/1.1; kakaotalk-scrap/1.0; +https://devtalk.kakao.com/t/scrap/33984",
    "Mozilla/5.0 (compatible; Yeti/1.1; +https://naver.me/spd)",
    "bandscraper/1.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Twitterbot/1.0",
    "Mozilla/5.0 (compatible; Daum/4.1; +http://cs.daum.net/faq/15/4118.html)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "curl/8.4.0",
    "python-requests/2.31.0",
    "",
    "  ",
)


@pytest.mark.parametrize("name", APP_BROWSERS)
def test_each_app_is_known_and_is_a_person(name: str) -> None:
    agent = APP_BROWSERS[name]
    app = apps.app_of(agent)
    assert app is not None
    assert app.value == name.split("-", maxsplit=1)[0]
    assert not apps.is_crawler(agent)


def test_a_browser_that_stands_by_itself_needs_no_way_out() -> None:
    for agent in (CHROME, SAFARI):
        assert apps.app_of(agent) is None
        assert apps.way_out(agent, ADDRESS) is None
        assert not apps.is_crawler(agent)


@pytest.mark.parametrize("agent", CRAWLERS)
def test_programmes_are_counted_apart(agent: str) -> None:
    assert apps.is_crawler(agent)


def test_the_way_out_leads_to_the_same_link() -> None:
    kakao = apps.way_out(APP_BROWSERS["kakaotalk-ios"], ADDRESS) or ""
    assert kakao.startswith("kakaotalk://web/openExternal?url=")
    assert unquote(kakao.split("url=")[1]) == ADDRESS
    line = urlsplit(apps.way_out(APP_BROWSERS["line-ios"], ADDRESS) or "")
    assert parse_qs(line.query) == {"openExternalBrowser": ["1"]}
    for name in ("band", "facebook", "instagram", "naver"):
        intent = apps.way_out(APP_BROWSERS[f"{name}-android"], ADDRESS) or ""
        assert intent.startswith("intent://vote.example.go.kr/v/abcdefghjk#Intent;scheme=https;")
        assert intent.endswith(";end")
        assert apps.way_out(APP_BROWSERS[f"{name}-ios"], ADDRESS) is None


def test_share_pages_are_those_of_the_channel_and_carry_the_link() -> None:
    band = parse_qs(urlsplit(apps.share_page("band", ADDRESS, "투표 & 참여") or "").query)
    assert band == {"body": [f"투표 & 참여\n{ADDRESS}"], "route": [ADDRESS]}
    facebook = parse_qs(urlsplit(apps.share_page("facebook", ADDRESS, "투표") or "").query)
    assert facebook == {"u": [ADDRESS]}
    assert apps.share_page("poster", ADDRESS, "투표") is None
