"""What a message says, whichever way it goes: titles and links, and nothing else about anybody."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from flask_babel import force_locale, format_date, format_datetime, get_locale
from flask_babel import gettext as _

from sotong.core import places
from sotong.core.config import Settings
from sotong.core.counting import filled
from sotong.core.labels import NOTICES
from sotong.core.own_words import own_words
from sotong.notices.models import Notice

_DAY: Final = {"ko": "M. d.(EEE)", "en": "EEE d MMM"}


class NotSent(Exception):
    """A message was not taken. Holds no address and no text, so that it may be logged and shown.

    `for_good`: trying again would not help.
    """

    def __init__(self, problem: str, *, for_good: bool = False) -> None:
        super().__init__(problem)
        self.problem = problem
        self.for_good = for_good


@dataclass(frozen=True, slots=True)
class Line:
    """One notice in a letter: its sentence, and the address of the page that says more."""

    kind: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in words, in its reader's language. `id` is the same at each try."""

    id: UUID
    office: str
    lines: tuple[Line, ...]
    foot: str
    settings_url: str
    more: str
    """How many notices there are beside the first, in words."""

    @property
    def subject(self) -> str:
        """The title of the first notice, and how many more there are."""
        return f"[{self.office}] {self.lines[0].title} {self.more}".rstrip()

    @property
    def body(self) -> str:
        """The whole as plain text."""
        parts = "\n\n".join(f"{line.title}\n{line.url}" for line in self.lines)
        return f"{parts}\n\n-- \n{self.foot}\n{self.settings_url}\n"

    @property
    def short(self) -> str:
        """As a text message: what there is, and one link."""
        return f"{self.subject}\n{self.lines[0].url}"


def sentence_of(kind: str, facts: str) -> str:
    """Return the sentence of a notice in the present language; a kind that is no more is shown as such."""
    if kind not in NOTICES:
        return kind
    return filled(NOTICES[kind], {name: _worded(name, value) for name, value in json.loads(facts).items()})


def written(message_id: UUID, notices: Sequence[Notice], settings: Settings, language: str) -> Letter:
    """Put the notices of a message into words."""
    with force_locale(language):
        lines = (
            Line(notice.kind, sentence_of(notice.kind, notice.facts), f"{settings.public_url}{notice.link}")
            for notice in notices
        )
        return Letter(
            id=message_id,
            office=settings.office_en if language == "en" else settings.office,
            lines=tuple(lines),
            foot=_("이 메시지에는 답장할 수 없습니다. 받을 알림은 아래 화면에서 고를 수 있습니다."),
            settings_url=f"{settings.public_url}/my/notices",
            more=_more(len(notices) - 1),
        )


def _more(number: int) -> str:
    return str(_("외 %(number)d건", number=number)) if number else ""


def _worded(name: str, value: str | int | list[str]) -> object:
    pattern = _DAY.get(str(get_locale()), _DAY["ko"])
    if name.endswith("_at"):
        return str(format_datetime(datetime.fromisoformat(str(value)), f"{pattern} HH:mm"))
    if name.endswith("_on"):
        days = value if isinstance(value, list) else [value]
        return ", ".join(str(format_date(date.fromisoformat(str(day)), pattern)) for day in days)
    if name == "rota":
        return own_words(str(value))
    return places.department(str(value)) if name == "department" else value
