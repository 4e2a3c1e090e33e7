"""Duties as a calendar to subscribe to: iCalendar (RFC 5545), the same bytes for the same duties.

Each seat of a duty is one event for ever: its UID is made from the seat, its SEQUENCE grows with each change,
and where the duty is somebody else's now, or no longer held, the event stays for a time as CANCELLED, for a
calendar that is only missing an event may keep it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from icalendar import Calendar, Event, Timezone, TimezoneStandard

from sotong.core.days import KST

REFRESH: Final = timedelta(hours=1)
KEPT_CANCELLED: Final = timedelta(days=60)
"""So long after its last change a removed duty is still told as cancelled."""
KEPT_PAST: Final = timedelta(days=90)
PRODUCT: Final = "-//sotong//rota//KO"
_ADDRESS_BYTES: Final = 20
_HEX_OF_ID: Final = 32


class FeedScope(StrEnum):
    """Whose duties a feed tells."""

    OWN = "own"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class DutyEvent:
    """A duty in a calendar. `changed_at` is when it last changed, or was published."""

    seat_id: UUID
    sequence: int
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    title: str
    url: str = ""
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """What a calendar says beside its duties: its own name, and the host that makes its UIDs the office's."""

    name: str
    host: str


def write_calendar(events: Iterable[DutyEvent], wording: Wording) -> bytes:
    """The calendar, its events in order of time."""
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("X-WR-CALNAME", wording.name)
    calendar.add("X-WR-TIMEZONE", KST.key)
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add_component(_seoul())
    for event in sorted(events, key=lambda one: (one.starts_at, one.title, one.seat_id)):
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
    """Korea's time, without the summers until 1988: no duty lies there."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("TZID", KST.key)
    standard.add("DTSTART", datetime(1988, 10, 9, 2))  # noqa: DTZ001 - RFC 5545 wants local time here
    standard.add("TZOFFSETFROM", timedelta(hours=9))
    standard.add("TZOFFSETTO", timedelta(hours=9))
    standard.add("TZNAME", "KST")
    zone.add_component(standard)
    return zone


def _written(event: DutyEvent, wording: Wording) -> Event:
    written = Event()
    written.add("UID", f"duty-{event.seat_id}@{wording.host}")
    written.add("SEQUENCE", event.sequence)
    written.add("DTSTAMP", event.changed_at)
    written.add("LAST-MODIFIED", event.changed_at)
    written.add("DTSTART", event.starts_at.astimezone(KST))
    written.add("DTEND", event.ends_at.astimezone(KST))
    written.add("SUMMARY", event.title)
    written.add("STATUS", "CANCELLED" if event.cancelled else "CONFIRMED")
    written.add("TRANSP", "TRANSPARENT" if event.cancelled else "OPAQUE")
    written.add("CLASS", "PRIVATE")
    if event.url:
        written.add("URL", event.url)
    return written
