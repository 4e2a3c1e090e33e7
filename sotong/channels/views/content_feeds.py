"""The content calendar in one's own calendar: the addresses, and what they open."""

from __future__ import annotations

from typing import Final

from flask import url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sotong.channels.calendar_rules import SlotState
from sotong.channels.models import ContentFeed, ContentFeedScope
from sotong.channels.queries.calendar import Slot
from sotong.channels.queries.content_feeds import feed_slots
from sotong.channels.views.room import blueprint
from sotong.core import clock, config
from sotong.core.access import acting_id, public, requires
from sotong.core.db import db, transaction
from sotong.core.errors import NotFound
from sotong.core.feed_pages import FeedPages
from sotong.core.feeds import FeedEvent
from sotong.core.labels import word
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.people.queries.feeds import feeds_of, opened_feed
from sotong.people.services import feeds as services

PAGES: Final = FeedPages(
    key_name="content-feeds",
    list_view="channels.content_feeds",
    feed_view="channels.content_feed",
    file_name="content",
    product="-//sotong//content calendar//KO",
    own=ContentFeedScope.MINE,
    everybody=ContentFeedScope.WHOLE,
)


@blueprint.get("/calendar/feeds")
@requires(Permission.CALENDAR_READ)
def content_feeds() -> Page:
    """Show the addresses with which a calendar follows this one."""
    held = feeds_of(db.session(), ContentFeed, acting_id())
    return page("channels/content_feeds.html", rows=PAGES.rows(held))


@blueprint.post("/calendar/feeds/<scope>")
@requires(Permission.CALENDAR_READ)
def make_content_feed(scope: str) -> Page:
    """Make an address."""
    asked = PAGES.scope(scope)
    with transaction() as session:
        services.make_feed(session, ContentFeed, account_id=acting_id(), scope=asked, now=clock.now())
    return PAGES.made()


@blueprint.post("/calendar/feeds/<scope>/renew")
@requires(Permission.CALENDAR_READ)
def renew_content_feed(scope: str) -> Page:
    """Make an address anew."""
    asked = PAGES.scope(scope)
    with transaction() as session:
        services.renew_feed(session, ContentFeed, account_id=acting_id(), scope=asked, now=clock.now())
    return PAGES.renewed()


@blueprint.get("/calendar/feeds/<address>.ics")
@public
def content_feed(address: str) -> Response:
    """The calendar behind a secret address."""
    found = opened_feed(db.session(), ContentFeed, address, PAGES.key)
    if found is None:
        raise NotFound
    slots = feed_slots(db.session(), found.officer_id, clock.now())
    name = _("내가 맡은 연재") if found.officer_id else _("콘텐츠 달력")
    return PAGES.answer(name, [_event(slot) for slot in slots])


def _event(slot: Slot) -> FeedEvent:
    url = url_for("channels.slot_page", series_id=slot.series.id, key=slot.key)
    title = f"{slot.series.name}: {slot.title}" if slot.title else slot.series.name
    lines = [f"{word(slot.state)} · {slot.owner_name}", slot.live_url or ""]
    return FeedEvent(
        uid=f"slot-{slot.series.id}-{slot.key}",
        sequence=slot.sequence,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        changed_at=slot.changed_at,
        title=title,
        url=f"{config.current().public_url}{url}",
        note="\n".join(line for line in lines if line),
        cancelled=slot.state is SlotState.CANCELLED,
        takes_time=False,
    )
