"""Pages of the pre-vote: the ballot paper for citizens, receipts, vote links, the auditor's key."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from urllib.parse import quote
from uuid import UUID

import segno
from flask import (
    Blueprint,
    Flask,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sotong.ballots import forms, queries, rules, services, voting
from sotong.ballots.intake import Intake
from sotong.ballots.models import LinkChannel
from sotong.ballots.rules import BallotPaper
from sotong.ballots.voting import Receipt
from sotong.contests.queries import contest_by_code
from sotong.core import clock, config
from sotong.core.access import acting_id, carries_own_token, public, requires
from sotong.core.db import db, transaction
from sotong.core.errors import NotFound, Refused
from sotong.core.forms import REFUSED, ConfirmForm
from sotong.core.keys import read_key
from sotong.core.permissions import Permission
from sotong.core.views import Page, page

blueprint = Blueprint("ballots", __name__)

DEVICE_COOKIE = "sotong_device"
DEVICE_COOKIE_S = 180 * 24 * 60 * 60


def share_address(channel: LinkChannel, code: str, text: str) -> str | None:
    """Return the address of the channel's own share page for a vote link, if it has one."""
    url, words = quote(link_address(code), safe=""), quote(text, safe="")
    if channel is LinkChannel.BAND:
        return f"https://band.us/plugin/share?body={words}%0A{url}&route={url}"
    if channel is LinkChannel.FACEBOOK:
        return f"https://www.facebook.com/sharer/sharer.php?u={url}"
    return f"https://x.com/intent/post?text={words}&url={url}" if channel is LinkChannel.X else None


@blueprint.route("/v/<code>", methods=["GET", "POST"])
@carries_own_token
@public
def vote(code: str) -> Page:
    """Show the ballot paper; take the vote. A GET votes nothing and uses nothing up."""
    now = clock.now()
    paper = queries.ballot_paper(db.session(), code)
    if paper is None:
        raise NotFound
    if reason := rules.why_not_open(paper, now):
        return _closed(paper, reason)
    tokens = _tokens()
    device = tokens.read_device(request.cookies.get(DEVICE_COOKIE))
    if request.method != "POST" and device and (receipt := _receipt_of(paper, device)):
        return page("ballots/already_cast.html", paper=paper, receipt=receipt, late=False)
    carried = tokens.read_paper(request.form.get("token", ""), code) if request.method == "POST" else None
    token = carried or forms.PaperToken.fresh(device)
    form = forms.paper_form(paper, token.nonce)
    if carried is None and form.is_submitted():
        form.form_errors.append(
            _("투표 화면을 연 지 오래되었습니다. 선택은 그대로 두었으니 다시 투표해 주십시오.")
        )
        form.status = REFUSED
    elif form.ready():
        return _cast(paper, form, token, device, now)
    form.token.data = tokens.write_paper(token, code)
    return _with_device(page("ballots/vote.html", form=form, paper=paper), device or token.device)


def _cast(
    paper: BallotPaper,
    form: forms.ChooseOneForm | forms.ChooseSomeForm,
    token: forms.PaperToken,
    device: str | None,
    now: datetime,
) -> Page:
    vote = services.Vote(
        contest_id=paper.contest_id,
        link_id=paper.link_id,
        channel=paper.channel,
        voter_key=voting.voter_key(_contest_key(paper.contest_id), paper.identity, device or token.device),
        cohort=voting.cohort(_contest_key(paper.contest_id), request.remote_addr or ""),
        picks=tuple(form.chosen()),
        client_nonce=form.client_nonce(token),
        at=now,
    )
    try:
        outcome = _intake().cast(vote)
    except Refused as refused:
        return _closed(paper, refused.reason)
    if isinstance(outcome, services.AlreadyCast):
        answer = (
            render_template("ballots/already_cast.html", paper=paper, receipt=outcome.receipt, late=True),
            REFUSED,
        )
    else:
        answer = render_template("ballots/receipt.html", paper=paper, receipt=outcome, fresh=True), 200
    return _with_device(answer, device or token.device)


def _receipt_of(paper: BallotPaper, device: str) -> Receipt | None:
    """Return the receipt of the ballot that this device has cast in the contest, if it has."""
    key = voting.voter_key(_contest_key(paper.contest_id), paper.identity, device)
    return queries.receipts_of(db.session(), paper.contest_id, [key]).get(key)


def _closed(paper: BallotPaper, reason: str) -> tuple[str, int]:
    status = REFUSED if request.method == "POST" else 200
    return render_template("ballots/closed.html", paper=paper, reason=reason), status


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


@blueprint.route("/contests/<contest_code>/vote-links", methods=["GET", "POST"])
@requires(Permission.VOTE_LINK_WRITE)
def vote_links(contest_code: str) -> Page:
    """List a contest's vote links, with what is needed to post them; make a new one."""
    contest = contest_by_code(db.session(), contest_code)
    contest_id = contest.id
    form = forms.VoteLinkForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            services.add_vote_link(
                session,
                contest_id,
                channel=LinkChannel(form.channel.data),
                name=form.name.data or "",
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("투표 링크를 만들었습니다."))
            return redirect(url_for("ballots.vote_links", contest_code=contest_code))
    links = queries.vote_links(db.session(), contest_id)
    return page(
        "ballots/vote_links.html",
        form=form,
        contest=contest,
        links=links,
        address=link_address,
        share=share_address,
    )


@blueprint.post("/vote-links/<uuid:link_id>/retire")
@requires(Permission.VOTE_LINK_WRITE)
def retire_vote_link(link_id: UUID) -> Page:
    """Take a vote link out of use; its ballots stay."""
    with transaction() as session:
        link = services.retire_vote_link(session, link_id, actor_id=acting_id(), now=clock.now())
        contest_code = queries.contest_code(session, link.contest_id)
    flash(_("링크를 닫았습니다. 이미 들어온 표는 그대로 있습니다."))
    return redirect(url_for("ballots.vote_links", contest_code=contest_code))


@blueprint.get("/v/<code>/qr.svg")
@public
def qr_svg(code: str) -> Response:
    """Draw the link's address as a QR code for posters."""
    paper = queries.ballot_paper(db.session(), code)
    if paper is None:
        raise NotFound
    drawing = segno.make(link_address(code), error="m").svg_inline(scale=8, border=4, omitsize=True)
    answer = make_response(f'<?xml version="1.0" encoding="utf-8"?>\n{drawing}'.encode())
    answer.content_type = "image/svg+xml"
    return answer


@blueprint.route("/contests/<contest_code>/audit-key", methods=["GET", "POST"])
@requires(Permission.AUDIT_KEY_TAKE)
def audit_key(contest_code: str) -> Page:
    """Hand the auditor the contest's private audit key: once, on this page, kept nowhere here."""
    contest = contest_by_code(db.session(), contest_code)
    contest_id = contest.id
    form = ConfirmForm()
    private = b""
    if form.ready():
        with form.attempt(), transaction() as session:
            private = services.hand_out_audit_key(session, contest_id, actor_id=acting_id(), now=clock.now())
    keyed = queries.has_audit_key(db.session(), contest_id)
    return page("ballots/audit_key.html", form=form, contest=contest, private=private.hex(), keyed=keyed)


@blueprint.post("/contests/<contest_code>/close-ballots")
@requires(Permission.TALLY_MAKE)
def close_ballots(contest_code: str) -> Page:
    """Close the ballots of a contest for good, after its vote is over."""
    contest = contest_by_code(db.session(), contest_code)
    contest_id = contest.id
    with transaction() as session:
        services.close_ballots(session, contest_id, now=clock.now(), actor_id=acting_id())
    flash(_("투표를 마감했습니다. 표가 봉인되어 더는 바뀌지 않습니다."))
    return redirect(url_for("contests.contest_page", code=contest_code))


def link_address(code: str) -> str:
    """Return the whole address of a vote link, as it is posted on Band or Facebook."""
    return config.current().public_url + url_for("ballots.vote", code=code)


def _with_device(answer: tuple[str, int], device: str) -> Response:
    response = make_response(answer)
    response.set_cookie(
        DEVICE_COOKIE,
        _tokens().write_device(device),
        max_age=DEVICE_COOKIE_S,
        secure=config.current().secure_cookies,
        httponly=True,
        samesite="Lax",
    )
    return response


def _tokens() -> forms.Tokens:
    return forms.Tokens(config.current().secret_key)


def _contest_key(contest_id: UUID) -> bytes:
    return read_key(config.current().key_dir, services.contest_key_name(contest_id))


def _intake() -> Intake:
    return cast(Intake, current_app.extensions["sotong_intake"])


@blueprint.record_once
def _open_intake(state: BlueprintSetupState) -> None:
    app = cast(Flask, state.app)
    app.extensions["sotong_intake"] = Intake(app.app_context)
