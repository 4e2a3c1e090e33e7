"""Calendars to subscribe to: iCalendar (RFC 5545), the same bytes for the same events, at a secret address.

An event keeps its UID for ever and counts its changes in SEQUENCE; what is no longer held may stay for a time
as CANCELLED, for a calendar that is only missing an event may keep it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from icalendar import Calendar, Event, Timezone, TimezoneStandard

from sotong.core.days import KST

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
REFRESH: Final = timedelta(hours=1)
KEPT_PAST: Final = timedelta(days=90)
_ADDRESS_BYTES: Final = 20
_HEX_OF_ID: Final = 32


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """An event. `uid` is its own within the office; `changed_at` is its last change, or its publishing."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    title: str
    url: str = ""
    note: str = ""
    cancelled: bool = False
    takes_time: bool = True


@dataclass(frozen=True, slots=True)
class Wording:
    """What a calendar says beside its events: who wrote it, its name, and the host that makes its UIDs the
    office's.
    """

    product: str
    name: str
    host: str


def write_calendar(events: Iterable[FeedEvent], wording: Wording) -> bytes:
    """The calendar, its events in order of time."""
    calendar = Calendar()
    calendar.add("PRODID", wording.product)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("X-WR-CALNAME", wording.name)
    calendar.add("X-WR-TIMEZONE", KST.key)
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add_component(_seoul())
    for event in sorted(events, key=lambda one: (one.starts_at, one.title, one.uid)):
        calendar.add_component(_written(event, wording))
    return bytes(calendar.to_ical())


def feed_address(key: bytes, feed_id: UUID, generation: int) -> str:
    """The secret part of a feed's address: its id, and what only the key can make of id and generation."""
    seal = hmac.digest(key, feed_id.bytes + generation.to_bytes(4, "big"), hashlib.sha256)
    return f"{feed_id.hex}{seal[:_ADDRESS_BYTES].hex()}"


def feed_id_of(address: str) -> UUID | None:
    """The feed that an address claims to be of, or None if it is none."""
    if len(address) != _HEX_OF_ID + 2 * _ADDRESS_BYTES or not set(address) <= set("0123456789abcdef"):
        return None
    return UUID(address[:_HEX_OF_ID])


def is_address(address: str, key: bytes, feed_id: UUID, generation: int) -> bool:
    """Whether an address is this feed's own, told in the same time whatever is wrong with it."""
    return hmac.compare_digest(address.encode(), feed_address(key, feed_id, generation).encode())


def _seoul() -> Timezone:
    """Korea's time, without the summers until 1988: nothing of ours lies there."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("TZID", KST.key)
    standard.add("DTSTART", datetime(1988, 10, 9, 2))  # noqa: DTZ001 - RFC 5545 wants local time here
    standard.add("TZOFFSETFROM", timedelta(hours=9))
    standard.add("TZOFFSETTO", timedelta(hours=9))
    standard.add("TZNAME", "KST")
    zone.add_component(standard)
    return zone


def _written(event: FeedEvent, wording: Wording) -> Event:
    written = Event()
    written.add("UID", f"{event.uid}@{wording.host}")
    written.add("SEQUENCE", event.sequence)
    written.add("DTSTAMP", event.changed_at)
    written.add("LAST-MODIFIED", event.changed_at)
    written.add("DTSTART", event.starts_at.astimezone(KST))
    written.add("DTEND", event.ends_at.astimezone(KST))
    written.add("SUMMARY", event.title)
    written.add("STATUS", "CANCELLED" if event.cancelled else "CONFIRMED")
    written.add("TRANSP", "OPAQUE" if event.takes_time and not event.cancelled else "TRANSPARENT")
    written.add("CLASS", "PRIVATE")
    if event.note:
        written.add("DESCRIPTION", event.note)
    if event.url:
        written.add("URL", event.url)
    return written
