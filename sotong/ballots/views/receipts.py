"""The page of a receipt. From voter to voter it differs in two words."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from flask import render_template, url_for

from sotong.ballots.rules import BallotPaper
from sotong.ballots.views.blanks import KeptPages, blank, has_own_page, kept_pages
from sotong.ballots.voting import Receipt

NUMBER: Final = blank()
POSITION: Final = blank()


class _Blank(NamedTuple):
    """Takes a receipt's place in the template."""

    number: str
    position: str
    at_minute: datetime
    repeated: bool


def receipt_page(paper: BallotPaper, receipt: Receipt, pages: KeptPages | None = None) -> str:
    """Return the page that shows a voter the receipt of the vote just cast."""
    if has_own_page():
        return _rendered(paper, receipt)
    unfilled = _Blank(NUMBER, POSITION, receipt.at_minute, receipt.repeated)
    kept = pages if pages is not None else kept_pages()
    page = kept.page(paper, unfilled, lambda: _rendered(paper, unfilled))
    return page.replace(NUMBER, str(receipt.number)).replace(POSITION, str(receipt.position))


def _rendered(paper: BallotPaper, receipt: Receipt | _Blank) -> str:
    address = url_for("ballots.vote", code=paper.link_code)  # without what Facebook adds to addresses
    return render_template("ballots/receipt.html", paper=paper, receipt=receipt, returns_to=address)
