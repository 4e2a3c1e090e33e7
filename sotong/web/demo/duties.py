"""The demo city's duties: two months published, the next a draft, days to avoid, and a sudden absence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from sotong.core.days import KST, korean_day
from sotong.core.months import Month
from sotong.rota.planner import plan
from sotong.rota.queries import Loaded, loaded, rota_of
from sotong.rota.queries.rotas import published_rotas
from sotong.rota.replan import replan
from sotong.rota.rule_file import read_rules
from sotong.rota.rules import Absence, AbsenceKind, Assignment
from sotong.rota.services import drafts, wishes
from sotong.rota.services.absences import enter_absence
from sotong.rota.services.drafts import Wanted
from sotong.rota.swap_rules import newly_broken
from sotong.web.demo import residents
from sotong.web.demo.story import FILES, Step

NOTICE_DAYS = 3
ONE_DAY, ILL_FOR = timedelta(days=1), timedelta(days=4)
MOST_TRIED = 15
MOVES = 4_000
PLANNED = "두 달 근무표를 짜서 확정합니다"
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
        Step(
            begun - timedelta(minutes=30), "피하고 싶은 날을 적습니다", lambda s, at: _rather_not(s, at, now)
        ),
        Step(begun, PLANNED, lambda session, at: _this_month(session, at, now)),
        Step(begun + timedelta(minutes=5), PLANNED, lambda session, at: _next_month(session, at, now)),
        Step(now - timedelta(hours=20), "다음 근무표의 초안을 짭니다", _month_after),
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
    _publish(session, _plan(session, Month.of(korean_day(now)), at, now), at)


def _next_month(session: Session, at: datetime, now: datetime) -> None:
    """Publish the next month as well: at a month's end there are duties to swap, too."""
    rota_id = _draft(session, Month.of(korean_day(now)).after, at)
    found = loaded(session, rota_of(session, rota_id))
    ours = _ours(session, at)
    slots = [slot for slot in found.problem.slots if slot.on >= found.rota.first_on + timedelta(days=9)]
    for first in slots:
        fixed = (Assignment(first.id, 0, ours[0]),)
        made = plan(replace(found.problem, fixed=fixed), moves=MOVES)
        if not newly_broken(found.problem, made.assignments, {(first.id, 0): ours[1]}):
            break
    _take(session, rota_id, made.assignments, at)
    _publish(session, rota_id, at)


def _month_after(session: Session, at: datetime) -> None:
    _plan(session, Month.of(korean_day(at)).after.after, at, None)


def _publish(session: Session, rota_id: UUID, at: datetime) -> None:
    admin = residents.admin_id(session)
    drafts.publish(session, rota_id=rota_id, seen=2, actor_id=admin, now=at, reason="체험판")


def _draft(session: Session, month: Month, at: datetime) -> UUID:
    return drafts.make_draft(session, wanted=_wanted(month), actor_id=residents.admin_id(session), now=at).id


def _plan(session: Session, month: Month, at: datetime, on_duty_at: datetime | None) -> UUID:
    rota_id = _draft(session, month, at)
    found = loaded(session, rota_of(session, rota_id))
    fixed = _seat_of_demo_officer(session, found, at, on_duty_at) if on_duty_at else ()
    _take(session, rota_id, plan(replace(found.problem, fixed=fixed), moves=MOVES).assignments, at)
    return rota_id


def _take(session: Session, rota_id: UUID, made: Iterable[Assignment], at: datetime) -> None:
    drafts.take_plan(session, rota_id=rota_id, plan=made, actor_id=residents.admin_id(session), now=at)


def _ours(session: Session, at: datetime) -> list[str]:
    """The officers with whom a visitor signs in, the first first."""
    by_code = {officer.department_code: officer for officer in residents.officers(session, at)}
    return [str(by_code[code].officer_id) for code in residents.OFFICER_LOGINS]


def _seat_of_demo_officer(
    session: Session, found: Loaded, at: datetime, now: datetime
) -> tuple[Assignment, ...]:
    """The demo's officer in the duty that runs now, else in the next one of this month."""
    slot = next((slot for slot in found.problem.slots if slot.ends_at > now), None)
    return (Assignment(slot.id, 0, _ours(session, at)[0]),) if slot else ()


def _falls_ill(session: Session, at: datetime) -> None:
    """Somebody with a duty next month is ill that week, so that planning anew is a choice, if it can be."""
    found = loaded(session, published_rotas(session)[0])
    days = {slot.id: slot.on for slot in found.problem.slots}
    spared = {absence.officer_id for absence in found.problem.absences} | set(_ours(session, at))
    free_on = max(korean_day(at) + timedelta(days=NOTICE_DAYS + 1), found.rota.first_on + timedelta(days=2))
    hits = [a for a in found.plan if days[a.slot_id] >= free_on and a.officer_id not in spared]
    ills = [
        Absence(hit.officer_id, days[hit.slot_id] - ONE_DAY, days[hit.slot_id] + ILL_FOR, AbsenceKind.SICK)
        for hit in hits[:MOST_TRIED]
    ]
    ill = next((one for one in ills if _leaves_a_choice(found, one, at)), ills[0])
    enter_absence(
        session,
        officer_id=UUID(ill.officer_id),
        first_on=ill.first_on,
        last_on=ill.last_on,
        kind=ill.kind,
        actor_id=residents.admin_id(session),
        now=at,
    )


def _leaves_a_choice(found: Loaded, ill: Absence, at: datetime) -> bool:
    """Whether fewest changes and fairest are two ways."""
    problem = replace(found.problem, absences=(*found.problem.absences, ill))
    return len(replan(problem, found.plan, now=at, notice_days=NOTICE_DAYS, moves=MOVES // 2).proposals) > 1


def _rather_not(session: Session, at: datetime, now: datetime) -> None:
    """A few officers name days that they would rather avoid, the demo's officer among them."""
    first_on = Month.of(korean_day(now)).after.first_on
    for number, officer in enumerate(residents.officers(session, at)):
        for day in range(number % 4 if officer.department_code not in residents.OFFICER_LOGINS else 3):
            wishes.add_wish(
                session,
                officer_id=officer.officer_id,
                on=first_on + timedelta(days=(7 * number + 17 * day) % 58),
                actor_id=residents.admin_id(session),
                now=at,
            )
