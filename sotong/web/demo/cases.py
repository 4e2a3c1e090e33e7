"""What the finished contest left behind: its winners as cases, and departments that adopt them or do not."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

import sqlalchemy as sa
from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from sotong.assignments import services as assignments
from sotong.assignments.models import Assignment
from sotong.assignments.queries import standing_answer
from sotong.assignments.rules import AssignmentState, Choice
from sotong.contests.models import Contest, Entry
from sotong.contests.rules import Actor
from sotong.core.attachments import accept
from sotong.core.days import KST
from sotong.core.permissions import Role
from sotong.outreach.rules import Audience
from sotong.outreach.services import To
from sotong.people.models import Department
from sotong.results import services as results
from sotong.results.case_rules import Figure
from sotong.results.models import BestCase
from sotong.results.services import CaseContent
from sotong.web.demo.contests import FINISHED, RUNNING
from sotong.web.demo.posts import QUIET
from sotong.web.demo.residents import DEMO_OFFICER_DEPARTMENT, admin_id, officers
from sotong.web.demo.story import Step

TITLE = "우수사례를 정리하고 부서에 묻습니다"
DAY = timedelta(days=1)
FIRST, SECOND = "A11", "D07"
"""Departments of the two cases that are published."""
BUILDS_ON_THE_FIRST = "A27"


class Saying(NamedTuple):
    """An answer, and how often departments give it."""

    choice: Choice
    text: str
    weight: int


SAYINGS = (
    Saying(Choice.ADOPT, "", 4),
    Saying(Choice.ADOPT, "다음 행사부터 그대로 하겠습니다.", 5),
    Saying(Choice.ADAPT, "행사가 적어 분기에 한 번, 큰 공사 때 하겠습니다.", 4),
    Saying(Choice.ADAPT, "댓글 답변만 이어받고 방송은 소통TV에 맡기겠습니다.", 4),
    Saying(Choice.DECLINE, "시민을 직접 만나는 일이 없는 부서입니다.", 3),
    Saying(Choice.DECLINE, "이미 비슷한 창구를 운영하고 있습니다.", 2),
)
OUTCOMES = (
    "주말 장터에서 번을 서며 댓글 42건에 10분 안에 답했습니다.",
    "공사 구간 안내를 하루 두 번 올렸고 전화 문의가 줄었습니다.",
    "동 축제 이틀을 실시간으로 알렸습니다. 가장 많이 본 글은 2천 번 읽혔습니다.",
)
CARDS = {
    FIRST: CaseContent(
        title="봄꽃축제 24시: 현장에서 10분 안에 답하기",
        summary="축제 닷새 동안 주무관이 번갈아 현장에 서서 개화, 교통, 미아 소식을 실시간으로 알리고 "
        "물음에 10분 안에 답했습니다.",
        problem="축제 때마다 같은 물음이 전화로 몰렸고, 소식은 다음 날에야 올라갔습니다.\n"
        "현장을 아는 사람과 채널을 다루는 사람이 달라 답이 늦었습니다.",
        measures="부서마다 한 명씩 두 시간 번을 정해 현장에서 직접 올렸습니다.\n"
        "자주 묻는 것 스무 가지의 답을 미리 써 두고, 현장 사진만 바꾸어 답했습니다.\n"
        "밤에는 다음 날 교통 통제와 개화 상황을 카드 한 장으로 알렸습니다.",
        steps="행사 두 주 전에 번을 정하고 대신할 사람을 함께 적는다.\n"
        "지난해 받은 물음을 모아 답을 미리 쓴다.\n"
        "번을 서는 사람에게 채널 권한을 그날만 준다.\n"
        "현장 사진은 얼굴이 나오지 않게 찍어 올린다.\n"
        "행사 다음 날 물음과 답을 모아 다음 행사에 넘긴다.",
        figures=(
            Figure("물음에 답하기까지", "이틀", "10분"),
            Figure("축제 관련 전화 문의", "하루 180건", "하루 70건"),
            Figure("실시간 글을 읽은 수", "", "72,041"),
        ),
        tags="축제 실시간 댓글",
    ),
    SECOND: CaseContent(
        title="문래 골목 밴드: 주민이 올리는 동네 소식",
        summary="철공소와 예술가, 주민이 함께 쓰는 동네 밴드를 열어 소식을 주민이 직접 올리게 했습니다.",
        problem="동네 소식을 관에서만 올리니 주민이 읽지 않았습니다.",
        measures="골목마다 이야기꾼 한 분을 모셔 소식을 올리게 하고, 동 직원은 묻는 것에 답하는 일만 "
        "맡았습니다.\n장학회 모임 소식 하나가 3천 번 넘게 읽혔습니다.",
        steps="골목마다 이야기꾼을 한 분씩 찾는다.\n올려도 되는 것과 안 되는 것을 한 장으로 정한다.\n"
        "동 직원은 하루 두 번 물음에 답한다.\n한 달에 한 번 이야기꾼과 만난다.",
        figures=(Figure("밴드 가족", "0", "1,260"), Figure("한 글을 읽은 수", "120", "3,496")),
        tags="밴드 동네소식 주민참여",
    ),
}


def steps(now: datetime) -> list[Step]:
    """Return how the winners became cases and who answered what."""
    morning = now.astimezone(KST).replace(hour=9, minute=30, second=0, microsecond=0)
    return [step for step in _steps(morning) if step.at <= now]


def _steps(morning: datetime) -> Iterator[Step]:
    yield Step(morning - 16 * DAY, TITLE, _draft)
    yield Step(morning - 15 * DAY, TITLE, partial(_write_and_publish, FIRST))
    yield Step(morning - 14 * DAY, TITLE, partial(_ask, FIRST, 13 * DAY))
    yield Step(morning - 11 * DAY, TITLE, partial(_answer, FIRST, 30))
    yield Step(morning - 8 * DAY, TITLE, partial(_write_and_publish, SECOND))
    yield Step(morning - 6 * DAY, TITLE, _build_on)
    yield Step(morning - 5 * DAY, TITLE, partial(_ask, SECOND, 11 * DAY))
    yield Step(morning - 4 * DAY, TITLE, partial(_answer, FIRST, 20))
    yield Step(morning - 3 * DAY, TITLE, partial(_carry_out, FIRST))
    yield Step(morning - 2 * DAY, TITLE, partial(_answer, SECOND, 24))


def _admin(session: Session) -> Actor:
    return Actor(admin_id(session), Role.ADMIN)


def _case(session: Session, department: str) -> BestCase:
    query = (
        sa.select(BestCase)
        .join(Entry, Entry.id == BestCase.entry_id)
        .join(Contest, Contest.id == Entry.contest_id)
        .join(Department, Department.id == Entry.department_id)
        .where(Department.code == department, Contest.title == FINISHED)
    )
    return session.scalars(query).one()


def _draft(session: Session, at: datetime) -> None:
    results.draft_winners(session, actor=_admin(session), now=at)


def _write_and_publish(department: str, session: Session, at: datetime) -> None:
    admin, case = _admin(session), _case(session, department)
    results.edit_case(
        session, case_id=case.id, content=CARDS[department], seen=case.version, actor=admin, now=at
    )
    results.attach(
        session,
        case_id=case.id,
        accepted=accept("현장.png", _picture(department)),
        caption="현장에서 그린 그림" if department == FIRST else "골목 지도 그림",
        actor=admin,
        now=at,
    )
    results.publish_case(session, case_id=case.id, actor_id=admin.account_id, now=at)


def _ask(department: str, lasts: timedelta, session: Session, at: datetime) -> None:
    results.ask_to_adopt(
        session,
        case_id=_case(session, department).id,
        to=To(Audience.ALL),
        due_at=(at + lasts).astimezone(KST).replace(hour=18, minute=0),
        actor_id=admin_id(session),
        now=at,
    )


def _answer(department: str, how_many: int, session: Session, at: datetime) -> None:
    """The next departments answer; the quiet ones and the visitor's own never do."""
    query = sa.select(Assignment.officer_id, Assignment.id).where(
        Assignment.subject_id == _case(session, department).id, Assignment.state == AssignmentState.OPEN
    )
    to_do = dict(session.execute(query).all())
    idle = QUIET | {DEMO_OFFICER_DEPARTMENT}
    waiting = [
        one for one in officers(session, at) if one.officer_id in to_do and one.department_code not in idle
    ]
    chance = random.Random(department + at.isoformat())  # noqa: S311 - made-up officers
    for officer in waiting[:how_many]:
        (saying,) = chance.choices(SAYINGS, [one.weight for one in SAYINGS])
        if officer.account_id is None:
            continue
        assignments.answer(
            session,
            assignment_id=to_do[officer.officer_id],
            officer_id=officer.officer_id,
            choice=saying.choice,
            text=saying.text,
            actor_id=officer.account_id,
            now=at,
        )


def _carry_out(department: str, session: Session, at: datetime) -> None:
    """The first who adopted the case as it is have done it."""
    adopted = sa.select(Assignment.id, Assignment.department_id, Assignment.officer_id).where(
        Assignment.subject_id == _case(session, department).id, Assignment.state == AssignmentState.DONE
    )
    accounts = {one.officer_id: one.account_id for one in officers(session, at)}
    told = 0
    rows = session.execute(adopted.order_by(Assignment.department_id)).all()
    for assignment_id, department_id, officer_id in rows:
        answer = standing_answer(session, assignment_id)
        account_id = accounts.get(officer_id)
        if answer is None or answer.choice is not Choice.ADOPT or not account_id or told == len(OUTCOMES):
            continue
        assignments.report_outcome(
            session,
            assignment_id=assignment_id,
            department_id=department_id,
            outcome=OUTCOMES[told],
            link=None,
            actor_id=account_id,
            now=at,
        )
        told += 1


def _build_on(session: Session, at: datetime) -> None:
    """An entry of the contest that is open now names the first case."""
    query = (
        sa.select(Entry)
        .join(Contest, Contest.id == Entry.contest_id)
        .join(Department, Department.id == Entry.department_id)
        .where(Contest.title == RUNNING, Department.code == BUILDS_ON_THE_FIRST)
    )
    results.cite(
        session,
        entry_id=session.scalars(query).one().id,
        case_id=_case(session, FIRST).id,
        note="현장에서 번을 서며 바로 답하는 방식을 제설 현장에 옮겼습니다.",
        actor=_admin(session),
        now=at,
    )


def _picture(department: str) -> bytes:
    """A drawn picture, so that no real place or person is shown."""
    picture = Image.new("RGB", (960, 540), "#eaf3fb")
    pen = ImageDraw.Draw(picture)
    chance = random.Random(department)  # noqa: S311 - a made-up picture
    pen.rectangle((0, 400, 960, 540), fill="#cfe3c8")
    colours = ("#f4b6c8", "#f7d0dc", "#ee9bb3") if department == FIRST else ("#9db7d5", "#c8d6e8", "#e7c49a")
    for _shape in range(140):
        x, y, size = chance.randrange(960), chance.randrange(380), chance.randrange(12, 44)
        box = (x, y, x + size, y + size)
        fill = chance.choice(colours)
        pen.ellipse(box, fill=fill) if department == FIRST else pen.rectangle(box, fill=fill)
    for x in range(120, 960, 240):
        pen.rectangle((x, 330, x + 18, 440), fill="#8a6b52")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
