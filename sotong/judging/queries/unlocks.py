"""Signed sheets that are to be opened again, or have been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from sotong.contests.models import Contest, Entry
from sotong.core.errors import NotFound
from sotong.core.permissions import Role
from sotong.judging.models import (
    Judge,
    Recusal,
    ScoreSheet,
    SheetUnlock,
    UnlockProposal,
    UnlockWithdrawal,
)
from sotong.judging.rules import UnlockFacts
from sotong.people.models import Account


@dataclass(frozen=True, slots=True)
class UnlockCase:
    """A sheet, whose it is, and what has been done to open it again. `proposal`: the one that stands."""

    contest: Contest
    judge: Judge
    entry: Entry
    sheet: ScoreSheet
    proposal: UnlockProposal | None
    unlock: SheetUnlock | None
    replaced: bool
    entrants: frozenset[UUID]

    @property
    def facts(self) -> UnlockFacts:
        """What the rules need to know."""
        return UnlockFacts(
            signed=self.sheet.signed_at is not None,
            replaced=self.replaced,
            judge_account=self.judge.account_id,
            entrants=self.entrants,
            proposed_by=self.proposal.proposed_by_id if self.proposal else None,
        )


_Later = aliased(ScoreSheet)


def is_replaced() -> sa.ColumnElement[bool]:
    """Whether a sheet has a later revision, signed or not."""
    return sa.exists().where(
        _Later.entry_id == ScoreSheet.entry_id,
        _Later.judge_id == ScoreSheet.judge_id,
        _Later.revision > ScoreSheet.revision,
    )


def unlock_case(session: Session, sheet_id: UUID) -> UnlockCase:
    """Return a sheet as whoever would unlock it sees it. Raises NotFound. Two statements."""
    row = session.execute(_cases().where(ScoreSheet.id == sheet_id)).one_or_none()
    if row is None:
        raise NotFound
    return UnlockCase(*row, entrants=_entrants(session, row[0].id))


def unlock_cases(session: Session, contest_id: UUID) -> list[UnlockCase]:
    """Return the sheets of a contest whose unlocking was proposed, the newest first. Two statements."""
    query = _cases().where(ScoreSheet.contest_id == contest_id, UnlockProposal.id.is_not(None))
    rows = session.execute(query.order_by(UnlockProposal.proposed_at.desc(), UnlockProposal.id)).all()
    entrants = _entrants(session, contest_id) if rows else frozenset()
    return [UnlockCase(*row, entrants=entrants) for row in rows]


def reopened(session: Session, contest_id: UUID) -> list[tuple[int, int]]:
    """Return (judge number, entry number) of each sheet that was opened again and waits to be signed.

    Only what can be signed: of judges on the panel who have not stepped back, for entries that stand.
    """
    recused = sa.exists().where(
        Recusal.entry_id == ScoreSheet.entry_id, Recusal.judge_id == ScoreSheet.judge_id
    )
    query = (
        sa.select(Judge.number, Entry.number)
        .select_from(ScoreSheet)
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .join(Entry, Entry.id == ScoreSheet.entry_id)
        .where(
            ScoreSheet.contest_id == contest_id,
            ScoreSheet.revision > 1,
            ScoreSheet.signed_at.is_(None),
            Judge.removed_at.is_(None),
            Entry.withdrawn_at.is_(None),
            sa.not_(recused),
        )
        .order_by(Judge.number, Entry.number)
    )
    return [(judge, entry) for judge, entry in session.execute(query)]


def proposals(session: Session, sheet_id: UUID) -> int:
    """Count what was ever proposed for a sheet, withdrawn or not."""
    query = sa.select(sa.func.count()).where(UnlockProposal.sheet_id == sheet_id)
    return session.scalar(query) or 0


def auditors(session: Session) -> Sequence[UUID]:
    """Return the accounts that can confirm an unlock."""
    query = sa.select(Account.id).where(Account.role == Role.AUDITOR, Account.disabled_at.is_(None))
    return session.scalars(query).all()


def _cases() -> sa.Select[Contest, Judge, Entry, ScoreSheet, UnlockProposal | None, SheetUnlock | None, bool]:
    query = sa.select(Contest, Judge, Entry, ScoreSheet, UnlockProposal, SheetUnlock, is_replaced())
    query = query.select_from(ScoreSheet).join(Judge, Judge.id == ScoreSheet.judge_id)
    query = query.join(Entry, Entry.id == ScoreSheet.entry_id)
    query = query.join(Contest, Contest.id == ScoreSheet.contest_id)
    withdrawn = sa.exists().where(UnlockWithdrawal.id == UnlockProposal.id)
    standing = sa.and_(UnlockProposal.sheet_id == ScoreSheet.id, sa.not_(withdrawn))
    query = query.outerjoin(UnlockProposal, standing)
    query = query.outerjoin(SheetUnlock, SheetUnlock.id == UnlockProposal.id)
    return query.execution_options(populate_existing=True)


def _entrants(session: Session, contest_id: UUID) -> frozenset[UUID]:
    """The departments that have entered something, withdrawn or not."""
    return frozenset(session.scalars(sa.select(Entry.department_id).where(Entry.contest_id == contest_id)))
