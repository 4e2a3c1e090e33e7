"""The ballot paper as a page: fresh, refused, filled in after a sign-in; or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from flask import render_template, request

from sotong.ballots import apps, consents, forms, identity, queries, rules
from sotong.ballots.rules import BallotPaper
from sotong.ballots.tokens import PaperToken
from sotong.ballots.views.room import link_address, tokens, with_device
from sotong.core import config
from sotong.core.db import db
from sotong.core.forms import OK, REFUSED
from sotong.core.views import Page, page

KEEP_A_DEVICE = frozenset(("device", "account"))
"""The levels at which the browser is remembered; at the others a cookie would say nothing."""


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


def paper_page(visit: Visit, form: forms.PaperForm, *, proved: bool = False) -> Page:
    """Show the paper with what has been picked and typed; at the second step by phone, the code's page."""
    paper = visit.paper
    form.lay_out()
    form.token.data = tokens().write_paper(visit.token, paper.link_code)
    address = link_address(paper.link_code)
    answer = page(
        "ballots/phone.html" if _waits_for_code(form) else "ballots/vote.html",
        form=form,
        paper=paper,
        proved=proved,
        address=address,
        consent=consents.consent_lines(paper.consent_version, paper.identity),
        app=apps.app_of(request.user_agent.string),
        way_out=apps.way_out(request.user_agent.string, address),
        demo_text=_demo_text(form),
    )
    return with_device(answer, visit.device) if paper.identity in KEEP_A_DEVICE else answer


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
