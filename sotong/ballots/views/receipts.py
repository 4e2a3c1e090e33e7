"""The page of a receipt. From voter to voter it differs in two words, so in a rush it is rendered once and
filled in: that is a third of the work of a vote."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple, TypeAlias

from flask import current_app, render_template, request, session, url_for
from flask_babel import get_locale

from sotong.ballots.rules import BallotPaper
from sotong.ballots.voting import Receipt

NUMBER: Final = "hereGoesTheNumber"
POSITION: Final = "hereGoesThePosition"
MOST_KEPT: Final = 100
_PAGES: Final = "sotong_receipt_pages"


class _Blank(NamedTuple):
    """Takes a receipt's place in the template. What is filled in later, digits, letters and dashes, is safe
    in HTML and in addresses as it stands."""

    number: str
    position: str
    at_minute: datetime
    repeated: bool


_Key: TypeAlias = tuple[str, str, str, datetime, bool]


class ReceiptPages:
    """The receipts' pages that a web process has rendered with blanks.

    A page stands for one object of a paper: once the shelf has read the paper anew, it is rendered anew.
    """

    def __init__(self) -> None:
        self._kept: dict[_Key, tuple[BallotPaper, str]] = {}

    def page(self, paper: BallotPaper, receipt: Receipt) -> str:
        """Return the page for one voter. Whoever has a session may have messages waiting on the page."""
        if session:
            return _rendered(paper, receipt)
        at, repeated = receipt.at_minute, receipt.repeated
        key = (paper.link_code, str(get_locale()), request.script_root, at, repeated)
        made_for, page = self._kept.get(key, (None, ""))
        if made_for is not paper:
            page = _rendered(paper, _Blank(NUMBER, POSITION, at, repeated))
            self._keep(key, paper, page)
        return page.replace(NUMBER, str(receipt.number)).replace(POSITION, str(receipt.position))

    def _keep(self, key: _Key, paper: BallotPaper, page: str) -> None:
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[key] = (paper, page)


def receipt_page(paper: BallotPaper, receipt: Receipt) -> str:
    """Return the page that shows a voter the receipt of the vote just cast."""
    pages: ReceiptPages = current_app.extensions.setdefault(_PAGES, ReceiptPages())
    return pages.page(paper, receipt)


def _rendered(paper: BallotPaper, receipt: Receipt | _Blank) -> str:
    address = url_for("ballots.vote", code=paper.link_code)  # without what Facebook adds to addresses
    return render_template("ballots/receipt.html", paper=paper, receipt=receipt, returns_to=address)
