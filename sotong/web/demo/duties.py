"""The demo city's duties: this month's published rota, next month's draft, and an absence that came after."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from sotong.core.days import KST, korean_day
from sotong.core.months import Month
from sotong.rota.planner import plan
from sotong.rota.queries import Loaded, loaded
from sotong.rota.queries.rotas import published_rotas
from sotong.rota.rule_file import read_rules
from sotong.rota.rules import AbsenceKind, Assignment
from sotong.rota.services import drafts
from sotong.rota.services.absences import enter_absence
from sotong.rota.services.drafts import Wanted
from sotong.web.demo import residents
from sotong.web.demo.story import FILES, Step

NOTICE_DAYS = 3
MOVES = 4_000
PLANNED = "이번 달 근무표를 짜서 확정합니다"
AWAY = (  # department, days from now, how long, why
    ("A02", 4, 3, AbsenceKind.LEAVE),
    ("A07", -2, 5, AbsenceKind.TRAINING),
    ("A11", 9, 2, AbsenceKind.LEAVE),
    ("D03", 6, 1, AbsenceKind.TRIP),
)


def steps(now: datetime) -> list[Step]:
    """Return the steps by which the duties of two months are given out."""
    month = Month.of(korean_day(now))
    begun = datetime.combine(month.first_on - timedelta(days=5), time(10), tzinfo=KST)
    return [
        Step(begun - timedelta(hours=1), "부재를 등록합니다", lambda session, at: _away(session, at, now)),
        Step(begun, PLANNED, lambda session, at: _this_month(session, at, now)),
        Step(now - timedelta(hours=20), "다음 달 초안을 짭니다", _next_month),
        Step(now - timedelta(hours=3), "갑자기 병가가 생깁니다", _falls_ill),
    ]


def _wanted(month: Month) -> Wanted:
    text = (FILES / "rota.toml").read_text(encoding="utf-8")
    name = f"{month.year}년 {month.month}월 근무표"
    return Wanted(name, month.first_on, month.last_on, read_rules(text.encode()), text, NOTICE_DAYS)


def _away(session: Session, at: datetime, now: datetime) -> None:
    by_code = {officer.department_code: officer for officer in residents.officers(session, at)}
    for code, begins_in, days, kind in AWAY:
        if code in by_code:
            first_on = korean_day(now) + timedelta(days=begins_in)
            enter_absence(
                session,
                officer_id=by_code[code].officer_id,
                first_on=first_on,
                last_on=first_on + timedelta(days=days - 1),
                kind=kind,
                actor_id=residents.admin_id(session),
                now=at,
            )


def _this_month(session: Session, at: datetime, now: datetime) -> None:
    """Publish this month's rota; the demo's officer is on duty while somebody walks through the city."""
    rota_id = _plan(session, Month.of(korean_day(now)), at, now)
    admin = residents.admin_id(session)
    drafts.publish(session, rota_id=rota_id, seen=2, actor_id=admin, now=at, reason="체험판")


def _next_month(session: Session, at: datetime) -> None:
    _plan(session, Month.of(korean_day(at)).after, at, None)


def _plan(session: Session, month: Month, at: datetime, on_duty_at: datetime | None) -> UUID:
    admin = residents.admin_id(session)
    rota = drafts.make_draft(session, wanted=_wanted(month), actor_id=admin, now=at)
    found = loaded(session, rota)
    fixed = _seat_of_demo_officer(session, found, at, on_duty_at) if on_duty_at else ()
    made = plan(replace(found.problem, fixed=fixed), moves=MOVES)
    drafts.take_plan(session, rota_id=rota.id, plan=made.assignments, actor_id=admin, now=at)
    return rota.id


def _seat_of_demo_officer(
    session: Session, found: Loaded, at: datetime, now: datetime
) -> tuple[Assignment, ...]:
    """The demo's officer in the duty that runs now, else in the next one of this month."""
    officer = next(
        one
        for one in residents.officers(session, at)
        if one.department_code == residents.DEMO_OFFICER_DEPARTMENT
    )
    slot = next((slot for slot in found.problem.slots if slot.ends_at > now), None)
    return (Assignment(slot.id, 0, str(officer.officer_id)),) if slot else ()


def _falls_ill(session: Session, at: datetime) -> None:
    """Whoever has the first duty beyond the notice is ill that week: the rota no longer fits."""
    rota = published_rotas(session)[0]
    found = loaded(session, rota)
    free_on = korean_day(at) + timedelta(days=NOTICE_DAYS + 1)
    days = {slot.id: slot.on for slot in found.problem.slots}
    away = {absence.officer_id for absence in found.problem.absences}
    hit = next((a for a in found.plan if days[a.slot_id] >= free_on and a.officer_id not in away), None)
    if hit is not None:
        enter_absence(
            session,
            officer_id=UUID(hit.officer_id),
            first_on=days[hit.slot_id] - timedelta(days=1),
            last_on=days[hit.slot_id] + timedelta(days=5),
            kind=AbsenceKind.SICK,
            actor_id=residents.admin_id(session),
            now=at,
        )
