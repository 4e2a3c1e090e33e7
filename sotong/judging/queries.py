"""Nouns of judging. Marks are for the judge who gave them, and for the tally after judging is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.contests.contest_rule import ContestRule
from sotong.contests.models import Contest, Entry
from sotong.contests.queries import PublicEntry, ballot_entries, rule_of
from sotong.contests.rule_parts import Criterion
from sotong.core.errors import NotFound
from sotong.core.permissions import Role
from sotong.judging.models import Judge, Recusal, ScoreSheet, facts_of
from sotong.judging.rules import SheetState, state_of
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
class EntryToScore:
    """An entry as a judge meets it, with her own sheet."""

    entry: PublicEntry
    rubric: Sequence[Criterion]
    sheet: ScoreSheet | None
    recusal: Recusal | None

    @property
    def state(self) -> SheetState:
        begun = self.sheet is not None or self.recusal is not None
        return state_of(facts_of(self.sheet, self.recusal) if begun else None, self.rubric)


@dataclass(frozen=True, slots=True)
class Bench:
    """A contest from a judge's chair."""

    contest: Contest
    judge: Judge
    rule: ContestRule
    entries: tuple[EntryToScore, ...]


@dataclass(frozen=True, slots=True)
class SignedSheet:
    """A signed sheet, for the tally."""

    judge_number: int
    entry_number: int
    marks: dict[str, str]
    comment: str
    signed_at: datetime


def panels_of(session: Session, account_id: UUID) -> Sequence[Contest]:
    """Return the contests on whose panel the account sits, newest first."""
    query = (
        sa.select(Contest)
        .join(Judge, Judge.contest_id == Contest.id)
        .where(Judge.account_id == account_id, Judge.removed_at.is_(None), Contest.cancelled_at.is_(None))
        .order_by(Contest.created_at.desc())
    )
    return session.scalars(query).all()


def bench(session: Session, contest_code: str, account_id: UUID) -> Bench:
    """Return a contest as one of its judges sees it. Raises NotFound for everybody else."""
    row = session.execute(
        sa.select(Contest, Judge)
        .join(Judge, Judge.contest_id == Contest.id)
        .where(Contest.code == contest_code, Judge.account_id == account_id, Judge.removed_at.is_(None))
    ).one_or_none()
    if row is None:
        raise NotFound
    contest, judge = row
    rule = rule_of(contest)
    sheets = {sheet.entry_id: sheet for sheet in _newest_sheets(session, judge.id)}
    recusals = {
        recusal.entry_id: recusal
        for recusal in session.scalars(sa.select(Recusal).where(Recusal.judge_id == judge.id))
    }
    to_score = tuple(
        EntryToScore(entry, rule.rubric(entry.format) or (), sheets.get(entry.id), recusals.get(entry.id))
        for entry in ballot_entries(session, contest.id)
    )
    return Bench(contest, judge, rule, to_score)


def _newest_sheets(session: Session, judge_id: UUID) -> Sequence[ScoreSheet]:
    query = sa.select(ScoreSheet).where(ScoreSheet.judge_id == judge_id).order_by(ScoreSheet.revision)
    return session.scalars(query).all()


def entry_to_score(
    session: Session, contest_code: str, account_id: UUID, number: int
) -> tuple[Bench, EntryToScore]:
    """Return one entry with the judge's own sheet. Raises NotFound."""
    seen = bench(session, contest_code, account_id)
    for entry in seen.entries:
        if entry.entry.number == number:
            return seen, entry
    raise NotFound


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
    """Return the signed sheets of judges who sit on the panel, newest revision each, for the tally."""
    query = (
        sa.select(ScoreSheet, Judge.number, Entry.number)
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .join(Entry, Entry.id == ScoreSheet.entry_id)
        .where(
            ScoreSheet.contest_id == contest_id, ScoreSheet.signed_at.is_not(None), Judge.removed_at.is_(None)
        )
        .order_by(Judge.number, Entry.number, ScoreSheet.revision)
    )
    newest = {
        (judge, entry): SignedSheet(
            judge,
            entry,
            {key: str(mark) for key, mark in sheet.mark_values.items()},
            sheet.comment,
            _at(sheet),
        )
        for sheet, judge, entry in session.execute(query)
    }
    return list(newest.values())


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
