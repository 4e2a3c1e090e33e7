"""Swaps as they happen: offered, taken, approved, given back; who hears of it, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.core.db import transaction
from sotong.core.errors import Refused
from sotong.notices.models import Notice
from sotong.rota.models import AbsenceEntry, DutySeat, Swap
from sotong.rota.queries import swaps as queries
from sotong.rota.queries.swaps import Duty
from sotong.rota.rules import AbsenceKind
from sotong.rota.services import deputies, swap_decisions, swaps
from sotong.rota.services.absences import enter_absence
from sotong.rota.swap_rules import SwapState
from tests.factories.rota import EVENINGS, MadeRota, make_rota

OPEN_GAP = EVENINGS.replace("gap_days = 2", "gap_days = 1")


@dataclass
class Office:
    """A published rota of six evenings' officers, and short ways to do things to it."""

    session: Session
    made: MadeRota
    now: datetime

    def account(self, officer_id: UUID) -> UUID:
        found = next(one.account_id for one in self.made.officers if one.id == officer_id)
        assert found
        return found

    def ahead(self, officer_id: UUID) -> list[Duty]:
        return queries.duties_ahead(self.session, officer_id, self.now)

    def two(self) -> tuple[UUID, UUID]:
        """Two officers, neither of whom breaks a rule by taking the other's second duty."""
        return self.made.officers[0].id, self.made.officers[1].id

    def offer(self, officer_id: UUID, duty: Duty, **more: object) -> Swap:
        with transaction() as writing:
            return swaps.offer(
                writing,
                seat_id=duty.seat.id,
                officer_id=officer_id,
                actor_id=self.account(officer_id),
                now=self.now,
                **more,  # type: ignore[arg-type]
            )

    def take(self, swap: Swap, taker_id: UUID, back: Duty | None = None, **more: object) -> Swap:
        with transaction() as writing:
            return swaps.take(
                writing,
                swap_id=swap.id,
                taker_id=taker_id,
                back_seat_id=back.seat.id if back else None,
                actor_id=self.account(taker_id),
                now=self.now,
                **more,  # type: ignore[arg-type]
            )

    def approve(self, swap: Swap, reason: str = "") -> Swap:
        with transaction() as writing:
            return swap_decisions.approve(
                writing,
                swap_id=swap.id,
                seen=swap.version,
                reason=reason,
                actor_id=self.made.admin_id,
                now=self.now,
            )

    def told(self) -> set[tuple[str, UUID | None]]:
        """Who was told what; then it is forgotten."""
        of_these = sa.select(Notice).where(Notice.kind != "rota.published")
        with transaction() as writing:
            rows = {(row.kind, row.to_account_id) for row in writing.scalars(of_these)}
            writing.execute(sa.delete(Notice))
            return rows

    def holder(self, duty: Duty) -> tuple[UUID | None, int]:
        seat = self.session.get_one(DutySeat, duty.seat.id, populate_existing=True)
        return seat.officer_id, seat.sequence


@pytest.fixture
def office(session: Session, now: datetime) -> Office:
    made = make_rota(session, now, people=4, days=8, starts_in=2, rules=OPEN_GAP, published=True)
    return Office(session, made, now)


def test_a_swap_has_three_parties_and_exactly_those_concerned_hear_of_each_step(office: Office) -> None:
    asks, takes = office.two()
    mine, hers = office.ahead(asks)[0], office.ahead(takes)[0]
    swap = office.offer(asks, mine, asked_of_id=takes, wants_return=True)
    assert office.told() == {("swap.asked", office.account(takes))}
    with pytest.raises(Refused, match=r"swap\.already_open"):
        office.offer(asks, mine)
    with pytest.raises(Refused, match=r"swap\.asked_of_another"):
        office.take(swap, office.made.officers[2].id, office.ahead(office.made.officers[2].id)[0])
    swap = office.take(swap, takes, hers)
    admin = office.made.admin_id
    assert office.told() == {("swap.taken", office.account(asks)), ("swap.to_approve", admin)}
    assert office.holder(mine) == (asks, 0)
    swap = office.approve(swap)
    assert office.told() == {("swap.approved", office.account(one)) for one in (asks, takes)}
    assert (office.holder(mine), office.holder(hers)) == ((takes, 1), (asks, 1))
    with transaction() as writing:
        swap_decisions.undo(
            writing, swap_id=swap.id, seen=swap.version, reason="잘못 눌렀다", actor_id=admin, now=office.now
        )
    assert (office.holder(mine), office.holder(hers)) == ((asks, 2), (takes, 2))


def test_an_offer_to_all_is_told_to_those_who_could_take_it_and_stepped_back_from_before_approval(
    office: Office,
) -> None:
    asks, takes = office.two()
    duty = office.ahead(asks)[0]
    away = office.made.officers[2].id
    with transaction() as writing:
        enter_absence(
            writing,
            officer_id=away,
            first_on=duty.slot.on,
            last_on=duty.slot.on,
            kind=AbsenceKind.TRIP,
            actor_id=office.account(away),
            now=office.now,
        )
    swap = office.offer(asks, duty)
    able = {office.account(one.id) for one in office.made.officers if one.id not in (asks, away)}
    assert office.told() == {("swap.offered", account) for account in able}
    with pytest.raises(Refused, match=r"swap\.breaks_rules"):
        office.take(swap, away)
    swap = office.take(swap, takes)
    with transaction() as writing:
        swaps.untake(
            writing, swap_id=swap.id, officer_id=takes, actor_id=office.account(takes), now=office.now
        )
    assert ("swap.untaken", office.account(asks)) in office.told()
    swap = office.take(office.session.get_one(Swap, swap.id), takes)
    with pytest.raises(Refused, match=r"swap\.changed"):
        office.approve(Swap(id=swap.id, version=swap.version - 1))
    office.approve(swap)
    assert office.holder(duty) == (takes, 1)


def test_what_changed_meanwhile_is_refused_and_what_breaks_a_rule_by_now_wants_a_reason(
    office: Office,
) -> None:
    asks, takes = office.two()
    first, second = office.ahead(asks)[:2]
    moved = office.take(office.offer(asks, first), takes)
    with transaction() as writing:
        writing.execute(sa.update(DutySeat).where(DutySeat.id == first.seat.id).values(sequence=5))
    with pytest.raises(Refused, match=r"swap\.moved_on"):
        office.approve(moved)
    swap = office.take(office.offer(asks, second), takes)
    with transaction() as writing:
        writing.add(
            AbsenceEntry(
                officer_id=takes,
                first_on=second.slot.on,
                last_on=second.slot.on,
                kind=AbsenceKind.SICK,
                entered_at=office.now,
                entered_by_id=office.made.admin_id,
            )
        )
    with pytest.raises(Refused, match=r"swap\.needs_reason"):
        office.approve(swap)
    assert office.approve(swap, "본인이 나오겠다고 함").state is SwapState.APPROVED


def test_the_cut_off_closes_offers_and_the_worker_chases_or_ends_what_waits_too_long(
    office: Office,
) -> None:
    asks, takes = office.two()
    soon, later = office.ahead(asks)[:2]
    taken = office.take(office.offer(asks, later), takes)
    offered = office.offer(asks, soon)
    office.told()
    closes = offered.closes_at
    with transaction() as writing:
        assert swap_decisions.escalate_overdue(writing, closes - timedelta(seconds=1)) in (0, 1)
        assert swap_decisions.escalate_overdue(writing, closes + timedelta(hours=25)) >= 1
        assert swap_decisions.escalate_overdue(writing, closes + timedelta(hours=25)) == 0
    states = {row.id: row.state for row in office.session.scalars(sa.select(Swap))}
    assert states == {offered.id: SwapState.LAPSED, taken.id: SwapState.TAKEN}
    assert office.told() >= {("swap.lapsed", office.account(asks)), ("swap.overdue", office.made.admin_id)}
    with transaction() as writing:
        swap_decisions.set_cutoff(
            writing, kind_code="evening", hours=720, actor_id=office.made.admin_id, now=office.now
        )
    with pytest.raises(Refused, match=r"swap\.too_late"):
        office.offer(asks, soon)


def test_a_deputy_serves_for_who_is_away_and_credit_goes_to_the_deputy(office: Office) -> None:
    asks, deputy = office.two()
    duty = office.ahead(asks)[0]
    order = {"seat_id": duty.seat.id, "reason": "병가", "actor_id": office.made.admin_id, "now": office.now}
    with transaction() as writing:
        seat = deputies.stand_in(writing, deputy_id=deputy, seen=0, **order)  # type: ignore[arg-type]
    assert (seat.officer_id, seat.credited_id, seat.sequence) == (asks, deputy, 1)
    assert office.told() == {("duty.deputy", office.account(one)) for one in (asks, deputy)}
    with pytest.raises(Refused, match=r"seat\.moved_on"), transaction() as writing:
        deputies.stand_in(writing, deputy_id=None, seen=0, **order)  # type: ignore[arg-type]
    with pytest.raises(Refused, match=r"swap\.has_deputy"):
        office.offer(asks, duty)
