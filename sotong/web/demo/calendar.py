"""The content calendar of the demo city: a tip each Monday, works each day, a story a month, a broadcast."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments.rules import Act
from sotong.channels.calendar_rules import Hand, SeriesKind, SlotState
from sotong.channels.models import Channel, ContentSeries
from sotong.channels.permalinks import parse
from sotong.channels.platforms import Permalink
from sotong.channels.queries import calendar as content
from sotong.channels.queries.calendar import Slot
from sotong.channels.recurrence import read_rule
from sotong.channels.services import series, slots
from sotong.channels.services.series import Course, SeriesWords
from sotong.channels.services.slots import Draft, Place
from sotong.core.days import korean_day
from sotong.outreach.queries.sharing import Sharing
from sotong.outreach.services import publishing
from sotong.outreach.sharing_rules import SharedBy
from sotong.web.demo.residents import DEMO_OFFICER_DEPARTMENT, admin_id, officers
from sotong.web.demo.story import Step

TITLE: Final = "콘텐츠 달력을 채웁니다"
ONE_DAY: Final = timedelta(days=1)
BEGAN: Final = timedelta(days=15)
WORKS_BEGAN: Final = timedelta(days=5)
PAPER: Final = 2_240_000_000
"""Numbers of posts that stand nowhere."""


@dataclass(frozen=True, slots=True)
class MadeSeries:
    """A series of the city. `department` writes it."""

    name: str
    kind: SeriesKind
    channel: str
    purpose: str
    department: str
    rule: str
    starts: int
    minutes: int
    draft_days: int
    began: timedelta
    title: str
    text: str
    live_url: str | None = None


TIP, WORKS, STORY, BROADCAST = SERIES = (
    MadeSeries(
        "주간꿀팁",
        SeriesKind.TIP,
        "영등포구 페이스북",
        "월요일마다 생활에 쓸모 있는 정보 하나",
        DEMO_OFFICER_DEPARTMENT,
        "FREQ=WEEKLY;BYDAY=MO",
        9 * 60,
        30,
        1,
        BEGAN,
        "이번 주 꿀팁: 폐건전지는 동주민센터로",
        "다 쓴 건전지 10개를 가져오시면 새 건전지 1개로 바꾸어 드립니다. 가까운 동주민센터에서 받습니다.",
    ),
    MadeSeries(
        "오늘의 공사",
        SeriesKind.NOTICE,
        "영등포구 밴드",
        "하수관 공사가 있는 곳을 날마다 알립니다",
        "A30",
        "FREQ=DAILY",
        8 * 60,
        20,
        1,
        WORKS_BEGAN,
        "오늘 하수관 공사하는 곳",
        "오늘 09시부터 17시까지 하수관을 준설합니다. 차량은 돌아가 주십시오. 불편을 드려 죄송합니다.",
    ),
    MadeSeries(
        "행복공감story",
        SeriesKind.STORY,
        "영등포구 블로그",
        "한 달에 한 편, 구정과 이웃의 이야기",
        "A09",
        "FREQ=MONTHLY;BYDAY=2WE",
        10 * 60,
        60,
        5,
        BEGAN,
        "도심 속 작은 숲을 가꾸는 사람들",
        "골목마다 화분을 내놓은 주민들을 만났습니다. 숲은 멀리 있지 않았습니다.",
    ),
    MadeSeries(
        "소통TV",
        SeriesKind.BROADCAST,
        "소통TV",
        "구정 소식과 건강 강좌를 생방송으로, 의견은 SNS로",
        "A09",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH",
        14 * 60,
        60,
        2,
        BEGAN,
        "소통TV 생방송: 겨울철 건강 지키기",
        "보건소 의사와 함께하는 한 시간. 궁금한 것을 댓글로 남겨 주세요.",
        "https://tv.ydp.example/live",
    ),
)


def steps(now: datetime) -> list[Step]:
    """Return how the calendar was begun, what was published since, and what is being written now."""
    return sorted(_steps(now), key=lambda step: step.at)


def _steps(now: datetime) -> Iterator[Step]:
    for made in SERIES:
        yield Step(now - made.began, TITLE, partial(_begin, made))
    for back in range(int(BEGAN / ONE_DAY) - 1, -1, -1):
        yield Step(now - back * ONE_DAY - timedelta(minutes=20), TITLE, _publish_due)
    yield Step(now - timedelta(minutes=15), TITLE, _share)
    yield Step(now - timedelta(minutes=10), TITLE, _write_ahead)


def _begin(made: MadeSeries, session: Session, at: datetime) -> None:
    channel = session.scalars(sa.select(Channel.id).where(Channel.name == made.channel)).first()
    words = SeriesWords(made.name, made.kind, channel, made.purpose)
    course = Course(
        from_on=korean_day(at) + ONE_DAY,
        rule=read_rule(made.rule),
        starts=made.starts,
        minutes=made.minutes,
        skips_holidays=made.kind is not SeriesKind.NOTICE,
        owner_id=_owner(made, session, at),
        draft_days=made.draft_days,
        live_url=made.live_url,
    )
    series.begin_series(session, words=words, course=course, actor_id=admin_id(session), now=at)


def _publish_due(session: Session, at: datetime) -> None:
    """What has begun today is written, approved and published."""
    today = korean_day(at)
    for slot in content.slots_between(session, today, today):
        if slot.state is not SlotState.PLANNED or slot.starts_at > at:
            continue
        _hand_in(session, slot, at)
        slots.approve(session, series_id=slot.series.id, key=slot.key, actor_id=admin_id(session), now=at)
        publishing.publish_slot(
            session,
            series_id=slot.series.id,
            key=slot.key,
            link=_link(slot),
            posted_at=slot.starts_at,
            hand=_hand(session, slot, at),
            now=at,
            sure=slot.series.name == BROADCAST.name,
        )


def _share(session: Session, at: datetime) -> None:
    """From today on, each series is shared in its own way."""
    ways = {
        TIP.name: Sharing(SharedBy.ALL, act=Act.SHARE, due_hours=8),
        WORKS.name: Sharing(SharedBy.ON_DUTY, act=Act.SHARE, due_hours=3),
        STORY.name: Sharing(SharedBy.ALL, act=Act.READ, due_hours=16),
        BROADCAST.name: Sharing(SharedBy.BUREAU, bureau="행정국", act=Act.COMMENT, due_hours=8),
    }
    for name, sharing in ways.items():
        series_id = _series(session, name).id
        publishing.set_sharing(
            session, series_id=series_id, sharing=sharing, actor_id=admin_id(session), now=at
        )


def _write_ahead(session: Session, at: datetime) -> None:
    """One draft given back, one waiting, one approved; one slot moved and one cancelled."""
    tip, tip_after = _coming(session, TIP, at)[:2]
    works, works_after = _coming(session, WORKS, at)[:2]
    broadcast, broadcast_after = _coming(session, BROADCAST, at)[:2]
    story = _coming(session, STORY, at)[0]
    admin = admin_id(session)
    _hand_in(session, tip, at)
    back = "바꾸어 주는 곳의 전화번호를 함께 적어 주십시오."
    slots.give_back(session, series_id=tip.series.id, key=tip.key, reason=back, actor_id=admin, now=at)
    _write(session, tip_after, at)
    _hand_in(session, story, at)
    _hand_in(session, works_after, at)
    _hand_in(session, works, at)
    slots.approve(session, series_id=works.series.id, key=works.key, actor_id=admin, now=at)
    place = Place(broadcast.starts_at + ONE_DAY, broadcast.ends_at + ONE_DAY, broadcast.owner_id)
    slots.move_slot(
        session, series_id=broadcast.series.id, key=broadcast.key, place=place, actor_id=admin, now=at
    )
    slots.cancel_slot(
        session,
        series_id=broadcast_after.series.id,
        key=broadcast_after.key,
        reason="구의회 회기와 겹쳐 쉽니다.",
        actor_id=admin,
        now=at,
    )


def _coming(session: Session, made: MadeSeries, at: datetime) -> list[Slot]:
    today = korean_day(at)
    wanted = content.Wanted(series_id=_series(session, made.name).id)
    found = content.slots_between(session, today, today + 75 * ONE_DAY, wanted)
    return [slot for slot in found if slot.starts_at > at + timedelta(hours=1)]


def _series(session: Session, name: str) -> ContentSeries:
    return session.scalars(sa.select(ContentSeries).where(ContentSeries.name == name)).one()


def _write(session: Session, slot: Slot, at: datetime) -> None:
    made = next(one for one in SERIES if one.name == slot.series.name)
    draft = Draft(made.title, made.text, slot.live_url)
    hand = _hand(session, slot, at)
    slots.write_draft(
        session, series_id=slot.series.id, key=slot.key, draft=draft, seen=None, hand=hand, now=at
    )


def _hand_in(session: Session, slot: Slot, at: datetime) -> None:
    _write(session, slot, at)
    hand = _hand(session, slot, at)
    slots.hand_in(session, series_id=slot.series.id, key=slot.key, hand=hand, now=at)


def _hand(session: Session, slot: Slot, at: datetime) -> Hand:
    account = next(one.account_id for one in officers(session, at) if one.officer_id == slot.owner_id)
    return Hand(account or admin_id(session), slot.owner_id)


def _owner(made: MadeSeries, session: Session, at: datetime) -> UUID:
    return next(one.officer_id for one in officers(session, at) if one.department_code == made.department)


PLACES = {
    TIP.name: "https://www.facebook.com/ydpsotong.example/posts",
    WORKS.name: "https://band.us/@ydpsotongdemo/post",
    STORY.name: "https://blog.naver.com/ydp_sotong_demo",
    BROADCAST.name: "https://blog.naver.com/ydp_sotong_demo",
}
"""Where posts of a series stand; what was broadcast is told of on the blog."""


def _link(slot: Slot) -> Permalink:
    number = PAPER + (slot.on.toordinal() % 100_000) * 10 + len(slot.series.name)
    found = parse(f"{PLACES[slot.series.name]}/{number}")
    if not isinstance(found, Permalink):
        raise TypeError("the demo's own address is none")
    return found
