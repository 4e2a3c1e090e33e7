"""One question: its page, and what may be done with it."""

from __future__ import annotations

from uuid import UUID

from sotong.core import clock
from sotong.core.access import acting, requires
from sotong.core.days import korean_day
from sotong.core.db import db, transaction
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.inquiries import queries, rules, services
from sotong.inquiries.queries import Sheet
from sotong.inquiries.rules import Actor
from sotong.inquiries.views.room import blueprint, by


@blueprint.get("/<uuid:inquiry_id>")
@requires(Permission.INQUIRY_READ)
def inquiry_page(inquiry_id: UUID) -> Page:
    """One question with its history, its clock, and what may be done; the holder's first look is noted."""
    session, now = db.session(), clock.now()
    found = queries.inquiry(session, inquiry_id)
    mine = by()
    may_write = acting().may(Permission.INQUIRY_WRITE)
    if may_write and rules.is_first_look(found.holder, found.seen_at, mine.actor):
        with transaction() as writing:
            services.mark_seen(writing, inquiry_id=inquiry_id, by=mine)
    sheet = queries.sheet(db.session(), inquiry_id, now)
    return page(
        "inquiries/inquiry.html",
        sheet=sheet,
        may=allowed(sheet, mine.actor) if may_write else frozenset(),
        today=korean_day(now),
    )


def allowed(sheet: Sheet, actor: Actor) -> frozenset[str]:
    """The steps that this person may take now, by the name of their page."""
    reasons = {step: why_not(step, sheet, actor) for step in STEPS}
    return frozenset(step for step, reason in reasons.items() if reason is None)


STEPS = ("answer", "relay", "hand_back", "refuse", "pause", "resume", "merge", "reopen")


def why_not(step: str, sheet: Sheet, actor: Actor) -> str | None:
    """The reason why a step cannot be taken at all, or None."""
    course, act = sheet.course, rules.why_not_act(sheet.course, actor)
    reasons = {
        "relay": rules.why_not_move(course, actor),
        "hand_back": rules.why_not_return(course, actor),
        "refuse": rules.why_not_refuse(course, actor),
        "pause": rules.why_not_pause(course, actor, sheet.clock.due_at, clock.now()),
        "resume": rules.why_not_resume(course, actor),
        "merge": "inquiry.has_duplicates" if sheet.duplicates else act,
        "reopen": rules.why_not_reopen(course, actor, sheet.inquiry.recorded_for_id),
    }
    return reasons.get(step, act)
