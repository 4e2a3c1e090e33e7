"""Alerts and guidance for tests: a small office, and alerts opened in it by the services that users use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from sotong.core.db import transaction
from sotong.outreach.guidance_rules import Content, Hazard
from sotong.outreach.models import Guidance
from sotong.outreach.queries import alerts as queries
from sotong.outreach.services import alerts, guidance
from sotong.outreach.services.alerts import Opening
from sotong.people.models import AppointmentKind
from tests.factories.people import MadeDepartment, MadeOfficer, make_account, make_department, make_officer

TO_DO = Content(
    title="태풍이 올 때",
    summary="집 안에 머물고 창에서 떨어져 있습니다.",
    before="- 창틀을 고정합니다.",
    during="# 집에서\n- 창에서 떨어집니다.\n- 가스를 잠급니다.\n\n119에 알립니다.",
    after="- 끊어진 전선에 다가가지 않습니다.",
    links="기상청 https://www.weather.go.kr",
)


@dataclass(frozen=True)
class Place:
    """A department with its officer and, if it has one, her deputy."""

    department: MadeDepartment
    officer: MadeOfficer
    deputy: MadeOfficer | None


@dataclass(frozen=True)
class Office:
    """Two departments, the first with a deputy, and two admins."""

    admin_id: UUID
    other_admin_id: UUID
    first: Place
    second: Place

    @property
    def department_ids(self) -> list[UUID]:
        """Both departments."""
        return [self.first.department.id, self.second.department.id]


def make_office(session: Session) -> Office:
    """Make the office."""
    with transaction():
        admin, other = make_account(session), make_account(session)
        return Office(
            admin.id, other.id, make_place(session, "안전과"), make_place(session, "도로과", deputy=False)
        )


def make_place(session: Session, name: str, *, deputy: bool = True) -> Place:
    """Make a department with an officer and, unless refused, a deputy."""
    department = make_department(session, name=name)
    officer = make_officer(session, department_id=department.id)
    stands_in = (
        make_officer(session, department_id=department.id, kind=AppointmentKind.DEPUTY) if deputy else None
    )
    return Place(department, officer, stands_in)


def make_alert(session: Session, office: Office, now: datetime, *, drill: bool = True) -> UUID:
    """Open an alert that concerns both departments, with ten minutes to acknowledge."""
    opening = Opening(
        title="제14호 태풍 북상",
        hazard=Hazard.TYPHOON,
        known="도림천 수위가 오르고 있습니다.",
        department_ids=office.department_ids,
        drill=drill,
        minutes=10,
        said="실제 상황",
        words="실제 상황",
    )
    with transaction():
        return alerts.open_alert(session, opening=opening, actor_id=office.admin_id, now=now).id


def asked_id(session: Session, alert_id: UUID, place: Place) -> UUID:
    """The id under which a department is asked."""
    rows = queries.asked_rows(session, alert_id)
    return next(one.row.id for one in rows if one.row.department_id == place.department.id)


def make_guidance(session: Session, admin_id: UUID, now: datetime, slug: str = "typhoon") -> Guidance:
    """Write the page about typhoons."""
    with transaction():
        return guidance.write_page(
            session, slug=slug, hazard=Hazard.TYPHOON, content=TO_DO, actor_id=admin_id, now=now
        )
