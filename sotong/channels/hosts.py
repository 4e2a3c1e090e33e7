"""Which host is whose: the platforms' own, the gates that wrap an address, the shorteners, the lookalikes.

Pure. Only a host named here is believed; everything else is refused, most of it by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sotong.channels.platforms import Platform


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PREFIXES = ("", "www.", "m.", "mobile.")


def _with_prefixes(domain: str, *more: str) -> Iterator[str]:
    return (prefix + domain for prefix in (*_PREFIXES, *more))


def _table() -> dict[str, tuple[Platform, str]]:
    table: dict[str, tuple[Platform, str]] = {}

    def own(platform: Platform, *domains: str, more: tuple[str, ...] = (), path: str = "") -> None:
        for domain in domains:
            table.update((host, (platform, path)) for host in _with_prefixes(domain, *more))

    locales = ("ko-kr.", "en-us.", "en-gb.", "ja-jp.", "zh-cn.", "zh-tw.", "vi-vn.")
    own(Platform.FACEBOOK, "facebook.com", more=("mbasic.", "touch.", "web.", "free.", "d.", "x.", *locales))
    own(Platform.FACEBOOK, "fb.com")
    own(Platform.X, "x.com", "twitter.com")
    own(Platform.NAVER_BLOG, "blog.naver.com")
    own(Platform.BAND, "band.us")
    own(Platform.KAKAOTALK_CHANNEL, "pf.kakao.com")
    own(Platform.INSTAGRAM, "instagram.com", "instagr.am")
    own(Platform.YOUTUBE, "youtube.com", more=("music.", "gaming.", "studio."))
    own(Platform.YOUTUBE, "youtube-nocookie.com")
    own(Platform.YOUTUBE, "youtu.be", path="embed/")
    own(Platform.THREADS, "threads.com", "threads.net")
    own(Platform.KAKAOSTORY, "story.kakao.com")
    return table


_OWN = _table()
_PINTEREST = re.compile(
    r"(?:(?:www|m|[a-z]{2})\.)?pinterest\.(?:com|co\.kr|kr|co\.uk|jp|de|fr|es|it|ca|ch|at|pt|se|dk|nz|cl|ie|ph"
    r"|com\.au|com\.mx)"
)
_BLOG_ME = re.compile(r"([a-z0-9][a-z0-9-]{1,39})\.blog\.me")

SHORTENERS = _words(
    "abit.ly asq.kr bit.ly bitly.kr bityl.co buff.ly buly.kr c11.kr cutt.ly dlvr.it durl.kr durl.me fb.me"
    " fb.watch gg.gg goo.gl han.gl ift.tt iii.im is.gd j.mp kko.to lnkd.in lrl.kr m.site.naver.com me2.do"
    " me2.kr muz.so naver.me omn.kr ow.ly pic.twitter.com pic.x.com pin.it qrco.de rb.gy rebrand.ly"
    " shorturl.at t.co t.ly tiny.cc tinyurl.com tuney.kr url.kr v.gd vo.la vvd.bz wo.to zrr.kr"
)
_SHORT_PATHS: Mapping[Platform, re.Pattern[str]] = {Platform.BAND: re.compile(r"n/\w+")}

_GATE_HOSTS: Mapping[str, tuple[str, ...]] = {
    "l.facebook.com": ("u",),
    "lm.facebook.com": ("u",),
    "l.messenger.com": ("u",),
    "l.instagram.com": ("u",),
    "l.threads.com": ("u",),
    "l.threads.net": ("u",),
    "consent.youtube.com": ("continue",),
    "accounts.google.com": ("continue",),
    "google.com": ("url", "q"),
    "www.google.com": ("url", "q"),
    "www.google.co.kr": ("url", "q"),
    "search.naver.com": ("u",),
    "m.search.naver.com": ("u",),
    "cr.naver.com": ("u",),
    "nid.naver.com": ("url",),
    "accounts.kakao.com": ("continue",),
    "auth.band.us": ("next_url", "next"),
}
_OUTLOOK = ".safelinks.protection.outlook.com"
_GATE_PATHS: Mapping[Platform, tuple[re.Pattern[str], tuple[str, ...]]] = {
    Platform.FACEBOOK: (
        re.compile(r"l\.php|flx/warn|plugins/(?:post|video|comment_embed)\.php|login(?:\.php|/.*)?"),
        ("u", "href", "next"),
    ),
    Platform.INSTAGRAM: (re.compile(r"accounts/login|linkshim"), ("next", "u")),
    Platform.THREADS: (re.compile(r"login"), ("next",)),
    Platform.YOUTUBE: (re.compile(r"redirect|attribution_link|signin"), ("q", "u", "next")),
}

_DIALOG_HOSTS = frozenset({"share.naver.com", "sharer.kakao.com"})
_DIALOG_PATHS: Mapping[Platform, re.Pattern[str]] = {
    Platform.FACEBOOK: re.compile(r"sharer(?:/.*|\.php)?|share\.php|dialog/(?:share|feed)"),
    Platform.X: re.compile(r"intent/(?:tweet|post|retweet|like)|share|compose/\w+"),
    Platform.NAVER_BLOG: re.compile(r"openapi/share.*"),
    Platform.BAND: re.compile(r"plugin/share.*"),
    Platform.PINTEREST: re.compile(r"pin/create/.*|pin-builder.*"),
    Platform.THREADS: re.compile(r"intent/post"),
    Platform.KAKAOSTORY: re.compile(r"(?:s/)?share"),
}

_BRANDS = ("facebook", "instagram", "youtube", "twitter", "naver", "kakao", "pinterest")
_GENUINE = _words(
    "facebook.com fb.com instagram.com x.com twitter.com naver.com naver.net band.us kakao.com kakaocorp.com"
    " youtube.com pinterest.com threads.com threads.net"
)
_LOOKS = str.maketrans("01358", "olesb")


def owner(host: str) -> tuple[Platform, str] | None:
    """The platform whose host this is, and what its paths mean there (youtu.be/ID stands for embed/ID)."""
    if host in _OWN:
        return _OWN[host]
    if _PINTEREST.fullmatch(host):
        return Platform.PINTEREST, ""
    if blog := _BLOG_ME.fullmatch(host):
        return Platform.NAVER_BLOG, "" if blog[1] == "www" else f"{blog[1]}/"
    return None


def wrapped_in(host: str, path: str) -> tuple[str, ...]:
    """The parameters in which this address may carry another one, or none."""
    if host.endswith(_OUTLOOK):
        return ("url",)
    if host in _GATE_HOSTS:
        return _GATE_HOSTS[host]
    own = owner(host)
    gate = _GATE_PATHS.get(own[0]) if own else None
    return gate[1] if gate and gate[0].fullmatch(path) else ()


def is_short(host: str, path: str) -> bool:
    """Whether this is a shortened link, whose target only a visit would tell."""
    if host in SHORTENERS or host.removeprefix("www.") in SHORTENERS:
        return True
    own = owner(host)
    pattern = _SHORT_PATHS.get(own[0]) if own else None
    return pattern is not None and pattern.fullmatch(path) is not None


def is_share_dialog(host: str, path: str) -> bool:
    """Whether this is the window in which one shares, not what was shared."""
    own = owner(host)
    pattern = _DIALOG_PATHS.get(own[0]) if own else None
    return host in _DIALOG_HOSTS or (pattern is not None and pattern.fullmatch(path) is not None)


def is_lookalike(host: str) -> bool:
    """Whether a strange host dresses up as a platform's, as facebook.com.evil.kr and faceb00k.com do."""
    if any(host == domain or host.endswith("." + domain) for domain in _GENUINE):
        return False
    looks = host.translate(_LOOKS).replace("rn", "m").replace("vv", "w").replace("-", "")
    dressed = f".{host}"
    return any(brand in looks for brand in _BRANDS) or any(f".{domain}." in dressed for domain in _GENUINE)
