"""A signed sheet is opened again by two officials who have nothing to do with it; what was signed stays."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit.models import AuditEntry
from sotong.contests.models import Contest
from sotong.contests.rules import PhaseKind
from sotong.core.db import transaction
from sotong.core.errors import NotFound, Refused
from sotong.judging import queries, rules, services
from sotong.judging.models import Judge, ScoreSheet, SheetUnlock, UnlockProposal
from sotong.judging.rules import Official, SheetState
from tests.factories.judging import MadePanel, make_panel

FIRST, SECOND = Official(UUID(int=101), None), Official(UUID(int=102), None)
WHY = "2번 항목을 한 줄 밀려 적었다고 알려 왔습니다."


@pytest.fixture
def panel(session: Session, now: datetime) -> MadePanel:
    made = make_panel(session, now=now, judges=2)
    made.sign(session, made.judges[0], 1)
    return made


def sheet_ids(session: Session) -> list[UUID]:
    session.rollback()
    return list(session.scalars(sa.select(ScoreSheet.id).order_by(ScoreSheet.revision)))


def propose(sheet_id: UUID, now: datetime, by: Official = FIRST) -> None:
    with transaction() as session:
        services.propose_unlock(session, sheet_id, reason=WHY, official=by, now=now)


def confirm(sheet_id: UUID, now: datetime, by: Official = SECOND) -> None:
    with transaction() as session:
        services.confirm_unlock(session, sheet_id, official=by, now=now)


def unlock(session: Session, now: datetime) -> UUID:
    (sheet_id,) = sheet_ids(session)
    propose(sheet_id, now)
    confirm(sheet_id, now)
    return sheet_id


def state(session: Session, panel: MadePanel) -> SheetState:
    session.rollback()
    return queries.entry_to_score(session, panel.contest.code, panel.judges[0], 1)[1].state


def log(session: Session, panel: MadePanel, *actions: str) -> list[tuple[str, dict[str, Any]]]:
    session.rollback()
    query = sa.select(AuditEntry.action, AuditEntry.body).where(
        AuditEntry.stream_id == panel.contest.log_stream_id, AuditEntry.action.in_(actions)
    )
    return [
        (action, json.loads(body)) for action, body in session.execute(query.order_by(AuditEntry.position))
    ]


def test_an_unlock_is_on_the_log_opens_a_draft_with_the_old_marks_and_leaves_what_was_signed(
    session: Session, panel: MadePanel, now: datetime
) -> None:
    unlock(session, now)
    (_sheet, sheet), (_unlock, body) = log(session, panel, "sheet", "unlock")
    made = session.scalars(sa.select(SheetUnlock)).one()
    assert body == rules.unlock_entry(
        sheet=sheet["digest"], officials=[FIRST.account_id, SECOND.account_id], reason=WHY, salt=made.salt
    )
    assert WHY not in json.dumps(body, ensure_ascii=False)
    assert state(session, panel) is SheetState.COMPLETE
    signed, draft = session.scalars(sa.select(ScoreSheet).order_by(ScoreSheet.revision)).all()
    assert (signed.revision, draft.revision, draft.signed_at) == (1, 2, None)
    assert (signed.digest is not None, draft.mark_values) == (True, signed.mark_values)
    assert queries.signed_sheets(session, panel.contest.id) == []
    panel.save(session, panel.judges[0], 1, seen=draft.version, share="0.9")
    with transaction() as writing:
        services.sign_sheet(writing, panel.contest.code, 1, account_id=panel.judges[0], seen=3, now=now)
    session.rollback()
    (counted,) = queries.signed_sheets(session, panel.contest.id)
    assert counted.marks["effect"] == "27.0"
    (old, _new) = session.scalars(sa.select(ScoreSheet).order_by(ScoreSheet.revision)).all()
    assert str(old.mark_values["effect"]) == "15.0"


def test_a_sheet_opened_again_can_be_signed_after_the_judging_has_closed(
    session: Session, panel: MadePanel, now: datetime
) -> None:
    unlock(session, now)
    late = MadePanel(
        panel.contest, panel.judges, panel.contest.windows[PhaseKind.JUDGING][1] + timedelta(hours=1)
    )
    late.save(session, panel.judges[0], 1, seen=2, share="0.9")
    with pytest.raises(Refused, match=r"judging\.not_open"):
        late.save(session, panel.judges[1], 1)


def test_it_takes_two_officials_neither_the_judge_nor_of_an_entrants_department(
    session: Session, panel: MadePanel, now: datetime
) -> None:
    (sheet_id,) = sheet_ids(session)
    judge = Official(panel.judges[0], None)
    entrant = Official(UUID(int=103), panel.contest.entries[2].department_id)
    for act in (propose, confirm):
        with pytest.raises(Refused, match=r"unlock\.own_sheet"):
            act(sheet_id, now, by=judge)
        with pytest.raises(Refused, match=r"unlock\.entrants_department"):
            act(sheet_id, now, by=entrant)
    with pytest.raises(Refused, match=r"unlock\.not_proposed"):
        confirm(sheet_id, now)
    propose(sheet_id, now)
    with pytest.raises(Refused, match=r"unlock\.proposed_already"):
        propose(sheet_id, now, by=SECOND)
    with pytest.raises(Refused, match=r"unlock\.same_person"):
        confirm(sheet_id, now, by=FIRST)
    assert state(session, panel) is SheetState.SIGNED
    confirm(sheet_id, now)
    with pytest.raises(Refused, match=r"unlock\.done_already"):
        confirm(sheet_id, now)


def test_whoever_proposed_may_withdraw_on_record_and_anybody_may_propose_anew(
    session: Session, panel: MadePanel, now: datetime
) -> None:
    def withdraw(by: Official) -> None:
        with transaction() as writing:
            services.withdraw_unlock(writing, sheet_id, actor_id=by.account_id, now=now)

    (sheet_id,) = sheet_ids(session)
    propose(sheet_id, now)
    with pytest.raises(Refused, match=r"unlock\.not_yours"):
        withdraw(SECOND)
    withdraw(FIRST)
    with pytest.raises(Refused, match=r"unlock\.not_proposed"):
        withdraw(FIRST)
    with pytest.raises(Refused, match=r"unlock\.not_proposed"):
        confirm(sheet_id, now)
    session.rollback()
    done = sa.select(AuditEntry.action).where(AuditEntry.action.like("unlock.%"))
    assert session.scalars(done.order_by(AuditEntry.position)).all() == ["unlock.propose", "unlock.withdraw"]
    propose(sheet_id, now, by=SECOND)
    confirm(sheet_id, now, by=FIRST)
    with pytest.raises(Refused, match=r"unlock\.done_already"):
        withdraw(SECOND)
    session.rollback()
    (case,) = queries.unlock_cases(session, panel.contest.id)
    assert case.proposal
    assert (case.proposal.number, case.proposal.proposed_by_id) == (2, SECOND.account_id)


def test_only_a_signed_sheet_is_unlocked_and_not_after_publication(
    session: Session, panel: MadePanel, now: datetime
) -> None:
    first = unlock(session, now)
    _signed, draft = sheet_ids(session)
    with pytest.raises(Refused, match=r"unlock\.not_signed"):
        propose(draft, now)
    with pytest.raises(NotFound):
        propose(UUID(int=9), now)
    with transaction() as writing:
        writing.get_one(Contest, panel.contest.id).published_at = now
    for act in (propose, confirm):
        with pytest.raises(Refused, match=r"judging\.published"):
            act(first, now)
    with pytest.raises(Refused, match=r"judging\.published"):
        panel.save(session, panel.judges[0], 1, seen=2)


def test_the_tables_themselves_take_no_later_revision_without_two_officials(
    session: Session, panel: MadePanel, now: datetime
) -> None:
    (sheet_id,) = sheet_ids(session)
    sheet = session.get_one(ScoreSheet, sheet_id)
    row = {
        name: getattr(sheet, name)
        for name in ("contest_id", "entry_id", "judge_id", "marks", "comment", "note")
    }
    row |= {"id": UUID(int=7), "revision": 2, "version": 2, "saved_at": now}
    with pytest.raises(sa.exc.DBAPIError, match="two officials"), transaction() as writing:
        writing.execute(sa.insert(ScoreSheet), [row])
    propose(sheet_id, now)
    proposal = session.scalar(sa.select(UnlockProposal.id))
    session.rollback()
    alone = {"id": proposal, "proposed_by_id": FIRST.account_id, "confirmed_by_id": FIRST.account_id}
    alone |= {"confirmed_at": now, "salt": b"", "position": 1}
    with pytest.raises(sa.exc.IntegrityError), transaction() as writing:
        writing.execute(sa.insert(SheetUnlock), [alone])
    for table in ("unlock_proposal", "sheet_unlock"):
        if table == "sheet_unlock":
            confirm(sheet_id, now)
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), transaction() as writing:
            writing.execute(sa.text(f"DELETE FROM {table}"))


def test_a_judge_may_step_back_from_a_sheet_opened_again_and_then_it_counts_no_more(
    session: Session, panel: MadePanel, now: datetime
) -> None:
    unlock(session, now)
    session.rollback()
    assert queries.reopened(session, panel.contest.id) == [(1, 1)]
    with transaction() as writing:
        services.recuse(
            writing, panel.contest.code, 1, account_id=panel.judges[0], reason="아는 사이입니다.", now=now
        )
    session.rollback()
    assert queries.reopened(session, panel.contest.id) == []
    assert queries.signed_sheets(session, panel.contest.id) == []
    assert log(session, panel, "recusal") == [("recusal", {"entry": 1, "judge": 1, "kind": "declared"})]


def test_the_log_says_who_sits_on_the_panel_before_anybody_signs_who_leaves_and_who_steps_back(
    session: Session, panel: MadePanel, now: datetime
) -> None:
    two = session.scalar(sa.select(Judge.id).where(Judge.number == 2))
    assert two
    with transaction() as writing:
        services.unseat_judge(writing, two, actor_id=FIRST.account_id, now=now)
    with transaction() as writing:
        services.seat_judge(
            writing,
            panel.contest.id,
            account_id=panel.judges[1],
            department_id=panel.contest.entries[0].department_id,
            actor_id=FIRST.account_id,
            now=now,
        )
    assert log(session, panel, "seat", "unseat", "recusal", "sheet")[:2] == [
        ("seat", {"judge": 1}),
        ("seat", {"judge": 2}),
    ]
    assert log(session, panel, "seat", "unseat", "recusal")[2:] == [
        ("unseat", {"judge": 2}),
        ("seat", {"judge": 2}),
        ("recusal", {"entry": 1, "judge": 2, "kind": "own_department"}),
    ]
    home = panel.contest.entries[2].department_id  # an entry that came after the judge was seated
    with transaction() as writing:
        writing.execute(sa.update(Judge).where(Judge.number == 2).values(department_id=home))
    session.rollback()
    _bench, entry = queries.entry_to_score(session, panel.contest.code, panel.judges[1], 3)
    assert (entry.recusal, entry.state) == (None, SheetState.RECUSED)
    panel.sign(session, panel.judges[0], 2)
    assert ("recusal", {"entry": 3, "judge": 2, "kind": "own_department"}) in log(session, panel, "recusal")
