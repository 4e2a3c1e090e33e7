"""Signing in and out."""

from __future__ import annotations

from typing import Final

from flask import flash, make_response, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from sotong.core import clock, config, presence
from sotong.core.access import SignedIn, acting, may_open, public
from sotong.core.addresses import inside
from sotong.core.db import db, transaction
from sotong.core.errors import NotFound
from sotong.core.forms import UNPROCESSABLE
from sotong.core.labels import sentence
from sotong.core.permissions import Role
from sotong.core.views import Page, page
from sotong.people import queries, rules
from sotong.people.forms import SignInForm
from sotong.people.services import passwords, signing_in
from sotong.people.services.signing_in import Outcome
from sotong.people.views.room import blueprint, visitor

TOO_MANY: Final = 429
SEE_OTHER: Final = 303

DEMO_SECOND_OFFICER: Final = "officer-2"
"""With her the first officer of the demo swaps duties."""


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Page:
    """Ask for login and password; go on to where the person was heading, if that is on this site."""
    if current_user.is_authenticated:
        return redirect(_onward(acting()))
    form = SignInForm()
    if form.ready():
        outcome = _tried(form.login.data or "", form.password.data or "")
        if outcome.token is not None:
            return _welcomed(outcome.token)
        form.form_errors.append(sentence(outcome.reason or ""))
        form.status = TOO_MANY if outcome.reason == "sign_in.locked" else UNPROCESSABLE
    response = make_response(page("people/sign_in.html", form=form, roles=Role))
    if form.status == TOO_MANY:
        response.headers["Retry-After"] = str(int(rules.FAILURES_COUNT_FOR.total_seconds()))
    return response


@blueprint.post("/sign-out")
@public
def sign_out() -> Page:
    """End this browser's sign-in; somebody whose sign-in is over already is signed out all the same."""
    token = presence.token()
    if token is not None:
        with transaction() as session:
            signing_in.sign_out(session, token=token, now=clock.now())
    presence.forget()
    flash(_("로그아웃했습니다."))
    answer = redirect(url_for("people.sign_in"), SEE_OTHER)
    # what a score sheet kept on the device, and forms that came back
    answer.headers["Clear-Site-Data"] = '"storage", "cache"'
    return answer


@public
def demo_sign_in(person: str) -> Page:
    """Sign in as the demo city's person of a role, without a password. Only the demo has this view."""
    login = f"demo-{person}"
    with transaction() as session:
        account = queries.account_by_login(session, login)
        if account is None or account.disabled_at is not None:
            raise NotFound
        token = signing_in.begin_session(
            session,
            account_id=account.id,
            visitor=visitor(),
            lasts=config.current().sign_in_lasts,
            now=clock.now(),
        )
    return _welcomed(token)


@blueprint.record
def _open_demo_doors(state: BlueprintSetupState) -> None:
    if state.app.config["SETTINGS"].demo:
        people = ", ".join(f'"{person}"' for person in (*Role, DEMO_SECOND_OFFICER))
        state.add_url_rule(
            f"/sign-in/demo/<any({people}):person>", "demo_sign_in", demo_sign_in, methods=["POST"]
        )


def _tried(login: str, password: str) -> Outcome:
    """Try a password. The slow part comes before anything is locked, and is spared who is locked out."""
    now = clock.now()
    key, group = rules.account_key(login), rules.address_group(visitor().address)
    failures = queries.sign_in_failures(db.session(), key, group, now - rules.FAILURES_COUNT_FOR)
    if reason := rules.why_not_try(*failures):
        return Outcome(reason=reason)
    proof = passwords.proof_of(password, queries.password_hash_of(db.session(), login))
    with transaction() as session:
        return signing_in.sign_in(
            session,
            login=login,
            proof=proof,
            visitor=visitor(),
            lasts=config.current().sign_in_lasts,
            now=now,
        )


def _welcomed(token: str) -> Response:
    now = clock.now()
    presence.begin(token, now)
    return redirect(_onward(queries.who(db.session(), token, now)), SEE_OTHER)


def _onward(person: SignedIn | None) -> str:
    """The page that was wanted, if there is one that the person may open; else the front door."""
    wanted = inside(request.args.get("next", ""))
    return wanted if wanted and person and may_open(wanted, person) else url_for("web.front_door")
