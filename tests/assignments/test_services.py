"""Work is assigned, handed in and reviewed, and all of it goes on record."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from sotong.assignments import queries, services
from sotong.assignments.models import Assignment, Proof
from sotong.assignments.rules import (
    Act,
    AssignmentState,
    Decision,
    ProofFlag,
    ProofKind,
    ProofStanding,
    Subject,
    SubjectKind,
)
from sotong.audit.models import AuditEntry
from sotong.channels.permalinks import parse
from sotong.channels.platforms import Permalink
from sotong.core.db import db, transaction
from sotong.core.errors import NotFound, Refused
from sotong.people.queries import active_officers
from tests.factories.assignments import ORIGINAL, MadeAssignment, fresh_permalink, make_assignment
from tests.factories.people import FIRST_DAY, make_account, make_city, make_officer

S = AssignmentState
HOUR = timedelta(hours=1)
SUBJECT = Subject(SubjectKind.POST, UUID(int=1), "봄꽃축제", ORIGINAL, "함께해요")


@pytest.fixture
def admin_id(session: Session) -> UUID:
    """The account of an admin."""
    return make_account(session).id


def link(text: str) -> Permalink:
    """A permalink that must be one."""
    found = parse(text)
    assert isinstance(found, Permalink), found
    return found


def assign_all(session: Session, admin_id: UUID, now: datetime, due: timedelta = HOUR) -> int:
    """Assign a post's share to the officers of the day."""
    officers = active_officers(session, FIRST_DAY)
    with transaction() as writing:
        return services.assign(
            writing,
            subject=SUBJECT,
            officers=officers,
            act=Act.SHARE,
            due_at=now + due,
            actor_id=admin_id,
            now=now,
        )


def hand_in(made: MadeAssignment, text: str, now: datetime) -> Assignment:
    """Hand in a permalink as the assignment's officer."""
    assert made.officer.account_id
    with transaction() as session:
        return services.hand_in(
            session,
            assignment_id=made.id,
            officer_id=made.officer.id,
            link=link(text),
            actor_id=made.officer.account_id,
            now=now,
        )


def withdraw(made: MadeAssignment, now: datetime) -> Assignment:
    """Take the proof back as the assignment's officer."""
    assert made.officer.account_id
    with transaction() as session:
        return services.withdraw(
            session,
            assignment_id=made.id,
            officer_id=made.officer.id,
            actor_id=made.officer.account_id,
            now=now,
        )


def decide(
    decision: Decision,
    *made: MadeAssignment,
    actor_id: UUID,
    now: datetime,
    reason: str | None = None,
    due_at: datetime | None = None,
) -> int:
    """Decide as an admin."""
    with transaction() as session:
        return services.decide(
            session,
            decision=decision,
            assignment_ids=[one.id for one in made],
            reason=reason,
            due_at=due_at,
            actor_id=actor_id,
            now=now,
        )


def actions(session: Session) -> list[str]:
    """What stands on record about assignments, in order."""
    query = sa.select(AuditEntry.action).where(AuditEntry.action.like("assignment.%"))
    return list(session.scalars(query.order_by(AuditEntry.position)))


def test_each_officer_gets_the_share_with_what_is_needed_to_do_it(
    session: Session, admin_id: UUID, now: datetime
) -> None:
    city = make_city(session, 3)
    assert assign_all(session, admin_id, now) == 3
    rows = session.scalars(sa.select(Assignment)).all()
    assert {(row.officer_id, row.department_id) for row in rows} == {(o.id, o.department_id) for o in city}
    assert {(row.title, row.link, row.text) for row in rows} == {("봄꽃축제", ORIGINAL, "함께해요")}
    assert {(row.state, row.first_seen_at) for row in rows} == {(S.OPEN, None)}
    assert actions(session) == ["assignment.assign"]


def test_assigning_again_reaches_only_those_who_lack_it(
    session: Session, admin_id: UUID, now: datetime
) -> None:
    make_city(session, 2)
    assert assign_all(session, admin_id, now) == 2
    make_officer(session)
    assert assign_all(session, admin_id, now) == 1
    assert assign_all(session, admin_id, now) == 0
    assert actions(session) == ["assignment.assign"] * 2, "nothing done, nothing recorded"


def test_nothing_is_assigned_into_the_past(session: Session, admin_id: UUID, now: datetime) -> None:
    make_city(session, 1)
    with pytest.raises(Refused, match="due_in_the_past"):
        assign_all(session, admin_id, now, due=timedelta(0))
    assert session.scalar(sa.select(sa.func.count(Assignment.id))) == 0


def test_the_first_look_is_kept_and_counts_once(session: Session, now: datetime) -> None:
    made = make_assignment(session, now)
    done = make_assignment(session, now, officer=made.officer, state=S.EXCUSED)
    others = make_assignment(session, now)
    assert made.officer.account_id
    for look in (now, now + HOUR):
        with transaction() as writing:
            services.mark_seen(
                writing, officer_id=made.officer.id, actor_id=made.officer.account_id, now=look
            )
    session.expire_all()
    seen = {row.id: row.first_seen_at for row in session.scalars(sa.select(Assignment))}
    assert seen == {made.id: now, done.id: None, others.id: None}
    assert actions(session) == ["assignment.see"]


def test_a_sound_proof_settles_the_assignment_at_once(session: Session, now: datetime) -> None:
    made = make_assignment(session, now)
    assignment = hand_in(made, "https://twitter.com/officer/status/77?s=20", now)
    assert (assignment.state, assignment.handed_in_at, assignment.first_seen_at) == (S.DONE, now, now)
    (proof,) = queries.proofs_of(session, made.id)
    assert (proof.permalink, proof.standing) == ("https://x.com/i/status/77", ProofStanding.ACCEPTED)
    assert actions(session) == ["assignment.hand_in"]


def test_the_original_handed_in_waits_for_a_reviewer(session: Session, now: datetime) -> None:
    made = make_assignment(session, now)
    assert hand_in(made, ORIGINAL, now).state is S.HANDED_IN
    (proof,) = queries.proofs_of(session, made.id)
    assert proof.flags == (ProofFlag.ORIGINAL,)
    assert proof.standing is ProofStanding.WAITING


def test_anothers_proof_handed_in_is_a_duplicate_and_the_first_stays_done(
    session: Session, now: datetime
) -> None:
    first, second = make_assignment(session, now), make_assignment(session, now)
    assert hand_in(first, "https://x.com/a/status/5", now).state is S.DONE
    assert hand_in(second, "https://x.com/b/status/5", now).state is S.HANDED_IN
    (proof,) = queries.proofs_of(session, second.id)
    assert proof.flags == (ProofFlag.DUPLICATE,)
    assert [twin.assignment_id for twin in queries.twins_of(session, proof)] == [first.id]


def test_a_proof_that_may_be_anothers_under_another_address_waits(session: Session, now: datetime) -> None:
    first = make_assignment(session, now, link=None)
    second = make_assignment(session, now, link=None, subject_id=first.subject_id)
    hand_in(first, "https://www.facebook.com/ydp.tax/posts/5555555555", now)
    token = "pfbid02abcdefghijkLMNopqrstuvwxyz1234567890"
    assert hand_in(second, f"https://www.facebook.com/ydp.tax/posts/{token}", now).state is S.HANDED_IN
    (proof,) = queries.proofs_of(session, second.id)
    assert proof.flags == (ProofFlag.POSSIBLY_SAME,)


def test_two_officers_hand_in_one_permalink_at_the_same_instant_and_one_is_a_duplicate(
    app: Flask, session: Session, now: datetime
) -> None:
    made = [make_assignment(session, now) for _ in range(6)]
    gate = threading.Barrier(len(made))
    failed: list[BaseException] = []

    def at_once(one: MadeAssignment) -> None:
        with app.app_context():
            try:
                gate.wait()
                hand_in(one, "https://x.com/officer/status/42", now)
            except BaseException as problem:  # noqa: BLE001 - shown by the test below
                failed.append(problem)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=at_once, args=(one,)) for one in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    session.rollback()
    assert sorted(session.scalars(sa.select(Proof.is_duplicate))) == [False] + [True] * 5
    states = session.scalars(sa.select(Assignment.state)).all()
    assert sorted(states) == [S.DONE] + [S.HANDED_IN] * 5


def test_a_second_tap_changes_nothing(session: Session, now: datetime) -> None:
    made = make_assignment(session, now)
    hand_in(made, "https://x.com/officer/status/9", now)
    again = hand_in(made, "https://x.com/officer/status/9", now + HOUR)
    assert (again.state, again.handed_in_at) == (S.DONE, now)
    assert actions(session) == ["assignment.hand_in"]


def test_a_second_proof_beside_the_first_is_refused(session: Session, now: datetime) -> None:
    made = make_assignment(session, now)
    hand_in(made, fresh_permalink(), now)
    with pytest.raises(Refused, match="already_done"):
        hand_in(made, fresh_permalink(), now)
    assert len(queries.proofs_of(session, made.id)) == 1


def test_an_account_handed_in_is_refused(session: Session, now: datetime) -> None:
    made = make_assignment(session, now)
    with pytest.raises(Refused, match="not_a_post"):
        hand_in(made, "https://x.com/officer", now)


def test_anothers_assignment_cannot_be_found(session: Session, now: datetime) -> None:
    mine, theirs = make_assignment(session, now), make_assignment(session, now)
    stolen = MadeAssignment(theirs.id, mine.officer, theirs.subject_id, None)
    with pytest.raises(NotFound):
        hand_in(stolen, fresh_permalink(), now)
    with pytest.raises(NotFound):
        withdraw(stolen, now)
    assert queries.proofs_of(session, theirs.id) == []


def test_what_asks_for_no_proof_is_done_by_saying_so(session: Session, now: datetime) -> None:
    made = make_assignment(session, now, act=Act.READ, proof_kind=ProofKind.NONE)
    assert made.officer.account_id
    with transaction() as writing:
        services.confirm(
            writing,
            assignment_id=made.id,
            officer_id=made.officer.id,
            actor_id=made.officer.account_id,
            now=now,
        )
    assert queries.assignment_by_id(session, made.id).state is S.DONE
    assert withdraw(made, now).state is S.OPEN
    assert actions(session) == ["assignment.confirm", "assignment.withdraw"]


def test_a_proof_taken_back_is_kept_as_history_and_frees_its_permalink(
    session: Session, now: datetime
) -> None:
    first, second = make_assignment(session, now), make_assignment(session, now)
    hand_in(first, "https://x.com/officer/status/6", now)
    assert withdraw(first, now).state is S.OPEN
    assert hand_in(second, "https://x.com/officer/status/6", now).state is S.DONE
    (proof,) = queries.proofs_of(session, first.id)
    assert proof.standing is ProofStanding.WITHDRAWN


def test_what_a_reviewer_ruled_on_cannot_be_taken_back(
    session: Session, admin_id: UUID, now: datetime
) -> None:
    made = make_assignment(session, now, state=S.HANDED_IN)
    decide(Decision.APPROVE, made, actor_id=admin_id, now=now)
    with pytest.raises(Refused, match="already_reviewed"):
        withdraw(made, now)


def test_an_approved_proof_says_who_approved_it(session: Session, admin_id: UUID, now: datetime) -> None:
    made = make_assignment(session, now, state=S.HANDED_IN, flags=frozenset({ProofFlag.DUPLICATE}))
    assert decide(Decision.APPROVE, made, actor_id=admin_id, now=now) == 1
    assert queries.assignment_by_id(session, made.id).state is S.DONE
    (proof,) = queries.proofs_of(session, made.id)
    assert (proof.standing, proof.reviewed_by_id, proof.reviewed_at) == (
        ProofStanding.ACCEPTED,
        admin_id,
        now,
    )


def test_a_rejected_proof_is_to_be_done_again_with_the_reason(
    session: Session, admin_id: UUID, now: datetime
) -> None:
    made = make_assignment(session, now, state=S.HANDED_IN)
    later = now + 24 * HOUR
    decide(Decision.REJECT, made, reason="다른 글입니다.", due_at=later, actor_id=admin_id, now=now)
    assignment = queries.assignment_by_id(session, made.id)
    assert (assignment.state, assignment.reason, assignment.due_at) == (S.REJECTED, "다른 글입니다.", later)
    assert hand_in(made, fresh_permalink(), now + HOUR).state is S.DONE
    assert queries.assignment_by_id(session, made.id).reason is None
    again, first = queries.proofs_of(session, made.id)
    assert (again.standing, again.reviewed_by_id) == (ProofStanding.ACCEPTED, None)
    assert (first.standing, first.reviewed_by_id, first.reason) == (
        ProofStanding.REJECTED,
        admin_id,
        "다른 글입니다.",
    )


def test_a_due_time_is_never_drawn_nearer_by_a_rejection(
    session: Session, admin_id: UUID, now: datetime
) -> None:
    made = make_assignment(session, now, state=S.HANDED_IN, due=8 * HOUR)
    decide(Decision.REJECT, made, reason="사유", due_at=now + HOUR, actor_id=admin_id, now=now)
    assert queries.assignment_by_id(session, made.id).due_at == now + 8 * HOUR
    with pytest.raises(Refused, match="due_in_the_past"):
        decide(Decision.REJECT, made, reason="사유", due_at=now, actor_id=admin_id, now=now)


def test_a_decision_for_many_is_made_for_all_or_for_none(
    session: Session, admin_id: UUID, now: datetime
) -> None:
    waiting = [make_assignment(session, now, state=S.HANDED_IN) for _ in range(3)]
    open_one = make_assignment(session, now)
    with pytest.raises(Refused, match="cannot_approve"):
        decide(Decision.APPROVE, *waiting, open_one, actor_id=admin_id, now=now)
    stranger = MadeAssignment(uuid4(), open_one.officer, uuid4(), None)
    with pytest.raises(NotFound):
        decide(Decision.APPROVE, *waiting, stranger, actor_id=admin_id, now=now)
    assert actions(session) == []
    assert decide(Decision.APPROVE, *waiting, actor_id=admin_id, now=now) == 3
    assert actions(session) == ["assignment.approve"] * 3


def test_an_excused_officer_can_be_asked_again(session: Session, admin_id: UUID, now: datetime) -> None:
    made = make_assignment(session, now)
    decide(Decision.EXCUSE, made, reason="휴가", actor_id=admin_id, now=now)
    with pytest.raises(Refused, match=r"assignment\.excused"):
        hand_in(made, fresh_permalink(), now)
    decide(Decision.REOPEN, made, actor_id=admin_id, now=now)
    assignment = queries.assignment_by_id(session, made.id)
    assert (assignment.state, assignment.reason) == (S.OPEN, None)


def test_cancelling_a_subject_takes_back_what_nobody_has_done_yet(
    session: Session, admin_id: UUID, now: datetime
) -> None:
    subject_id = uuid4()
    states = (S.OPEN, S.REJECTED, S.HANDED_IN, S.DONE, S.EXCUSED)
    made = {state: make_assignment(session, now, state=state, subject_id=subject_id) for state in states}
    elsewhere = make_assignment(session, now)
    with transaction() as writing:
        count = services.cancel_subject(
            writing,
            kind=SubjectKind.POST,
            subject_id=subject_id,
            reason="게시물 삭제",
            actor_id=admin_id,
            now=now,
        )
    session.rollback()
    after = {state: queries.assignment_by_id(session, one.id).state for state, one in made.items()}
    assert count == 2
    assert after == {
        S.OPEN: S.CANCELLED,
        S.REJECTED: S.CANCELLED,
        S.HANDED_IN: S.HANDED_IN,
        S.DONE: S.DONE,
        S.EXCUSED: S.EXCUSED,
    }
    assert queries.assignment_by_id(session, elsewhere.id).state is S.OPEN
