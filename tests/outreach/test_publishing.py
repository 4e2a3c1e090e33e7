"""A slot of the content calendar becomes a post, and its shares are asked for as its series says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from sotong.assignments.models import Assignment
from sotong.channels.calendar_rules import Hand, SeriesKind, SlotState
from sotong.channels.models import ContentSlot
from sotong.channels.platforms import Platform
from sotong.channels.recurrence import read_rule
from sotong.channels.services import series, slots
from sotong.channels.services.series import Course, SeriesWords
from sotong.channels.services.slots import Draft
from sotong.core.days import KST
from sotong.core.db import transaction
from sotong.core.permissions import Role
from sotong.outreach.models import Post
from sotong.outreach.sharing_rules import Candidate, SharedBy, due_at, is_asked
from tests.browsers import signed_in_browser
from tests.factories.channels import make_channel
from tests.factories.people import make_account, make_officer

KEY = "2026-11-30"
ADDRESS = "https://blog.naver.com/ydpgu/223456789012"


def test_an_approved_slot_is_published_by_its_owner_and_shared_by_the_series_template(
    app: Flask, session: Session, now: datetime
) -> None:
    owner, other = make_officer(session), make_officer(session)
    admin = make_account(session, Role.ADMIN)
    assert owner.account_id
    hand = Hand(owner.account_id, owner.id)
    channel_id = make_channel(session, platform=Platform.NAVER_BLOG, handle="ydpgu")
    words = SeriesWords("주간꿀팁", SeriesKind.TIP, channel_id, "")
    course = Course(date(2026, 11, 23), read_rule("FREQ=WEEKLY;BYDAY=MO"), 540, 30, True, owner.id, 1)
    with transaction() as writing:
        one = series.begin_series(writing, words=words, course=course, actor_id=admin.id, now=now)
        at = one.id
        slots.write_draft(
            writing, series_id=at, key=KEY, draft=Draft("제목", "글"), seen=None, hand=hand, now=now
        )
        slots.hand_in(writing, series_id=at, key=KEY, hand=hand, now=now)
    desk = signed_in_browser(app, Role.ADMIN, admin.id)
    pen = signed_in_browser(app, Role.OFFICER, owner.account_id)
    template = {"shared_by": "departments", "departments": [str(other.department_id)], "act": "share"}
    sharing = f"/posts/series/{at}/sharing"
    assert desk.post(sharing, data={**template, "due_hours": "99"}).status_code == 422
    assert desk.post(sharing, data={**template, "departments": [], "due_hours": "8"}).status_code == 422
    assert desk.post(sharing, data={**template, "due_hours": "8"}).status_code == 302
    assert pen.post(sharing, data=template).status_code == 403
    publish = f"/posts/from-calendar/{at}/{KEY}"
    typed = {"permalink": ADDRESS, "posted_at": "2026-11-23T10:00"}
    assert pen.post(publish, data=typed).status_code == 409
    assert desk.post(f"/calendar/series/{at}/slots/{KEY}/approval").status_code == 302
    assert "1명" in pen.get(publish).text
    assert pen.post(publish, data={**typed, "permalink": "https://bit.ly/abc"}).status_code == 422
    elsewhere = {**typed, "permalink": ADDRESS.replace("ydpgu", "other")}
    asked = pen.post(publish, data=elsewhere)
    assert (asked.status_code, 'name="elsewhere"' in asked.text) == (409, True)
    assert 'name="elsewhere"' not in pen.get(publish).text
    assert pen.post(publish, data=typed).status_code == 302
    post = session.scalars(sa.select(Post)).one()
    row = session.scalars(sa.select(ContentSlot)).one()
    task = session.scalars(sa.select(Assignment)).one()
    assert (row.state, row.permalink, post.permalink, post.title) == (
        SlotState.PUBLISHED,
        ADDRESS,
        ADDRESS,
        "제목",
    )
    assert (task.officer_id, task.subject_id, task.text) == (other.id, post.id, "글")
    assert task.due_at == datetime(2026, 11, 24, 10, tzinfo=KST).astimezone(UTC)
    assert pen.post(publish, data=typed).status_code == 409
    assert desk.get(f"/posts/of-slot/{at}/{KEY}").location == f"/posts/{post.id}"


@pytest.mark.parametrize(
    ("shared_by", "asked"),
    [
        (SharedBy.ALL, True),
        (SharedBy.BUREAU, True),
        (SharedBy.DEPARTMENTS, False),
        (SharedBy.ON_DUTY, True),
        (SharedBy.NOBODY, False),
    ],
)
def test_a_template_means_whom_it_says(shared_by: SharedBy, asked: bool) -> None:
    candidate = Candidate(UUID(int=1), UUID(int=2), "행정국")
    found = is_asked(candidate, shared_by, bureau="행정국", departments=[UUID(int=3)], on_duty=[UUID(int=1)])
    assert found is asked


def test_a_share_is_due_in_office_hours() -> None:
    friday = datetime(2026, 11, 27, 15, tzinfo=KST)
    assert due_at(friday, 8, lambda on: on.weekday() >= 5) == datetime(2026, 11, 30, 15, tzinfo=KST)
