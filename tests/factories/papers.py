"""What a citizen sees of a ballot paper, read from the page, and what the phone then sends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

RECEIPT_NUMBER = re.compile(r"\b\d+-[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b")

APP_BROWSERS = {
    "band-android": "Mozilla/5.0 (Linux; Android 13; SM-S911N Build/TP1A.220624.014; wv) AppleWebKit/537.36 "
    "(KHTML, like Gecko) Version/4.0 Chrome/119.0.6045.163 Mobile Safari/537.36 BAND/15.5.2 (Android)",
    "band-ios": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Mobile/15E148 BAND/15.4.0 (iPhone; iOS 17.1)",
    "facebook-android": "Mozilla/5.0 (Linux; Android 12; SM-G991N Build/SP1A.210812.016; wv) "
    "AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/118.0.5993.111 Mobile Safari/537.36 "
    "[FB_IAB/FB4A;FBAV/439.0.0.44.117;]",
    "facebook-ios": "Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Mobile/20G75 [FBAN/FBIOS;FBAV/437.0.0.39.118;FBBV/534246898;FBDV/iPhone14,5;"
    "FBMD/iPhone;FBSN/iOS;FBSV/16.6;FBSS/3;FBID/phone;FBLC/ko_KR;FBOP/5]",
    "instagram-android": "Mozilla/5.0 (Linux; Android 13; SM-S908N Build/TP1A.220624.014; wv) "
    "AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/119.0.6045.66 Mobile Safari/537.36 "
    "Instagram 307.0.0.34.111 Android (33/13; 600dpi; 1440x2799; samsung; SM-S908N; b0q; qcom; ko_KR; "
    "532277861)",
    "instagram-ios": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0_3 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Mobile/21A360 Instagram 306.0.0.20.118 (iPhone15,2; iOS 17_0_3; ko_KR; ko; "
    "scale=3.00; 1179x2556; 529083166)",
    "kakaotalk-android": "Mozilla/5.0 (Linux; Android 13; SM-A536N Build/TP1A.220624.014; wv) "
    "AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/119.0.6045.134 Mobile Safari/537.36;"
    "KAKAOTALK 2410420",
    "kakaotalk-ios": "Mozilla/5.0 (iPhone; CPU iPhone OS 16_7 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Mobile/15E148 KAKAOTALK 10.4.2",
    "naver-android": "Mozilla/5.0 (Linux; Android 11; SM-G977N Build/RP1A.200720.012; wv) "
    "AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Whale/1.0.0.0 Crosswalk/27.112.0.16 "
    "Mobile Safari/537.36 NAVER(inapp; search; 1010; 11.24.3)",
    "naver-ios": "Mozilla/5.0 (iPhone; CPU iPhone OS 16_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/16.5 Mobile/15E148 Safari/604.1 NAVER(inapp; search; 2000; 12.2.0; 13PRO)",
    "line-android": "Mozilla/5.0 (Linux; Android 12; Pixel 4 Build/SQ3A.220705.004; wv) AppleWebKit/537.36 "
    "(KHTML, like Gecko) Version/4.0 Chrome/115.0.5790.166 Mobile Safari/537.36 Line/13.15.0/IAB",
    "line-ios": "Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Mobile/15E148 Safari Line/13.16.0",
}
"""What the browsers inside apps call themselves."""


class _Reader(HTMLParser):
    """Collects what a form would send: hidden and typed fields, choices in order, and which are marked."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.choices: list[str] = []
        self.marked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        name, value = named.get("name"), named.get("value") or ""
        if tag != "input" or not name:
            return
        if named.get("type") in ("radio", "checkbox"):
            self.choices += [value] if name == "picks" else []
            self.marked += [value] if name == "picks" and "checked" in named else []
        elif name == "picks":
            self.marked.append(value)
        else:
            self.fields[name] = value


@dataclass(frozen=True)
class SeenPaper:
    """A page with a ballot paper on it."""

    fields: dict[str, str]
    choices: list[str]
    marked: list[str]

    def marking(self, *picks: int, **typed: str) -> dict[str, str | list[str]]:
        """What the phone sends when these are picked, and this is typed."""
        return {**self.fields, **typed, "picks": [str(pick) for pick in picks]}


def read_paper(page: TestResponse) -> SeenPaper:
    """Read the paper on a page."""
    reader = _Reader()
    reader.feed(page.text)
    return SeenPaper(reader.fields, reader.choices, reader.marked)


def open_paper(client: FlaskClient, code: str) -> SeenPaper:
    """Open a vote link; it must show a paper."""
    page = client.get(f"/v/{code}")
    assert page.status_code == 200
    paper = read_paper(page)
    assert paper.choices, page.text
    return paper


def vote(client: FlaskClient, code: str, picks: Sequence[int] = (3,)) -> TestResponse:
    """Open a vote link, pick, and send."""
    return client.post(f"/v/{code}", data=open_paper(client, code).marking(*picks))


def receipt_number(page: TestResponse) -> str:
    """The receipt number on a page."""
    found = RECEIPT_NUMBER.search(page.text)
    assert found, page.text
    return found[0]


def forget(client: FlaskClient) -> None:
    """Let a browser lose its cookies, as those inside apps do between visits."""
    for name in ("sotong_device", "sotong"):
        client.delete_cookie(name)
