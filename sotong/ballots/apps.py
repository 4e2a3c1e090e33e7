"""Which app's own browser is this, how one gets out of it, and is it a person at all? From the User-Agent.

Nothing is decided by these answers but a link of help and which column a visit is counted in.
"""

from __future__ import annotations

import re
from enum import StrEnum
from urllib.parse import quote, urlsplit


class App(StrEnum):
    """Apps that open links in a browser of their own."""

    BAND = "band"
    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    KAKAOTALK = "kakaotalk"
    NAVER = "naver"
    LINE = "line"


_SIGNS = (
    (App.BAND, re.compile(r"\bBAND/|inapp;\s*band", re.IGNORECASE)),
    (App.INSTAGRAM, re.compile(r"\bInstagram ")),
    (App.FACEBOOK, re.compile(r"\[?\bFB(AN|AV|_IAB)/")),
    (App.KAKAOTALK, re.compile(r"KAKAOTALK", re.IGNORECASE)),
    (App.NAVER, re.compile(r"NAVER\(inapp", re.IGNORECASE)),
    (App.LINE, re.compile(r"\bLine/")),
)
_CRAWLERS = re.compile(
    r"facebookexternalhit|facebot|meta-external|kakaotalk-scrap|bandscraper|yeti/|naverbot|daum(oa|/)|line-?poker"
    r"|bot\b|crawl|spider|scrap|preview|slurp|curl/|wget/|python-|httpclient|headlesschrome|okhttp",
    re.IGNORECASE,
)


def app_of(user_agent: str) -> App | None:
    """Return the app in whose browser a page is open, or None for a browser that stands by itself."""
    return next((app for app, sign in _SIGNS if sign.search(user_agent)), None)


def is_crawler(user_agent: str) -> bool:
    """Whether a programme asks: those that draw link previews, search engines, tools; or nobody says."""
    return not user_agent.strip() or bool(_CRAWLERS.search(user_agent))


def way_out(user_agent: str, address: str) -> str | None:
    """Return an address that opens `address` in the phone's own browser, where the app allows it.

    KakaoTalk and LINE have an address of their own for it; on Android any app passes an `intent:` on to the
    system. Facebook, Instagram, Naver and Band on iOS allow nothing of the kind.
    """
    app = app_of(user_agent)
    if app is App.KAKAOTALK:
        return f"kakaotalk://web/openExternal?url={quote(address, safe='')}"
    if app is App.LINE:
        return f"{address}{'&' if '?' in address else '?'}openExternalBrowser=1"
    return _intent(address) if app and "Android" in user_agent else None


def _intent(address: str) -> str:
    parts = urlsplit(address)
    place = f"{parts.netloc}{parts.path}" + (f"?{parts.query}" if parts.query else "")
    wanted = "action=android.intent.action.VIEW;category=android.intent.category.BROWSABLE"
    return (
        f"intent://{place}#Intent;scheme={parts.scheme};{wanted};"
        f"S.browser_fallback_url={quote(address, safe='')};end"
    )


def share_page(channel: str, address: str, text: str) -> str | None:
    """Return the address of a channel's own share page for a vote link, if it has one."""
    url, words = quote(address, safe=""), quote(text, safe="")
    if channel == "band":
        return f"https://band.us/plugin/share?body={words}%0A{url}&route={url}"
    if channel == "facebook":
        return f"https://www.facebook.com/sharer/sharer.php?u={url}"
    return f"https://x.com/intent/post?text={words}&url={url}" if channel == "x" else None
