"""What a duty leaves open goes on until somebody answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from sotong.core import clock
from sotong.core.db import transaction
from sotong.core.errors import Refused
from sotong.core.permissions import Role
from sotong.notices.models import Notice
from sotong.people.models import AppointmentKind
from sotong.rota import handover_rules as rules
from sotong.rota.handover_rules import HandoverStage
from sotong.rota.models import DutySlot, Handover
from sotong.rota.services import handovers
from tests.browsers import signed_in_browser
from tests.factories.people import MadeOfficer, make_officer
from tests.factories.rota import MadeRota, make_rota

OPEN = "댓글 문의 두 건에 아직 답하지 못함"


@dataclass
class Evenings:
    """A rota of evenings; the first officer's and the next one's."""

    session: Session
    made: MadeRota
    first: DutySlot
    second: DutySlot
    giver: MadeOfficer
    taker: MadeOfficer

    def told(self) -> set[tuple[str, UUID | None]]:
        """Who was told what; then it is forgotten."""
        of_these = sa.select(Notice).where(Notice.kind.startswith("handover."))
        with transaction() as writing:
            rows = {(row.kind, row.to_account_id) for row in writing.scalars(of_these)}
            writing.execute(sa.delete(Notice))
            return rows

    def work(self, at: datetime) -> Handover:
        """Let the worker do its chore."""
        with transaction() as writing:
            handovers.go_on(writing, at)
        query = sa.select(Handover).order_by(Handover.handed_at.desc())
        return self.session.scalars(query.execution_options(populate_existing=True)).first() or Handover()


@pytest.fixture
def evenings(session: Session, now: datetime) -> Evenings:
    made = make_rota(session, now, people=3, days=4, published=True)
    query = sa.select(DutySlot).options(sa.orm.selectinload(DutySlot.seats)).order_by(DutySlot.starts_at)
    first, second = session.scalars(query).all()[:2]
    by_id = {officer.id: officer for officer in made.officers}
    giver, taker = (by_id[key] for slot in (first, second) if (key := slot.seats[0].officer_id))
    return Evenings(session, made, first, second, giver, taker)


def test_open_items_go_to_the_next_officer_then_her_deputy_then_the_admins(evenings: Evenings) -> None:
    deputy = make_officer(
        evenings.session, department_id=evenings.taker.department_id, kind=AppointmentKind.DEPUTY
    )
    first, second = evenings.first, evenings.second
    with transaction() as writing:
        assert evenings.giver.account_id
        handovers.note(
            writing,
            slot_id=first.id,
            officer_id=evenings.giver.id,
            text=OPEN,
            actor_id=evenings.giver.account_id,
            now=first.starts_at,
        )
    handed = evenings.work(first.ends_at + rules.HANDED_OVER_AFTER)
    assert (handed.to_slot_id, handed.stage) == (second.id, HandoverStage.OFFICER)
    assert evenings.told() == {("handover.handed", evenings.taker.account_id)}
    late = second.starts_at
    assert evenings.work(late).stage is HandoverStage.DEPUTY
    assert evenings.told() == {("handover.to_deputy", deputy.account_id)}
    assert evenings.work(late + timedelta(hours=1)).stage is HandoverStage.ADMIN
    assert evenings.told() == {("handover.to_admin", evenings.made.admin_id)}
    with transaction() as writing:
        assert deputy.account_id
        order = {"handover_id": handed.id, "now": late + timedelta(hours=2)}
        with pytest.raises(Refused, match=r"handover\.not_asked"):
            handovers.acknowledge(
                writing,
                officer_id=evenings.giver.id,
                actor_id=evenings.giver.account_id,
                **order,  # type: ignore[arg-type]
            )
        handovers.acknowledge(
            writing,
            officer_id=deputy.id,
            actor_id=deputy.account_id,
            **order,  # type: ignore[arg-type]
        )
    assert evenings.told() == {("handover.acknowledged", evenings.giver.account_id)}
    on = evenings.work(second.ends_at + rules.HANDED_OVER_AFTER)
    assert (on.from_slot_id, on.acknowledged_at) == (second.id, None), "read is not settled: it goes on"


def test_on_the_pages_an_officer_writes_hands_over_and_the_next_one_acknowledges(
    app: Flask, evenings: Evenings
) -> None:
    giver = signed_in_browser(app, Role.OFFICER, evenings.giver.account_id)
    taker = signed_in_browser(app, Role.OFFICER, evenings.taker.account_id)
    items = f"/rota/duties/{evenings.first.id}/items"
    with clock.stopped_at(evenings.first.starts_at + timedelta(hours=1)):
        assert taker.get(items).status_code == 404
        assert giver.post(items, data={"text": ""}).status_code == 422
        assert giver.post(items, data={"text": OPEN}).status_code == 303
        assert OPEN in giver.get(items).text
        answer = giver.post(f"/rota/duties/{evenings.first.id}/hand-over")
        assert giver.post(items, data={"text": "더"}).status_code == 409
        page = answer.headers["Location"]
        assert "읽고 확인함" not in giver.get(page).text
        shown = taker.get(page).text
        assert OPEN in shown
        assert "읽고 확인함" in shown
        assert taker.post(f"{page}/acknowledge").status_code == 303
        assert taker.post(f"{page}/acknowledge").status_code == 409
        assert taker.get("/rota/handovers").status_code == 200
        assert OPEN in taker.get(f"/rota/duties/{evenings.second.id}/items").text
