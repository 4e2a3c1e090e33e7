"""Score sheets: kept safe, signed once, never overwritten unseen."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit.models import AuditEntry
from sotong.contests.rules import PhaseKind
from sotong.core.db import transaction
from sotong.core.errors import NotFound, Refused
from sotong.core.permissions import Role
from sotong.judging import queries, rules, services
from sotong.judging.models import Judge, ScoreSheet
from sotong.judging.rules import RecusalKind, SheetState
from tests.factories.contests import MAKER
from tests.factories.judging import MadePanel, make_panel
from tests.factories.people import make_account


@pytest.fixture
def panel(session: Session, now: datetime) -> MadePanel:
    return make_panel(session, now=now)


def _state(session: Session, panel: MadePanel, entry: int = 1) -> SheetState:
    session.rollback()
    return queries.entry_to_score(session, panel.contest.code, panel.judges[0], entry)[1].state


def test_a_sheet_goes_from_empty_to_complete_to_signed(session: Session, panel: MadePanel) -> None:
    states = [_state(session, panel)]
    panel.save(session, panel.judges[0], 1)
    states.append(_state(session, panel))
    with transaction() as writing:
        services.sign_sheet(writing, panel.contest.code, 1, account_id=panel.judges[0], seen=1, now=panel.now)
    states.append(_state(session, panel))
    assert states == [SheetState.EMPTY, SheetState.COMPLETE, SheetState.SIGNED]


def test_a_second_tablet_does_not_overwrite_what_the_first_saved(session: Session, panel: MadePanel) -> None:
    panel.save(session, panel.judges[0], 1)
    with pytest.raises(Refused, match="moved_on"):
        panel.save(session, panel.judges[0], 1, seen=0, share="0.9")
    session.rollback()
    sheet = session.scalars(sa.select(ScoreSheet)).one()
    assert sheet.mark_values["effect"] == Decimal(15)


def test_a_half_entered_sheet_is_kept_but_cannot_be_signed(session: Session, panel: MadePanel) -> None:
    with transaction() as writing:
        services.save_sheet(
            writing,
            panel.contest.code,
            1,
            account_id=panel.judges[0],
            marks={"effect": Decimal("20.5")},
            comment="",
            note="",
            seen=0,
            now=panel.now,
        )
    assert _state(session, panel) is SheetState.BEGUN
    with pytest.raises(Refused, match="incomplete"), transaction() as writing:
        services.sign_sheet(writing, panel.contest.code, 1, account_id=panel.judges[0], seen=1, now=panel.now)


def test_a_signed_sheet_cannot_be_changed_not_even_in_the_database(
    session: Session, panel: MadePanel
) -> None:
    panel.sign(session, panel.judges[0], 1)
    with pytest.raises(Refused, match=r"judging\.signed"):
        panel.save(session, panel.judges[0], 1, seen=1)
    for change in ("UPDATE score_sheet SET marks = '{}'", "DELETE FROM score_sheet"):
        with pytest.raises(sa.exc.DBAPIError, match="signed"), transaction() as writing:
            writing.execute(sa.text(change))


def test_a_signature_stands_on_the_contests_log_as_a_salted_hash(session: Session, panel: MadePanel) -> None:
    panel.sign(session, panel.judges[0], 2)
    session.rollback()
    sheet = session.scalars(sa.select(ScoreSheet)).one()
    assert sheet.salt
    assert panel.contest.log_stream_id
    entry = session.get_one(AuditEntry, (panel.contest.log_stream_id, sheet.position))
    digest = rules.sheet_digest(
        salt=sheet.salt, entry_number=2, judge_number=1, marks=sheet.mark_values, revision=1
    )
    assert (entry.action, sheet.digest) == ("sheet", digest)
    assert digest in entry.body


def test_a_judge_of_the_entrants_department_is_recused_by_itself(session: Session, panel: MadePanel) -> None:
    insider = make_account(session, Role.JUDGE).id
    with transaction() as writing:
        services.seat_judge(
            writing,
            panel.contest.id,
            account_id=insider,
            department_id=panel.contest.entries[1].department_id,
            actor_id=MAKER,
            now=panel.now,
        )
    session.rollback()
    _bench, entry = queries.entry_to_score(session, panel.contest.code, insider, 2)
    assert entry.recusal
    assert entry.recusal.kind is RecusalKind.OWN_DEPARTMENT
    with pytest.raises(Refused):
        panel.save(session, insider, 2)


def test_a_judge_who_steps_back_scores_no_more(session: Session, panel: MadePanel) -> None:
    with transaction() as writing:
        services.recuse(
            writing,
            panel.contest.code,
            1,
            account_id=panel.judges[0],
            reason="예전 소속입니다.",
            now=panel.now,
        )
    assert _state(session, panel) is SheetState.RECUSED
    with pytest.raises(Refused, match="recused"):
        panel.save(session, panel.judges[0], 1)
    assert queries.recused_pairs(session, panel.contest.id) == {(1, 1)}


def test_whoever_does_not_sit_on_the_panel_sees_nothing(session: Session, panel: MadePanel) -> None:
    stranger = make_account(session, Role.JUDGE).id
    with pytest.raises(NotFound):
        queries.bench(session, panel.contest.code, stranger)


@pytest.mark.parametrize("side", ["opens", "closes"])
def test_marks_are_taken_from_the_opening_instant_up_to_not_including_the_close(
    session: Session, panel: MadePanel, side: str
) -> None:
    opens_at, closes_at = panel.contest.windows[PhaseKind.JUDGING]
    tick = timedelta(microseconds=1)
    inside, outside = (opens_at, opens_at - tick) if side == "opens" else (closes_at - tick, closes_at)
    for at, taken in ((outside, False), (inside, True)):
        moved = MadePanel(panel.contest, panel.judges, at)
        if taken:
            moved.save(session, panel.judges[0], 1)
        else:
            with pytest.raises(Refused, match="not_open"):
                moved.save(session, panel.judges[0], 1)


def test_a_judge_taken_off_the_panel_counts_no_more(session: Session, panel: MadePanel) -> None:
    panel.sign(session, panel.judges[0], 1)
    panel.sign(session, panel.judges[1], 1)
    session.rollback()
    judge = session.scalars(sa.select(Judge).where(Judge.number == 1)).one()
    with transaction() as writing:
        services.unseat_judge(writing, judge.id, actor_id=MAKER, now=panel.now)
    assert {sheet.judge_number for sheet in queries.signed_sheets(session, panel.contest.id)} == {2}


def test_progress_tells_numbers_of_sheets(session: Session, panel: MadePanel) -> None:
    panel.sign(session, panel.judges[0], 1)
    panel.sign(session, panel.judges[0], 2)
    session.rollback()
    seats = queries.panel(session, panel.contest.id)
    assert [(seat.signed, seat.to_score, seat.finished) for seat in seats] == [
        (2, 3, False),
        (0, 3, False),
        (0, 3, False),
    ]
