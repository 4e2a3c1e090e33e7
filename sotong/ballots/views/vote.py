"""The citizen's pages: the ballot paper, its steps by level of identity, the receipt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from flask import make_response, render_template, request
from flask_babel import gettext as _

from sotong.ballots import apps, forms, identity, queries, rules, voting
from sotong.ballots.box import AlreadyCast, Vote
from sotong.ballots.rules import BallotPaper
from sotong.ballots.tokens import PaperToken
from sotong.ballots.views import sign_in
from sotong.ballots.views.papers import KEEP_A_DEVICE, Visit, closed_page, fresh_page, paper_page
from sotong.ballots.views.receipts import receipt_page
from sotong.ballots.views.room import (
    asker_address,
    blueprint,
    device_of_cookie,
    intake,
    paper_behind,
    tokens,
    visit_book,
    with_device,
)
from sotong.contests.queries import contest_by_code
from sotong.core import clock, config, texting
from sotong.core.access import carries_own_token, public
from sotong.core.db import db, transaction
from sotong.core.errors import Refused
from sotong.core.forms import REFUSED
from sotong.core.labels import sentence
from sotong.core.views import Page, page


@blueprint.route("/v/<code>", methods=["GET", "POST"])
@carries_own_token
@public
def vote(code: str) -> Page:
    """Show the ballot paper; take the vote. A GET votes nothing and uses nothing up."""
    paper, now = paper_behind(code), clock.now()
    if request.method == "GET":
        visit_book().note(paper.link_id, crawler=apps.is_crawler(request.user_agent.string))
    if reason := rules.why_not_open(paper, now):
        return closed_page(paper, reason)
    if request.method != "POST":
        return _shown(paper, now)
    visit = _visit(paper, now)
    form = forms.paper_form(paper, visit.token.nonce)
    if visit.stale:
        form.form_errors.append(
            _("투표 화면을 연 지 오래되었습니다. 선택은 그대로 두었으니 다시 투표해 주십시오.")
        )
        form.status = REFUSED
    elif form.ready():
        return STEPS[paper.identity](visit, form)
    return paper_page(visit, form)


def _visit(paper: BallotPaper, now: datetime) -> Visit:
    device = device_of_cookie()
    carried = tokens().read_paper(request.form.get("token", ""), paper.link_code)
    token = carried or PaperToken.fresh(device)
    return Visit(paper, token, device or token.device, carried is None, now)


def _shown(paper: BallotPaper, now: datetime) -> Page:
    """Show the paper, or to a device that has voted its receipt."""
    device = device_of_cookie()
    if device and paper.identity == "device":
        key = voting.voter_key(identity.contest_key(paper.contest_id), paper.identity, device)
        receipt = queries.receipts_of(db.session(), paper.contest_id, [key]).get(key)
        if receipt:
            return page("ballots/already_cast.html", paper=paper, receipt=receipt, late=False)
    token = PaperToken.fresh(device)
    return fresh_page(Visit(paper, token, token.device, stale=False, now=now))


def cast(visit: Visit, form: forms.PaperForm, voter_key: bytes) -> Page:
    """Hand the ballot in and show its receipt, or that of the ballot which stands already."""
    paper = visit.paper
    ballot = Vote(
        contest_id=paper.contest_id,
        audit_key=paper.audit_key,
        link_id=paper.link_id,
        channel=paper.channel,
        voter_key=voter_key,
        cohort=voting.cohort(visit.contest_key, asker_address()),
        picks=tuple(form.chosen()),
        client_nonce=form.client_nonce(visit.token),
        at=visit.now,
    )
    db.session.remove()  # while it waits, this thread keeps no connection from the one that writes
    try:
        outcome = intake().cast(ballot)
    except Refused as refused:
        return closed_page(paper, refused.reason)
    if isinstance(outcome, AlreadyCast):
        shown = render_template("ballots/already_cast.html", paper=paper, receipt=outcome.receipt, late=True)
        answer = make_response(shown, REFUSED)
    else:
        answer = make_response(receipt_page(paper, outcome))
    return with_device(answer, visit.device) if paper.identity in KEEP_A_DEVICE else answer


def _by_device(visit: Visit, form: forms.PaperForm) -> Page:
    return cast(visit, form, _voter_key(visit, visit.device))


def _by_code(visit: Visit, form: forms.PaperForm) -> Page:
    """Take the ballot of somebody whose code stands on the roster."""
    code, address, contest_id = form["code"].data, asker_address(), visit.paper.contest_id
    reason = identity.why_not_code(db.session(), contest_id, code=code, address=address, now=visit.now)
    if reason is None:
        return cast(visit, form, _voter_key(visit, code))
    if reason == "roster.unknown_code":
        with transaction() as session:
            identity.note_wrong_code(session, contest_id, address=address, now=visit.now)
    form.refuse_field("code", sentence(reason))
    return paper_page(visit, form)


def _by_account(visit: Visit, form: forms.PaperForm) -> Page:
    """Take the ballot of somebody who has signed in; lead everybody else there."""
    proved = tokens().read_proof(form["proof"].data, visit.paper.link_code)
    return cast(visit, form, proved) if proved else sign_in.begin(visit, form)


def _by_phone(visit: Visit, form: forms.PaperForm) -> Page:
    """Send a code first, then take the ballot of who types it."""
    if "change" in request.form:
        form["check"].data = ""
        return paper_page(visit, form)
    check_id = _uuid(form["check"].data)
    if check_id is None or "again" in request.form:
        return _send_code(visit, form)
    number = form["phone"].data
    with transaction() as session:
        reason = identity.use_code(
            session,
            visit.paper.contest_id,
            check_id,
            number=number,
            code=form.typed_code if isinstance(form, forms.WithPhone) else "",
            paper_nonce=form.client_nonce(visit.token),
            now=visit.now,
        )
    if reason is None:
        return cast(visit, form, _voter_key(visit, number))
    form.refuse_field("sms", sentence(reason))
    return paper_page(visit, form)


def _send_code(visit: Visit, form: forms.PaperForm) -> Page:
    """Send a one-time code, once it is on record; or keep it in the outbox of demos and tests."""
    outside = config.current().outside
    with form.attempt(), transaction() as session:
        sent = identity.make_code(
            session,
            visit.paper.contest_id,
            number=form["phone"].data,
            address=asker_address(),
            office=config.current().office,
            now=visit.now,
        )
        if outside.outbox:
            identity.put_in_outbox(session, sent, now=visit.now)
    if not form.done:
        return paper_page(visit, form)
    try:
        if outside.texts:
            keys = outside.texts
            texter = texting.Solapi(keys.api_key, keys.api_secret, keys.sender, keys.address)
            texter.send(sent.number, sent.text, visit.now)
        form["check"].data, form["sms"].data = str(sent.check_id), ""
    except texting.NotSent:
        form.form_errors.append(sentence("phone.not_sent"))
        form.status = REFUSED
    return paper_page(visit, form)


STEPS: dict[str, Callable[[Visit, forms.PaperForm], Page]] = {
    "device": _by_device,
    "account": _by_account,
    "phone": _by_phone,
    "code": _by_code,
}


def _voter_key(visit: Visit, subject: str) -> bytes:
    return voting.voter_key(visit.contest_key, visit.paper.identity, subject)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


@blueprint.get("/receipts/<contest_code>")
@public
def check_receipt(contest_code: str) -> Page:
    """Say whether a receipt number stands in the contest's log. The choice is never shown."""
    contest = contest_by_code(db.session(), contest_code)
    form = forms.ReceiptForm(request.args)
    asked = "number" in request.args
    receipt = None
    if asked and form.validate():
        number = voting.ReceiptNumber.parse(form.number.data or "")
        receipt = queries.receipt_at(db.session(), contest.id, number) if number else None
    return page("ballots/check_receipt.html", form=form, contest=contest, asked=asked, receipt=receipt)
