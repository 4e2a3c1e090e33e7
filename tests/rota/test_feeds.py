"""Duties in a calendar: what a program that reads iCalendar finds, before and after a change."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from icalendar import Calendar
from sqlalchemy.orm import Session

from sotong.core.db import transaction
from sotong.core.feeds import FeedEvent, Wording, feed_address, is_address, write_calendar
from sotong.core.permissions import Role
from sotong.rota.models import DutySeat
from sotong.rota.queries import swaps as queries
from sotong.rota.services import drafts, seats
from sotong.rota.services.seats import Move
from sotong.rota.states import ChangeCause
from tests.browsers import Browser, signed_in_browser
from tests.factories.rota import make_rota

FEEDS = "/rota/feeds"


def _events(browser: Browser, path: str) -> dict[str, Any]:
    answer = browser.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    calendar = Calendar.from_ical(answer.data)
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Seoul"]
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


def _path(browser: Browser, scope: str) -> str:
    browser.post(f"{FEEDS}/{scope}")
    found = re.findall(r"https?://[^\"< ]+(/rota/feeds/[0-9a-f]{72}\.ics)", browser.get(FEEDS).text)
    return str(found[0 if scope == "own" else -1])


def test_a_feed_follows_the_rota_tells_what_was_lost_as_cancelled_and_ends_when_its_address_is_renewed(
    app: Flask, session: Session, now: datetime
) -> None:
    made = make_rota(session, now, people=4, days=8, starts_in=2, published=True)
    hers, other = made.officers[0], made.officers[1]
    officer = signed_in_browser(app, Role.OFFICER, hers.account_id)
    own, everybody = _path(officer, "own"), _path(officer, "all")
    anyone = Browser(app)
    before = _events(anyone, own)
    duties = {f"duty-{duty.seat.id}": duty for duty in queries.duties_ahead(session, hers.id, now)}
    assert {uid.split("@")[0] for uid in before} == duties.keys()
    for uid, event in before.items():
        slot = duties[uid.split("@")[0]].slot
        assert (event["DTSTART"].dt, event["DTEND"].dt) == (slot.starts_at, slot.ends_at)
        assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 0)
    assert len(_events(anyone, everybody)) == 8
    etag = anyone.get(own).headers["ETag"]
    assert anyone.get(own, headers={"If-None-Match": etag}).status_code == 304
    assert officer.post(f"{FEEDS}/nobody").status_code == 404
    lost = next(iter(duties.values())).seat
    with transaction() as writing:
        move = Move(lost.id, other.id)
        seats.move(
            writing,
            rota_id=made.id,
            moves=[move],
            cause=ChangeCause.SWAP,
            actor_id=made.admin_id,
            now=now + timedelta(hours=1),
            reason="바꿈",
        )
    uid = next(uid for uid in before if str(lost.id) in uid)
    assert anyone.get(own, headers={"If-None-Match": etag}).status_code == 200
    after, all_after = _events(anyone, own)[uid], _events(anyone, everybody)[uid]
    assert (after["STATUS"], after["SEQUENCE"]) == ("CANCELLED", 1)
    assert after["LAST-MODIFIED"].dt == now + timedelta(hours=1)
    assert (all_after["STATUS"], all_after["SEQUENCE"]) == ("CONFIRMED", 1)
    assert other.name in all_after["SUMMARY"]
    with transaction() as writing:
        drafts.withdraw(writing, rota_id=made.id, reason="다시", actor_id=made.admin_id, now=now)
    assert {event["STATUS"] for event in _events(anyone, everybody).values()} == {"CANCELLED"}
    seat = session.get_one(DutySeat, lost.id, populate_existing=True)
    assert _events(anyone, everybody)[uid]["SEQUENCE"] == seat.sequence == 2
    officer.post(f"{FEEDS}/own/renew")
    renewed = _path(officer, "own")
    assert (anyone.get(own).status_code, anyone.get(renewed).status_code) == (404, 200)
    forged = renewed.removesuffix(".ics")[:-1] + ("1" if renewed[-5] == "0" else "0")
    for wrong in (f"{forged}.ics", f"{FEEDS}/x.ics", f"{FEEDS}/{'0' * 72}.ics", f"{FEEDS}/{'가' * 72}.ics"):
        assert anyone.get(wrong).status_code == 404


def test_the_same_duties_are_the_same_bytes_and_only_the_key_makes_an_address(now: datetime) -> None:
    event = FeedEvent("duty-7", 3, now, now + timedelta(hours=4), now, "저녁, 당직; 팀\\가")
    wording = Wording("-//sotong//rota//KO", "근무", "sotong.example")
    written = write_calendar([event], wording)
    assert written == write_calendar([event], wording)
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    (read,) = Calendar.from_ical(written).walk("VEVENT")
    assert str(read["SUMMARY"]) == event.title
    address = feed_address(b"k" * 32, UUID(int=1), 1)
    assert is_address(address, b"k" * 32, UUID(int=1), 1)
    assert not is_address(address, b"k" * 32, UUID(int=1), 2)
    assert not is_address(address, b"j" * 32, UUID(int=1), 1)
