"""Drawing the order of presentation, on the contest's log."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from sotong.audit import queries as logs
from sotong.audit import services as audit
from sotong.audit.rules import Fact
from sotong.contests.models import Contest
from sotong.contests.queries import ballot_entries
from sotong.core.canonical import Json, canonical_json, sha256
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound, Refused
from sotong.judging import rules
from sotong.judging.models import PresentationDraw
from sotong.judging.queries.orders import draws


def draw_order(
    session: Session, contest_id: UUID, *, reason: str, actor_id: UUID, now: datetime
) -> PresentationDraw:
    """Draw the order in which the entries that stand are presented, and put it on the contest's log.

    Refused before the rule is locked, once judging has opened, and a second time without a reason.
    """
    contest = session.get(Contest, contest_id, with_for_update=True, populate_existing=True)
    if contest is None:
        raise NotFound
    numbers = [entry.number for entry in ballot_entries(session, contest_id)]
    before = draws(session, contest_id)
    if why := rules.why_not_draw(
        contest.facts, entries=len(numbers), drawn_before=bool(before), reason=reason, now=now
    ):
        raise Refused(why)
    if contest.log_stream_id is None:
        raise NotFound
    stream = audit.lock_stream(session, contest.log_stream_id)
    root = logs.latest_head(session, stream.id).root
    order: list[Json] = [*rules.drawn_order(numbers, root=root, at=now)]
    body: dict[str, Json] = {"order": order, "reason": sha256(reason.encode()).hex() if before else None}
    position = audit.append_to(session, stream, [Fact("order", body=body)], at=now).positions[0]
    draw = PresentationDraw(
        contest_id=contest_id,
        number=len(before) + 1,
        numbers=canonical_json(order),
        reason=reason if before else None,
        drawn_at=now,
        drawn_by_id=actor_id,
        position=position,
    )
    with refusing_clash(session, "order.drawn_meanwhile"):
        session.add(draw)
    audit.record(session, "order.draw", at=now, actor_id=actor_id, subject_id=contest_id, body=body)
    return draw
