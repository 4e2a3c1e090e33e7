"""What is open at a duty's end goes to the next officer, who acknowledges; silence goes up to the admins."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.core.canonical import Json
from sotong.core.days import korean_day
from sotong.core.db import insert_rows, refusing_clash
from sotong.core.errors import NotFound, Refused
from sotong.notices import services as notices
from sotong.rota import handover_rules as rules
from sotong.rota.handover_rules import HandoverStage
from sotong.rota.models import DutySlot, Handover, HandoverItem, HandoverLine
from sotong.rota.queries import handovers as queries
from sotong.rota.queries.handovers import Post
from sotong.rota.queries.recipients import accounts_of, admins, deputies_of

MOST_AT_ONCE: Final = 200


def note(
    session: Session, *, slot_id: UUID, officer_id: UUID, text: str, actor_id: UUID, now: datetime
) -> HandoverItem:
    """Write down what is open. Refused if the officer does not serve, too early, or handed over already."""
    post = _held(session, slot_id)
    if reason := rules.why_not_note(
        officer_id,
        post.officer_ids,
        starts_at=post.slot.starts_at,
        handed_over=queries.handover_from(session, slot_id) is not None,
        items=len(queries.open_items(session, slot_id)),
        now=now,
    ):
        raise Refused(reason)
    item = HandoverItem(id=uuid4(), slot_id=slot_id, text=text, noted_at=now, noted_by_id=actor_id)
    session.add(item)
    session.flush()
    audit.record(
        session,
        "handover.note",
        at=now,
        actor_id=actor_id,
        subject_id=item.id,
        body={"slot": str(slot_id)},
    )
    return item


def settle(
    session: Session, *, item_id: UUID, officer_id: UUID | None, actor_id: UUID, now: datetime
) -> HandoverItem:
    """Say that an item is dealt with. An officer of the duty with which it lies may; None: an admin."""
    query = sa.select(HandoverItem).where(HandoverItem.id == item_id).with_for_update()
    item = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if item is None:
        raise NotFound
    if officer_id is not None and officer_id not in queries.post(session, item.slot_id).officer_ids:
        raise Refused("handover.not_on_duty")
    if item.settled_at is not None:
        raise Refused("handover.settled")
    item.settled_at, item.settled_by_id = now, actor_id
    audit.record(session, "handover.settle", at=now, actor_id=actor_id, subject_id=item.id)
    return item


def hand_over(
    session: Session, *, slot_id: UUID, officer_id: UUID | None, actor_id: UUID | None, now: datetime
) -> Handover:
    """Give a duty's open items to the next duty of its kind; with no next one, to the admins.

    `officer_id`: only if she serves it. None: an admin, or the worker after the duty's end.
    """
    post = _held(session, slot_id)
    if officer_id is not None and officer_id not in post.officer_ids:
        raise Refused("handover.not_on_duty")
    items = queries.open_items(session, slot_id)
    handed = queries.handover_from(session, slot_id) is not None
    if reason := rules.why_not_hand_over(
        starts_at=post.slot.starts_at, handed_over=handed, items=len(items), now=now
    ):
        raise Refused(reason)
    to_slot = queries.next_slot(session, post.slot)
    stage = HandoverStage.OFFICER if to_slot else HandoverStage.ADMIN
    handover = Handover(
        id=uuid4(),
        from_slot_id=slot_id,
        to_slot_id=to_slot.id if to_slot else None,
        stage=stage,
        handed_at=now,
        handed_by_id=actor_id,
        due_at=rules.answer_due(stage, now, to_slot.starts_at if to_slot else None),
    )
    with refusing_clash(session, "handover.handed_over"):
        session.add(handover)
    insert_rows(session, HandoverLine, [{"handover_id": handover.id, "item_id": one.id} for one in items])
    for item in items:
        item.slot_id = to_slot.id if to_slot else slot_id
    session.flush()
    _record(session, "handover.hand", handover, actor_id=actor_id, now=now, more={"items": len(items)})
    _tell_stage(session, handover, post.kind_name, len(items), now)
    return handover


def acknowledge(
    session: Session,
    *,
    handover_id: UUID,
    officer_id: UUID | None,
    actor_id: UUID,
    now: datetime,
) -> Handover:
    """Say that the open items were read: the next officer, a deputy once she is asked, or an admin (None)."""
    handover = _held_handover(session, handover_id)
    concerned = officer_id is None or officer_id in asked_officers(session, handover, now)
    if reason := rules.why_not_acknowledge(
        acknowledged=handover.acknowledged_at is not None, concerned=concerned
    ):
        raise Refused(reason)
    handover.acknowledged_at, handover.acknowledged_by_id, handover.due_at = now, actor_id, None
    _record(session, "handover.acknowledge", handover, actor_id=actor_id, now=now)
    giver = queries.post(session, handover.from_slot_id)
    notices.queue(
        session,
        to=accounts_of(session, giver.officer_ids),
        kind="handover.acknowledged",
        facts={"duty": giver.kind_name},
        link=f"/rota/handovers/{handover.id}",
        dedupe_key=f"handover.acknowledged:{handover.id}",
        now=now,
    )
    return handover


def asked_officers(session: Session, handover: Handover, now: datetime) -> list[UUID]:
    """Which officers may acknowledge by now: the next ones, and from their silence on their deputies."""
    if handover.to_slot_id is None:
        return []
    taker = queries.post(session, handover.to_slot_id)
    if handover.stage is HandoverStage.OFFICER:
        return list(taker.officer_ids)
    return [*taker.officer_ids, *deputies_of(session, taker.officer_ids, korean_day(now))]


def go_on(session: Session, now: datetime) -> int:
    """Hand over what ended duties left open, and pass on what nobody answers. A chore of the worker.

    Return how many handovers it touched.
    """
    ended = queries.slots_to_hand_over(session, now - rules.HANDED_OVER_AFTER, MOST_AT_ONCE)
    for slot in ended:
        hand_over(session, slot_id=slot.id, officer_id=None, actor_id=None, now=now)
    late = sa.select(Handover).where(Handover.acknowledged_at.is_(None), Handover.due_at <= now)
    silent = session.scalars(late.limit(MOST_AT_ONCE).with_for_update(skip_locked=True)).all()
    for handover in silent:
        _escalate(session, handover, now)
    return len(ended) + len(silent)


def _escalate(session: Session, handover: Handover, now: datetime) -> None:
    taker = queries.post(session, handover.to_slot_id) if handover.to_slot_id else None
    near = deputies_of(session, taker.officer_ids, korean_day(now)) if taker else []
    handover.stage = rules.next_stage(handover.stage, has_deputy=bool(near))
    handover.due_at = rules.answer_due(handover.stage, now, None)
    session.flush()
    _record(session, "handover.escalate", handover, actor_id=None, now=now)
    kind_name = queries.post(session, handover.from_slot_id).kind_name
    _tell_stage(session, handover, kind_name, 0, now)


def _held(session: Session, slot_id: UUID) -> Post:
    """The duty, held until the commit. Raises NotFound."""
    session.scalars(sa.select(DutySlot).where(DutySlot.id == slot_id).with_for_update()).one_or_none()
    return queries.post(session, slot_id)


def _held_handover(session: Session, handover_id: UUID) -> Handover:
    query = sa.select(Handover).where(Handover.id == handover_id).with_for_update()
    handover = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if handover is None:
        raise NotFound
    return handover


def _tell_stage(session: Session, handover: Handover, kind_name: str, items: int, now: datetime) -> None:
    taker = queries.post(session, handover.to_slot_id) if handover.to_slot_id else None
    asked = taker.officer_ids if taker else []
    kind, to = {
        HandoverStage.OFFICER: ("handover.handed", accounts_of(session, asked)),
        HandoverStage.DEPUTY: (
            "handover.to_deputy",
            accounts_of(session, deputies_of(session, asked, korean_day(now))),
        ),
        HandoverStage.ADMIN: ("handover.to_admin", admins(session)),
    }[handover.stage]
    facts: dict[str, str | int] = {"duty": kind_name}
    if handover.stage is HandoverStage.OFFICER:
        facts["count"] = items
    notices.queue(
        session,
        to=to,
        kind=kind,
        facts=facts,
        link=f"/rota/handovers/{handover.id}",
        dedupe_key=f"{kind}:{handover.id}",
        now=now,
        urgent=handover.stage is not HandoverStage.OFFICER,
    )


def _record(
    session: Session,
    action: str,
    handover: Handover,
    *,
    actor_id: UUID | None,
    now: datetime,
    more: dict[str, Json] | None = None,
) -> None:
    body: dict[str, Json] = {
        "from": str(handover.from_slot_id),
        "to": str(handover.to_slot_id) if handover.to_slot_id else None,
        "stage": handover.stage.value,
        **(more or {}),
    }
    audit.record(session, action, at=now, actor_id=actor_id, subject_id=handover.id, body=body)
