"""One's own account: where one is signed in, and the password."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from sotong.core import clock
from sotong.core.access import acting, acting_id, signed_in
from sotong.core.db import db, transaction
from sotong.core.views import Page, page
from sotong.people import queries, rules
from sotong.people.forms import ChangePasswordForm
from sotong.people.services import accounts, passwords, signing_in
from sotong.people.views.room import blueprint


@blueprint.get("/my/sign-ins")
@signed_in
def my_sign_ins() -> Page:
    """Show in which browsers one is signed in."""
    return page(
        "people/my_sign_ins.html",
        sessions=queries.open_sessions(db.session(), acting_id(), clock.now()),
        here=queries.token_hash(acting().login_token),
        known=rules.known_browser,
    )


@blueprint.post("/my/sign-ins/<uuid:session_id>/end")
@signed_in
def end_my_sign_in(session_id: UUID) -> Page:
    """End one's sign-in in another browser."""
    with transaction() as session:
        signing_in.end_own_session(session, session_id=session_id, account_id=acting_id(), now=clock.now())
    flash(_("그 로그인을 끝냈습니다."))
    return redirect(url_for("people.my_sign_ins"))


@blueprint.post("/my/sign-ins/end-others")
@signed_in
def end_my_other_sign_ins() -> Page:
    """End one's sign-ins everywhere but here."""
    with transaction() as session:
        signing_in.end_sessions(
            session,
            account_id=acting_id(),
            actor_id=acting_id(),
            but_token=acting().login_token,
            now=clock.now(),
        )
    flash(_("다른 곳의 로그인을 모두 끝냈습니다."))
    return redirect(url_for("people.my_sign_ins"))


@blueprint.route("/my/password", methods=["GET", "POST"])
@signed_in
def change_password() -> Page:
    """Change one's own password; sign-ins elsewhere end."""
    login, stored = queries.login_and_hash(db.session(), acting_id())
    form = ChangePasswordForm()
    form.login = login
    if form.ready():
        proof = passwords.proof_of(form.old.data or "", stored)
        with form.attempt(), transaction() as session:
            accounts.change_password(
                session,
                account_id=acting_id(),
                proof=proof,
                new=form.new.data or "",
                but_token=acting().login_token,
                now=clock.now(),
            )
        if form.done:
            flash(_("비밀번호를 바꿨습니다. 다른 곳의 로그인은 끝났습니다."))
            return redirect(url_for("people.my_sign_ins"))
    return page("people/change_password.html", form=form)
