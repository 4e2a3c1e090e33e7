"""What the rota's tables promise, on both databases."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sotong.core.db import transaction
from sotong.core.errors import Refused
from sotong.rota.checker import check
from sotong.rota.models import AbsenceEntry, DutyChange, DutySeat, DutySlot
from sotong.rota.queries import loaded, rota_of
from sotong.rota.rules import AbsenceKind
from sotong.rota.services import drafts, seats
from sotong.rota.states import ChangeCause, RotaState
from tests.factories.people import make_account, make_officer
from tests.factories.rota import make_rota, wanted_of


def _absence(
    officer_id: object, account_id: object, first_on: date, last_on: date, now: datetime
) -> AbsenceEntry:
    return AbsenceEntry(
        id=uuid4(),
        officer_id=officer_id,
        first_on=first_on,
        last_on=last_on,
        kind=AbsenceKind.LEAVE,
        entered_at=now,
        entered_by_id=account_id,
    )


def test_two_absences_of_one_officer_never_share_a_day(session: Session, now: datetime) -> None:
    officer = make_officer(session)
    account = make_account(session)
    other = make_officer(session)
    first_on = date(2028, 2, 27)
    with transaction() as writing:
        writing.add(_absence(officer.id, account.id, first_on, date(2028, 2, 29), now))
        writing.flush()
        writing.add(_absence(officer.id, account.id, date(2028, 3, 1), date(2028, 3, 1), now))
        writing.add(_absence(other.id, account.id, first_on, first_on, now))
    with pytest.raises(IntegrityError, match="overlap"), transaction() as writing:
        writing.add(_absence(officer.id, account.id, date(2028, 2, 29), date(2028, 2, 29), now))


def test_published_rotas_never_hold_the_same_duty_on_the_same_day(session: Session, now: datetime) -> None:
    one = make_rota(session, now, published=True)
    with transaction() as writing:
        second = drafts.make_draft(
            writing,
            wanted=wanted_of(one.last_on, one.last_on + timedelta(days=3)),
            actor_id=one.admin_id,
            now=now,
        )
    with pytest.raises(Refused, match=r"rota\.overlaps"), transaction() as writing:
        drafts.publish(
            writing, rota_id=second.id, seen=1, actor_id=one.admin_id, now=now, reason="비어 있어도"
        )
    with transaction() as writing:
        drafts.withdraw(writing, rota_id=one.id, reason="다시", actor_id=one.admin_id, now=now)
    with transaction() as writing:
        drafts.publish(
            writing, rota_id=second.id, seen=1, actor_id=one.admin_id, now=now, reason="비어 있어도"
        )
    states = {slot.rota_id: slot.rota_state for slot in session.scalars(sa.select(DutySlot))}
    assert states == {one.id: RotaState.WITHDRAWN, second.id: RotaState.PUBLISHED}


def test_a_published_plan_passes_the_checker_and_each_change_is_numbered_and_kept(
    session: Session, now: datetime
) -> None:
    made = make_rota(session, now, published=True)
    found = loaded(session, rota_of(session, made.id))
    assert check(found.problem, found.plan) == []
    (_slot_id, number), seat = next(iter(found.seats.items()))
    was, spare = seat.officer_id, next(o.id for o in made.officers if o.id != seat.officer_id)
    move = seats.Move(seat.id, spare, seen=0)
    order = {"rota_id": made.id, "moves": [move], "cause": ChangeCause.EDIT, "actor_id": made.admin_id}
    with transaction() as writing:
        changed = seats.move(writing, **order, now=now, reason="급한 일")  # type: ignore[arg-type]
    assert [s.sequence for s in changed.seats] == [1]
    with pytest.raises(Refused, match=r"seat\.moved_on"), transaction() as writing:
        seats.move(writing, **order, now=now, reason="급한 일")  # type: ignore[arg-type]
    kept = session.scalars(sa.select(DutyChange)).one()
    assert (kept.was_id, kept.becomes_id, kept.sequence) == (was, spare, 1)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), transaction() as writing:
        writing.execute(sa.delete(DutyChange))
    with pytest.raises(IntegrityError), transaction() as writing:
        writing.add(DutySeat(id=uuid4(), slot_id=seat.slot_id, number=number, role="any"))
