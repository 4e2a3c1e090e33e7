"""The content calendar in one's own calendar: the addresses, and what they open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sotong.channels.calendar_rules import SlotState
from sotong.channels.models import ContentFeed, ContentFeedScope
from sotong.channels.queries import content_feeds as queries
from sotong.channels.queries.calendar import Slot
from sotong.channels.queries.content_feeds import OpenedFeed
from sotong.channels.services import content_feeds as services
from sotong.channels.views.room import blueprint
from sotong.core import clock, config
from sotong.core.access import acting, acting_id, public, requires
from sotong.core.db import db, transaction
from sotong.core.errors import NotFound
from sotong.core.feeds import FeedEvent, Wording, feed_address, write_calendar
from sotong.core.keys import kept_key
from sotong.core.labels import word
from sotong.core.permissions import Permission
from sotong.core.views import Page, calendar_feed, page

KEY: Final = "content-feeds"
PRODUCT: Final = "-//sotong//content calendar//KO"
SEE_OTHER: Final = 303


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed that the person may have, and its address if there is one."""

    scope: ContentFeedScope
    feed: ContentFeed | None
    address: str

    @property
    def webcal(self) -> str:
        """The address by which a phone offers to subscribe."""
        return f"webcal://{self.address.split('://', 1)[-1]}"


@blueprint.get("/calendar/feeds")
@requires(Permission.CALENDAR_READ)
def content_feeds() -> Page:
    """Show the addresses with which a calendar follows this one."""
    held = queries.feeds_of(db.session(), acting_id())
    rows = [FeedRow(scope, held.get(scope), _address(held.get(scope))) for scope in _scopes()]
    return page("channels/content_feeds.html", rows=rows)


@blueprint.post("/calendar/feeds/<scope>")
@requires(Permission.CALENDAR_READ)
def make_content_feed(scope: str) -> Page:
    """Make an address."""
    with transaction() as session:
        services.make_feed(session, account_id=acting_id(), scope=_scope(scope), now=clock.now())
    flash(_("달력 주소를 만들었습니다."))
    return redirect(url_for("channels.content_feeds"), SEE_OTHER)


@blueprint.post("/calendar/feeds/<scope>/renew")
@requires(Permission.CALENDAR_READ)
def renew_content_feed(scope: str) -> Page:
    """Make an address anew."""
    with transaction() as session:
        services.renew_feed(session, account_id=acting_id(), scope=_scope(scope), now=clock.now())
    flash(_("새 주소를 만들었습니다. 이전 주소로는 더 볼 수 없으니 달력에 새 주소를 넣어 주십시오."))
    return redirect(url_for("channels.content_feeds"), SEE_OTHER)


@blueprint.get("/calendar/feeds/<address>.ics")
@public
def content_feed(address: str) -> Response:
    """The calendar behind a secret address; nothing new is told with 304."""
    found = queries.opened(db.session(), address, kept_key(config.current().key_dir, KEY))
    if found is None:
        raise NotFound
    slots = queries.feed_slots(db.session(), found, clock.now())
    return calendar_feed(write_calendar([_event(slot) for slot in slots], _wording(found)), "content")


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


def _wording(found: OpenedFeed) -> Wording:
    settings = config.current()
    name = _("내가 맡은 연재") if found.officer_id else _("콘텐츠 달력")
    return Wording(PRODUCT, f"{name} · {settings.office}", settings.log_origin.split("/")[0].split(":")[0])


def _scopes() -> list[ContentFeedScope]:
    every = [ContentFeedScope.MINE, ContentFeedScope.WHOLE]
    return every if acting().officer_id else every[1:]


def _scope(text: str) -> ContentFeedScope:
    """The scope asked for, if the person may have it. Raises NotFound."""
    found = next((scope for scope in _scopes() if scope.value == text), None)
    if found is None:
        raise NotFound
    return found


def _address(feed: ContentFeed | None) -> str:
    if feed is None:
        return ""
    key = kept_key(config.current().key_dir, KEY)
    path = url_for("channels.content_feed", address=feed_address(key, feed.id, feed.generation))
    return f"{config.current().public_url}{path}"
