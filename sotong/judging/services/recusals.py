"""Stepping back from an entry: a judge by herself, or for her department."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.contests.models import Entry
from sotong.core.db import refusing_clash
from sotong.core.errors import Refused
from sotong.judging import rules
from sotong.judging.models import Judge, Recusal
from sotong.judging.queries import entry_to_score
from sotong.judging.rules import RecusalKind
from sotong.judging.services.sheets import locked_sheet, sheet_facts


def recuse(
    session: Session, contest_code: str, entry_number: int, *, account_id: UUID, reason: str, now: datetime
) -> Recusal:
    """Step back from an entry, for a reason. It cannot be taken back."""
    bench, entry = entry_to_score(session, contest_code, account_id, entry_number)
    sheet = locked_sheet(session, bench, entry)
    if why := rules.why_not_recuse(bench.contest.facts, sheet_facts(sheet, entry)):
        raise Refused(why)
    recusal = _recusal(bench.judge, entry.entry.id, RecusalKind.DECLARED, reason, now)
    with refusing_clash(session, "judging.recused"):
        session.add(recusal)
    audit.record(session, "sheet.recuse", at=now, actor_id=account_id, subject_id=recusal.id)
    return recusal


def recuse_from_own(session: Session, judge: Judge, now: datetime) -> None:
    if judge.department_id is None:
        return
    own = sa.select(Entry.id).where(
        Entry.contest_id == judge.contest_id, Entry.department_id == judge.department_id
    )
    done = sa.select(Recusal.entry_id).where(Recusal.judge_id == judge.id)
    for entry_id in session.scalars(own.where(Entry.id.not_in(done))):
        session.add(_recusal(judge, entry_id, RecusalKind.OWN_DEPARTMENT, "", now))


def _recusal(judge: Judge, entry_id: UUID, kind: RecusalKind, reason: str, now: datetime) -> Recusal:
    return Recusal(
        contest_id=judge.contest_id, entry_id=entry_id, judge_id=judge.id, kind=kind, reason=reason, at=now
    )
