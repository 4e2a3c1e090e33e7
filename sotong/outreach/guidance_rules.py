"""What a guidance page may say, and how its plain text is read.

Texts are plain: a line that begins with "# " is a heading, with "- " an item of a list; other lines are
paragraphs. Nothing else is markup, so that the same text fits a page, a post and a text message.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Final
from urllib.parse import quote, urlsplit

MAX_TITLE_LENGTH: Final = 100
MAX_SUMMARY_LENGTH: Final = 300
MAX_PART_LENGTH: Final = 4_000
MAX_LINKS: Final = 20
SLUG: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_LINK_LINE: Final = re.compile(r"(?P<label>.*\S)\s+(?P<url>https?://\S+)")
_MAP: Final = "https://map.kakao.com/link/search/"
LONGEST_URL: Final = 500


class SafetyField(StrEnum):
    """Under which heading of the library a page stands."""

    NATURAL = "natural"
    DAILY = "daily"
    AIR = "air"


class Hazard(StrEnum):
    """What a guidance page, a shelter or an alert is about."""

    EARTHQUAKE = "earthquake"
    TYPHOON = "typhoon"
    FLOOD = "flood"
    HEAT = "heat"
    COLD = "cold"
    SNOW = "snow"
    FIRE = "fire"
    CRIME = "crime"
    CROWD = "crowd"
    CIVIL_DEFENCE = "civil_defence"
    FIRST_AID = "first_aid"
    OTHER = "other"
    AIR = "air"


H = Hazard
_NATURAL: Final = frozenset({H.EARTHQUAKE, H.TYPHOON, H.FLOOD, H.HEAT, H.COLD, H.SNOW})


class BlockKind(StrEnum):
    """What a part of a plain text is."""

    HEADING = "heading"
    ITEMS = "items"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, or the items of a list, each a line."""

    kind: BlockKind
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link below a guidance: what it is called, and where it leads."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Content:
    """What a version of a guidance page says; `links` one a line, a name and an address."""

    title: str
    summary: str
    before: str
    during: str
    after: str
    links: str


def field_of(hazard: Hazard) -> SafetyField:
    """Return the field in which a hazard is looked for."""
    if hazard is H.AIR:
        return SafetyField.AIR
    return SafetyField.NATURAL if hazard in _NATURAL else SafetyField.DAILY


def blocks(text: str) -> list[Block]:
    """Split a plain text into headings, lists and paragraphs; blank lines only separate."""
    parts = groupby(_kinds(text), key=lambda found: found[0])
    return [Block(kind, tuple(line for _kind, line in lines)) for (kind, _turn), lines in parts]


def links(text: str) -> list[Link]:
    """Read the links of a text, one a line; a line that is none is left out (`why_not_links` refuses it)."""
    return [link for line in text.splitlines() if line.strip() and (link := _link(line))]


def why_not_links(text: str) -> str | None:
    """Why a text cannot be the links of a page: too many, or a line without a name or an address."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MAX_LINKS:
        return "guidance.too_many_links"
    read = map(_link, lines)
    sound = all(link is not None and is_web_address(link.url) for link in read)
    return None if sound else "guidance.not_a_link"


def why_not_write(content: Content) -> str | None:
    """Why a version cannot stand: nothing to do in it, or links that are none."""
    if not any(part.strip() for part in (content.before, content.during, content.after)):
        return "guidance.nothing_to_do"
    return why_not_links(content.links)


def why_not_edit(seen: int, version: int) -> str | None:
    """Why an edit based on version `seen` cannot follow `version`: somebody else was faster."""
    return None if seen == version else "guidance.changed_meanwhile"


def map_url(address: str, given: str) -> str | None:
    """Return where a shelter is shown on a map: the link given, else a search; None if that is no link."""
    if not given:
        return f"{_MAP}{quote(address)}"
    return given if is_web_address(given) else None


def is_web_address(text: str) -> bool:
    """Whether a text is an address that a page may lead to: https alone, which nobody changes on the way."""
    return _is_address(text, {"https"})


def _is_address(text: str, schemes: Collection[str]) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    plain = text.isprintable() and " " not in text and "\\" not in text
    return plain and len(text) <= LONGEST_URL and parts.scheme in schemes and bool(parts.hostname)


def what_to_do(content: Content, address: str) -> str:
    """Return the part of a message that says what to do: what to do now, as lines, and where more stands."""
    lines = [f"[{content.title}]", content.summary]
    for block in blocks(content.during or content.before or content.after):
        lines += [f"- {line}" if block.kind is BlockKind.ITEMS else line for line in block.lines]
    return "\n".join([*filter(None, lines), address])


def _kinds(text: str) -> Iterator[tuple[tuple[BlockKind, int], str]]:
    """Each line with what it is; headings and blank-separated paragraphs never run together."""
    turn = 0
    for raw in text.splitlines():
        line = raw.strip()
        if not line:
            turn += 1
        elif line.startswith("# "):
            turn += 1
            yield (BlockKind.HEADING, turn), line[2:].strip()
        elif line.startswith("- "):
            yield (BlockKind.ITEMS, turn), line[2:].strip()
        else:
            yield (BlockKind.PARAGRAPH, turn), line


def _link(line: str) -> Link | None:
    """The link of a line; http stands in older versions, which are shown as they were written."""
    found = _LINK_LINE.fullmatch(line.strip())
    if found is None or not _is_address(found["url"], {"https", "http"}):
        return None
    return Link(found["label"], found["url"])
