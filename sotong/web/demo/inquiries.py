"""Two weeks of citizens' questions in the demo city: answered, relayed, disputed, late, waiting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.channels.permalinks import parse
from sotong.channels.platforms import Permalink, Platform
from sotong.core.days import KST
from sotong.inquiries import services
from sotong.inquiries.course import COORDINATOR, NOBODY, Holder, department
from sotong.inquiries.models import Inquiry
from sotong.inquiries.rules import Actor
from sotong.inquiries.services import Asked
from sotong.inquiries.services.steps import By
from sotong.people.queries import ActiveOfficer
from sotong.web.demo.residents import admin_id, officers
from sotong.web.demo.story import Step

TITLE = "시민의 문의를 받고 답변합니다"
BAND = "https://band.us/band/70000001/post/{n}"
FACEBOOK = "https://www.facebook.com/ydpsotong.example/posts/{n}"
ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Move:
    """What was done next: so long afterwards, by the officer of a department or the admin."""

    later: timedelta
    act: str
    by: str
    words: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question: how long ago it came, who took it down, for whom, and what became of it."""

    ago: timedelta
    by: str
    pseudonym: str
    text: str
    address: str = ""
    days: int = 0
    to: str = ""
    moves: tuple[Move, ...] = ()


def _hours(number: float) -> timedelta:
    return timedelta(hours=number)


def _days(number: float) -> timedelta:
    return timedelta(days=number)


SEWER = "오늘 하수도 공사하는 곳이 어디인가요? 아침에 차가 많이 막혀요. 010-0000-1234로 알려 주셔도 돼요."
QUESTIONS = (
    Question(
        _days(13),
        "A09",
        "문래동주민",
        "새 구청사는 어디에 짓나요? 주민 의견은 어떻게 낼 수 있나요?",
        FACEBOOK.format(n=2230000101),
        7,
        "A03",
        (
            Move(
                _days(1),
                "hand_back",
                "A03",
                "새 청사 후보지는 세 곳이고, 12월 공청회와 누리집 설문으로 의견을 듣습니다.",
            ),
            Move(
                _days(1.2),
                "answer",
                "A09",
                "후보지는 세 곳이며 12월 공청회와 누리집 설문으로 의견을 받고 있습니다.",
            ),
        ),
    ),
    Question(
        _days(9),
        "A09",
        "장학꿈나무",
        "우리 동 장학회 장학금은 누가 언제 신청할 수 있나요?",
        BAND.format(n=3496),
        3,
        "A12",
        (Move(_hours(5), "answer", "A12", "12월 1일부터 15일까지 동주민센터에서 신청하실 수 있습니다."),),
    ),
    Question(
        _days(6),
        "A09",
        "산책러",
        "안양천 산책로 가로등이 밤에 꺼져 있어요.",
        "https://x.com/i/status/1790000000000000101",
        2,
        "A26",
        (
            Move(_hours(3), "refuse", "A26", "가로등은 도로과 소관입니다."),
            Move(_hours(4), "relay", "A09", "공원이 아니라 도로라고 합니다.", "A29"),
            Move(_hours(26), "refuse", "A29", "하천 구역의 시설은 치수과에서 관리합니다."),
        ),
    ),
    Question(
        _days(5),
        "A09",
        "골목사장님",
        "전통시장 주차장은 주말에 몇 시까지 무료인가요?",
        FACEBOOK.format(n=2230000102),
        1,
        "A32",
    ),
    Question(
        _days(4),
        "A09",
        "아기엄마",
        "어린이집 급식 사진은 왜 월요일에만 올라오나요?",
        "https://www.instagram.com/p/Cdemo9001/",
        7,
        "A17",
    ),
    Question(
        _days(2),
        "A11",
        "책벌레",
        "도서관 야간 개관을 다른 요일에도 해 주실 수 있나요?",
        "https://blog.naver.com/ydp_sotong_demo/2230000103",
        7,
        moves=(Move(_hours(2), "pause", "A11", "어느 도서관을 말씀하시는지 댓글로 여쭈었습니다."),),
    ),
    Question(
        _days(1.1),
        "A09",
        "구름이",
        "새 소식지 이름 공모전 결과는 언제 발표하나요?",
        BAND.format(n=5400),
        7,
        "A11",
    ),
    Question(_hours(1.2), "A09", "출근길", SEWER, BAND.format(n=5401), 0, "A30"),
    Question(
        _hours(0.8),
        "A11",
        "당산역",
        "하수도 공사 구간이 어디인지 다시 알려 주세요.",
        BAND.format(n=5401),
        moves=(Move(_hours(0.3), "merge", "A11", "같은 글에 달린 같은 질문입니다."),),
    ),
    Question(
        _hours(0.6),
        "A09",
        "국화사랑",
        "국화 전시는 며칠까지 하나요? 휠체어로 볼 수 있나요?",
        FACEBOOK.format(n=2230000104),
        0,
        "A11",
    ),
)
CANNED = (
    (ADMIN, "접수 안내", "{시민}님, 문의해 주셔서 감사합니다. {부서}이(가) {기한}까지 답변드리겠습니다."),
    (ADMIN, "담당 부서 안내", "{시민}님, 말씀하신 일은 {부서}에서 맡고 있어 {부서}(으)로 전했습니다."),
    ("A11", "행사 일정", "{시민}님, 문화 행사 일정은 {기관} 누리집의 문화 달력에서 보실 수 있습니다."),
)


def steps(now: datetime) -> list[Step]:
    """Return the questions of the last two weeks, and what was done with each."""
    return list(_steps(now))


def _steps(now: datetime) -> Iterator[Step]:
    yield Step(now - _days(20), TITLE, _keep_canned)
    for question in QUESTIONS:
        at = _within_hours(now - question.ago, now)
        yield Step(at, TITLE, partial(_record, question))
        for move in question.moves:
            yield Step(min(at + move.later, now), TITLE, partial(_move, question, move))


def _within_hours(at: datetime, now: datetime) -> datetime:
    """An hour at which somebody is in the office, for what is older than a day."""
    if now - at < _days(1):
        return at
    korean = at.astimezone(KST)
    return korean.replace(hour=min(max(korean.hour, 9), 15))


def _keep_canned(session: Session, at: datetime) -> None:
    for who, title, text in CANNED:
        services.keep_canned_reply(session, title=title, text=text, by=_by(session, who, at))


def _record(question: Question, session: Session, at: datetime) -> None:
    found = parse(question.address)
    link = found if isinstance(found, Permalink) else None
    asked = Asked(
        platform=link.platform if link else Platform.KAKAOTALK_CHANNEL,
        text=question.text,
        received_at=at - timedelta(minutes=10),
        term_days=question.days,
        link=link,
        pseudonym=question.pseudonym,
    )
    to = _holder(session, question.to, at) if question.to else NOBODY
    services.record_inquiry(session, asked=asked, by=_by(session, question.by, at), to=to)


def _move(question: Question, move: Move, session: Session, at: datetime) -> None:
    inquiry_id, by = _id_of(session, question), _by(session, move.by, at)
    services.mark_seen(session, inquiry_id=inquiry_id, by=by)
    match move.act:
        case "hand_back":
            services.hand_back(session, inquiry_id=inquiry_id, note=move.words, by=by)
        case "answer":
            services.answer(session, inquiry_id=inquiry_id, text=move.words, link=None, by=by)
        case "refuse":
            services.refuse(session, inquiry_id=inquiry_id, reason=move.words, by=by)
        case "relay":
            to = _holder(session, move.to, at)
            services.relay(session, inquiry_id=inquiry_id, to=to, note=move.words, by=by)
        case "pause":
            services.pause(session, inquiry_id=inquiry_id, note=move.words, by=by)
        case "merge":
            main = session.scalars(sa.select(Inquiry.number).where(Inquiry.pseudonym == "출근길")).one()
            services.merge(session, inquiry_id=inquiry_id, main_number=main, note=move.words, by=by)
        case other:
            raise ValueError(other)


def _id_of(session: Session, question: Question) -> UUID:
    query = sa.select(Inquiry.id).where(Inquiry.pseudonym == question.pseudonym)
    return session.scalars(query).one()


def _officer(session: Session, code: str, at: datetime) -> ActiveOfficer:
    return next(one for one in officers(session, at) if one.department_code == code)


def _holder(session: Session, code: str, at: datetime) -> Holder:
    return COORDINATOR if code == ADMIN else department(_officer(session, code, at).department_id)


def _by(session: Session, code: str, at: datetime) -> By:
    if code == ADMIN:
        return By(admin_id(session), Actor(None, is_coordinator=True), at)
    officer = _officer(session, code, at)
    if officer.account_id is None:
        raise ValueError(f"{code} has no account")
    return By(officer.account_id, Actor(officer.department_id), at)
