"""Canned replies: one's department's, and the office's for all."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from sotong.core.access import acting, requires
from sotong.core.db import db, transaction
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.inquiries import queries, rules, services
from sotong.inquiries.canned import EXAMPLE, EXAMPLE_VALUES, Place, filled
from sotong.inquiries.forms import CannedForm
from sotong.inquiries.models import CannedReply
from sotong.inquiries.views.room import blueprint, by
from sotong.people.queries import department_names


@blueprint.get("/canned")
@requires(Permission.INQUIRY_WRITE)
def canned_replies() -> Page:
    """List the replies kept ready: the office's and those of one's department; for admins, of all."""
    session, mine = db.session(), by()
    replies = queries.canned_replies(session, acting().department_id, all_of_them=mine.actor.is_coordinator)
    return page(
        "inquiries/canned_replies.html",
        replies=replies,
        own=frozenset(
            one.id for one in replies if not rules.why_not_edit_canned(one.department_id, mine.actor)
        ),
        names=department_names(session, {one.department_id for one in replies if one.department_id}),
    )


@blueprint.route("/canned/new", methods=["GET", "POST"])
@requires(Permission.INQUIRY_WRITE)
def keep_canned_reply() -> Page:
    """Keep a reply ready."""
    form = CannedForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            services.keep_canned_reply(
                session, title=form.title.data or "", text=form.text.data or "", by=by()
            )
        if form.done:
            flash(_("준비된 답변을 등록했습니다."))
            return redirect(url_for(".canned_replies"))
    return _page(form, None)


@blueprint.route("/canned/<uuid:canned_id>", methods=["GET", "POST"])
@requires(Permission.INQUIRY_WRITE)
def change_canned_reply(canned_id: UUID) -> Page:
    """Change a reply kept ready."""
    reply = queries.canned_reply(db.session(), canned_id)
    form = CannedForm(obj=reply)
    if form.ready():
        with form.attempt(), transaction() as session:
            services.change_canned_reply(
                session,
                canned_id=canned_id,
                title=form.title.data or "",
                text=form.text.data or "",
                by=by(),
            )
        if form.done:
            flash(_("준비된 답변을 바꾸었습니다."))
            return redirect(url_for(".canned_replies"))
    return _page(form, reply)


@blueprint.post("/canned/<uuid:canned_id>/deletion")
@requires(Permission.INQUIRY_WRITE)
def delete_canned_reply(canned_id: UUID) -> Page:
    """Throw a reply away."""
    with transaction() as session:
        services.delete_canned_reply(session, canned_id=canned_id, by=by())
    flash(_("준비된 답변을 지웠습니다."))
    return redirect(url_for(".canned_replies"))


def _page(form: CannedForm, reply: CannedReply | None) -> Page:
    return page(
        "inquiries/canned_reply.html",
        form=form,
        reply=reply,
        places=list(Place),
        example=EXAMPLE,
        filled=filled(EXAMPLE, EXAMPLE_VALUES),
    )
