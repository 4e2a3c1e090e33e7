"""Accounts: the admin's list, and what may be done with one."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from sotong.core import clock, config
from sotong.core.access import acting_id, requires
from sotong.core.db import db, transaction
from sotong.core.errors import NotFound
from sotong.core.forms import ConfirmForm, asked_page
from sotong.core.permissions import Permission, Role
from sotong.core.views import Page, page
from sotong.people import queries, rules
from sotong.people.forms import AccountForm, FilterForm, RoleForm
from sotong.people.services import accounts as services
from sotong.people.services import signing_in
from sotong.people.views.room import blueprint


@blueprint.get("/accounts")
@requires(Permission.ACCOUNT_WRITE)
def accounts() -> Page:
    """List the accounts."""
    form = FilterForm(request.args)
    form.offer_roles()
    found = queries.account_rows(
        db.session(), now=clock.now(), text=form.wanted_text, role=form.wanted_role, number=asked_page()
    )
    return page("people/accounts.html", asked=form, found=found, masked=rules.masked)


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_WRITE)
def new_account() -> Page:
    """Make an account, and show the link that opens it, once."""
    form = AccountForm(officer=request.args.get("officer", ""), role=request.args.get("role"))
    form.offer([(o.id, o.name) for o in queries.officers_without_account(db.session())])
    if form.ready():
        with form.attempt(), transaction() as session:
            account = services.create_account(
                session,
                login=form.login.data or "",
                name=form.name.data or "",
                role=Role(form.role.data),
                officer_id=form.officer.chosen,
                actor_id=acting_id(),
                now=clock.now(),
            )
            token = services.invite(session, account_id=account.id, actor_id=acting_id(), now=clock.now())
        if form.done:
            return _invited(account.id, account.name, token)
    return page("people/new_account.html", form=form)


@blueprint.get("/accounts/<uuid:account_id>")
@requires(Permission.ACCOUNT_WRITE)
def account(account_id: UUID) -> Page:
    """Show an account: what it may do, and where it is signed in."""
    session, now = db.session(), clock.now()
    return page(
        "people/account.html",
        account=queries.account_page(session, account_id, now),
        sessions=queries.open_sessions(session, account_id, now),
        own=account_id == acting_id(),
        masked=rules.masked,
        known=rules.known_browser,
    )


@blueprint.route("/accounts/<uuid:account_id>/edit", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_WRITE)
def edit_account(account_id: UUID) -> Page:
    """Change the name or the role of an account."""
    session = db.session()
    shown = queries.account_page(session, account_id, clock.now())
    form = RoleForm(name=shown.name, role=shown.role.value, officer=str(shown.officer_id or ""))
    offered = [(o.id, o.name) for o in queries.officers_without_account(session)]
    if shown.officer_id is not None:
        offered += queries.officer_names(session, [shown.officer_id]).items()
    form.offer(offered)
    if form.ready():
        _change(form, account_id)
        if form.done:
            flash(_("계정을 고쳤습니다."))
            return redirect(url_for("people.account", account_id=account_id))
    return page("people/edit_account.html", form=form, account=shown)


def _change(form: RoleForm, account_id: UUID) -> None:
    with form.attempt(), transaction() as session:
        services.change_account(
            session,
            account_id=account_id,
            name=form.name.data or "",
            role=Role(form.role.data),
            officer_id=form.officer.chosen,
            actor_id=acting_id(),
            now=clock.now(),
        )


@blueprint.route("/accounts/<uuid:account_id>/invite", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_WRITE)
def invite_account(account_id: UUID) -> Page:
    """Make a fresh link with which a password can be set, and show it, once."""
    shown = queries.account_page(db.session(), account_id, clock.now())
    form = ConfirmForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            token = services.invite(session, account_id=account_id, actor_id=acting_id(), now=clock.now())
        if form.done:
            return _invited(account_id, shown.name, token)
    return page("people/invite.html", form=form, account=shown)


@blueprint.post("/accounts/<uuid:account_id>/disable")
@requires(Permission.ACCOUNT_WRITE)
def disable_account(account_id: UUID) -> Page:
    """Let nobody sign in with an account, from now on."""
    with transaction() as session:
        services.disable_account(session, account_id=account_id, actor_id=acting_id(), now=clock.now())
    flash(_("계정을 정지했습니다. 로그인도 모두 끝났습니다."))
    return redirect(url_for("people.account", account_id=account_id))


@blueprint.post("/accounts/<uuid:account_id>/enable")
@requires(Permission.ACCOUNT_WRITE)
def enable_account(account_id: UUID) -> Page:
    """Let an account be used again."""
    with transaction() as session:
        services.enable_account(session, account_id=account_id, actor_id=acting_id(), now=clock.now())
    flash(_("계정을 다시 쓸 수 있습니다."))
    return redirect(url_for("people.account", account_id=account_id))


@blueprint.post("/accounts/<uuid:account_id>/end-sign-ins")
@requires(Permission.ACCOUNT_WRITE)
def end_sign_ins(account_id: UUID) -> Page:
    """End every sign-in of an account."""
    with transaction() as session:
        if account_id not in queries.account_names(session, [account_id]):
            raise NotFound
        signing_in.end_sessions(session, account_id=account_id, actor_id=acting_id(), now=clock.now())
    flash(_("로그인을 모두 끝냈습니다."))
    return redirect(url_for("people.account", account_id=account_id))


def _invited(account_id: UUID, name: str, token: str) -> Page:
    """The one page that shows the link. It is not kept anywhere, so it cannot be shown again."""
    link = config.current().public_url + url_for("people.invitation", token=token)
    return page(
        "people/invited.html",
        account_id=account_id,
        name=name,
        link=link,
        days=rules.INVITATION_LASTS.days,
    )
