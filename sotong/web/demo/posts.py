"""A month of official posts, and what the officers did with them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments import services as assignments
from sotong.assignments.models import Assignment
from sotong.assignments.rules import AssignmentState
from sotong.channels.permalinks import parse
from sotong.channels.platforms import Permalink
from sotong.core.days import KST, korean_day
from sotong.outreach import services as outreach
from sotong.outreach.models import Post
from sotong.outreach.rules import Audience
from sotong.web.demo.residents import DEMO_OFFICER_DEPARTMENT, admin_id, officers
from sotong.web.demo.story import Step
from sotong.web.demo.words import POSTS

TITLE = "한 달의 게시물과 확산을 기록합니다"
POSTED_AT, ASSIGNED_AT, SHARED_AT, DUE_AT = 9, 10, 14, 18
SATURDAY = 5
QUIET = frozenset({"A24", "D05", "D16"})
"""Departments that never look: an admin's board wants somebody silent."""
SLOW = frozenset({"A02", "A13", "A29", "D09", "D12"})
ADDRESSES = (
    "https://www.facebook.com/ydpsotong.example/posts/{n}",
    "https://band.us/band/70000001/post/{n}",
    "https://blog.naver.com/ydp_sotong_demo/{n}",
    "https://www.instagram.com/p/Cdemo{n}/",
    "https://x.com/ydp_sotong_demo/status/{n}",
)
FIRST_NUMBER = 2_230_000_000
LEFT_TO_TRY = 4
SHARE_OF_DILIGENT = 0.97


def steps(now: datetime) -> list[Step]:
    """Return a post for every weekday of the last month, and its shares; today's is only just out."""
    return list(_steps(now))


def _steps(now: datetime) -> Iterator[Step]:
    days = [now - timedelta(days=back) for back in range(30, -1, -1)]
    days = [day for day in days if korean_day(day).weekday() < SATURDAY and _at(day, ASSIGNED_AT) <= now]
    for number, day in enumerate(days):
        yield Step(_at(day, ASSIGNED_AT), TITLE, partial(_record, number))
        idle = QUIET | {DEMO_OFFICER_DEPARTMENT} if number >= len(days) - LEFT_TO_TRY else QUIET
        if korean_day(day) < korean_day(now):
            quick, slow = partial(_share, number, idle | SLOW), partial(_share, number, idle)
            yield Step(_at(day, SHARED_AT), TITLE, quick)
            yield Step(_at(day, DUE_AT) + timedelta(hours=2), TITLE, slow)


def _at(day: datetime, hour: int) -> datetime:
    return day.astimezone(KST).replace(hour=hour, minute=0, second=0, microsecond=0)


def _address(number: int) -> str:
    return ADDRESSES[number % len(ADDRESSES)].format(n=FIRST_NUMBER + number)


def _link(address: str) -> Permalink:
    link = parse(address)
    if not isinstance(link, Permalink):
        raise TypeError(f"the demo's own address is none: {address}")
    return link


def _record(number: int, session: Session, at: datetime) -> None:
    admin = admin_id(session)
    title, text = POSTS[number % len(POSTS)]
    post = outreach.record_post(
        session,
        title=title if number < len(POSTS) else f"{title} ({number // len(POSTS) + 1})",
        link=_link(_address(number)),
        text=text,
        posted_at=_at(at, POSTED_AT),
        actor_id=admin,
        now=at,
    )
    outreach.assign_share(
        session,
        post_id=post.id,
        to=outreach.To(Audience.ALL),
        due_at=_at(at, DUE_AT),
        actor_id=admin,
        now=at,
    )


def _share(number: int, idle: frozenset[str], session: Session, at: datetime) -> None:
    """All but the `idle` departments share the post, if they have not yet; a few forget it altogether."""
    post = session.scalars(sa.select(Post).where(Post.permalink == _link(_address(number)).url)).one()
    query = sa.select(Assignment.officer_id, Assignment.id).where(
        Assignment.subject_id == post.id, Assignment.state == AssignmentState.OPEN
    )
    to_do = dict(session.execute(query).all())
    chance = random.Random(number)  # noqa: S311 - made-up officers
    for place, officer in enumerate(officers(session, at)):
        forgets = chance.random() > SHARE_OF_DILIGENT
        account = officer.account_id
        if officer.department_code in idle or forgets or account is None or officer.officer_id not in to_do:
            continue
        assignments.mark_seen(session, officer_id=officer.officer_id, actor_id=account, now=at)
        page = f"https://www.facebook.com/sns.{officer.department_code.lower()}.demo/posts/"
        assignments.hand_in(
            session,
            assignment_id=to_do[officer.officer_id],
            officer_id=officer.officer_id,
            actor_id=account,
            link=_link(f"{page}{FIRST_NUMBER + number * 100 + place}"),
            now=at,
        )
