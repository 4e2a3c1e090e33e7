"""Duties in one's own calendar: the addresses, and what they open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sotong.core import clock, config
from sotong.core.access import acting, acting_id, public, requires
from sotong.core.db import db, transaction
from sotong.core.errors import NotFound
from sotong.core.feeds import FeedEvent, Wording, feed_address, write_calendar
from sotong.core.keys import kept_key
from sotong.core.permissions import Permission
from sotong.core.views import Page, calendar_feed, page
from sotong.rota.duty_calendar import PRODUCT, FeedScope
from sotong.rota.models import DutyFeed
from sotong.rota.queries import feeds as queries
from sotong.rota.queries.feeds import FeedDuty, OpenedFeed
from sotong.rota.rules import ANYONE
from sotong.rota.services import feeds as services
from sotong.rota.views.room import blueprint

KEY: Final = "duty-feeds"
SEE_OTHER: Final = 303


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed that the person may have, and its address if there is one."""

    scope: FeedScope
    feed: DutyFeed | None
    address: str

    @property
    def webcal(self) -> str:
        """The address by which a phone offers to subscribe."""
        return f"webcal://{self.address.split('://', 1)[-1]}"


@blueprint.get("/rota/feeds")
@requires(Permission.ROTA_READ)
def feeds() -> Page:
    """Show the addresses with which a calendar follows the rota."""
    held = queries.feeds_of(db.session(), acting_id())
    rows = [FeedRow(scope, held.get(scope), _address(held.get(scope))) for scope in _scopes()]
    return page("rota/feeds.html", rows=rows)


@blueprint.post("/rota/feeds/<scope>")
@requires(Permission.ROTA_READ)
def make_feed(scope: str) -> Page:
    """Make an address."""
    with transaction() as session:
        services.make_feed(session, account_id=acting_id(), scope=_scope(scope), now=clock.now())
    flash(_("달력 주소를 만들었습니다."))
    return redirect(url_for("rota.feeds"), SEE_OTHER)


@blueprint.post("/rota/feeds/<scope>/renew")
@requires(Permission.ROTA_READ)
def renew_feed(scope: str) -> Page:
    """Make an address anew."""
    with transaction() as session:
        services.renew_feed(session, account_id=acting_id(), scope=_scope(scope), now=clock.now())
    flash(_("새 주소를 만들었습니다. 이전 주소로는 더 볼 수 없으니 달력에 새 주소를 넣어 주십시오."))
    return redirect(url_for("rota.feeds"), SEE_OTHER)


@blueprint.get("/rota/feeds/<address>.ics")
@public
def feed(address: str) -> Response:
    """The calendar behind a secret address; nothing new is told with 304."""
    found = queries.opened(db.session(), address, _key())
    if found is None:
        raise NotFound
    duties = queries.feed_duties(db.session(), found.officer_id, clock.now())
    return calendar_feed(write_calendar([_event(duty, found) for duty in duties], _wording(found)), "duties")


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


def _wording(found: OpenedFeed) -> Wording:
    settings = config.current()
    name = _("내 근무") if found.officer_id else _("SNS 근무표")
    return Wording(PRODUCT, f"{name} · {settings.office}", settings.log_origin.split("/")[0].split(":")[0])


def _scopes() -> list[FeedScope]:
    return [FeedScope.OWN, FeedScope.ALL] if acting().officer_id else [FeedScope.ALL]


def _scope(text: str) -> FeedScope:
    """The scope asked for, if the person may have it. Raises NotFound."""
    found = next((scope for scope in _scopes() if scope.value == text), None)
    if found is None:
        raise NotFound
    return found


def _address(feed: DutyFeed | None) -> str:
    if feed is None:
        return ""
    path = url_for("rota.feed", address=feed_address(_key(), feed.id, feed.generation))
    return f"{config.current().public_url}{path}"


def _key() -> bytes:
    return kept_key(config.current().key_dir, KEY)
