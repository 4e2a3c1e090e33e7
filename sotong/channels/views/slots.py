"""One slot of the content calendar: its draft, its review, its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from sotong.channels import calendar_rules as rules
from sotong.channels.calendar_rules import Hand, SlotState
from sotong.channels.forms.calendar import DraftForm, PlaceForm, ReturnForm
from sotong.channels.queries import calendar as queries
from sotong.channels.queries.calendar import Slot
from sotong.channels.services import slots as services
from sotong.channels.views.room import blueprint
from sotong.channels.views.series import owners_to_choose
from sotong.core import clock
from sotong.core.access import acting, acting_id, requires
from sotong.core.days import KST, korean_day
from sotong.core.db import db, transaction
from sotong.core.forms import ConfirmForm, Form
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.people.queries import account_names

SLOT: Final = "/calendar/series/<uuid:series_id>/slots/<key>"
STEPS: Final = {
    SlotState.PLANNED: 1,
    SlotState.DRAFT: 1,
    SlotState.RETURNED: 1,
    SlotState.IN_REVIEW: 2,
    SlotState.APPROVED: 3,
    SlotState.PUBLISHED: 4,
}
_FIRST_HOUR: Final = time(9)


@dataclass(frozen=True, slots=True)
class MayDo:
    """What the person may do with a slot now."""

    write: bool
    hand_in: bool
    take_back: bool
    approve: bool
    give_back: bool
    publish: bool
    move: bool
    restore: bool


@blueprint.get(SLOT)
@requires(Permission.CALENDAR_READ)
def slot_page(series_id: UUID, key: str) -> Page:
    """Show one slot: what is written, how it stands, and what may be done now."""
    return _slot_page(series_id, key)


@blueprint.route(f"{SLOT}/draft", methods=["GET", "POST"])
@requires(Permission.CALENDAR_DRAFT)
def write_draft(series_id: UUID, key: str) -> Page:
    """Write the draft, and hand it in if that button is pressed."""
    slot = queries.slot(db.session(), series_id, key)
    form = DraftForm(
        data={"title": slot.title, "text": slot.text, "live_url": slot.live_url, "seen": slot.sequence}
    )
    hands_in = "hand_in" in request.form
    if form.ready():
        with form.attempt(), transaction() as session:
            _write(session, series_id, key, form, hands_in=hands_in)
        if form.done:
            flash(
                _("원고를 제출했습니다. 검토가 끝나면 알려 드립니다.")
                if hands_in
                else _("원고를 저장했습니다.")
            )
            return _to_slot(series_id, key)
    return page("channels/write_draft.html", form=form, slot=slot)


@blueprint.post(f"{SLOT}/hand-in")
@requires(Permission.CALENDAR_DRAFT)
def hand_in_draft(series_id: UUID, key: str) -> Page:
    """Hand the draft in as it stands."""
    step = partial(services.hand_in, series_id=series_id, key=key, hand=hand(), now=clock.now())
    return _pressed(series_id, key, step, _("원고를 제출했습니다. 검토가 끝나면 알려 드립니다."))


@blueprint.post(f"{SLOT}/taking-back")
@requires(Permission.CALENDAR_DRAFT)
def take_back_draft(series_id: UUID, key: str) -> Page:
    """Take the draft back to write on."""
    step = partial(services.take_back, series_id=series_id, key=key, hand=hand(), now=clock.now())
    return _pressed(series_id, key, step, _("제출을 거두었습니다. 고친 뒤 다시 제출해 주십시오."))


@blueprint.post(f"{SLOT}/approval")
@requires(Permission.CALENDAR_REVIEW)
def approve_draft(series_id: UUID, key: str) -> Page:
    """Approve the draft."""
    step = partial(services.approve, series_id=series_id, key=key, actor_id=acting_id(), now=clock.now())
    return _pressed(series_id, key, step, _("원고를 승인했습니다. 맡은 주무관에게 알렸습니다."))


@blueprint.route(f"{SLOT}/return", methods=["GET", "POST"])
@requires(Permission.CALENDAR_REVIEW)
def give_back_draft(series_id: UUID, key: str) -> Page:
    """Give the draft back, with the reason."""
    step = partial(services.give_back, series_id=series_id, key=key, actor_id=acting_id(), now=clock.now())
    return _reasoned(
        series_id,
        key,
        step,
        title=_("원고 돌려보내기"),
        told=_("원고를 돌려보냈습니다. 맡은 주무관에게 알렸습니다."),
    )


@blueprint.route(f"{SLOT}/move", methods=["GET", "POST"])
@requires(Permission.CALENDAR_WRITE)
def move_slot(series_id: UUID, key: str) -> Page:
    """Put this one slot at another time, or in other hands."""
    now = clock.now()
    slot = queries.slot(db.session(), series_id, key)
    form = PlaceForm(starts_at=slot.starts_at, ends_at=slot.ends_at, owner_id=str(slot.owner_id))
    form.offer_owners(owners_to_choose(now, slot.owner_id))
    if form.ready():
        with form.attempt(), transaction() as session:
            services.move_slot(
                session, series_id=series_id, key=key, place=form.place(), actor_id=acting_id(), now=now
            )
        if form.done:
            flash(_("이 회차만 바꾸었습니다. 연재는 그대로입니다."))
            return _to_slot(series_id, key)
    return page("channels/move_slot.html", form=form, slot=slot)


@blueprint.route(f"{SLOT}/cancellation", methods=["GET", "POST"])
@requires(Permission.CALENDAR_WRITE)
def cancel_slot(series_id: UUID, key: str) -> Page:
    """Cancel this one slot."""
    step = partial(services.cancel_slot, series_id=series_id, key=key, actor_id=acting_id(), now=clock.now())
    return _reasoned(
        series_id,
        key,
        step,
        title=_("이 회차만 취소"),
        told=_("이 회차만 취소했습니다. 연재는 그대로입니다."),
    )


@blueprint.post(f"{SLOT}/restoring")
@requires(Permission.CALENDAR_WRITE)
def restore_slot(series_id: UUID, key: str) -> Page:
    """Hold a cancelled slot after all."""
    step = partial(services.restore_slot, series_id=series_id, key=key, actor_id=acting_id(), now=clock.now())
    return _pressed(series_id, key, step, _("취소한 회차를 되살렸습니다."))


@blueprint.route("/calendar/series/<uuid:series_id>/slots/new", methods=["GET", "POST"])
@requires(Permission.CALENDAR_WRITE)
def add_slot(series_id: UUID) -> Page:
    """Add one slot that no rule asks for."""
    now = clock.now()
    session = db.session()
    one = queries.series(session, series_id)
    running = queries.term_on(queries.terms_of(session, [series_id])[series_id], korean_day(now))
    starts_at = _tomorrow(now)
    form = PlaceForm(
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=running.minutes if running else 30),
        owner_id=str(running.owner_id) if running else "",
    )
    form.offer_owners(owners_to_choose(now, running.owner_id if running else None))
    if form.ready():
        with form.attempt(), transaction() as writing:
            row = services.add_slot(
                writing, series_id=series_id, place=form.place(), actor_id=acting_id(), now=now
            )
        if form.done:
            flash(_("회차를 하나 더했습니다. 연재는 그대로입니다."))
            return _to_slot(series_id, str(row.id))
    return page("channels/add_slot.html", form=form, one=one)


def _pressed(series_id: UUID, key: str, step: Callable[[Session], object], told: str) -> Page:
    """Take a step at the press of a button; one that is refused leaves the page, with the reason."""
    form = ConfirmForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            step(session)
        if form.done:
            flash(told)
            return _to_slot(series_id, key)
    return _slot_page(series_id, key, form)


def _reasoned(series_id: UUID, key: str, step: Callable[..., object], *, title: str, told: str) -> Page:
    """Ask why, and take the step for that reason."""
    slot, form = queries.slot(db.session(), series_id, key), ReturnForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            step(session, reason=form.reason.data or "")
        if form.done:
            flash(told)
            return _to_slot(series_id, key)
    return page("channels/why_slot.html", form=form, slot=slot, title=title)


def _write(session: Session, series_id: UUID, key: str, form: DraftForm, *, hands_in: bool) -> None:
    now, who = clock.now(), hand()
    services.write_draft(
        session,
        series_id=series_id,
        key=key,
        draft=form.draft(),
        seen=form.sequence,
        hand=who,
        now=now,
    )
    if hands_in:
        services.hand_in(session, series_id=series_id, key=key, hand=who, now=now)


def hand() -> Hand:
    """Who acts, as the calendar's rules know it."""
    person = acting()
    return queries.hand_of(
        db.session(),
        person.account_id,
        person.officer_id,
        korean_day(clock.now()),
        plans=person.may(Permission.CALENDAR_WRITE),
    )


def _slot_page(series_id: UUID, key: str, form: Form | None = None) -> Page:
    session, now = db.session(), clock.now()
    slot = queries.slot(session, series_id, key)
    row = slot.row
    people = {row.handed_in_by_id, row.approved_by_id} if row else set()
    return page(
        "channels/slot_page.html",
        form=form,
        slot=slot,
        names=account_names(session, {person for person in people if person}),
        step=STEPS.get(slot.state, 0) + (slot.state is SlotState.PUBLISHED),
        may_do=_may_do(slot),
        now=now,
    )


def _may_do(slot: Slot) -> MayDo:
    person, facts, who = acting(), slot.facts, hand()
    reviews = person.may(Permission.CALENDAR_REVIEW)
    plans = person.may(Permission.CALENDAR_WRITE)
    drafts = person.may(Permission.CALENDAR_DRAFT)
    return MayDo(
        write=drafts and not rules.why_not_write(facts, who),
        hand_in=drafts and not rules.why_not_hand_in(facts, who),
        take_back=drafts and not rules.why_not_take_back(facts, who),
        approve=reviews and not rules.why_not_approve(facts, person.account_id),
        give_back=reviews and not rules.why_not_return(facts, "-"),
        publish=drafts and not rules.why_not_publish(facts, who),
        move=plans and not rules.why_not_cancel(facts, "-"),
        restore=plans and not rules.why_not_restore(facts),
    )


def _tomorrow(now: datetime) -> datetime:
    return datetime.combine(korean_day(now) + timedelta(days=1), _FIRST_HOUR, KST)


def _to_slot(series_id: UUID, key: str) -> Response:
    return redirect(url_for("channels.slot_page", series_id=series_id, key=key))
