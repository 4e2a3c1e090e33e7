"""The election guard: windows, listed people (looked at for a reason), and second approvals."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from sotong.audit.disclosure import disclose
from sotong.audit.services import DataAct
from sotong.core import clock
from sotong.core.access import acting_id, requires
from sotong.core.db import db, transaction
from sotong.core.forms import ConfirmForm
from sotong.core.permissions import Permission
from sotong.core.reasons import ReasonForm
from sotong.core.views import Page, page
from sotong.outreach.forms.guard import PeopleForm, WindowForm
from sotong.outreach.queries import guard as queries
from sotong.outreach.services import guard as services
from sotong.outreach.views.room import blueprint


@blueprint.route("/guard", methods=["GET", "POST"])
@requires(Permission.POST_RECORD)
def guard() -> Page:
    """Show the windows and the posts that wait; set up a window."""
    form = WindowForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            window = services.open_window(
                session,
                name=form.name.data or "",
                begins_at=form.begins_at.data or clock.now(),
                ends_at=form.ends_at.data or clock.now(),
                actor_id=acting_id(),
                now=clock.now(),
                sure=bool(form.sure.data),
            )
        if form.done:
            flash(_("선거 기간을 정했습니다. 이어서 이름을 올려 주십시오."))
            return redirect(url_for(".listed_people", window_id=window.id))
    session = db.session()
    return page(
        "outreach/guard.html",
        form=form,
        windows=queries.windows(session),
        counts=queries.listed_counts(session),
        waiting=queries.waiting_posts(session),
        now=clock.now(),
    )


@blueprint.post("/guard/<uuid:window_id>/withdrawal")
@requires(Permission.POST_RECORD)
def withdraw_window(window_id: UUID) -> Page:
    """Withdraw a window; who was listed for it is deleted."""
    form = ConfirmForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            services.withdraw_window(session, window_id=window_id, actor_id=acting_id(), now=clock.now())
    flash(_("선거 기간을 거두고 올린 이름을 지웠습니다.") if form.done else "; ".join(form.form_errors))
    return redirect(url_for(".guard"))


@blueprint.route("/guard/<uuid:window_id>/people", methods=["GET", "POST"])
@requires(Permission.POST_RECORD)
def listed_people(window_id: UUID) -> Page:
    """Add names to a window's list; the names themselves are shown for a reason only."""
    window = queries.window(db.session(), window_id)
    form = PeopleForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            count = services.list_people(
                session,
                window_id=window_id,
                names=(form.names.data or "").splitlines(),
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("%(count)d명을 새로 올렸습니다.", count=count))
            return redirect(url_for(".listed_people", window_id=window_id))
    count = queries.listed_counts(db.session()).get(window_id, 0)
    return page(
        "outreach/listed_people.html", form=form, reason=ReasonForm(formdata=None), window=window, count=count
    )


@blueprint.post("/guard/<uuid:window_id>/names")
@requires(Permission.POST_RECORD)
def listed_names(window_id: UUID) -> Page:
    """Show who is listed, for a reason, which goes on record."""
    window = queries.window(db.session(), window_id)
    people = queries.listed(db.session(), [window_id])
    form = ReasonForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            disclose(
                session,
                form,
                what="outreach.listed_people",
                rows=len(people),
                act=DataAct.VIEW,
                subject_id=window_id,
            )
        if form.done:
            return page("outreach/listed_names.html", window=window, people=people)
    return page(
        "outreach/listed_people.html",
        form=form,
        names=PeopleForm(formdata=None),
        reason=form,
        window=window,
        count=len(people),
    )


@blueprint.post("/guard/people/<uuid:person_id>/removal")
@requires(Permission.POST_RECORD)
def unlist_person(person_id: UUID) -> Page:
    """Delete somebody from a list."""
    form = ConfirmForm()
    if not form.ready():
        return redirect(url_for(".guard"))
    with transaction() as session:
        window_id = services.unlist_person(
            session, person_id=person_id, actor_id=acting_id(), now=clock.now()
        )
    flash(_("이름을 지웠습니다."))
    return redirect(url_for(".listed_people", window_id=window_id))


@blueprint.post("/<uuid:post_id>/approval")
@requires(Permission.POST_RECORD)
def approve_post(post_id: UUID) -> Page:
    """Approve a post that names somebody who is listed, as the second official."""
    form = ConfirmForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            services.approve_post(session, post_id=post_id, actor_id=acting_id(), now=clock.now())
    flash(_("승인했습니다. 이제 확산을 맡길 수 있습니다.") if form.done else "; ".join(form.form_errors))
    return redirect(url_for(".post_page", post_id=post_id))
