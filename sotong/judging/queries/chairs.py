"""What is read at each save of a score sheet, under a lock; its statements are built once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.contests.models import Contest, Entry
from sotong.core.errors import NotFound
from sotong.core.turns import stepping_out
from sotong.judging.models import Judge, Recusal, ScoreSheet


@dataclass(frozen=True, slots=True)
class Chair:
    """A judge before one entry, with what decides whether she may save a sheet for it."""

    contest: Contest
    judge: Judge
    entry_id: UUID
    recusal: Recusal | None
    own_department: bool

    @property
    def recused(self) -> bool:
        return self.recusal is not None or self.own_department


def is_own(judge: Judge, department_id: UUID) -> bool:
    """Whether the judge works in the department that entered."""
    return judge.department_id is not None and department_id == judge.department_id


@cache
def _in_chair() -> sa.Select[Contest, Judge, UUID, UUID, Recusal]:
    return (
        sa.select(Contest, Judge, Entry.id, Entry.department_id, Recusal)
        .join(Judge, Judge.contest_id == Contest.id)
        .join(Entry, Entry.contest_id == Contest.id)
        .outerjoin(Recusal, sa.and_(Recusal.entry_id == Entry.id, Recusal.judge_id == Judge.id))
        .where(
            Contest.code == sa.bindparam("code"),
            Judge.account_id == sa.bindparam("account_id"),
            Judge.removed_at.is_(None),
            Entry.number == sa.bindparam("number"),
            Entry.withdrawn_at.is_(None),
        )
        .with_for_update(of=Judge)
        .execution_options(populate_existing=True)
    )


@cache
def _newest_sheet() -> sa.Select[ScoreSheet]:
    return (
        sa.select(ScoreSheet)
        .where(
            ScoreSheet.judge_id == sa.bindparam("judge_id"), ScoreSheet.entry_id == sa.bindparam("entry_id")
        )
        .order_by(ScoreSheet.revision.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


def locked_chair(session: Session, contest_code: str, account_id: UUID, number: int) -> Chair:
    """Read a judge's chair before an entry afresh, under a lock on her row: her tablets stand in line.

    Raises NotFound for everybody who is no judge of the contest, and for an entry that does not stand.
    """
    asked = {"code": contest_code, "account_id": account_id, "number": number}
    with stepping_out(back_at_once=True):
        row = session.execute(_in_chair(), asked).one_or_none()
    if row is None:
        raise NotFound
    contest, judge, entry_id, department_id, recusal = row
    return Chair(contest, judge, entry_id, recusal, own_department=is_own(judge, department_id))


def newest_sheet(session: Session, judge_id: UUID, entry_id: UUID) -> ScoreSheet | None:
    """Return the newest revision of a judge's sheet for an entry, as it is stored now."""
    asked = {"judge_id": judge_id, "entry_id": entry_id}
    return session.scalars(_newest_sheet(), asked).one_or_none()
