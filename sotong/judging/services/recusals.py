"""Stepping back from an entry."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.core.db import refusing_clash
from sotong.core.errors import Refused
from sotong.judging import rules
from sotong.judging.models import Recusal
from sotong.judging.queries import entry_to_score
from sotong.judging.rules import RecusalKind
from sotong.judging.services.panel_log import log_panel
from sotong.judging.services.sheets import locked_sheet, sheet_facts


def recuse(
    session: Session, contest_code: str, entry_number: int, *, account_id: UUID, reason: str, now: datetime
) -> Recusal:
    """Step back from an entry, for a reason. It cannot be taken back, and the contest's log tells of it."""
    bench, entry = entry_to_score(session, contest_code, account_id, entry_number)
    sheet = locked_sheet(session, bench, entry)
    if why := rules.why_not_recuse(bench.contest.facts, sheet_facts(sheet, entry)):
        raise Refused(why)
    recusal = Recusal(id=uuid4(), contest_id=bench.contest.id, judge_id=bench.judge.id, at=now)
    recusal.entry_id, recusal.kind, recusal.reason = entry.entry.id, RecusalKind.DECLARED, reason
    with refusing_clash(session, "judging.recused"):
        session.add(recusal)
    audit.record(session, "sheet.recuse", at=now, actor_id=account_id, subject_id=recusal.id)
    log_panel(session, bench.contest, now=now)
    return recusal
