"""What a contest's log says of its judging."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit.models import AuditEntry
from sotong.contests.models import Contest

OF_PANELS: Final = ("seat", "unseat", "recusal")
OF_JUDGING: Final = ("sheet", "unlock", *OF_PANELS)


@dataclass(frozen=True, slots=True)
class LoggedPanel:
    """The panel as the log has it: numbers of judges that sit on it, (judge, entry) of every recusal."""

    seated: frozenset[int]
    recusals: frozenset[tuple[int, int]]


def logged_panel(session: Session, stream_id: UUID) -> LoggedPanel:
    """Return the panel as the contest's log has it. One statement."""
    query = sa.select(AuditEntry.action, AuditEntry.body).where(
        AuditEntry.stream_id == stream_id, AuditEntry.action.in_(OF_PANELS)
    )
    seated: dict[int, bool] = {}
    recusals = set()
    for action, text in session.execute(query.order_by(AuditEntry.position)):
        body = json.loads(text)
        if action == "recusal":
            recusals.add((body["judge"], body["entry"]))
        else:
            seated[body["judge"]] = action == "seat"
    return LoggedPanel(frozenset(judge for judge, sits in seated.items() if sits), frozenset(recusals))


def last_change(session: Session, contest: Contest) -> int:
    """Return where the log last tells of a sheet, an unlock, a judge or a recusal; -1 if nowhere."""
    query = sa.select(sa.func.max(AuditEntry.position)).where(
        AuditEntry.stream_id == contest.log_stream_id, AuditEntry.action.in_(OF_JUDGING)
    )
    found = session.scalar(query)
    return -1 if found is None else found
