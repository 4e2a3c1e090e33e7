"""When an entry may become a case, who may change the case, and how its words are looked for; pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from sotong.contests.rules import Actor

MOST_TITLE, MOST_SUMMARY, MOST_TEXT, MOST_REASON, MOST_LABEL = 200, 300, 5_000, 500, 60
MOST_FIGURES, MOST_LINKS, MOST_TAGS, MOST_TAG_LETTERS = 8, 6, 10, 20
MOST_FILES: Final = 10
MOST_TERMS: Final = 8
"""Words of a search; what is typed beyond is left out."""


class CaseState(StrEnum):
    """Where a case stands. A withdrawn one can be published again."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Ours(StrEnum):
    """How an officer narrows the library to what concerns her own department."""

    TO_ANSWER = "to_answer"
    TAKEN_UP = "taken_up"


_NUMBERED: Final = re.compile(r"^(?:\d{1,2}[.)]\s+|[①-⑳]\s*|[-·•*]\s+)+")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a case: what was counted, before, and after; a plain value has no before."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Link:
    """A page elsewhere, and what it is called."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the rules need to know of a case.

    `complete`: it says what the problem was, what was done, and how to do it again.
    """

    state: CaseState
    department_id: UUID
    complete: bool = True


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What the rules need to know of an entry that may become a case."""

    department_id: UUID
    published: bool
    withdrawn: bool
    has_award: bool


def why_not_draft(entry: SourceFacts, actor: Actor, reason: str) -> str | None:
    """Return why no case can be made of the entry: one without an award needs an admin's reason."""
    if not entry.published:
        return "case.result_not_published"
    if entry.withdrawn:
        return "case.entry_withdrawn"
    if entry.has_award:
        return None
    if not actor.runs_contests:
        return "case.no_award"
    return None if reason.strip() else "case.reason_missing"


def may_read(case: CaseFacts, actor: Actor | None) -> bool:
    """Whether this person may see the case: one that is not published is its department's and the admin's.

    None is somebody who reads everything and changes nothing.
    """
    return case.state is CaseState.PUBLISHED or actor is None or actor.acts_for(case.department_id)


def may_see_history(case: CaseFacts, actor: Actor | None) -> bool:
    """Whether this person may see what was changed: its department, admins, and whoever reads everything."""
    return actor is None or actor.acts_for(case.department_id)


def why_not_edit(case: CaseFacts, actor: Actor) -> str | None:
    """Return why this person cannot change the case's words and files, or None."""
    if actor.runs_contests:
        return None
    if not actor.acts_for(case.department_id):
        return "case.not_yours"
    return None if case.state is CaseState.DRAFT else "case.published_already"


def why_not_publish(case: CaseFacts) -> str | None:
    """Return why the case cannot be published, or None."""
    if case.state is CaseState.PUBLISHED:
        return "case.published_already"
    return None if case.complete else "case.incomplete"


def why_not_use(case: CaseFacts) -> str | None:
    """Return why the case can be neither withdrawn, asked to be adopted, nor cited: it is not published."""
    return None if case.state is CaseState.PUBLISHED else "case.not_published"


def why_not_cite(case: CaseFacts, *, own_entry: bool) -> str | None:
    """Return why an entry cannot name this case as what it builds on, or None."""
    return why_not_use(case) or ("case.own_entry" if own_entry else None)


def normalized(text: str) -> str:
    """Return a text as it is looked for: composed, without capitals and without blanks.

    Korean is written with blanks here and without them there ("봄꽃 축제", "봄꽃축제"): both are found.
    """
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def terms(asked: str) -> list[str]:
    """Return the words of a search, each as it is looked for; all of them must be found."""
    return [word for word in map(normalized, asked.split()) if word][:MOST_TERMS]


def tags_of(text: str) -> tuple[str, ...]:
    """Return the tags in a text, with or without #, commas or blanks between, each once."""
    words = unicodedata.normalize("NFC", text).replace(",", " ").replace("#", " ").split()
    return tuple(dict.fromkeys(word.lower() for word in words))


def lines_of(text: str) -> tuple[str, ...]:
    """Return the lines of a text that say something: the steps of a case, without numbers of their own.

    Pages number steps; who has typed "1. ", "2) ", "③" or a dash in front would otherwise see two of them.
    """
    lines = (_NUMBERED.sub("", line.strip()) for line in text.splitlines())
    return tuple(line for line in lines if line)


def search_text(parts: Iterable[str]) -> str:
    """Return what a search looks through; no word reaches from one part into the next."""
    return "\n".join(normalized(part) for part in parts)
