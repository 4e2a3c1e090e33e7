"""The panel with its progress, and what of its sheets the tally counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.contests.models import Contest, Entry
from sotong.core.errors import NotFound
from sotong.core.permissions import Role
from sotong.judging.models import Judge, Recusal, ScoreSheet
from sotong.judging.queries.benches import EntryToScore, bench
from sotong.judging.queries.unlocks import is_replaced
from sotong.judging.rules import SheetState
from sotong.people.models import Account, Department


@dataclass(frozen=True, slots=True)
class Seat:
    """A judge on a panel, and how far she is. No marks."""

    judge: Judge
    name: str
    department: str | None
    signed: int
    recused: int
    to_score: int

    @property
    def finished(self) -> bool:
        return self.signed == self.to_score


@dataclass(frozen=True, slots=True)
class SignedSheet:
    """A signed sheet, for the tally."""

    judge_number: int
    entry_number: int
    marks: dict[str, str]
    comment: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class SheetLine:
    """Where a judge stands with an entry. No marks."""

    number: int
    title: str
    state: SheetState
    revision: int
    signed_at: datetime | None
    sheet_id: UUID | None


@dataclass(frozen=True, slots=True)
class JudgeLines:
    """A judge's progress, for admins and auditors."""

    contest: Contest
    number: int
    name: str
    lines: tuple[SheetLine, ...]


def panel(session: Session, contest_id: UUID) -> list[Seat]:
    """Return the panel with each judge's progress: numbers of sheets, never marks. Two statements."""
    entries = session.scalar(
        sa.select(sa.func.count()).where(Entry.contest_id == contest_id, Entry.withdrawn_at.is_(None))
    )
    standing = sa.select(Entry.id).where(Entry.contest_id == contest_id, Entry.withdrawn_at.is_(None))
    signed = (
        sa.select(sa.func.count(sa.distinct(ScoreSheet.entry_id)))
        .where(
            ScoreSheet.judge_id == Judge.id,
            ScoreSheet.signed_at.is_not(None),
            sa.not_(is_replaced()),
            ScoreSheet.entry_id.in_(standing),
        )
        .scalar_subquery()
    )
    recused = (
        sa.select(sa.func.count())
        .where(Recusal.judge_id == Judge.id, Recusal.entry_id.in_(standing))
        .scalar_subquery()
    )
    query = (
        sa.select(Judge, Account.name, Department.name, signed, recused)
        .join(Account, Account.id == Judge.account_id)
        .outerjoin(Department, Department.id == Judge.department_id)
        .where(Judge.contest_id == contest_id, Judge.removed_at.is_(None))
        .order_by(Judge.number)
    )
    return [
        Seat(judge, name, department, done, stepped_back, (entries or 0) - stepped_back)
        for judge, name, department, done, stepped_back in session.execute(query)
    ]


def judge_lines(session: Session, contest_code: str, number: int) -> JudgeLines:
    """Return how far a judge on the panel is, entry by entry. Raises NotFound."""
    row = session.execute(
        sa.select(Judge.account_id, Account.name)
        .join(Contest, Contest.id == Judge.contest_id)
        .join(Account, Account.id == Judge.account_id)
        .where(Contest.code == contest_code, Judge.number == number, Judge.removed_at.is_(None))
    ).one_or_none()
    if row is None:
        raise NotFound
    account_id, name = row
    seen = bench(session, contest_code, account_id)
    return JudgeLines(seen.contest, number, name, tuple(map(_line, seen.entries)))


def _line(entry: EntryToScore) -> SheetLine:
    sheet = entry.sheet
    return SheetLine(
        number=entry.entry.number,
        title=entry.entry.title,
        state=entry.state,
        revision=sheet.revision if sheet else 0,
        signed_at=sheet.signed_at if sheet else None,
        sheet_id=sheet.id if sheet else None,
    )


def judge_accounts(session: Session, contest_id: UUID) -> Sequence[Account]:
    """Return the judges' accounts that do not sit on this panel yet, by name."""
    seated = sa.select(Judge.account_id).where(Judge.contest_id == contest_id, Judge.removed_at.is_(None))
    query = (
        sa.select(Account)
        .where(Account.role == Role.JUDGE, Account.disabled_at.is_(None), Account.id.not_in(seated))
        .order_by(Account.name)
    )
    return session.scalars(query).all()


def signed_sheets(session: Session, contest_id: UUID) -> list[SignedSheet]:
    """Return the signed sheets that count, for the tally: of judges on the panel who have not stepped back.

    A sheet that was opened again counts once it has been signed again.
    """
    recused = sa.exists().where(
        Recusal.entry_id == ScoreSheet.entry_id, Recusal.judge_id == ScoreSheet.judge_id
    )
    query = (
        sa.select(ScoreSheet, Judge.number, Entry.number)
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .join(Entry, Entry.id == ScoreSheet.entry_id)
        .where(
            ScoreSheet.contest_id == contest_id,
            ScoreSheet.signed_at.is_not(None),
            Judge.removed_at.is_(None),
            sa.not_(is_replaced()),
            sa.not_(recused),
        )
        .order_by(Judge.number, Entry.number)
    )
    return [
        SignedSheet(
            judge,
            entry,
            {key: str(mark) for key, mark in sheet.mark_values.items()},
            sheet.comment,
            _at(sheet),
        )
        for sheet, judge, entry in session.execute(query)
    ]


def recused_pairs(session: Session, contest_id: UUID) -> set[tuple[int, int]]:
    """Return (judge number, entry number) of every recusal."""
    query = (
        sa.select(Judge.number, Entry.number)
        .select_from(Recusal)
        .join(Judge, Judge.id == Recusal.judge_id)
        .join(Entry, Entry.id == Recusal.entry_id)
        .where(Recusal.contest_id == contest_id)
    )
    return {(judge, entry) for judge, entry in session.execute(query)}


def _at(sheet: ScoreSheet) -> datetime:
    if sheet.signed_at is None:
        raise NotFound
    return sheet.signed_at
