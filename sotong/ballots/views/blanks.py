"""Pages that differ from voter to voter in a few words: in a rush each is rendered once, with blanks, and
filled in. Rendering is two thirds of the work of a ballot paper, and a third of that of a vote."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Hashable
from typing import Final, TypeAlias, cast

from flask import current_app, request, session
from flask_babel import get_locale

from sotong.ballots.rules import BallotPaper

MOST_KEPT: Final = 100
_KEPT: Final = "sotong_kept_pages"
_Key: TypeAlias = tuple[Hashable, ...]


def blank() -> str:
    """Return what holds the place of a word: letters and digits that stand nowhere else, in no title either.

    What is filled in for it (digits, letters, dashes, dots) is safe in HTML and in addresses as it stands.
    """
    return f"blank{secrets.token_hex(12)}"


class KeptPages:
    """The pages with blanks that a web process has rendered.

    A page stands for one object of a paper: once the shelf has read the paper anew, it is rendered anew.
    """

    def __init__(self) -> None:
        self._kept: dict[_Key, tuple[BallotPaper, str]] = {}

    def page(self, paper: BallotPaper, kind: Hashable, render: Callable[[], str]) -> str:
        """Return the page of this kind for readers of this language, rendered now if there is none."""
        key = (paper.link_code, str(get_locale()), request.script_root, kind)
        made_for, page = self._kept.get(key, (None, ""))
        if made_for is not paper:
            page = render()
            self._keep(key, paper, page)
        return page

    def _keep(self, key: _Key, paper: BallotPaper, page: str) -> None:
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[key] = (paper, page)


def kept_pages() -> KeptPages:
    """Return the pages that this process has kept."""
    return cast(KeptPages, current_app.extensions.setdefault(_KEPT, KeptPages()))


def has_own_page() -> bool:
    """Whether this visitor's page may differ in more than its blanks: messages may wait on it."""
    return bool(session)
