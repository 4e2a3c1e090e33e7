"""A sample instead of all: drawn by a recorded seed; more where one is rejected, else the rest approved."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from itertools import combinations
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from sotong.assignments import queries, services
from sotong.assignments.models import Assignment, Proof
from sotong.assignments.rules import AssignmentState, ProofFlag, SubjectKind
from sotong.assignments.sampling import (
    Outcome,
    Verdict,
    chance_to_see,
    drawn,
    grown,
    shuffled,
    verdict,
)
from sotong.audit.models import AuditEntry
from sotong.core.db import transaction
from sotong.core.permissions import Role
from tests.browsers import Browser
from tests.factories.assignments import MadeAssignment, make_assignment
from tests.factories.people import make_account

S = AssignmentState
DECIDE = "/assignments/decisions"
NONE: frozenset[ProofFlag] = frozenset()
FLAGGED = frozenset({ProofFlag.SHARE_LINK})
ids = st.lists(st.uuids(), max_size=60, unique=True)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=8), ids, st.integers(1, 70), st.data())
def test_all_that_is_flagged_is_drawn_and_the_seed_alone_decides_the_rest(
    seed: str, all_ids: list[UUID], size: int, data: st.DataObject
) -> None:
    flagged = set(data.draw(st.lists(st.sampled_from(all_ids)) if all_ids else st.just([])))
    chosen = drawn(seed, all_ids, flagged, size)
    assert flagged <= chosen <= set(all_ids)
    assert len(chosen) == min(len(all_ids), max(size, len(flagged)))
    assert chosen == drawn(seed, data.draw(st.permutations(all_ids)), flagged, size)
    rest = set(all_ids) - chosen
    more = grown(seed, rest, len(chosen))
    assert set(more) <= rest
    assert len(more) == min(len(rest), max(1, len(chosen)))
    assert sorted(shuffled(seed, all_ids)) == sorted(all_ids)


def test_a_round_without_fault_accepts_the_rest_and_one_fault_asks_for_more() -> None:
    ok, bad, gone = Outcome.APPROVED, Outcome.REJECTED, Outcome.GONE
    assert verdict([ok, None], 5) is Verdict.LOOK
    assert verdict([ok, bad], 5) is Verdict.GROW
    assert verdict([ok, bad], 0) is Verdict.ACCEPT, "nothing is left to draw"
    assert verdict([ok, gone], 5) is Verdict.ACCEPT


def test_the_chance_to_see_a_fault_is_counted_over_all_possible_samples() -> None:
    for population, faulty, looked_at in ((6, 2, 3), (5, 0, 2), (5, 5, 1), (4, 1, 9)):
        samples = list(combinations(range(population), min(looked_at, population)))
        seen = sum(any(one < faulty for one in sample) for sample in samples)
        assert chance_to_see(population, faulty, looked_at) == Fraction(seen, len(samples))


@pytest.fixture
def admin(browser: Callable[[Role], Browser]) -> Browser:
    """An admin's PC."""
    return browser(Role.ADMIN)


def make_proofs(
    session: Session, now: datetime, clean: int, flagged: int
) -> tuple[UUID, list[MadeAssignment]]:
    """So many proofs about one post."""
    subject_id = uuid4()
    with transaction() as writing:
        by_id = make_account(writing).id
        made = [
            make_assignment(
                writing, now, state=state, flags=flags, subject_id=subject_id, assigned_by_id=by_id
            )
            for state, flags, count in ((S.DONE, NONE, clean), (S.HANDED_IN, FLAGGED, flagged))
            for _ in range(count)
        ]
    return subject_id, made


def reviewed(session: Session, subject_id: UUID) -> int:
    session.rollback()
    query = sa.select(sa.func.count()).where(
        Assignment.subject_id == subject_id, Assignment.decided_at.is_not(None)
    )
    return session.scalar(query) or 0


def decide(admin: Browser, session: Session, sample_id: UUID, decision: str) -> None:
    """Decide the same on all that was drawn and not looked at."""
    session.rollback()
    found = queries.sampled(session, sample_id)
    waiting = [str(item.assignment_id) for item in found.newest if found.outcome(item) is None]
    form = {"chosen": waiting, "decision": decision, "reason": "다른 게시물"}
    assert admin.post(DECIDE, data=form).status_code == 302


def test_ten_of_many_are_looked_at_and_the_rest_is_approved_on_their_outcome(
    session: Session, admin: Browser, now: datetime
) -> None:
    subject_id, made = make_proofs(session, now, clean=12, flagged=2)
    page = f"/assignments/samples/post/{subject_id}"
    assert "확인할 점이 있는 증빙" in admin.get(page).text
    assert admin.post(page, data={"size": "0"}).status_code == 422
    sample = admin.post(page, data={"size": "4"})
    sample_id = UUID(sample.location.rsplit("/", 1)[1])
    assert admin.get(page).location == sample.location, "one at a time"
    assert admin.get(sample.location).text.count('name="chosen"') == 4
    settlement = f"{sample.location}/settlement"
    admin.post(settlement)
    assert "모두 승인하거나 반려한 뒤에" in admin.get(sample.location).text
    decide(admin, session, sample_id, "approve")
    assert reviewed(session, subject_id) == 4
    admin.post(settlement)
    assert reviewed(session, subject_id) == 14
    assert "나머지 10건을 승인했습니다" in admin.get(sample.location).text
    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "sample.draw")).one()
    body = json.loads(entry.body)
    session.rollback()
    flagged = [one.id for one in made if one.id in _flagged(session, subject_id)]
    assert {UUID(one) for one in body["assignments"]} == drawn(
        body["seed"], [one.id for one in made], flagged, 4
    ), "whoever has the seed draws the same"


def _flagged(session: Session, subject_id: UUID) -> set[UUID]:
    query = (
        sa.select(Assignment.id)
        .join(Proof, Proof.assignment_id == Assignment.id)
        .where(Assignment.subject_id == subject_id, Proof.other_flags != frozenset())
    )
    return set(session.scalars(query))


def test_where_one_is_rejected_as_many_again_are_drawn(
    session: Session, admin: Browser, now: datetime
) -> None:
    subject_id, _made = make_proofs(session, now, clean=9, flagged=0)
    sample = admin.post(f"/assignments/samples/post/{subject_id}", data={"size": "2"})
    sample_id, settlement = UUID(sample.location.rsplit("/", 1)[1]), f"{sample.location}/settlement"
    for drawn_so_far, decision in ((2, "reject"), (4, "reject"), (8, "approve")):
        session.rollback()
        assert len(queries.sampled(session, sample_id).looked_at) == drawn_so_far
        decide(admin, session, sample_id, decision)
        admin.post(settlement)
    assert reviewed(session, subject_id) == 9
    sampling = sa.select(AuditEntry.action).where(AuditEntry.action.like("sample.%"))
    actions = list(session.scalars(sampling.order_by(AuditEntry.position)))
    assert actions == ["sample.draw", "sample.grow", "sample.grow", "sample.settle"]


def test_what_its_officer_takes_back_holds_nobody_up(session: Session, now: datetime) -> None:
    subject_id, made = make_proofs(session, now, clean=2, flagged=0)
    by_id = make_account(session).id
    with transaction() as writing:
        sample = services.draw_sample(
            writing,
            kind=SubjectKind.POST,
            subject_id=subject_id,
            size=2,
            seed="씨앗",
            actor_id=by_id,
            now=now,
        )
        for one in made:
            services.withdraw(
                writing, assignment_id=one.id, officer_id=one.officer.id, actor_id=by_id, now=now
            )
    found = queries.sampled(session, sample.id)
    assert (found.count(Outcome.GONE), found.verdict) == (2, Verdict.ACCEPT)
    with transaction() as writing:
        settled = services.settle_sample(writing, sample_id=sample.id, actor_id=by_id, now=now)
    assert settled == (Verdict.ACCEPT, 0)
