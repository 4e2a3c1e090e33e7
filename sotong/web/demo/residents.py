"""Who works in the demo city: departments and officers from files, accounts for every role."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.channels.services import Description, import_measures, register_channel
from sotong.core.days import korean_day
from sotong.core.permissions import Role
from sotong.people.models import Account
from sotong.people.queries import ActiveOfficer, active_officers
from sotong.people.services import accounts, importing
from sotong.people.services.importing import Subject
from sotong.web.demo.office import OFFICE
from sotong.web.demo.story import FILES, Step

DEMO_PASSWORD = "sotong-demo-2026"  # noqa: S105 - printed on the demo's own screen
DEMO_LOGINS = {
    Role.ADMIN: "demo-admin",
    Role.OFFICER: "demo-officer",
    Role.JUDGE: "demo-judge",
    Role.AUDITOR: "demo-auditor",
}
NAMES = {Role.ADMIN: "나홍보", Role.JUDGE: "심공정", Role.AUDITOR: "감정확"}
FURTHER_JUDGES = ("judge-2", "최미디어"), ("judge-3", "한시민"), ("judge-4", "윤연극"), ("judge-5", "백소통")
DEMO_OFFICER_DEPARTMENT = "A11"
OFFICER_LOGINS = {DEMO_OFFICER_DEPARTMENT: DEMO_LOGINS[Role.OFFICER], "A12": "demo-officer-2"}
"""Two officers who can sign in, by department: the second takes what the first offers."""
CHANNELS = (
    ("https://www.facebook.com/ydpsotong.example", "영등포구 페이스북", "구정 소식과 계절 사진"),
    ("https://x.com/ydp_sotong_demo", "영등포구 X", "재난 안내와 빠른 소식"),
    ("https://blog.naver.com/ydp_sotong_demo", "영등포구 블로그", "정책과 행사를 자세히 소개"),
    ("https://band.us/@ydpsotongdemo", "영등포구 밴드", "동네 소식과 생활 정보"),
    ("https://www.instagram.com/ydp_sotong_demo", "영등포구 인스타그램", "거리와 사람들의 사진"),
    ("https://www.youtube.com/@ydpsotongdemo", "영등포구 유튜브", "행사 영상"),
)
FOUNDED = timedelta(days=45)


def steps(now: datetime) -> list[Step]:
    """Return the steps by which the office moves in."""
    at = now - FOUNDED
    return [
        Step(at, "부서와 주무관을 불러옵니다", _move_in),
        Step(at + timedelta(minutes=10), "계정을 만듭니다", _make_accounts),
        Step(at + timedelta(minutes=20), "공식 채널을 등록합니다", _register_channels),
    ]


def account_id(session: Session, login: str) -> UUID:
    """Return the id of an account by its login."""
    return session.scalars(sa.select(Account.id).where(Account.login == login)).one()


def admin_id(session: Session) -> UUID:
    """Return the demo admin's account."""
    return account_id(session, DEMO_LOGINS[Role.ADMIN])


def officers(session: Session, at: datetime) -> list[ActiveOfficer]:
    """Return the officers of the day, by department code."""
    return sorted(active_officers(session, korean_day(at)), key=lambda officer: officer.department_code)


def _move_in(session: Session, at: datetime) -> None:
    admin = accounts.create_account(
        session, login=DEMO_LOGINS[Role.ADMIN], name=NAMES[Role.ADMIN], role=Role.ADMIN, now=at
    )
    for subject in (Subject.DEPARTMENTS, Subject.OFFICERS):
        file = FILES / f"{subject.value}.csv"
        upload = importing.read_upload(subject, file.name, file.read_bytes(), complete=False)
        importing.apply_upload(session, upload, seen=None, actor_id=admin.id, now=at)
        session.flush()


def _make_accounts(session: Session, at: datetime) -> None:
    admin = admin_id(session)
    _open(session, admin, admin, at)
    for officer in officers(session, at):
        own_login = OFFICER_LOGINS.get(officer.department_code)
        account = accounts.create_account(
            session,
            login=own_login or f"sns.{officer.department_code}".lower(),
            name=officer.officer_name,
            role=Role.OFFICER,
            officer_id=officer.officer_id,
            actor_id=admin,
            now=at,
        )
        if own_login:
            _open(session, account.id, admin, at)
    others = [(DEMO_LOGINS[role], NAMES[role], role) for role in (Role.JUDGE, Role.AUDITOR)]
    others += [(login, name, Role.JUDGE) for login, name in FURTHER_JUDGES]
    for login, name, role in others:
        account = accounts.create_account(session, login=login, name=name, role=role, actor_id=admin, now=at)
        if login in DEMO_LOGINS.values():
            _open(session, account.id, admin, at)


def _open(session: Session, account: UUID, admin: UUID, at: datetime) -> None:
    token = accounts.invite(session, account_id=account, actor_id=admin, now=at)
    accounts.accept_invitation(session, token=token, password=DEMO_PASSWORD, now=at)


def _register_channels(session: Session, at: datetime) -> None:
    admin = admin_id(session)
    accounts_online = [_own(*channel, opened_on=date(2016, 1, 4)) for channel in CHANNELS]
    accounts_online.append(
        _own("https://tv.ydp.example/", "소통TV", "인터넷 방송과 SNS를 함께", date(2014, 4, 1), own_site=True)
    )
    for description in accounts_online:
        register_channel(session, description=description, actor_id=admin, now=at)
    content = (FILES / "audience.csv").read_bytes()
    import_measures(session, content=content, source="언론 보도", office=OFFICE, actor_id=admin, now=at)


def _own(address: str, name: str, purpose: str, opened_on: date, *, own_site: bool = False) -> Description:
    return Description(address, own_site, name, None, purpose, opened_on)
