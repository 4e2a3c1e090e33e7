"""The demo city's safety: a filled guidance library, a typhoon drill that is over, a drill that goes on."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.channels.models import Channel
from sotong.core import config
from sotong.core.days import KST, korean_day
from sotong.core.permissions import Role
from sotong.outreach import guidance_rules
from sotong.outreach.alert_rules import AlertStage, Official
from sotong.outreach.guidance_rules import Content, Hazard
from sotong.outreach.models import Alert
from sotong.outreach.queries import alerts as queries
from sotong.outreach.queries import guidance as library
from sotong.outreach.rules import Audience
from sotong.outreach.services import alert_messages, alerts, guidance, shelters
from sotong.outreach.services.alerts import Opening
from sotong.outreach.services.posts import To
from sotong.people.models import Department
from sotong.people.services import accounts
from sotong.web.demo.residents import DEMO_OFFICER_DEPARTMENT, FOUNDED, admin_id
from sotong.web.demo.story import FILES, Step

TYPHOON = "제14호 태풍 북상 대비"
UNDERPASS = "지하차도 침수 대응"
PUBLIC_RELATIONS, BUILDINGS, FLOOD_CONTROL, YEOUI = "A09", "A24", "A30", "D03"
CONCERNED = ("A27", FLOOD_CONTROL, "A29", "A26", DEMO_OFFICER_DEPARTMENT, PUBLIC_RELATIONS, BUILDINGS, YEOUI)
QUICK = {"A27": 1, FLOOD_CONTROL: 2, DEMO_OFFICER_DEPARTMENT: 3, "A29": 5, "A26": 8}
"""Who acknowledged after how many minutes; the others were silent."""
SAID = (
    "제14호 태풍이 오늘 밤 서울에 가장 가까워집니다. 도림천과 안양천 산책로를 막았습니다. "
    "하천에서 나와 주십시오."
)
KNOWN = (
    "14:00 기상청 태풍 예비특보. 밤 11시 서울에 가장 가까움, 순간풍속 초속 25미터 예상. "
    "도림천 수위 1.2미터, 산책로 출입을 막는 중. 재난안전대책본부를 14:10에 엽니다."
)


def steps(now: datetime) -> list[Step]:
    """Return how the library was written, and the two drills."""
    return list(_steps(now))


def _steps(now: datetime) -> Iterator[Step]:
    library_title, drill_title = "안전 안내를 씁니다", "긴급 전파를 훈련합니다"
    written = now - FOUNDED + timedelta(hours=2)
    yield Step(written, library_title, _write_library)
    yield Step(written + timedelta(days=20), library_title, _edit_one)
    start = (now - timedelta(days=4)).astimezone(KST).replace(hour=14, minute=5, second=0, microsecond=0)
    yield Step(start - timedelta(hours=1), drill_title, _give_deputies_accounts)
    yield Step(start, drill_title, _open_typhoon)
    for code, minute in QUICK.items():
        yield Step(start + timedelta(minutes=minute, seconds=20), drill_title, partial(_acknowledge, code))
    for minute, act in (
        (6, partial(_write, AlertStage.FIRST_MESSAGE)),
        (9, _issue),
        (10, _go_on),
        (11, _post),
        (14, _deputy_acknowledges),
        (16, _by_telephone),
        (20, _go_on),
        (22, partial(_write, AlertStage.WHAT_TO_DO)),
        (25, _issue),
        (40, _close),
    ):
        yield Step(start + timedelta(minutes=minute), drill_title, act)
    yield Step(now - timedelta(minutes=6), drill_title, _open_underpass)
    yield Step(now - timedelta(minutes=2), drill_title, _write_underpass)


def _write_library(session: Session, at: datetime) -> None:
    pages = tomllib.loads((FILES / "guidance.toml").read_text(encoding="utf-8"))["page"]
    for page in pages:
        texts = (page[name].strip() for name in ("title", "summary", "before", "during", "after", "links"))
        guidance.write_page(
            session,
            slug=page["slug"],
            hazard=Hazard(page["hazard"]),
            content=Content(*texts),
            actor_id=admin_id(session),
            now=at,
        )
    content = (FILES / "shelters.csv").read_bytes()
    shelters.import_shelters(session, content=content, actor_id=admin_id(session), now=at)


def _edit_one(session: Session, at: datetime) -> None:
    sheet = library.public_sheet(session, "typhoon")
    said = sheet.version.content
    added = f"{said.before}\n- 재난 문자와 구청 SNS를 켜 둡니다."
    content = Content(said.title, said.summary, added, said.during, said.after, said.links)
    guidance.edit_page(
        session,
        guidance_id=sheet.guidance.id,
        content=content,
        seen=sheet.version.number,
        actor_id=admin_id(session),
        now=at,
    )
    guidance.ask_to_read(
        session,
        guidance_id=sheet.guidance.id,
        to=To(Audience.DEPARTMENTS, department_ids=_ids(session, CONCERNED)),
        due_at=at + timedelta(days=3),
        actor_id=admin_id(session),
        now=at,
    )


def _give_deputies_accounts(session: Session, at: datetime) -> None:
    """The demo's deputies have none yet, and the one of Yeoui-dong is to press the button."""
    for one in _people(session, YEOUI, at).deputies:
        accounts.create_account(
            session,
            login=f"deputy.{YEOUI}".lower(),
            name=one.officer_name,
            role=Role.OFFICER,
            officer_id=one.officer_id,
            actor_id=admin_id(session),
            now=at,
        )


def _open_typhoon(session: Session, at: datetime) -> None:
    ids = _ids(session, CONCERNED)
    opening = Opening(TYPHOON, Hazard.TYPHOON, KNOWN, ids, drill=True, minutes=10)
    alerts.open_alert(session, opening=opening, actor_id=admin_id(session), now=at)


def _open_underpass(session: Session, at: datetime) -> None:
    """Whoever walks through the demo may press the button of this one."""
    known = "신길 지하차도에 물이 고인다는 신고가 들어왔다고 칩니다. 배수펌프와 차단기를 확인하는 훈련입니다."
    ids = _ids(session, (DEMO_OFFICER_DEPARTMENT, "A29", FLOOD_CONTROL))
    opening = Opening(UNDERPASS, Hazard.FLOOD, known, ids, drill=True, minutes=120)
    alerts.open_alert(session, opening=opening, actor_id=admin_id(session), now=at)


def _acknowledge(code: str, session: Session, at: datetime) -> None:
    officer = _people(session, code, at).officer
    if officer is not None and officer.account_id is not None:
        _press(session, code, officer.officer_id, officer.account_id, at)


def _deputy_acknowledges(session: Session, at: datetime) -> None:
    deputy = _people(session, YEOUI, at).deputies[0]
    if deputy.account_id is not None:
        _press(session, YEOUI, deputy.officer_id, deputy.account_id, at)


def _by_telephone(session: Session, at: datetime) -> None:
    alerts.acknowledge_for(
        session,
        asked_id=_asked(session, BUILDINGS),
        how="담당자가 현장에 나가 있어 과 사무실에 전화로 알렸습니다.",
        actor_id=admin_id(session),
        now=at,
    )


def _go_on(session: Session, at: datetime) -> None:
    alerts.go_on(session, at)


def _write(stage: AlertStage, session: Session, at: datetime) -> None:
    _write_message(session, _alert(session, TYPHOON), stage, SAID, at)


def _write_underpass(session: Session, at: datetime) -> None:
    said = "신길 지하차도에 물이 고여 차량 통행을 막았습니다. 신길로로 돌아가 주십시오."
    _write_message(session, _alert(session, UNDERPASS), AlertStage.FIRST_MESSAGE, said, at)


def _write_message(session: Session, alert: Alert, stage: AlertStage, said: str, at: datetime) -> None:
    sheet = library.sheet_for(session, alert.hazard) if stage is AlertStage.WHAT_TO_DO else None
    if sheet is not None:
        address = f"{config.current().public_url}/safety/{sheet.guidance.slug}"
        said = f"{said}\n\n{guidance_rules.what_to_do(sheet.version.content, address)}"
    channels = session.scalars(
        sa.select(Channel.id).where(Channel.peer.is_(None), Channel.department_id.is_(None)).limit(3)
    ).all()
    alert_messages.write_message(
        session,
        alert_id=alert.id,
        stage=stage,
        text=said,
        channel_ids=channels,
        guidance_version_id=sheet.version.id if sheet else None,
        actor_id=admin_id(session),
        now=at,
    )


def _issue(session: Session, at: datetime) -> None:
    """The officer of flood control takes the second look."""
    officer = _people(session, FLOOD_CONTROL, at).officer
    message = queries.waiting_message(session, _alert(session, TYPHOON).id)
    if officer is not None and officer.account_id is not None and message is not None:
        look = Official(officer.account_id, [officer.department_id], is_admin=False)
        alert_messages.issue_message(session, message_id=message.id, official=look, now=at)


def _post(session: Session, at: datetime) -> None:
    row = queries.messages(session, _alert(session, TYPHOON).id)[0].channels[0]
    alert_messages.note_posted(
        session,
        row_id=row.row.id,
        link=None,
        to=To(Audience.NOBODY),
        due_at=at,
        actor_id=admin_id(session),
        now=at,
    )


def _close(session: Session, at: datetime) -> None:
    alerts.close_alert(
        session,
        alert_id=_alert(session, TYPHOON).id,
        text="훈련을 마칩니다. 홍보과는 담당자도 대직자도 답이 없었으니 알림 설정을 살펴보겠습니다.",
        actor_id=admin_id(session),
        now=at,
    )


def _press(session: Session, code: str, officer_id: UUID, account_id: UUID, at: datetime) -> None:
    alerts.acknowledge(
        session, asked_id=_asked(session, code), officer_id=officer_id, actor_id=account_id, now=at
    )


def _asked(session: Session, code: str) -> UUID:
    rows = queries.asked_rows(session, _alert(session, TYPHOON).id)
    return next(one.row.id for one in rows if one.code == code)


def _alert(session: Session, title: str) -> Alert:
    return session.scalars(sa.select(Alert).where(Alert.title == title)).one()


def _people(session: Session, code: str, at: datetime) -> queries.People:
    (department_id,) = _ids(session, (code,))
    return queries.people_of(session, [department_id], korean_day(at))[department_id]


def _ids(session: Session, codes: tuple[str, ...]) -> list[UUID]:
    return list(session.scalars(sa.select(Department.id).where(Department.code.in_(codes))))
