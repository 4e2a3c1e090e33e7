"""The words of the house: status words, the sentence behind each refusal, and the deeds on record.

Each room's words stand on a page of their own here; a key that stands on two pages is refused at import.
Keys of words and tones are `Enumeration.value`, keys of sentences the reasons that rules and services give,
keys of deeds the actions of audit entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import TypeVar

from flask_babel import gettext as _
from flask_babel.speaklater import LazyString

from sotong.core.counting import filled

_Text = TypeVar("_Text")

PAGES: tuple[ModuleType, ...] = tuple(
    import_module(f"{__name__}.{page.name}") for page in iter_modules(__path__)
)


def joined(parts: Iterable[Mapping[str, _Text]]) -> dict[str, _Text]:
    """Return the pages' words as one dictionary.

    Raises:
        ValueError: if a key stands on two pages; one of them would silently lose its words.
    """
    whole: dict[str, _Text] = {}
    for part in parts:
        twice = sorted(whole.keys() & part.keys())
        if twice:
            raise ValueError(f"labels given twice: {', '.join(twice)}")
        whole |= part
    return whole


def _of_pages(name: str) -> Iterable[Mapping[str, LazyString]]:
    return (vars(page).get(name, {}) for page in PAGES)


WORDS: dict[str, LazyString] = joined(_of_pages("WORDS"))
"""Status words."""

TONES: dict[str, str] = joined(vars(page).get("TONES", {}) for page in PAGES)
"""How a status looks (neutral, info, success, warning, danger), beside its word, never instead of it."""

SENTENCES: dict[str, LazyString] = joined(_of_pages("SENTENCES"))
"""The sentence behind each reason."""

NOTICES: dict[str, LazyString] = joined(_of_pages("NOTICES"))
"""What a notice says, by its kind: a title, filled with the notice's facts."""

DEEDS: dict[str, LazyString] = joined(_of_pages("DEEDS"))
"""What was done, by the action of the audit entry. An action that is not here is shown as it is written."""


def word(status: Enum) -> str:
    """Return the word for a status, in the reader's language."""
    return str(WORDS[f"{type(status).__name__}.{status.value}"])


def tone(status: Enum) -> str:
    """Return the tone of a status, neutral unless said otherwise."""
    return TONES.get(f"{type(status).__name__}.{status.value}", "neutral")


def sentence(reason: str, **facts: object) -> str:
    """Return the sentence for a refusal, its placeholders filled with `facts`."""
    if reason not in SENTENCES:
        return str(_("요청하신 일을 할 수 없습니다. (%(reason)s)", reason=reason))
    return filled(SENTENCES[reason], facts)


def deed(action: str) -> str:
    """Return the words for an action on record, in the reader's language."""
    return str(DEEDS.get(action, action))
