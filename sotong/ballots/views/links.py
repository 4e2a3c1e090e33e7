"""Vote links: making, posting, printing and retiring them."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from sotong.ballots import apps, forms, queries, services
from sotong.ballots.models import LinkChannel
from sotong.ballots.views.room import blueprint, link_address, paper_behind
from sotong.contests.queries import contest_by_code, rule_of
from sotong.core import clock
from sotong.core.access import acting_id, requires
from sotong.core.db import db, transaction
from sotong.core.permissions import Permission
from sotong.core.views import Page, page


@blueprint.route("/contests/<contest_code>/vote-links", methods=["GET", "POST"])
@requires(Permission.VOTE_LINK_WRITE)
def vote_links(contest_code: str) -> Page:
    """List a contest's vote links, with what is needed to post them; make a new one."""
    contest = contest_by_code(db.session(), contest_code)
    form = forms.VoteLinkForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            services.add_vote_link(
                session,
                contest.id,
                channel=LinkChannel(form.channel.data),
                name=form.name.data or "",
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("투표 링크를 만들었습니다."))
            return redirect(url_for("ballots.vote_links", contest_code=contest_code))
    session = db.session()
    return page(
        "ballots/vote_links.html",
        form=form,
        contest=contest,
        level=rule_of(contest).identity.level.value,
        links=queries.vote_links(session, contest.id),
        visits=queries.visits(session, contest.id),
        ballots=queries.link_counts(session, contest),
        address=link_address,
        share=apps.share_page,
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


@blueprint.get("/vote-links/<code>/poster")
@requires(Permission.VOTE_LINK_WRITE)
def poster(code: str) -> Page:
    """Show a poster of one sheet (A4) with the link's QR code, to print."""
    return page("ballots/poster.html", paper=paper_behind(code), address=link_address(code))
