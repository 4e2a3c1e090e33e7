"""The ballot paper as a page: fresh, refused, filled in after a sign-in; or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from flask import render_template, request, url_for

from sotong.ballots import apps, consents, forms, identity, queries, rules, voting
from sotong.ballots.rules import BallotPaper
from sotong.ballots.tokens import PaperToken
from sotong.ballots.views.blanks import KeptPages, blank, has_own_page, kept_pages
from sotong.ballots.views.room import link_address, tokens, with_device
from sotong.core import config
from sotong.core.db import db
from sotong.core.forms import OK, REFUSED
from sotong.core.views import Page, page

KEEP_A_DEVICE = frozenset(("device", "account"))
"""The levels at which the browser is remembered; at the others a cookie would say nothing."""
TOKEN: Final = blank()
CUT: Final = blank()
"""Stands before each choice on a paper with blanks, and behind the last one."""


@dataclass(frozen=True)
class Visit:
    """One request for a ballot paper. `stale`: the paper that was sent is too old, or not ours."""

    paper: BallotPaper
    token: PaperToken
    device: str
    stale: bool
    now: datetime

    @cached_property
    def contest_key(self) -> bytes:
        """The contest's key, read from its file once a request."""
        return identity.contest_key(self.paper.contest_id)


def fresh_page(visit: Visit, pages: KeptPages | None = None) -> Page:
    """Show the paper as it is before anything was picked. From voter to voter it differs in its token and in
    the order of the entries."""
    paper = visit.paper
    if has_own_page():
        return paper_page(visit, forms.paper_form(paper, visit.token.nonce))
    app, kept = _app(paper), pages if pages is not None else kept_pages()
    shown = _filled(visit, kept.page(paper, app, lambda: _with_blanks(paper, app)))
    return with_device(shown, visit.device) if paper.identity in KEEP_A_DEVICE else shown


def _with_blanks(paper: BallotPaper, app: _App) -> str:
    form = forms.paper_form(paper, order_nonce=None)
    form.lay_out()
    form.token.data = TOKEN
    return render_template("ballots/vote.html", form=form, cut=CUT, **_words(paper, app))


def _filled(visit: Visit, page: str) -> str:
    paper = visit.paper
    head, *choices, tail = page.split(CUT)
    entries, abstention = choices[: len(paper.entries)], choices[len(paper.entries) :]
    if paper.shuffled:
        entries = voting.order_for(visit.token.nonce, entries)
    token = tokens().write_paper(visit.token, paper.link_code)
    return "".join((head, *entries, *abstention, tail)).replace(TOKEN, token)


def paper_page(visit: Visit, form: forms.PaperForm, *, proved: bool = False) -> Page:
    """Show the paper with what has been picked and typed; at the second step by phone, the code's page."""
    paper = visit.paper
    form.lay_out()
    form.token.data = tokens().write_paper(visit.token, paper.link_code)
    answer = page(
        "ballots/phone.html" if _waits_for_code(form) else "ballots/vote.html",
        form=form,
        proved=proved,
        demo_text=_demo_text(form),
        **_words(paper, _app(paper)),
    )
    return with_device(answer, visit.device) if paper.identity in KEEP_A_DEVICE else answer


@dataclass(frozen=True, slots=True)
class _App:
    """The app in whose browser the paper is open, and the way out of it."""

    name: apps.App | None
    way_out: str | None


def _app(paper: BallotPaper) -> _App:
    agent = request.user_agent.string
    return _App(apps.app_of(agent), apps.way_out(agent, link_address(paper.link_code)))


def _words(paper: BallotPaper, app: _App) -> dict[str, Any]:
    """What stands on a paper besides its form. Choosing a language leads to the paper alone, without what
    Facebook adds to addresses."""
    return {
        "paper": paper,
        "address": link_address(paper.link_code),
        "returns_to": url_for("ballots.vote", code=paper.link_code),
        "consent": consents.consent_lines(paper.consent_version, paper.identity),
        "app": app.name,
        "way_out": app.way_out,
    }


def _waits_for_code(form: forms.PaperForm) -> bool:
    """Whether a code is under way and nothing else is to be mended: that page shows only the code."""
    if not isinstance(form, forms.WithPhone) or not form.check.data:
        return False
    mended = not (form.phone.errors or form.picks.errors or form.agree.errors)
    return mended and rules.mobile_number(form.phone.data or "") is not None


def _demo_text(form: forms.PaperForm) -> str | None:
    """In the demo city a text message is shown on the page instead of sent."""
    if not (config.current().demo and isinstance(form, forms.WithPhone)):
        return None
    return queries.newest_text(db.session(), rules.mobile_number(form.phone.data or "") or "")


def closed_page(paper: BallotPaper, reason: str) -> tuple[str, int]:
    """Say why nobody can vote through this link now."""
    status = REFUSED if request.method == "POST" else OK
    address = link_address(paper.link_code)
    return render_template("ballots/closed.html", paper=paper, reason=reason, address=address), status
