"""Opening an invitation: the first password, or a new one."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from sotong.core import clock
from sotong.core.access import public
from sotong.core.db import db, transaction
from sotong.core.labels import sentence
from sotong.core.views import Page, page
from sotong.people import queries, rules
from sotong.people.forms import NewPasswordForm
from sotong.people.services import accounts
from sotong.people.views.room import blueprint

GONE = 410


@blueprint.route("/invitations/<token>", methods=["GET", "POST"])
@public
def invitation(token: str) -> Page:
    """Let the person invited set a password, once. Looking at the link uses nothing up."""
    invited = queries.invitation_of(db.session(), token)
    if invited is None:
        return _closed("invitation.unknown")
    if reason := rules.why_not_open_invitation(
        expires_at=invited.expires_at, used_at=invited.used_at, disabled=invited.disabled, now=clock.now()
    ):
        return _closed(reason)
    form = NewPasswordForm()
    form.login = invited.login
    if form.ready():
        with form.attempt(), transaction() as session:
            accounts.accept_invitation(session, token=token, password=form.new.data or "", now=clock.now())
        if form.done:
            flash(_("비밀번호를 정했습니다. 이제 로그인해 주십시오."))
            return redirect(url_for("people.sign_in"))
    return page("people/invitation.html", form=form, invited=invited)


def _closed(reason: str) -> Page:
    body, _status = page("people/invitation_closed.html", sentence=sentence(reason))
    return body, GONE if reason != "invitation.unknown" else 404
