"""The demo city's swaps and handovers: one offer to take, one that waits for the admin, one approved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.people.models import Account
from sotong.rota import swap_rules as rules
from sotong.rota.models import DutySlot
from sotong.rota.queries import handovers as posts
from sotong.rota.queries import swaps as queries
from sotong.rota.queries.handovers import Post
from sotong.rota.queries.swaps import Duty, Judge
from sotong.rota.services import handovers, swap_decisions, swaps
from sotong.rota.states import RotaState
from sotong.web.demo import residents
from sotong.web.demo.story import Step

AHEAD = timedelta(hours=12)
"""A swap stays open so long at least, for whoever walks through the city."""
LEFT_OPEN = (
    "밴드에 올라온 도로 파손 사진, 도로과에 전화로 알렸고 답은 아직입니다. 내일 오전에 답글을 달아 주십시오.",
    "꽃축제 주차 문의가 많습니다. 고정 글의 주차장 안내가 맞는지 한 번 더 봐 주십시오.",
)


def steps(now: datetime) -> list[Step]:
    """Return what officers ask of each other. Late in a month there may be no duty left for it."""
    title = "근무를 바꿉니다"
    return [
        Step(now - timedelta(days=2), title, lambda session, at: _approved(session, at, now)),
        Step(now - timedelta(hours=22), title, lambda session, at: _offered(session, at, now)),
        Step(now - timedelta(hours=8), title, lambda session, at: _taken(session, at, now)),
        Step(now - timedelta(minutes=30), "근무를 인계합니다", _handed_over),
    ]


def _approved(session: Session, at: datetime, now: datetime) -> None:
    for duty, taker_id in _fitting(session, at, now, taker_id=None):
        swap_id = _take(session, duty, taker_id, at, note="아이 학교 행사가 있습니다.")
        admin = residents.admin_id(session)
        swap_decisions.approve(session, swap_id=swap_id, seen=2, actor_id=admin, now=at)
        return


def _offered(session: Session, at: datetime, now: datetime) -> None:
    """Something that the demo's officer could take; else, late in a month, something that others could."""
    hers = _fitting(session, at, now, taker_id=_demo_officer(session, at))
    for duty, _taker_id in chain(hers, _fitting(session, at, now, taker_id=None)):
        _offer(session, duty, at, note="그날 교육이 잡혔습니다. 맡아 주실 분을 찾습니다.")
        return


def _taken(session: Session, at: datetime, now: datetime) -> None:
    for duty, taker_id in _fitting(session, at, now, taker_id=None):
        _take(session, duty, taker_id, at, note="병원 예약과 겹칩니다. 부탁드립니다.")
        return


def _handed_over(session: Session, at: datetime) -> None:
    """The last duty before that of the demo's officer left something open for her."""
    officer_id = _demo_officer(session, at)
    ahead = posts.current_posts(session, officer_id, at, at + timedelta(days=31))
    giver = _before(session, ahead[0].slot, at) if ahead else None
    if giver is None or not giver.officer_ids:
        return
    writer_id = giver.officer_ids[0]
    actor_id = _account(session, writer_id)
    for text in LEFT_OPEN:
        handovers.note(
            session, slot_id=giver.slot.id, officer_id=writer_id, text=text, actor_id=actor_id, now=at
        )
    handovers.hand_over(session, slot_id=giver.slot.id, officer_id=writer_id, actor_id=actor_id, now=at)


def _before(session: Session, slot: DutySlot, at: datetime) -> Post | None:
    query = sa.select(DutySlot.id).where(
        DutySlot.kind_code == slot.kind_code,
        DutySlot.rota_state == RotaState.PUBLISHED,
        DutySlot.starts_at < min(slot.starts_at, at),
    )
    slot_id = session.scalar(query.order_by(DutySlot.starts_at.desc()).limit(1))
    return posts.post(session, slot_id) if slot_id else None


def _fitting(
    session: Session, at: datetime, now: datetime, *, taker_id: UUID | None
) -> Iterator[tuple[Duty, UUID]]:
    """Duties still to be swapped, each with somebody who breaks no rule by taking it."""
    ours = _demo_officers(session, at)
    judges: dict[UUID, Judge] = {}
    for duty in queries.duties_ahead(session, None, now):
        closes = rules.closes_at(duty.slot.starts_at, None)
        if closes < now + AHEAD or duty.seat.officer_id in ours or duty.seat.sequence:
            continue
        if queries.open_swap_on(session, [duty.seat.id]):
            continue
        if duty.slot.rota_id not in judges:
            judges[duty.slot.rota_id] = queries.judge_of(session, duty.slot.rota_id)
        judge = judges[duty.slot.rota_id]
        others = [UUID(one.id) for one in judge.problem.officers if UUID(one.id) not in ours]
        for one in [taker_id] if taker_id else others:
            if one != duty.seat.officer_id and not judge.of({duty.place: str(one)}):
                yield duty, one
                break


def _offer(session: Session, duty: Duty, at: datetime, *, note: str) -> UUID:
    holder_id = duty.seat.officer_id
    assert holder_id is not None  # noqa: S101 - duties ahead of everybody are held
    return swaps.offer(
        session,
        seat_id=duty.seat.id,
        officer_id=holder_id,
        note=note,
        actor_id=_account(session, holder_id),
        now=at,
    ).id


def _take(session: Session, duty: Duty, taker_id: UUID, at: datetime, *, note: str) -> UUID:
    swap_id = _offer(session, duty, at, note=note)
    swaps.take(session, swap_id=swap_id, taker_id=taker_id, actor_id=_account(session, taker_id), now=at)
    return swap_id


def _demo_officer(session: Session, at: datetime) -> UUID:
    return next(
        one.officer_id
        for one in residents.officers(session, at)
        if one.department_code == residents.DEMO_OFFICER_DEPARTMENT
    )


def _demo_officers(session: Session, at: datetime) -> set[UUID]:
    """Those with whom a visitor signs in: their duties are left for her to swap."""
    return {
        one.officer_id
        for one in residents.officers(session, at)
        if one.department_code in residents.OFFICER_LOGINS
    }


def _account(session: Session, officer_id: UUID) -> UUID:
    return session.scalars(sa.select(Account.id).where(Account.officer_id == officer_id)).one()
