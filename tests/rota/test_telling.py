"""Who hears of what: officers of their own duties only, admins of a rota that no longer holds."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale
from sqlalchemy.orm import Session

from sotong.core.db import transaction
from sotong.notices.letters import sentence_of
from sotong.notices.models import Notice
from sotong.rota.models import DutySeat, RotaRun
from sotong.rota.queries import swaps as queries
from sotong.rota.queries.swaps import Duty
from sotong.rota.rules import AbsenceKind
from sotong.rota.services import runs, seats, swaps
from sotong.rota.services.absences import enter_absence
from sotong.rota.services.seats import DEAD_AFTER, Move
from sotong.rota.states import ChangeCause, RunKind, RunState
from tests.factories.people import make_city
from tests.factories.rota import make_rota


def _told(session: Session, kind: str) -> dict[UUID, list[Notice]]:
    """What each account was told of this kind."""
    told: dict[UUID, list[Notice]] = defaultdict(list)
    for notice in session.scalars(sa.select(Notice).where(Notice.kind == kind)):
        assert notice.to_account_id
        told[notice.to_account_id].append(notice)
    return told


def _ahead(session: Session, officer_id: UUID, now: datetime) -> list[Duty]:
    return queries.duties_ahead(session, officer_id, now)


def test_officers_hear_of_their_own_duties_once_and_admins_of_a_rota_that_no_longer_holds(
    app: Flask, session: Session, now: datetime
) -> None:
    officers = make_city(session, 6)
    made = make_rota(session, now, days=5, officers=officers, published=True)
    accounts = {one.id: one.account_id for one in officers if one.account_id}
    published = _told(session, "rota.published")
    assert set(published) == {accounts[one.id] for one in officers if _ahead(session, one.id, now)}
    assert len(published) == 5, "who has no duty hears nothing"
    on_duty = [one for one in officers if _ahead(session, one.id, now)]
    idle = next(one for one in officers if one not in on_duty)
    (duty,) = _ahead(session, on_duty[0].id, now)
    (notice,) = published[accounts[on_duty[0].id]]
    assert json.loads(notice.facts)["days_on"] == [duty.slot.on.isoformat()]
    with app.test_request_context(), force_locale("en"):
        assert sentence_of(notice.kind, notice.facts).startswith("12월 is published. Your duty")

    with transaction() as writing:
        seats.move(
            writing,
            rota_id=made.id,
            moves=[Move(duty.seat.id, idle.id)],
            cause=ChangeCause.EDIT,
            actor_id=made.admin_id,
            now=now,
        )
    assert set(_told(session, "duty.lost")) == {accounts[on_duty[0].id]}
    assert set(_told(session, "duty.gained")) == {accounts[idle.id]}

    with transaction() as writing:
        enter_absence(
            writing,
            officer_id=idle.id,
            first_on=duty.slot.on,
            last_on=duty.slot.on,
            kind=AbsenceKind.SICK,
            actor_id=made.admin_id,
            now=now,
        )
    unfit = _told(session, "rota.unfit")
    assert [notice.link for notice in unfit[made.admin_id]] == [f"/rota/plans/{made.id}"]
    assert set(_told(session, "duty.while_absent")) == {accounts[idle.id]}


def test_a_swap_that_an_admin_arranges_is_told_to_both_as_what_it_is(session: Session, now: datetime) -> None:
    made = make_rota(session, now, published=True)
    gives, takes = made.officers[0], made.officers[1]
    duty = _ahead(session, gives.id, now)[0]
    with transaction() as writing:
        offer, take = (
            partial(verb, writing, actor_id=made.admin_id, now=now, on_behalf=True)
            for verb in (swaps.offer, swaps.take)
        )
        swap = offer(seat_id=duty.seat.id, officer_id=gives.id)
        take(swap_id=swap.id, taker_id=takes.id)
    assert set(_told(session, "swap.arranged")) == {gives.account_id, takes.account_id}
    assert not _told(session, "swap.taken")
    assert not _told(session, "swap.to_approve")
    with transaction() as writing:
        swaps.untake(writing, swap_id=swap.id, officer_id=None, actor_id=made.admin_id, now=now)
    assert not queries.open_swap_on(session, [duty.seat.id]), "it is not put on offer: nobody offered it"
    assert session.get_one(DutySeat, duty.seat.id).officer_id == gives.id


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_planning_whose_process_died_is_put_down_and_whoever_asked_is_told_once(
    session: Session, now: datetime
) -> None:
    made = make_rota(session, now, planned=False)
    with transaction() as writing:
        run = runs.ask_run(
            writing, rota_id=made.id, kind=RunKind.PLAN, seconds=60, actor_id=made.admin_id, now=now
        )
        assert runs.claim(writing, run_id=run.id, now=now)
    later = now + DEAD_AFTER + timedelta(seconds=1)
    with transaction() as writing:
        assert runs.bury_dead(writing, now + DEAD_AFTER) == 0
        assert runs.bury_dead(writing, later) == 1
        assert runs.bury_dead(writing, later) == 0
    assert session.get_one(RotaRun, run.id, populate_existing=True).state is RunState.FAILED
    (notice,) = _told(session, "rota.run_died")[made.admin_id]
    assert notice.link == f"/rota/plans/{made.id}"
