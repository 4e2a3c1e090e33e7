"""Settling a question, stopping its clock while the citizen is asked for something, opening it again."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from sotong.channels.platforms import Permalink
from sotong.core.errors import Refused
from sotong.inquiries import queries, rules, telling
from sotong.inquiries.course import StepKind
from sotong.inquiries.masking import masked, masked_reply
from sotong.inquiries.models import Inquiry
from sotong.inquiries.services.steps import By, Said, all_held, held, record, refuse_if, take


def answer(session: Session, *, inquiry_id: UUID, text: str, link: Permalink | None, by: By) -> Inquiry:
    """Write down what was answered, and where it stands; whoever took the question down is told.

    Raises NotFound; Refused: it is settled, or another's.
    """
    one = held(session, inquiry_id, by.now)
    refuse_if(rules.why_not_act(one.course, by.actor))
    if not text.strip():
        raise Refused("inquiry.words_missing")
    take(session, one, StepKind.ANSWERED, by, said=Said(masked_reply(text).text, link))
    record(session, "inquiry.answer", one.inquiry, by, permalink=link.url if link else None)
    telling.tell_answered(session, one.inquiry, by.account_id, now=by.now)
    return one.inquiry


def pause(session: Session, *, inquiry_id: UUID, note: str, by: By) -> Inquiry:
    """Stop the clock while the citizen is asked for something; `note` says for what.

    Raises NotFound; Refused: see `rules.why_not_pause`.
    """
    one = held(session, inquiry_id, by.now)
    due = queries.due_of(one.inquiry, one.steps, one.closed)
    refuse_if(rules.why_not_pause(one.course, by.actor, due, by.now))
    if not note.strip():
        raise Refused("inquiry.words_missing")
    take(session, one, StepKind.PAUSED, by, said=Said(masked(note).text))
    record(session, "inquiry.pause", one.inquiry, by)
    return one.inquiry


def resume(session: Session, *, inquiry_id: UUID, by: By) -> Inquiry:
    """Let the clock go on. Raises NotFound; Refused: it was not stopped, or is another's."""
    one = held(session, inquiry_id, by.now)
    refuse_if(rules.why_not_resume(one.course, by.actor))
    take(session, one, StepKind.RESUMED, by)
    record(session, "inquiry.resume", one.inquiry, by, due_at=one.inquiry.due_at.isoformat())
    return one.inquiry


def reopen(session: Session, *, inquiry_id: UUID, reason: str, by: By) -> Inquiry:
    """Open a settled question again: whoever held it last has it, with a new term from now.

    Raises NotFound; Refused: see `rules.why_not_reopen`.
    """
    one = held(session, inquiry_id, by.now)
    refuse_if(rules.why_not_reopen(one.course, by.actor, one.inquiry.recorded_for_id))
    if not reason.strip():
        raise Refused("inquiry.words_missing")
    take(session, one, StepKind.REOPENED, by, said=Said(masked(reason).text))
    record(session, "inquiry.reopen", one.inquiry, by)
    telling.tell_back(session, one.inquiry, now=by.now)
    return one.inquiry


def merge(session: Session, *, inquiry_id: UUID, main_number: int, note: str, by: By) -> Inquiry:
    """Settle a question as a duplicate of another, which stays open or answered as it is.

    Raises NotFound; Refused: see `rules.why_not_merge`, or there is none of that number.
    """
    main = queries.inquiry_numbered(session, main_number)
    if main is None:
        raise Refused("inquiry.no_such_number")
    if main.id == inquiry_id:
        raise Refused("inquiry.merge_itself")
    one, into = all_held(session, [inquiry_id, main.id], by.now)
    reason = rules.why_not_merge(
        one.course,
        by.actor,
        inquiry_id=inquiry_id,
        main_id=main.id,
        main=into.course,
        has_duplicates=queries.has_duplicates(session, inquiry_id),
    )
    refuse_if(reason)
    take(session, one, StepKind.MERGED, by, said=Said(masked(note).text, main_id=main.id))
    record(session, "inquiry.merge", one.inquiry, by, into=main.number)
    return one.inquiry
