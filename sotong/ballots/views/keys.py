"""Making a vote ready and closing it: its terms, the auditor's key, the close."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from sotong.ballots import consents, forms, identity, queries, services
from sotong.ballots.views.room import blueprint
from sotong.contests.queries import contest_by_code, rule_of
from sotong.core import clock, config
from sotong.core.access import acting_id, requires
from sotong.core.db import db, transaction
from sotong.core.forms import ConfirmForm, options
from sotong.core.labels import WORDS
from sotong.core.permissions import Permission
from sotong.core.views import Page, page


@blueprint.route("/contests/<contest_code>/ballot-terms", methods=["GET", "POST"])
@requires(Permission.VOTE_LINK_WRITE)
def ballot_terms(contest_code: str) -> Page:
    """Choose where citizens sign in, where there is a choice; show to what they agree."""
    contest = contest_by_code(db.session(), contest_code)
    level = rule_of(contest).identity.level.value
    offered = list(config.current().outside.sign_ins)
    form = forms.TermsForm()
    form.provider.choices = options((name, WORDS[f"SignIn.{name}"]) for name in offered)
    if form.ready():
        with form.attempt(), transaction() as session:
            identity.settle_terms(
                session, contest.id, provider=form.provider.data, actor_id=acting_id(), now=clock.now()
            )
        if form.done:
            flash(_("로그인할 곳을 정해 기록에 남겼습니다."))
            return redirect(url_for("ballots.ballot_terms", contest_code=contest_code))
    terms = queries.terms_of(db.session(), contest.id)
    version = terms.consent_version if terms else consents.NEWEST
    lines = consents.consent_lines(version, level)
    return page(
        "ballots/ballot_terms.html",
        form=form,
        contest=contest,
        level=level,
        offered=offered,
        terms=terms,
        version=version,
        lines=lines,
    )


@blueprint.route("/contests/<contest_code>/audit-key", methods=["GET", "POST"])
@requires(Permission.AUDIT_KEY_TAKE)
def audit_key(contest_code: str) -> Page:
    """Hand the auditor the contest's private audit key: once, on this page, kept nowhere here."""
    contest = contest_by_code(db.session(), contest_code)
    form = ConfirmForm()
    private = b""
    if form.ready():
        with form.attempt(), transaction() as session:
            private = services.hand_out_audit_key(session, contest.id, actor_id=acting_id(), now=clock.now())
    keyed = queries.has_audit_key(db.session(), contest.id)
    return page("ballots/audit_key.html", form=form, contest=contest, private=private.hex(), keyed=keyed)


@blueprint.post("/contests/<contest_code>/close-ballots")
@requires(Permission.TALLY_MAKE)
def close_ballots(contest_code: str) -> Page:
    """Close the ballots of a contest for good, after its vote is over."""
    contest = contest_by_code(db.session(), contest_code)
    with transaction() as session:
        services.close_ballots(session, contest.id, now=clock.now(), actor_id=acting_id())
    flash(_("투표를 마감했습니다. 표가 봉인되어 더는 바뀌지 않습니다."))
    return redirect(url_for("contests.contest_page", code=contest_code))
