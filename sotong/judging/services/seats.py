"""Who sits on a panel."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.contests.models import Contest
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound, Refused
from sotong.core.permissions import Role
from sotong.judging import rules
from sotong.judging.models import Judge
from sotong.judging.services.panel_log import log_panel
from sotong.notices import services as notices
from sotong.people.models import Account


def seat_judge(
    session: Session,
    contest_id: UUID,
    *,
    account_id: UUID,
    department_id: UUID | None,
    actor_id: UUID,
    now: datetime,
) -> Judge:
    """Put an account on a contest's panel; of her own department's entry she is recused at once."""
    contest = _open_panel(session, contest_id)
    account = session.get(Account, account_id)
    if account is None or account.role is not Role.JUDGE or account.disabled_at is not None:
        raise Refused("panel.not_a_judge")
    known = sa.select(Judge).where(Judge.contest_id == contest.id, Judge.account_id == account_id)
    judge = session.scalars(known).one_or_none()
    if judge is not None and judge.removed_at is None:
        raise Refused("panel.seated_already")
    if judge is None:
        taken = session.scalar(sa.select(sa.func.max(Judge.number)).where(Judge.contest_id == contest.id))
        judge = Judge(contest_id=contest.id, account_id=account_id, number=(taken or 0) + 1, added_at=now)
        session.add(judge)
    judge.removed_at, judge.department_id = None, department_id
    with refusing_clash(session, "panel.seated_already"):
        session.flush()
    log_panel(session, contest, now=now)
    audit.record(
        session,
        "panel.seat",
        at=now,
        actor_id=actor_id,
        subject_id=judge.id,
        body={"contest": str(contest.id)},
    )
    notices.queue(
        session,
        to=[account_id],
        kind="panel.seated",
        facts={"title": contest.title},
        link=f"/judging/{contest.code}",
        dedupe_key=f"panel.seated:{judge.id}:{now.isoformat()}",
        now=now,
    )
    return judge


def unseat_judge(session: Session, judge_id: UUID, *, actor_id: UUID, now: datetime) -> Judge:
    """Take a judge off the panel; her signed sheets stay on record but count no more."""
    judge = session.get(Judge, judge_id, with_for_update=True)
    if judge is None or judge.removed_at is not None:
        raise NotFound
    contest = _open_panel(session, judge.contest_id)
    judge.removed_at = now
    log_panel(session, contest, now=now)
    audit.record(session, "panel.unseat", at=now, actor_id=actor_id, subject_id=judge.id)
    return judge


def _open_panel(session: Session, contest_id: UUID) -> Contest:
    contest = session.get(Contest, contest_id, with_for_update=True)
    if contest is None:
        raise NotFound
    if reason := rules.why_not_change_panel(contest.facts):
        raise Refused(reason)
    return contest
