"""The roster of codes: made here or brought along, printed once, locked into the log."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from sotong.ballots import forms, queries, rosters
from sotong.ballots.views.room import blueprint, link_address
from sotong.contests.models import Contest
from sotong.contests.queries import contest_by_code, rule_of
from sotong.core import clock
from sotong.core.access import acting_id, requires
from sotong.core.blank_files import offer
from sotong.core.db import db, transaction
from sotong.core.forms import ConfirmForm, Form
from sotong.core.labels import sentence
from sotong.core.permissions import Permission
from sotong.core.views import Page, page


@blueprint.get("/contests/<contest_code>/roster")
@requires(Permission.VOTE_LINK_WRITE)
def roster(contest_code: str) -> Page:
    """Show how many codes the roster has, and what can be done with it."""
    return _roster_page(contest_by_code(db.session(), contest_code), ConfirmForm())


@blueprint.post("/contests/<contest_code>/roster/make")
@requires(Permission.VOTE_LINK_WRITE)
def make_codes(contest_code: str) -> Page:
    """Make codes and show them on sheets to print: this once, for they are kept nowhere."""
    contest = contest_by_code(db.session(), contest_code)
    form = forms.MakeCodesForm()
    codes: list[str] = []
    if form.ready():
        with form.attempt(), transaction() as session:
            codes = rosters.add_made_codes(
                session, contest.id, form.count.data or 0, actor_id=acting_id(), now=clock.now()
            )
    if not form.done:
        return _roster_page(contest, form)
    open_links = [link for link in queries.vote_links(db.session(), contest.id) if link.retired_at is None]
    address = link_address(open_links[0].code) if open_links else None
    return page("ballots/code_sheets.html", contest=contest, codes=codes, address=address)


@blueprint.post("/contests/<contest_code>/roster/import")
@requires(Permission.VOTE_LINK_WRITE)
def import_codes(contest_code: str) -> Page:
    """Take codes from a file, all of them or none."""
    contest = contest_by_code(db.session(), contest_code)
    form = forms.CodesFileForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            added = rosters.add_codes_of_file(
                session, contest.id, form.content, actor_id=acting_id(), now=clock.now()
            )
        if form.done:
            flash(_("코드 %(number)s개를 명부에 올렸습니다.", number=added))
            return redirect(url_for("ballots.roster", contest_code=contest_code))
    return _roster_page(contest, form)


offer(blueprint, "/contests/roster/blank", forms.CodesFileForm.blank, beside=import_codes)


@blueprint.post("/contests/<contest_code>/roster/empty")
@requires(Permission.VOTE_LINK_WRITE)
def empty_roster(contest_code: str) -> Page:
    """Take all codes from the roster."""
    contest = contest_by_code(db.session(), contest_code)
    with transaction() as session:
        rosters.empty_roster(session, contest.id, actor_id=acting_id(), now=clock.now())
    flash(_("명부를 비웠습니다. 나누어 드린 코드는 더 쓸 수 없습니다."))
    return redirect(url_for("ballots.roster", contest_code=contest_code))


@blueprint.post("/contests/<contest_code>/roster/lock")
@requires(Permission.VOTE_LINK_WRITE)
def lock_roster(contest_code: str) -> Page:
    """Complete the roster and put its fingerprint on the contest's log."""
    contest = contest_by_code(db.session(), contest_code)
    with transaction() as session:
        rosters.lock_roster(session, contest.id, actor_id=acting_id(), now=clock.now())
    flash(_("명부를 확정해 기록에 남겼습니다."))
    return redirect(url_for("ballots.roster", contest_code=contest_code))


def _roster_page(contest: Contest, form: Form) -> Page:
    """Show the page with the form that was sent as it was sent, and the others fresh."""
    session = db.session()
    return page(
        "ballots/roster.html",
        form=form,
        making=form if isinstance(form, forms.MakeCodesForm) else forms.MakeCodesForm(formdata=None),
        bringing=form if isinstance(form, forms.CodesFileForm) else forms.CodesFileForm(formdata=None),
        contest=contest,
        sentence=sentence,
        by_code=rule_of(contest).identity.level.value == "code",
        size=queries.roster_size(session, contest.id),
        lock=queries.roster_lock(session, contest.id),
    )
