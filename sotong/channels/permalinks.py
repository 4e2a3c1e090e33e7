"""One canonical address for whatever a person pastes: share text, mobile hosts, tracking, wrappers.

Pure, and nothing is ever fetched: a link is judged by its letters alone. The address that comes out is built
from the platform's own host and the matched names and numbers (see `platforms`), never copied from the input.
What is refused says why in a code, whose sentence stands with the labels. Addresses are split as RFC 3986
says, but more strictly than browsers do: what two readers could read differently is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import quote, unquote, unquote_plus

from sotong.channels.hosts import is_lookalike, is_share_dialog, is_short, owner, wrapped_in
from sotong.channels.platforms import (
    GRAMMARS,
    Grammar,
    LinkFlag,
    LinkKind,
    Permalink,
    Platform,
    Shape,
)

LONGEST_TEXT = 20_000
LONGEST_LINK = 4_096
MOST_LINKS = 20
DEEPEST_WRAP = 4
MOST_KEPT = 16_384
"""A few megabytes: the proofs of a large district's posts of a week."""

ALLOWED_HOSTS = frozenset(grammar.host for grammar in GRAMMARS.values())
"""Every host that a canonical address can have."""

REFUSALS = frozenset(
    f"permalink.{reason}"
    for reason in (
        "empty",
        "no_link",
        "too_long",
        "several_links",
        "scheme",
        "hidden_letters",
        "hidden_host",
        "foreign_letters",
        "odd_port",
        "unknown_host",
        "lookalike_host",
        "short_link",
        "share_dialog",
        "wrapped_too_deep",
        "not_a_post",
    )
)
"""Every code that a `NotPermalink` can have."""

_ACCOUNT_NAMES = ("account", "page", "channel", "band", "person", "group")
_POST_NAMES = ("post", "number", "note", "live", "list", "album", "board")
_SMALL_NAMES = ("account", "group", "board")
_PLACES = frozenset({LinkKind.PROFILE, LinkKind.GROUP, LinkKind.ALBUM})

_ENDS_LINK = r"\s<>\"'`\u200b-\u200d\u2060\ufeff「」『』【】《》〈〉“”‘’"
_LINK = re.compile(rf"[A-Za-z][A-Za-z0-9+.-]*://[^{_ENDS_LINK}]+")
_BARE = re.compile(rf"(?<![A-Za-z0-9_@.%=/-])(?:[A-Za-z0-9-]+\.)+[A-Za-z]{{2,}}(?::[0-9]+)?/[^{_ENDS_LINK}]*")
_PASTED_TWICE = re.compile(r"(?<![=/?&:])(?=https?://)", re.IGNORECASE)
_OTHER_SCHEME = re.compile(
    r"\s*(?:(?:javascript|vbscript|data|blob|file|intent)\s*:"
    r"|(?!https?:)[a-z][a-z0-9+-]*:(?=[^\s\d])(?!https?://))",
    re.IGNORECASE | re.ASCII,
)
_PARTS = re.compile(
    r"(https?)://([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.IGNORECASE | re.ASCII | re.DOTALL
)
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\xad\u061c\u200e\u200f\u202a-\u202e\u2061-\u206f]")
_PORTS = {"http": ("", "80"), "https": ("", "443")}
_TRAILING = ".,;:!?)]}>*~…·|"


@dataclass(frozen=True, slots=True)
class NotPermalink:
    """Why a text is no permalink: a code such as 'permalink.short_link', and the host that it is about."""

    code: str
    host: str | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """A link taken apart: host in small letters, path without its outer slashes and decoded, first values."""

    host: str
    path: str
    query: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Fitting:
    """A shape with its patterns compiled."""

    shape: Shape
    path: re.Pattern[str]
    query: tuple[tuple[str, str, re.Pattern[str]], ...]

    def names(self, address: Address) -> dict[str, str] | None:
        """The names and numbers in an address of this shape, or None if it is of another."""
        found = self.path.fullmatch(address.path)
        if found is None:
            return None
        names = {name: value for name, value in found.groupdict().items() if value is not None}
        for parameter, name, pattern in self.query:
            value = address.query.get(parameter, "")
            if not pattern.fullmatch(value):
                return None
            names[name] = value
        return names


def parse(text: str) -> Permalink | NotPermalink:
    """Return the one thing that a pasted text links to, or why there is none. Never raises, never fetches.

    With several links, the posts go before profiles; two different posts are refused rather than guessed at.
    """
    if len(text) > LONGEST_TEXT:
        return NotPermalink("permalink.too_long")
    found: dict[str, Permalink] = {}
    refusal: NotPermalink | None = None
    for link in _links(text):
        answer = _read(link, DEEPEST_WRAP)
        if isinstance(answer, Permalink):
            found.setdefault(answer.url, answer)
        else:
            refusal = refusal or answer
    if not found:
        return refusal or _why_no_link(text)
    posts = [link for link in found.values() if link.kind not in _PLACES]
    choice = posts or list(found.values())
    return choice[0] if len(choice) == 1 else NotPermalink("permalink.several_links")


@lru_cache(maxsize=MOST_KEPT)
def canonical(url: str) -> Permalink | None:
    """Return the permalink of an address that `parse` once made, or None if it is none.

    Kept: a new proof is held against those of all other officers, each time the same addresses.
    """
    found = parse(url)
    return found if isinstance(found, Permalink) else None


def possibly_same(one: Permalink, other: Permalink) -> bool:
    """Whether two permalinks may be one thing: surely if the addresses are equal, else as far as can be told.

    Facebook gives a post a number, and any number of pfbid tokens and share links; Band gives a page a name
    and a number. Two numbers can be compared, and so can two names; a number and a token cannot.
    """
    if one.url == other.url:
        return True
    if one.platform is not other.platform or LinkFlag.OTHER_FORMS not in one.flags & other.flags:
        return False
    if (one.comment_id is None) != (other.comment_id is None):
        return False
    pairs = ((one.post_id, other.post_id), (one.comment_id, other.comment_id), (one.account, other.account))
    return not any(_differ(*pair) for pair in pairs)


def _differ(one: str | None, other: str | None) -> bool:
    """Whether two names of one sort are surely those of two things. A pfbid is never sure."""
    if one is None or other is None or one.isdigit() != other.isdigit():
        return False
    return one != other and not one.lower().startswith("pfbid")


def web_address(text: str) -> str | None:
    """Return a plain https address for an office's own site (its web TV), or None if it is not one."""
    address = _split(text.strip())
    if isinstance(address, NotPermalink) or is_lookalike(address.host):
        return None
    if owner(address.host) or is_short(address.host, address.path):
        return None
    return f"https://{address.host}/{quote(address.path)}"


def _links(text: str) -> Iterator[str]:
    """The first links in a text; without any that names its scheme, those that name a host and a path."""
    if _OTHER_SCHEME.match(text):
        yield text.strip()[:LONGEST_LINK]
        return
    named = [part for match in _LINK.finditer(text) for part in _PASTED_TWICE.split(match[0])]
    bare = [] if named else [f"https://{match[0]}" for match in _BARE.finditer(text)]
    for link in [link for link in named or bare if link][:MOST_LINKS]:
        yield link.rstrip(_TRAILING)


def _why_no_link(text: str) -> NotPermalink:
    return NotPermalink("permalink.no_link" if text.strip() else "permalink.empty")


def _read(link: str, depth: int) -> Permalink | NotPermalink:
    """Read one link; Korean glued to its end (youtu.be/ID를) is cut off if that makes sense of it."""
    answer = _read_exactly(link, depth)
    if isinstance(answer, Permalink) or link.isascii() or answer.code != "permalink.not_a_post":
        return answer
    cut = link[: next(at for at, letter in enumerate(link) if not letter.isascii())]
    shorter = _read_exactly(cut.rstrip(_TRAILING), depth)
    return shorter if isinstance(shorter, Permalink) else answer


def _read_exactly(link: str, depth: int) -> Permalink | NotPermalink:
    address = _split(link)
    if isinstance(address, NotPermalink):
        return address
    target = _unwrap(address)
    if target is not None:
        return _read(target, depth - 1) if depth else NotPermalink("permalink.wrapped_too_deep", address.host)
    if is_short(address.host, address.path):
        return NotPermalink("permalink.short_link", address.host)
    if is_share_dialog(address.host, address.path):
        return NotPermalink("permalink.share_dialog", address.host)
    return _fit(address)


def _fit(address: Address) -> Permalink | NotPermalink:
    own = owner(address.host)
    if own is None:
        strange = "lookalike_host" if is_lookalike(address.host) else "unknown_host"
        return NotPermalink(f"permalink.{strange}", address.host)
    platform, prefix = own
    if prefix:
        address = Address(address.host, f"{prefix}{address.path}".strip("/"), address.query)
    for fitting in _fittings(platform):
        if names := fitting.names(address):
            return _canonical(platform, fitting.shape, names, address.query) or _not_a_post(address)
    return _not_a_post(address)


def _not_a_post(address: Address) -> NotPermalink:
    return NotPermalink("permalink.not_a_post", address.host)


def _canonical(
    platform: Platform, shape: Shape, names: dict[str, str], query: Mapping[str, str]
) -> Permalink | None:
    grammar = GRAMMARS[platform]
    for name in _SMALL_NAMES:
        if name in names:
            names[name] = names[name].lower() if grammar.dots else names[name].lower().replace(".", "")
    # Without its dots a name may have become a page of the platform itself: 'ev.ents'.
    if "account" in names and not _pattern(platform, "account").fullmatch(names["account"]):
        return None
    url = f"https://{grammar.host}{_filled(shape.url, names)}"
    comment = _comment(platform, grammar, query) if shape.kind not in _PLACES else {}
    for parameter, value in comment.items():
        url += f"{'&' if '?' in url else '?'}{parameter}={quote(value, safe='')}"
    return Permalink(
        platform=platform,
        kind=LinkKind.COMMENT if comment else shape.kind,
        url=url,
        account=_first(names, _ACCOUNT_NAMES),
        post_id=_first(names, _POST_NAMES),
        comment_id=next(reversed(comment.values()), None) or names.get("comment"),
        flags=shape.flags,
    )


def _comment(platform: Platform, grammar: Grammar, query: Mapping[str, str]) -> dict[str, str]:
    """The parameters that single out a comment: the comment's own, then that of the answer to it."""
    comment: dict[str, str] = {}
    for parameter in grammar.comment:
        value = query.get(parameter, "")
        if not _pattern(platform, parameter).fullmatch(value):
            break
        comment[parameter] = value
    return comment


def _filled(template: str, names: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda slot: quote(names.get(slot[1], ""), safe=""), template)


def _first(names: Mapping[str, str], wanted: tuple[str, ...]) -> str | None:
    return next((names[name] for name in wanted if name in names), None)


@cache
def _pattern(platform: Platform, name: str) -> re.Pattern[str]:
    return _compiled(GRAMMARS[platform].patterns[name])


@cache
def _fittings(platform: Platform) -> tuple[_Fitting, ...]:
    grammar = GRAMMARS[platform]

    def named(slot: re.Match[str]) -> str:
        return f"(?P<{slot[1]}>{grammar.patterns[slot[1]]})"

    return tuple(
        _Fitting(
            shape,
            _compiled(re.sub(r"\{([a-z]\w*)\}", named, shape.path).replace("/...", "(?:/.*)?")),
            tuple((parameter, name, _pattern(platform, name)) for parameter, name in shape.query),
        )
        for shape in grammar.shapes
    )


def _compiled(pattern: str) -> re.Pattern[str]:
    # ASCII, or IGNORECASE would take the Kelvin sign for a k and the long s for an s.
    return re.compile(pattern, re.IGNORECASE | re.ASCII | re.DOTALL)


def _split(link: str) -> Address | NotPermalink:
    """Take a link apart, refusing whatever two readers of addresses could read as two different hosts."""
    if len(link) > LONGEST_LINK:
        return NotPermalink("permalink.too_long")
    if _HIDDEN.search(link):
        return NotPermalink("permalink.hidden_letters")
    parts = _PARTS.fullmatch(link)
    if parts is None:
        return NotPermalink("permalink.scheme")
    scheme, authority, path, query, fragment = parts.groups("")
    host = _host(scheme.lower(), authority.lower())
    if isinstance(host, NotPermalink):
        return host
    if path in {"", "/"} and fragment.lstrip("!").startswith("/"):
        # Pages of the hash-bang years kept their path there: twitter.com/#!/name/status/1.
        path, _, query = fragment.lstrip("!").partition("?")
    path = _decoded(path)
    if any(segment in {".", ".."} for segment in path.split("/")):
        return NotPermalink("permalink.not_a_post", host)
    return Address(host, path, _values(query))


def _host(scheme: str, authority: str) -> str | NotPermalink:
    if "@" in authority or "\\" in authority:
        return NotPermalink("permalink.hidden_host")
    name, _, port = authority.partition(":")
    name = name.removesuffix(".")
    shown = name if name.isprintable() else None
    if not name.isascii() or "xn--" in name:
        return NotPermalink("permalink.foreign_letters", shown)
    if not _HOST.fullmatch(name):
        return NotPermalink("permalink.unknown_host", shown)
    return name if port in _PORTS[scheme] else NotPermalink("permalink.odd_port", name)


def _decoded(path: str) -> str:
    """Decode a path once, Korean letters composed, slashes single and only inside."""
    path = unquote(path) if "%" in path else path
    path = path if path.isascii() else unicodedata.normalize("NFC", path)
    return re.sub(r"/{2,}", "/", path).strip("/")


def _values(query: str) -> dict[str, str]:
    """The first value of each parameter; 'amp;' is what is left of a link copied out of a page's source."""
    values: dict[str, str] = {}
    for pair in query.split("&", 100):
        name, _, value = pair.partition("=")
        values.setdefault(name.removeprefix("amp;"), unquote_plus(value))
    return values


def _unwrap(address: Address) -> str | None:
    """The address that a gate (l.facebook.com, a sign-in page, a search result) carries inside."""
    for parameter in wrapped_in(address.host, address.path):
        target = address.query.get(parameter, "")
        target = unquote(target) if re.match(r"https?%3a", target, re.IGNORECASE) else target
        if re.match(r"https?://", target, re.IGNORECASE):
            return target
        if re.match(r"/(?![/\\])", target):
            return f"https://{address.host}{target}"
    return None
