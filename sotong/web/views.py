"""Pages of no room: the front door, the language, a sign of life."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request, session, url_for
from flask_login import current_user
from sqlalchemy import text
from werkzeug.wrappers import Response

from sotong.core import clock
from sotong.core.access import acting, public, signed_in
from sotong.core.addresses import inside
from sotong.core.db import db
from sotong.core.permissions import Role
from sotong.core.views import Page, page
from sotong.web.home import admin_home, contests_without_key, log_states
from sotong.web.language import LANGUAGES

blueprint = Blueprint("web", __name__)


@blueprint.get("/")
@public
def front_door() -> Response:
    """Lead each person to the page that answers their one question."""
    if not current_user.is_authenticated:
        return redirect(url_for("people.sign_in"))
    return redirect(url_for("web.home"))


@blueprint.get("/home")
@signed_in
def home() -> Page:
    """Answer the one question of the person's role."""
    session, now, person = db.session(), clock.now(), acting()
    if person.role is Role.OFFICER:
        return redirect(url_for("assignments.today"))
    if person.role is Role.JUDGE:
        return redirect(url_for("judging.my_panels"))
    if person.role is Role.AUDITOR:
        return page("web/auditor_home.html", logs=log_states(session), contests=contests_without_key(session))
    return page("web/admin_home.html", home=admin_home(session, now), now=now)


@blueprint.get("/language/<language>")
@public
def set_language(language: str) -> Response:
    """Remember the language, and go back to where the person came from."""
    if language not in LANGUAGES:
        abort(404)
    session["language"] = language
    return redirect(inside(request.args.get("next", "")) or url_for("web.front_door"))


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """Say that the process answers and its database too."""
    db.session.execute(text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/favicon.ico")
@public
def favicon() -> Response:
    """Browsers ask for this name where a page cannot name its icon, as a plain text cannot."""
    return redirect(url_for("static", filename="img/favicon.svg"))
