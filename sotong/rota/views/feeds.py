"""Duties in one's own calendar: the addresses, and what they open."""

from __future__ import annotations

from typing import Final

from flask import url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sotong.core import clock, config
from sotong.core.access import acting_id, public, requires
from sotong.core.db import db, transaction
from sotong.core.errors import NotFound
from sotong.core.feed_pages import FeedPages
from sotong.core.feeds import FeedEvent
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.people.queries.feeds import OpenedFeed, feeds_of, opened_feed
from sotong.people.services import feeds as services
from sotong.rota.duty_calendar import PRODUCT, FeedScope
from sotong.rota.models import DutyFeed
from sotong.rota.queries.feeds import FeedDuty, feed_duties
from sotong.rota.rules import ANYONE
from sotong.rota.views.room import blueprint

PAGES: Final = FeedPages(
    key_name="duty-feeds",
    list_view="rota.feeds",
    feed_view="rota.feed",
    file_name="duties",
    product=PRODUCT,
    own=FeedScope.OWN,
    everybody=FeedScope.ALL,
)


@blueprint.get("/rota/feeds")
@requires(Permission.ROTA_READ)
def feeds() -> Page:
    """Show the addresses with which a calendar follows the rota."""
    return page("rota/feeds.html", rows=PAGES.rows(feeds_of(db.session(), DutyFeed, acting_id())))


@blueprint.post("/rota/feeds/<scope>")
@requires(Permission.ROTA_READ)
def make_feed(scope: str) -> Page:
    """Make an address."""
    asked = PAGES.scope(scope)
    with transaction() as session:
        services.make_feed(session, DutyFeed, account_id=acting_id(), scope=asked, now=clock.now())
    return PAGES.made()


@blueprint.post("/rota/feeds/<scope>/renew")
@requires(Permission.ROTA_READ)
def renew_feed(scope: str) -> Page:
    """Make an address anew."""
    asked = PAGES.scope(scope)
    with transaction() as session:
        services.renew_feed(session, DutyFeed, account_id=acting_id(), scope=asked, now=clock.now())
    return PAGES.renewed()


@blueprint.get("/rota/feeds/<address>.ics")
@public
def feed(address: str) -> Response:
    """The calendar behind a secret address."""
    found = opened_feed(db.session(), DutyFeed, address, PAGES.key)
    if found is None:
        raise NotFound
    duties = feed_duties(db.session(), found.officer_id, clock.now())
    name = _("내 근무") if found.officer_id else _("SNS 근무표")
    return PAGES.answer(name, [_event(duty, found) for duty in duties])


def _event(duty: FeedDuty, found: OpenedFeed) -> FeedEvent:
    seat, slot = duty.seat, duty.slot
    title = duty.kind_name if seat.role == ANYONE else f"{duty.kind_name} ({seat.role})"
    if found.officer_id is None and duty.officer_name:
        title = f"{title}: {duty.officer_name}"
    if seat.served_by_id and not duty.cancelled:
        title = _("%(title)s [대직]", title=title)
    return FeedEvent(
        uid=f"duty-{seat.id}",
        sequence=seat.sequence,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        changed_at=duty.changed_at,
        title=title,
        url=f"{config.current().public_url}{url_for('rota.seat', seat_id=seat.id)}",
        cancelled=duty.cancelled,
    )
