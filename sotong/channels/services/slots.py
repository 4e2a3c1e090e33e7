"""Slots of the content calendar: written for, reviewed, published; moved, cancelled, added one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.channels import calendar_rules as rules
from sotong.channels import telling
from sotong.channels.calendar_rules import Hand, SlotState
from sotong.channels.models import Channel, ContentSeries, ContentSlot
from sotong.channels.platforms import Permalink
from sotong.channels.queries import calendar as queries
from sotong.channels.rules import Account
from sotong.channels.services.series import hold_series
from sotong.core import office_days
from sotong.core.canonical import Json
from sotong.core.days import korean_day
from sotong.core.errors import Refused


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be published. `live_url`: where a broadcast is to be seen."""

    title: str
    text: str
    live_url: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """When a slot stands, and who writes it."""

    starts_at: datetime
    ends_at: datetime
    owner_id: UUID


def write_draft(
    session: Session,
    *,
    series_id: UUID,
    key: str,
    draft: Draft,
    seen: int | None,
    hand: Hand,
    now: datetime,
) -> ContentSlot:
    """Keep a draft. `seen`: the sequence that the writer saw; she does not write over somebody else's words.

    Raises NotFound, Refused.
    """
    _one, row = _touched(session, series_id, key, now)
    _refuse(rules.why_not_write(row.facts, hand))
    if seen is not None and seen != row.sequence:
        raise Refused("slot.changed")
    row.title, row.text, row.live_url = draft.title, draft.text, draft.live_url
    if row.state is SlotState.PLANNED:
        row.state = SlotState.DRAFT
    _step(session, "slot.write", row, hand.account_id, now)
    return row


def hand_in(session: Session, *, series_id: UUID, key: str, hand: Hand, now: datetime) -> ContentSlot:
    """Hand a draft in for review; the reviewers are told. Raises NotFound, Refused."""
    one, row = _touched(session, series_id, key, now)
    _refuse(rules.why_not_hand_in(row.facts, hand))
    row.state, row.reason = SlotState.IN_REVIEW, ""
    row.handed_in_at, row.handed_in_by_id = now, hand.account_id
    row.approved_at = row.approved_by_id = None
    _step(session, "slot.hand_in", row, hand.account_id, now)
    telling.tell_reviewers(session, one, row, but=hand.account_id, now=now)
    return row


def take_back(session: Session, *, series_id: UUID, key: str, hand: Hand, now: datetime) -> None:
    """Take a draft back that was handed in, to write on. Raises NotFound, Refused."""
    _one, row = _touched(session, series_id, key, now)
    _refuse(rules.why_not_take_back(row.facts, hand))
    row.state = SlotState.DRAFT
    _step(session, "slot.take_back", row, hand.account_id, now)


def approve(session: Session, *, series_id: UUID, key: str, actor_id: UUID, now: datetime) -> None:
    """Approve a draft. Raises NotFound, Refused: it does not wait, or is the reviewer's own."""
    one, row = _touched(session, series_id, key, now)
    _refuse(rules.why_not_approve(row.facts, actor_id))
    row.state, row.approved_at, row.approved_by_id = SlotState.APPROVED, now, actor_id
    _step(session, "slot.approve", row, actor_id, now)
    telling.tell_owner(session, one, row, "slot.approved", now=now)


def give_back(
    session: Session, *, series_id: UUID, key: str, reason: str, actor_id: UUID, now: datetime
) -> None:
    """Give a draft back to its owner, with the reason. Raises NotFound, Refused."""
    one, row = _touched(session, series_id, key, now)
    _refuse(rules.why_not_return(row.facts, reason))
    row.state, row.reason = SlotState.RETURNED, reason
    row.approved_at = row.approved_by_id = None
    _step(session, "slot.return", row, actor_id, now, reason=reason)
    telling.tell_owner(session, one, row, "slot.returned", now=now)


def move_slot(
    session: Session, *, series_id: UUID, key: str, place: Place, actor_id: UUID, now: datetime
) -> None:
    """Put one slot at another time, or in other hands; its series stays. Raises NotFound, Refused."""
    one, row = _touched(session, series_id, key, now)
    if (row.starts_at, row.ends_at) != (place.starts_at, place.ends_at):
        _refuse(rules.why_not_move(row.facts, place.starts_at, place.ends_at, now))
        row.draft_due_at = _due(session, one, row, place.starts_at)
    else:
        _refuse(rules.why_not_cancel(row.facts, "-"))
    was_owner = row.owner_id
    row.starts_at, row.ends_at, row.owner_id = place.starts_at, place.ends_at, place.owner_id
    _step(session, "slot.move", row, actor_id, now, **_told_place(place))
    telling.tell_owner(session, one, row, "slot.moved", now=now)
    if was_owner != row.owner_id:
        telling.tell_officer(session, one, row, was_owner, "slot.passed_on", now=now)


def cancel_slot(
    session: Session, *, series_id: UUID, key: str, reason: str, actor_id: UUID, now: datetime
) -> None:
    """Cancel one slot; its series goes on. Raises NotFound, Refused."""
    one, row = _touched(session, series_id, key, now)
    _refuse(rules.why_not_cancel(row.facts, reason))
    row.state, row.reason = SlotState.CANCELLED, reason
    _step(session, "slot.cancel", row, actor_id, now, reason=reason)
    telling.tell_owner(session, one, row, "slot.cancelled", now=now)


def restore_slot(session: Session, *, series_id: UUID, key: str, actor_id: UUID, now: datetime) -> None:
    """Hold a cancelled slot after all; what was written is a draft again. Raises NotFound, Refused."""
    one, row = _touched(session, series_id, key, now)
    _refuse(rules.why_not_restore(row.facts))
    row.state = SlotState.DRAFT if row.text else SlotState.PLANNED
    row.reason = ""
    row.approved_at = row.approved_by_id = None
    _step(session, "slot.restore", row, actor_id, now)
    telling.tell_owner(session, one, row, "slot.restored", now=now)


def add_slot(
    session: Session, *, series_id: UUID, place: Place, actor_id: UUID, now: datetime
) -> ContentSlot:
    """Add one slot that no rule asks for. Raises NotFound, Refused."""
    one = hold_series(session, series_id)
    _refuse(rules.why_not_at(place.starts_at, place.ends_at, now))
    row = _new_row(one, place, sequence=one.edition, now=now)
    row.draft_due_at = _due(session, one, row, place.starts_at)
    session.add(row)
    _step(session, "slot.add", row, actor_id, now, **_told_place(place))
    telling.tell_owner(session, one, row, "slot.added", now=now)
    return row


def publish(
    session: Session,
    *,
    series_id: UUID,
    key: str,
    link: Permalink,
    hand: Hand,
    now: datetime,
    sure: bool = False,
) -> ContentSlot:
    """Record where a slot was published. The room above makes a post of it.

    `sure`: that it stands on another account than its series does is meant so. Raises NotFound, Refused.
    """
    one, row = _touched(session, series_id, key, now)
    _refuse(rules.why_not_publish(row.facts, hand))
    place = session.get(Channel, one.channel_id) if one.channel_id else None
    account = Account(place.platform, place.handle, place.url or "") if place else None
    if place and (reason := rules.why_not_there(link, account, sure=sure)):
        raise Refused(reason, channel=place.name)
    row.state, row.published_at, row.permalink = SlotState.PUBLISHED, now, link.url
    _step(session, "slot.publish", row, hand.account_id, now, permalink=link.url)
    return row


def _touched(session: Session, series_id: UUID, key: str, now: datetime) -> tuple[ContentSeries, ContentSlot]:
    """A slot as a row of its own, held with its whole series. Raises NotFound."""
    one = hold_series(session, series_id)
    slot = queries.slot(session, series_id, key)
    if slot.row is not None:
        return one, slot.row
    place = Place(slot.starts_at, slot.ends_at, slot.owner_id)
    row = _new_row(one, place, sequence=slot.sequence, now=now)
    row.occurs_on, row.draft_due_at, row.live_url = slot.occurs_on, slot.draft_due_at, slot.live_url
    session.add(row)
    return one, row


def _new_row(one: ContentSeries, place: Place, *, sequence: int, now: datetime) -> ContentSlot:
    return ContentSlot(
        id=uuid4(),
        series_id=one.id,
        occurs_on=None,
        starts_at=place.starts_at,
        ends_at=place.ends_at,
        owner_id=place.owner_id,
        draft_due_at=place.starts_at,
        state=SlotState.PLANNED,
        title="",
        text="",
        live_url=None,
        reason="",
        sequence=sequence,
        changed_at=now,
    )


def _due(session: Session, one: ContentSeries, row: ContentSlot, starts_at: datetime) -> datetime:
    """When the draft of a slot at this time is due, by the term that runs on its day."""
    on = korean_day(starts_at)
    term = queries.term_on(queries.terms_of(session, [one.id])[one.id], row.occurs_on or on)
    days = office_days.between(session, on - queries.BEFORE_A_DRAFT, on)
    return rules.draft_due_at(starts_at, term.draft_days if term else 0, days.is_closed)


def _step(
    session: Session, action: str, row: ContentSlot, actor_id: UUID, now: datetime, **body: Json
) -> None:
    """Count the change for calendars, and put it on record."""
    row.sequence, row.changed_at = row.sequence + 1, now
    session.flush()
    told: dict[str, Json] = {"series_id": str(row.series_id), "starts_at": row.starts_at.isoformat(), **body}
    audit.record(session, action, at=now, actor_id=actor_id, subject_id=row.id, body=told)


def _told_place(place: Place) -> dict[str, Json]:
    return {"ends_at": place.ends_at.isoformat(), "owner_id": str(place.owner_id)}


def _refuse(reason: str | None) -> None:
    if reason:
        raise Refused(reason)
