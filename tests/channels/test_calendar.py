"""The content calendar with its tables: from a rule to what is published, and what changes leave alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from icalendar import Calendar
from sqlalchemy.orm import Session

from sotong.channels import telling
from sotong.channels.calendar_rules import Hand, SeriesKind, SlotState
from sotong.channels.models import ContentSlot
from sotong.channels.queries import calendar as queries
from sotong.channels.recurrence import Recurrence, read_rule
from sotong.channels.services import series, slots
from sotong.channels.services.series import Course, SeriesWords
from sotong.channels.services.slots import Draft, Place
from sotong.core.db import transaction
from sotong.core.errors import Refused
from sotong.core.permissions import Role
from sotong.notices.models import Notice
from sotong.people.models import AppointmentKind
from tests.browsers import Browser, signed_in_browser
from tests.factories.people import MadeAccount, MadeOfficer, make_account, make_officer

Statements = Callable[[], AbstractContextManager[list[str]]]
MONDAYS = read_rule("FREQ=WEEKLY;BYDAY=MO")
NEXT_MONDAY = date(2026, 11, 30)
HOUR = timedelta(hours=1)


@pytest.fixture
def officer(session: Session, now: datetime) -> MadeOfficer:
    """Who writes."""
    return make_officer(session)


@pytest.fixture
def admin(session: Session, now: datetime) -> MadeAccount:
    """Who plans and reviews."""
    return make_account(session, Role.ADMIN)


def course(
    owner: MadeOfficer, *, rule: Recurrence | None = MONDAYS, from_on: date = date(2026, 11, 23)
) -> Course:
    return Course(from_on, rule, 9 * 60, 30, True, owner.id, 1)


def begin(owner: MadeOfficer, admin: MadeAccount, now: datetime, name: str = "주간꿀팁") -> str:
    words = SeriesWords(name, SeriesKind.TIP, None, "")
    with transaction() as writing:
        one = series.begin_series(writing, words=words, course=course(owner), actor_id=admin.id, now=now)
        return str(one.id)


def told(session: Session) -> list[tuple[str, str]]:
    session.rollback()
    return [
        (row.kind, str(row.to_account_id))
        for row in session.scalars(sa.select(Notice).order_by(Notice.made_at))
    ]


def test_a_slot_goes_from_its_rule_through_draft_and_review_on_the_pages(
    app: Flask, session: Session, officer: MadeOfficer, admin: MadeAccount, now: datetime
) -> None:
    key = f"/calendar/series/{begin(officer, admin, now)}/slots/{NEXT_MONDAY}"
    pen = signed_in_browser(app, Role.OFFICER, officer.account_id)
    desk = signed_in_browser(app, Role.ADMIN, admin.id)
    stranger = signed_in_browser(app, Role.OFFICER, make_officer(session).account_id)
    assert "원고 쓰기" in pen.get(key).text
    typed = {
        "title": "김장 쓰레기 버리는 법",
        "text": "소금기를 빼고 버려 주세요.",
        "live_url": "",
        "seen": "1",
    }
    assert stranger.post(f"{key}/draft", data=typed).status_code == 409
    assert pen.post(f"{key}/draft", data={**typed, "text": ""}).status_code == 422
    assert pen.post(f"{key}/draft", data=typed).status_code == 302
    stale = pen.post(f"{key}/draft", data=typed)
    assert (stale.status_code, "달라졌습니다" in stale.text) == (409, True)
    assert pen.post(f"{key}/draft", data={**typed, "seen": "2", "hand_in": "yes"}).status_code == 302
    assert pen.post(f"{key}/approval").status_code == 403
    assert desk.post(f"{key}/return", data={"reason": "사진을 더해 주십시오."}).status_code == 302
    assert "사진을 더해 주십시오." in pen.get(key).text
    assert pen.post(f"{key}/hand-in").status_code == 302
    assert desk.post(f"{key}/approval").status_code == 302
    assert desk.post(f"{key}/approval").status_code == 409
    row = session.scalars(sa.select(ContentSlot)).one()
    assert (row.state, row.occurs_on, row.approved_by_id) == (SlotState.APPROVED, NEXT_MONDAY, admin.id)
    hers, theirs = str(officer.account_id), str(admin.id)
    assert told(session) == [
        ("series.given", hers),
        ("slot.to_review", theirs),
        ("slot.returned", hers),
        ("slot.to_review", theirs),
        ("slot.approved", hers),
    ]


def test_changing_a_series_keeps_what_was_touched_and_what_lies_before(
    session: Session, officer: MadeOfficer, admin: MadeAccount, now: datetime
) -> None:
    series_id = UUID(begin(officer, admin, now))
    other = make_officer(session)
    hand = Hand(officer.account_id or admin.id, officer.id)
    with transaction() as writing:
        draft = Draft("제목", "글")
        slots.write_draft(
            writing, series_id=series_id, key="2026-12-07", draft=draft, seen=None, hand=hand, now=now
        )
        slots.cancel_slot(
            writing, series_id=series_id, key="2026-12-21", reason="연말", actor_id=admin.id, now=now
        )
        start = datetime.fromisoformat("2026-12-05T10:00+09:00")
        slots.add_slot(
            writing,
            series_id=series_id,
            place=Place(start, start + HOUR, officer.id),
            actor_id=admin.id,
            now=now,
        )
        slots.move_slot(
            writing,
            series_id=series_id,
            key=str(NEXT_MONDAY),
            place=Place(start + 24 * HOUR, start + 25 * HOUR, officer.id),
            actor_id=admin.id,
            now=now,
        )
    assert shown(session) == ["11-23", "12-05+", "12-06<11-30", "12-07 draft", "12-14", "12-21 cancelled"]
    with transaction() as writing:
        tuesdays = course(other, rule=read_rule("FREQ=WEEKLY;BYDAY=TU"), from_on=date(2026, 12, 1))
        kept = series.change_series(writing, series_id=series_id, course=tuesdays, actor_id=admin.id, now=now)
    assert kept == 3
    assert shown(session) == [
        *("11-23", "12-01", "12-05+", "12-06<11-30", "12-07 draft"),
        *("12-08", "12-15", "12-21 cancelled", "12-22"),
    ]
    found = queries.slots_between(session, date(2026, 11, 23), date(2026, 12, 24))
    assert {slot.owner_id for slot in found[1:] if slot.state is not SlotState.CANCELLED} == {other.id}
    with transaction() as writing:
        series.end_series(
            writing, series_id=series_id, from_on=date(2026, 12, 15), actor_id=admin.id, now=now
        )
    assert shown(session)[-2:] == ["12-08", "12-21 cancelled"]
    with pytest.raises(Refused, match=r"series\.change_in_the_past"), transaction() as writing:
        past = course(other, from_on=date(2026, 11, 22))
        series.change_series(writing, series_id=series_id, course=past, actor_id=admin.id, now=now)


def shown(session: Session) -> list[str]:
    """The slots of a month in short: day, what is odd about it, its state if it is not merely planned."""
    session.rollback()
    found = queries.slots_between(session, date(2026, 11, 23), date(2026, 12, 24))
    return [_in_short(slot) for slot in found]


def _in_short(slot: queries.Slot) -> str:
    odd = "+" if slot.added else f"<{slot.occurs_on:%m-%d}" if slot.moved else ""
    state = "" if slot.state is SlotState.PLANNED else f" {slot.state.value}"
    return f"{slot.on:%m-%d}{odd}{state}"


def test_holidays_are_skipped_where_the_series_says_so(
    session: Session, officer: MadeOfficer, admin: MadeAccount, now: datetime
) -> None:
    series_id = UUID(begin(officer, admin, now))
    with transaction() as writing:
        fridays = course(officer, rule=read_rule("FREQ=WEEKLY;BYDAY=FR"), from_on=date(2026, 11, 24))
        series.change_series(writing, series_id=series_id, course=fridays, actor_id=admin.id, now=now)
    assert "12-25" not in shown(session)
    found = queries.slots_between(session, date(2026, 12, 18), date(2027, 1, 8))
    assert [f"{slot.on:%m-%d}" for slot in found] == ["12-18", "01-08"]


def test_owners_are_reminded_once_of_a_draft_and_see_it_on_their_own_page(
    session: Session, officer: MadeOfficer, admin: MadeAccount, now: datetime
) -> None:
    begin(officer, admin, now)
    friday_evening = datetime.fromisoformat("2026-11-27T18:00+09:00")
    assert not queries.own_work(session, officer.id, friday_evening - 30 * HOUR)
    for at in (friday_evening - 20 * HOUR, friday_evening - HOUR, friday_evening, friday_evening + 12 * HOUR):
        with transaction() as writing:
            telling.remind(writing, at)
        (due,) = queries.own_work(session, officer.id, at).drafts
        assert due.key == str(NEXT_MONDAY)
    assert [kind for kind, _to in told(session)] == ["series.given", "slot.draft_due", "slot.draft_late"]


def test_the_month_the_list_and_the_reviewers_queue_run_a_fixed_number_of_statements(
    session: Session, officer: MadeOfficer, admin: MadeAccount, now: datetime, statements: Statements
) -> None:
    counts = []
    for number in range(1, 4):
        begin(officer, admin, now, f"연재 {number}")
        session.rollback()
        with statements() as ran:
            found = queries.slots_between(session, date(2026, 11, 23), date(2026, 12, 24))
        assert len(found) == 5 * number
        counts.append(len(ran))
    assert counts == [counts[0]] * 3


def test_a_calendar_follows_what_is_moved_and_cancelled_at_a_secret_address(
    app: Flask, session: Session, officer: MadeOfficer, admin: MadeAccount, now: datetime
) -> None:
    series_id = UUID(begin(officer, admin, now))
    pen = signed_in_browser(app, Role.OFFICER, officer.account_id)
    for scope in ("mine", "whole"):
        assert pen.post(f"/calendar/feeds/{scope}").status_code == 303
    found = re.findall(
        r"https?://[^\"< ]+(/calendar/feeds/[0-9a-f]{72}\.ics)", pen.get("/calendar/feeds").text
    )
    anyone = Browser(app)
    before = events(anyone, found[0])
    uid = next(uid for uid in before if str(NEXT_MONDAY) in uid)
    assert before[uid] == (datetime.fromisoformat("2026-11-30T09:00+09:00"), "CONFIRMED", 1)
    start = datetime.fromisoformat("2026-12-01T09:00+09:00")
    with transaction() as writing:
        place = Place(start, start + HOUR, officer.id)
        slots.move_slot(
            writing,
            series_id=series_id,
            key=str(NEXT_MONDAY),
            place=place,
            actor_id=admin.id,
            now=now,
        )
    assert events(anyone, found[0])[uid] == (start, "CONFIRMED", 2)
    with transaction() as writing:
        slots.cancel_slot(
            writing, series_id=series_id, key=str(NEXT_MONDAY), reason="연말", actor_id=admin.id, now=now
        )
    assert events(anyone, found[-1])[uid] == (start, "CANCELLED", 3)
    pen.post("/calendar/feeds/mine/renew")
    assert anyone.get(found[0]).status_code == 404


def events(browser: Browser, path: str) -> dict[str, tuple[datetime, str, int]]:
    answer = browser.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    found: list[Any] = list(Calendar.from_ical(answer.data).walk("VEVENT"))
    return {
        str(event["UID"]): (event["DTSTART"].dt, str(event["STATUS"]), int(event["SEQUENCE"]))
        for event in found
    }


def test_what_another_tab_has_changed_is_written_over_only_when_that_is_said(
    app: Flask, session: Session, officer: MadeOfficer, admin: MadeAccount, now: datetime
) -> None:
    at = f"/calendar/series/{begin(officer, admin, now)}"
    desk = signed_in_browser(app, Role.ADMIN, admin.id)
    words = {"name": "주간꿀팁", "kind": "tip", "channel_id": "", "seen": "1"}
    assert 'name="anyway"' not in desk.get(f"{at}/words").text
    assert desk.post(f"{at}/words", data={**words, "purpose": "앞 탭"}).status_code == 302
    late = desk.post(f"{at}/words", data={**words, "purpose": "뒤 탭"})
    assert late.status_code == 409
    assert "뒤 탭" in late.text
    assert 'name="anyway"' in late.text
    assert "앞 탭" in desk.get(at).text
    assert desk.post(f"{at}/end", data={"from_on": "2026-12-01", "seen": "1"}).status_code == 409
    assert desk.post(f"{at}/words", data={**words, "purpose": "뒤 탭", "anyway": "y"}).status_code == 302
    assert "뒤 탭" in desk.get(at).text
    assert desk.post(f"{at}/end", data={"from_on": "2026-12-01", "seen": "3"}).status_code == 302


def test_the_deputy_writes_for_an_officer_who_is_away_and_nobody_elses(
    app: Flask, session: Session, officer: MadeOfficer, admin: MadeAccount, now: datetime
) -> None:
    key = f"/calendar/series/{begin(officer, admin, now)}/slots/{NEXT_MONDAY}/draft"
    deputy, past, other = (
        make_officer(session, department_id=of, kind=AppointmentKind.DEPUTY, ends_on=until)
        for of, until in (
            (officer.department_id, None),
            (officer.department_id, date(2026, 11, 23)),
            (make_officer(session).department_id, None),
        )
    )
    typed = {"title": "김장", "text": "김장철 쓰레기", "live_url": "", "seen": "1"}
    for one, status in ((past, 409), (other, 409), (deputy, 302)):
        pen = signed_in_browser(app, Role.OFFICER, one.account_id)
        assert pen.post(key, data=typed).status_code == status
    assert session.scalars(sa.select(ContentSlot)).one().owner_id == officer.id
