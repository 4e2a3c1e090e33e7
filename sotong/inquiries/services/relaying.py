"""Handing a question on, saying that it is not ours, giving it back."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.core.errors import NotFound, Refused
from sotong.inquiries import rules, telling
from sotong.inquiries.course import COORDINATOR, Holder, StepKind
from sotong.inquiries.masking import masked
from sotong.inquiries.models import Inquiry
from sotong.inquiries.services.steps import By, Said, held, record, refuse_if, take


def relay(session: Session, *, inquiry_id: UUID, to: Holder, note: str, by: By) -> Inquiry:
    """Hand a question to another department or to the coordinator, who are told.

    Raises NotFound; Refused: see `rules.why_not_relay`.
    """
    one = held(session, inquiry_id, by.now)
    refuse_if(rules.why_not_relay(one.course, by.actor, to))
    take(session, one, StepKind.RELAYED, by, said=Said(masked(note).text), chosen=to)
    record(session, "inquiry.relay", one.inquiry, by)
    telling.tell_given(session, one.inquiry, now=by.now)
    return one.inquiry


def refuse(session: Session, *, inquiry_id: UUID, reason: str, by: By) -> Inquiry:
    """Say that a question is none of the department's business.

    It goes back to whoever sent it, and the second time to the coordinator, whose word is the last.
    Raises NotFound; Refused: see `rules.why_not_refuse`.
    """
    one = held(session, inquiry_id, by.now)
    refuse_if(rules.why_not_refuse(one.course, by.actor))
    take(session, one, StepKind.REFUSED, by, said=Said(_words(reason)))
    record(session, "inquiry.refuse", one.inquiry, by)
    if one.inquiry.holder == COORDINATOR:
        telling.tell_disputed(session, one.inquiry, now=by.now)
    else:
        telling.tell_back(session, one.inquiry, now=by.now)
    return one.inquiry


def hand_back(session: Session, *, inquiry_id: UUID, note: str, by: By) -> Inquiry:
    """Give a question back to whoever sent it, with what the department has to say to it.

    Raises NotFound; Refused: see `rules.why_not_return`.
    """
    one = held(session, inquiry_id, by.now)
    refuse_if(rules.why_not_return(one.course, by.actor))
    take(session, one, StepKind.RETURNED, by, said=Said(_words(note)))
    record(session, "inquiry.hand_back", one.inquiry, by)
    telling.tell_back(session, one.inquiry, now=by.now)
    return one.inquiry


def mark_seen(session: Session, *, inquiry_id: UUID, by: By) -> None:
    """Note that the holder has opened the question; seen once, it stays so. Raises NotFound."""
    query = sa.select(Inquiry).where(Inquiry.id == inquiry_id).with_for_update()
    row = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound
    if rules.is_first_look(row.holder, row.seen_at, by.actor):
        row.seen_at = by.now
        record(session, "inquiry.see", row, by)


def _words(text: str) -> str:
    if not text.strip():
        raise Refused("inquiry.words_missing")
    return masked(text).text
