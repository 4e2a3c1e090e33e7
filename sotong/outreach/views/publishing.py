"""The content calendar's way out: a slot is published, and shared as its series says."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from sotong.channels.calendar_rules import Hand, why_not_publish
from sotong.channels.queries import calendar as content
from sotong.core import clock, places
from sotong.core.access import acting, acting_id, requires
from sotong.core.days import korean_day
from sotong.core.db import db, transaction
from sotong.core.errors import NotFound, Refused
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.outreach.forms.posts import SlotPublishedForm
from sotong.outreach.forms.publishing import SharingForm
from sotong.outreach.queries import sharing as queries
from sotong.outreach.queries.sharing import Sharing
from sotong.outreach.services import publishing as services
from sotong.outreach.views.room import blueprint
from sotong.people.queries import active_officers


@blueprint.route("/from-calendar/<uuid:series_id>/<key>", methods=["GET", "POST"])
@requires(Permission.CALENDAR_DRAFT)
def publish_slot(series_id: UUID, key: str) -> Page:
    """Record where an approved slot was published, and ask for its shares in one go."""
    now = clock.now()
    session = db.session()
    slot = content.slot(session, series_id, key)
    if reason := why_not_publish(slot.facts, _hand()):
        raise Refused(reason)
    form = SlotPublishedForm(posted_at=now)
    if form.ready():
        with form.attempt(), transaction() as writing:
            done = services.publish_slot(
                writing,
                series_id=series_id,
                key=key,
                link=form.link,
                posted_at=form.posted_at.data or now,
                hand=_hand(),
                now=now,
                sure=bool(form.elsewhere.data),
            )
        if form.done:
            flash(_("발행을 기록하고 주무관 %(count)d명에게 확산을 맡겼습니다.", count=done.asked))
            return redirect(url_for("channels.slot_page", series_id=series_id, key=key))
    sharing = queries.sharing_of(session, series_id)
    return page(
        "outreach/publish_slot.html",
        form=form,
        slot=slot,
        sharing=sharing,
        asked=len(queries.asked_by(session, sharing, now)),
        due_at=services.share_due_at(session, sharing.due_hours, now),
    )


@blueprint.get("/of-slot/<uuid:series_id>/<key>")
@requires(Permission.POST_READ)
def slot_post(series_id: UUID, key: str) -> Page:
    """Lead from a slot to the post that it became."""
    post = queries.post_of_slot(db.session(), content.slot(db.session(), series_id, key).row)
    if post is None:
        raise NotFound
    return redirect(url_for(".post_page", post_id=post.id))


@blueprint.route("/series/<uuid:series_id>/sharing", methods=["GET", "POST"])
@requires(Permission.POST_RECORD)
def set_sharing(series_id: UUID) -> Page:
    """Say how a series is shared."""
    now = clock.now()
    one = content.series(db.session(), series_id)
    form = SharingForm(data=_so_far(queries.sharing_of(db.session(), series_id)))
    form.offer(active_officers(db.session(), korean_day(now)))
    if form.ready():
        with form.attempt(), transaction() as session:
            services.set_sharing(
                session, series_id=series_id, sharing=form.sharing(), actor_id=acting_id(), now=now
            )
        if form.done:
            flash(_("확산 틀을 저장했습니다. 다음에 발행하는 회차부터 씁니다."))
            return redirect(url_for("channels.series_page", series_id=series_id))
    return page("outreach/set_sharing.html", form=form, one=one)


@blueprint.app_template_global("sharing_of")
def sharing_of(series_id: UUID) -> Sharing:
    """How a series is shared, for the pages of the room below that shows it."""
    return queries.sharing_of(db.session(), series_id)


@blueprint.app_template_filter("asked_words")
def asked_words(sharing: Sharing) -> str:
    """Whom a template means, in a word or two."""
    if sharing.bureau:
        return places.bureau(sharing.bureau)
    count = len(sharing.departments)
    return str(_("부서 %(count)d곳", count=count)) if count else ""


def _hand() -> Hand:
    person = acting()
    return content.hand_of(
        db.session(),
        person.account_id,
        person.officer_id,
        korean_day(clock.now()),
        plans=person.may(Permission.CALENDAR_WRITE),
    )


def _so_far(sharing: Sharing) -> dict[str, object]:
    return {
        "shared_by": sharing.shared_by.value,
        "bureau": sharing.bureau,
        "departments": [str(department_id) for department_id in sharing.departments],
        "act": sharing.act.value,
        "due_hours": sharing.due_hours,
    }
