"""How the office asks for shares; an officer's choice to keep her own accounts to herself."""

from __future__ import annotations

from dataclasses import asdict

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from sotong.assignments import queries, services
from sotong.assignments.forms import PolicyForm
from sotong.assignments.views.room import blueprint, officer_id
from sotong.core import clock
from sotong.core.access import acting_id, requires
from sotong.core.db import db, transaction
from sotong.core.forms import ConfirmForm
from sotong.core.permissions import Permission
from sotong.core.views import Page, page


@blueprint.route("/policy", methods=["GET", "POST"])
@requires(Permission.SHARE_POLICY_WRITE)
def policy() -> Page:
    """Show and change how the office asks for shares."""
    form = PolicyForm(data=asdict(queries.share_policy(db.session())))
    if form.ready():
        with form.attempt(), transaction() as session:
            services.decide_policy(session, form.wanted, actor_id=acting_id(), now=clock.now())
        if form.done:
            flash(_("확산 방침을 저장했습니다."))
            return redirect(url_for(".policy"))
    return page("assignments/policy.html", form=form)


@blueprint.route("/own-accounts", methods=["GET", "POST"])
@requires(Permission.ASSIGNMENT_DO)
def own_accounts() -> Page:
    """Let an officer keep her own accounts to herself, or offer them again."""
    form = ConfirmForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            services.keep_accounts(
                session,
                officer_id=officer_id(),
                keep=request.form.get("keep") == "yes",
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("저장했습니다."))
            return redirect(url_for(".own_accounts"))
    choice = queries.keeps_accounts(db.session(), officer_id())
    return page("assignments/own_accounts.html", form=form, choice=choice)
