"""Admins record posts and ask for shares; everybody reads what concerns them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from html import escape
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments.models import Assignment
from sotong.assignments.rules import AssignmentState
from sotong.core.permissions import Role
from sotong.outreach.models import Post
from tests.browsers import Browser
from tests.factories.assignments import make_assignment
from tests.factories.channels import make_channel
from tests.factories.outreach import MadePost, make_post
from tests.factories.people import MadeOfficer, make_department, make_officer

S = AssignmentState
HOUR = timedelta(hours=1)
ADDRESS = "https://www.facebook.com/ydpoffice/posts/1234567890"
NEW = "/posts/new"
TYPED: dict[str, Any] = {
    "permalink": f"{ADDRESS}?mibextid=abc",
    "title": "봄꽃축제 <안내>",
    "text": "함께해요",
    "posted_at": "2026-11-23T09:30",
    "audience": "all",
    "due_at": "2026-11-24T18:00",
}


@pytest.fixture
def admin(browser: Callable[[Role], Browser]) -> Browser:
    """An admin's PC."""
    return browser(Role.ADMIN)


@pytest.fixture
def officer(browser: Callable[[Role], Browser]) -> Browser:
    """An officer's phone."""
    return browser(Role.OFFICER)


def of(phone: Browser) -> MadeOfficer:
    """The officer behind a phone, for the makers."""
    return MadeOfficer(phone.officer_id, "", "", phone.department_id, phone.account_id, uuid4())


def shared(session: Session, now: datetime, post: MadePost, **how: Any) -> None:
    """Somebody's assignment to share the post."""
    make_assignment(session, now, subject_id=post.id, title=post.title, link=post.permalink, **how)


def counted(session: Session) -> tuple[int, int]:
    """How many posts and assignments there are."""
    session.rollback()
    posts, assignments = sa.func.count(Post.id), sa.func.count(Assignment.id)
    return session.scalar(sa.select(posts)) or 0, session.scalar(sa.select(assignments)) or 0


def test_the_form_comes_filled_in_for_tomorrow_evening(
    session: Session, admin: Browser, now: datetime
) -> None:
    made = make_officer(session)
    text = admin.get(NEW).text
    assert 'value="2026-11-24T18:00"' in text
    assert 'value="2026-11-23T10:00"' in text
    assert f'value="{made.department_id}"' in text


def test_a_post_and_its_share_are_recorded_in_one_go(session: Session, admin: Browser, now: datetime) -> None:
    for _ in range(3):
        make_officer(session)
    answer = admin.post(NEW, data=TYPED)
    post = session.scalars(sa.select(Post)).one()
    assert (answer.status_code, answer.location) == (302, f"/posts/{post.id}")
    assert (post.permalink, post.title) == (ADDRESS, "봄꽃축제 <안내>")
    assert post.posted_at.isoformat() == "2026-11-23T00:30:00+00:00"
    dues = session.scalars(sa.select(Assignment.due_at)).all()
    assert [due.isoformat() for due in dues] == ["2026-11-24T09:00:00+00:00"] * 3
    page = admin.get(answer.location).text
    assert "주무관 3명에게" in page
    assert "봄꽃축제 &lt;안내&gt;" in page


def test_a_post_can_be_recorded_without_asking_anybody(
    session: Session, admin: Browser, now: datetime
) -> None:
    make_officer(session)
    assert admin.post(NEW, data={**TYPED, "audience": "nobody", "due_at": ""}).status_code == 302
    assert counted(session) == (1, 0)


def test_the_registered_channel_is_found_by_the_address(
    session: Session, admin: Browser, now: datetime
) -> None:
    channel_id = make_channel(session, handle="ydpoffice", name="영등포구청 페이스북")
    admin.post(NEW, data={**TYPED, "audience": "nobody"})
    post = session.scalars(sa.select(Post)).one()
    assert post.channel_id == channel_id
    assert "영등포구청 페이스북" in admin.get(f"/posts/{post.id}").text


WRONG: list[tuple[dict[str, str], str, str, int]] = [
    ({"permalink": ""}, "permalink", "붙여 넣어 주십시오", 422),
    ({"permalink": "javascript:alert(1)"}, "permalink", "주소", 422),
    ({"permalink": "https://me2.do/abcdefgh"}, "permalink", "me2.do", 422),
    ({"permalink": "https://www.facebook.com/ydpoffice"}, "permalink", "게시물 하나의 주소", 422),
    ({"permalink": "x" * 100_000}, "permalink", "너무 깁니다", 422),
    ({"title": " "}, "title", "제목을 입력해", 422),
    ({"title": "가" * 201}, "title", "200자까지", 422),
    ({"title": "글\x00"}, "title", "사용할 수 없는 문자", 422),
    ({"text": "가" * 100_000}, "text", "5000자까지", 422),
    ({"posted_at": "어제"}, "posted_at", "2026-12-14 18:00처럼", 422),
    ({"posted_at": "2026-11-24T09:00"}, "posted_at", "지금보다 앞", 409),
    ({"due_at": ""}, "due_at", "마감을 입력해", 422),
    ({"due_at": "9999-12-31T23:59"}, "due_at", "2000년부터 2100년 사이", 422),
    ({"due_at": "2026-11-23T09:00"}, "due_at", "지금보다 뒤", 409),
    ({"audience": "bureau", "bureau": ""}, "bureau", "국을 골라", 422),
    ({"audience": "departments"}, "departments", "하나 이상", 422),
]


def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost_or_half_saved(
    session: Session, admin: Browser, now: datetime
) -> None:
    make_officer(session)
    for change, field, sentence, status in WRONG:
        answer = admin.post(NEW, data={**TYPED, **change})
        assert answer.status_code == status, change
        told = answer.text[answer.text.index(f'id="{field}-error"') :].partition("</div>")[0]
        assert sentence in told, change
        for typed in {**TYPED, **change}.values():
            assert escape(typed.strip()) in answer.text, change
        assert counted(session) == (0, 0), change


def test_a_post_recorded_already_is_named_and_linked(session: Session, admin: Browser, now: datetime) -> None:
    make_officer(session)
    there = make_post(session, now, permalink=ADDRESS, title="먼저 등록한 글")
    answer = admin.post(NEW, data=TYPED)
    assert answer.status_code == 409
    assert "이미 등록한 게시물입니다: 먼저 등록한 글" in answer.text
    assert f'href="/posts/{there.id}"' in answer.text
    assert counted(session) == (1, 0)


def test_more_officers_can_be_asked_later(session: Session, admin: Browser, now: datetime) -> None:
    post = make_post(session, now)
    welfare = make_department(session, bureau="복지국")
    meant = make_officer(session, department_id=welfare.id)
    make_officer(session)
    url = f"/posts/{post.id}/share"
    assert admin.get(url).status_code == 200
    typed = {"audience": "departments", "departments": [str(welfare.id)], "due_at": "2026-11-24T18:00"}
    assert admin.post(url, data=typed).status_code == 302
    session.rollback()
    assert session.scalars(sa.select(Assignment.officer_id)).all() == [meant.id]
    wrong = admin.post(url, data={**typed, "departments": [str(uuid4())]})
    assert wrong.status_code == 422
    assert admin.post(url, data={**typed, "audience": "nobody"}).status_code == 422


def test_a_post_is_cancelled_for_a_reason(session: Session, admin: Browser, now: datetime) -> None:
    post = make_post(session, now)
    shared(session, now, post)
    url = f"/posts/{post.id}/cancellation"
    assert admin.get(url).status_code == 200
    assert admin.post(url, data={"reason": ""}).status_code == 422
    assert admin.post(url, data={"reason": "오보"}).status_code == 302
    assert admin.post(url, data={"reason": "오보"}).status_code == 409
    page = admin.get(f"/posts/{post.id}").text
    assert "취소한 게시물입니다" in page
    assert "오보" in page
    assert f"/posts/{post.id}/share" not in page


def test_a_posts_board_shows_who_is_late_and_who_is_silent(
    session: Session, admin: Browser, now: datetime
) -> None:
    post = make_post(session, now)
    shared(session, now, post, officer=make_officer(session, name="무응답주무관"), due=-HOUR)
    shared(session, now, post, officer=make_officer(session, name="지연주무관"), due=-HOUR, seen=True)
    shared(session, now, post, officer=make_officer(session, name="완료주무관"), state=S.DONE)
    text = admin.get(f"/posts/{post.id}").text
    assert text.index("무응답주무관") < text.index("지연주무관") < text.index("완료주무관")
    late = admin.get(f"/posts/{post.id}?standing=late").text
    assert "지연주무관" in late
    assert "무응답주무관" not in late
    assert admin.get(f"/posts/{post.id}?standing=nonsense&page=x").status_code == 200


def test_an_officer_reads_the_post_and_not_who_is_late(
    session: Session, officer: Browser, now: datetime
) -> None:
    post = make_post(session, now)
    shared(session, now, post, officer=make_officer(session, name="늦은주무관"), due=-HOUR)
    text = officer.get(f"/posts/{post.id}").text
    assert post.permalink in text
    assert "늦은주무관" not in text
    assert officer.get("/posts/board").status_code == 403
    assert officer.get("/posts/board/officers").status_code == 403
    assert officer.get("/posts/board/export").status_code == 403
    assert officer.get(NEW).status_code == 403


def test_an_officer_sees_the_own_department_and_no_other(
    session: Session, officer: Browser, now: datetime
) -> None:
    post = make_post(session, now)
    shared(session, now, post, officer=of(officer))
    assert post.title in officer.get(f"/posts/departments/{officer.department_id}").text
    other = make_department(session)
    assert officer.get(f"/posts/departments/{other.id}").status_code == 404


def test_posts_are_found_by_title_platform_and_state(session: Session, admin: Browser, now: datetime) -> None:
    open_post = make_post(session, now, title="100% 봄꽃_축제")
    shared(session, now, open_post)
    finished = make_post(session, now, title="100 봄꽃 축제")
    shared(session, now, finished, state=S.DONE)
    cancelled = make_post(session, now, title="취소된 글", cancelled=True)
    found = {
        query: {
            made.title for made in (open_post, finished, cancelled) if made.title in admin.get(query).text
        }
        for query in (
            "/posts",
            "/posts?text=100%25",
            "/posts?state=open",
            "/posts?state=finished",
            "/posts?state=cancelled",
            "/posts?platform=band",
            "/posts?platform=myspace&state=nonsense",
            "/posts?text=%00",
        )
    }
    everything = {open_post.title, finished.title, cancelled.title}
    assert found == {
        "/posts": everything,
        "/posts?text=100%25": {open_post.title},
        "/posts?state=open": {open_post.title},
        "/posts?state=finished": {finished.title},
        "/posts?state=cancelled": {cancelled.title},
        "/posts?platform=band": set(),
        "/posts?platform=myspace&state=nonsense": everything,
        "/posts?text=%00": everything,
    }


def test_unknown_posts_and_departments_cannot_be_found(admin: Browser, now: datetime) -> None:
    for url in ("/posts/{}", "/posts/{}/share", "/posts/{}/cancellation", "/posts/departments/{}"):
        assert admin.get(url.format(uuid4())).status_code == 404


def test_a_closed_department_keeps_its_history(session: Session, admin: Browser, now: datetime) -> None:
    closed = make_department(session, name="옛이름과", closed_on=date(2026, 11, 1))
    post = make_post(session, now)
    shared(session, now, post, officer=make_officer(session, department_id=closed.id), due=-HOUR)
    assert "옛이름과" in admin.get("/posts/board").text
    assert post.title in admin.get(f"/posts/departments/{closed.id}").text
