"""The panel on the contest's log: who sits on it and who stepped back decides whose marks count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.audit.rules import Fact
from sotong.contests.models import Contest, Entry
from sotong.judging.models import Judge, Recusal
from sotong.judging.queries.logged import LoggedPanel, logged_panel
from sotong.judging.rules import RecusalKind


def log_panel(session: Session, contest: Contest, *, now: datetime) -> None:
    """Bring the contest's log up to date with its panel. Before the rule is locked there is no log.

    Judges are seated before that, and entries come after they are seated: so whatever leans on the panel (a
    signature, the tally) asks for this first, and finds a judge recused from each entry of her department.
    The log's lock comes first of all: two judges who sign at once do not recuse a third one twice.
    """
    stream = audit.lock_stream(session, contest.log_stream_id) if contest.log_stream_id else None
    recuse_from_own(session, contest, now=now)
    if stream is None:
        return
    facts = [*_missing(session, contest, logged_panel(session, stream.id))]
    if facts:
        audit.append_to(session, stream, facts, at=now)


def recuse_from_own(session: Session, contest: Contest, *, now: datetime) -> None:
    """Recuse every judge on the panel from the entries of her own department."""
    session.flush()
    done = sa.exists().where(Recusal.judge_id == Judge.id, Recusal.entry_id == Entry.id)
    own = sa.and_(Entry.contest_id == Judge.contest_id, Entry.department_id == Judge.department_id)
    query = sa.select(Judge.id, Entry.id).join(Entry, own).where(Judge.contest_id == contest.id)
    for judge_id, entry_id in session.execute(query.where(Judge.removed_at.is_(None), sa.not_(done))).all():
        recusal = Recusal(contest_id=contest.id, entry_id=entry_id, judge_id=judge_id, at=now)
        recusal.kind, recusal.reason = RecusalKind.OWN_DEPARTMENT, ""
        session.add(recusal)
    session.flush()


def _missing(session: Session, contest: Contest, logged: LoggedPanel) -> Iterator[Fact]:
    judges = sa.select(Judge.number, Judge.removed_at).where(Judge.contest_id == contest.id)
    for number, removed_at in session.execute(judges.order_by(Judge.number)):
        if (removed_at is None) != (number in logged.seated):
            yield Fact("seat" if removed_at is None else "unseat", body={"judge": number})
    query = sa.select(Judge.number, Entry.number, Recusal.kind).select_from(Recusal)
    query = query.join(Judge, Judge.id == Recusal.judge_id).join(Entry, Entry.id == Recusal.entry_id)
    query = query.where(Recusal.contest_id == contest.id).order_by(Judge.number, Entry.number)
    for judge, entry, kind in session.execute(query):
        if (judge, entry) not in logged.recusals:
            yield Fact("recusal", body={"entry": entry, "judge": judge, "kind": kind.value})
