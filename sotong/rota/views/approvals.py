"""Swaps for admins: deciding, undoing, doing it for others; cut-offs, and who serves for whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from sotong.core import clock
from sotong.core.access import acting_id, requires
from sotong.core.db import db, transaction
from sotong.core.errors import NotFound
from sotong.core.forms import asked_page
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.people.queries import officer_choices
from sotong.rota.queries import swaps as queries
from sotong.rota.queries.recipients import deputies_of
from sotong.rota.queries.swaps import Duty, SwapRow
from sotong.rota.services import deputies, swap_decisions, swaps
from sotong.rota.swap_forms import ArrangeForm, CutoffForm, DecideForm, DeputyForm, WhyForm
from sotong.rota.swap_rules import CLOSES_HOURS, SwapState
from sotong.rota.views.room import blueprint, this_day
from sotong.rota.views.swaps import SEE_OTHER, label_of, swap_page, teller_of

ARRANGED_WITHIN: Final = timedelta(days=92)
APPROVE, REFUSE = "approve", "refuse"
DECISIONS: Final = {APPROVE: swap_decisions.approve, REFUSE: swap_decisions.refuse}


@blueprint.get("/rota/swaps/approvals")
@requires(Permission.ROTA_WRITE)
def approvals() -> Page:
    """List swaps that wait for an approval, with what the checker says; those on offer; those over."""
    session = db.session()
    found = queries.open_swaps(session)
    waiting = [row for row in found if row.swap.state is SwapState.TAKEN]
    return page(
        "rota/approvals.html",
        waiting=_judged(waiting),
        offered=[row for row in found if row.swap.state is SwapState.OFFERED],
        ended=queries.ended_swaps(session, asked_page()),
    )


@blueprint.route("/rota/swaps/<uuid:swap_id>/decide", methods=["GET", "POST"])
@requires(Permission.ROTA_WRITE)
def decide_swap(swap_id: UUID) -> Page:
    """Approve a swap or turn it down."""
    form, decision = DecideForm(), request.form.get("decision", "")
    if form.ready() and _is_decided(form, decision):
        with form.attempt(), transaction() as session:
            DECISIONS[decision](
                session,
                swap_id=swap_id,
                seen=form.version,
                reason=form.reason.data or "",
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            approved = _("교대를 승인했습니다. 근무표가 바뀌었습니다.")
            flash(approved if decision == APPROVE else _("교대를 반려했습니다."))
            return redirect(url_for("rota.approvals"), SEE_OTHER)
    row = queries.swap_row(db.session(), swap_id)
    form.seen.data = str(row.swap.version)
    ((_row, broken),) = _judged([row])
    return page("rota/decide_swap.html", form=form, row=row, broken=broken)


@blueprint.post("/rota/swaps/<uuid:swap_id>/undo")
@requires(Permission.ROTA_WRITE)
def undo_swap(swap_id: UUID) -> Page:
    """Undo an approved swap."""
    form = WhyForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            swap_decisions.undo(
                session,
                swap_id=swap_id,
                seen=form.version,
                reason=form.reason.data or "",
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("교대를 되돌렸습니다."))
            return redirect(url_for("rota.swap", swap_id=swap_id), SEE_OTHER)
    return swap_page(queries.swap_row(db.session(), swap_id), form)


@blueprint.post("/rota/swaps/<uuid:swap_id>/untake-for")
@requires(Permission.ROTA_WRITE)
def untake_for(swap_id: UUID) -> Page:
    """Put a taken duty on offer again for whoever took it."""
    with transaction() as session:
        swaps.untake(session, swap_id=swap_id, officer_id=None, actor_id=acting_id(), now=clock.now())
    flash(_("맡기로 한 것을 대신 물렀습니다."))
    return redirect(url_for("rota.approvals"), SEE_OTHER)


@blueprint.route("/rota/swaps/arrange", methods=["GET", "POST"])
@requires(Permission.ROTA_WRITE)
def arrange_swap() -> Page:
    """Offer and take for two officers; the approval comes next, with what the checker says."""
    now = clock.now()
    ahead = [duty for duty in queries.duties_ahead(db.session(), None, now) if _near(duty)]
    labelled = [(duty, f"{label_of(duty)} · {duty.holder_name}") for duty in ahead]
    form = ArrangeForm().offer(labelled, officer_choices(db.session(), on=this_day()))
    if form.ready():
        with form.attempt():
            swap_id = _arranged(form, {duty.seat.id: duty for duty in ahead})
        if form.done:
            return redirect(url_for("rota.decide_swap", swap_id=swap_id), SEE_OTHER)
    return page("rota/arrange_swap.html", form=form, any_duty=bool(ahead))


@blueprint.route("/rota/swaps/cutoffs", methods=["GET", "POST"])
@requires(Permission.ROTA_WRITE)
def swap_cutoffs() -> Page:
    """Set how long before it begins a kind of duty may be swapped."""
    kinds = queries.cutoffs(db.session())
    form = CutoffForm().offer((code, name) for code, name, _hours in kinds)
    if form.ready():
        with form.attempt(), transaction() as session:
            swap_decisions.set_cutoff(
                session,
                kind_code=form.kind.data,
                hours=form.hours.data or 0,
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("교대 마감을 정했습니다. 이제부터 내놓는 근무에 적용합니다."))
            return redirect(url_for("rota.swap_cutoffs"), SEE_OTHER)
    return page("rota/swap_cutoffs.html", form=form, kinds=kinds, usual=CLOSES_HOURS)


@blueprint.route("/rota/seats/<uuid:seat_id>/deputy", methods=["GET", "POST"])
@requires(Permission.ROTA_WRITE)
def seat_deputy(seat_id: UUID) -> Page:
    """Say who serves for the holder of a duty."""
    duty = queries.duty(db.session(), seat_id)
    if not duty.published or duty.seat.officer_id is None:
        raise NotFound
    near = deputies_of(db.session(), [duty.seat.officer_id], duty.slot.on)
    choices = officer_choices(db.session(), on=duty.slot.on)
    form = DeputyForm().offer(sorted(choices, key=lambda one: one[0] not in near))
    if form.ready():
        with form.attempt(), transaction() as session:
            deputies.stand_in(
                session,
                seat_id=seat_id,
                deputy_id=form.deputy_id,
                reason=form.reason.data or "",
                seen=form.version,
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("대직을 기록했습니다."))
            return redirect(url_for("rota.seat", seat_id=seat_id), SEE_OTHER)
    if not form.is_submitted():
        form.deputy.data = str(duty.seat.served_by_id or "")
    form.seen.data = str(duty.seat.sequence)
    names = dict(choices)
    return page("rota/deputy.html", form=form, duty=duty, near=[names[key] for key in near if key in names])


def _is_decided(form: DecideForm, decision: str) -> bool:
    """Whether one of the two buttons was pressed, and a refusal has its reason."""
    if decision not in DECISIONS:
        form.refuse_field("reason", _("승인이나 반려를 눌러 주십시오."))
    elif decision == REFUSE and not form.reason.data:
        form.refuse_field("reason", _("반려하는 사유를 적어 주십시오."))
    return not form.errors


def _judged(rows: list[SwapRow]) -> list[tuple[SwapRow, list[str]]]:
    """Each swap with what the checker says by now, as sentences."""
    judges = {key: queries.judge_of(db.session(), key) for key in {row.duty.slot.rota_id for row in rows}}
    told = []
    for row in rows:
        judge, taker_id = judges[row.duty.slot.rota_id], row.swap.taker_id
        open_one = row.swap.state is SwapState.TAKEN and taker_id is not None
        broken = judge.of_swap(row.swap, taker_id, row.back, row.duty) if open_one and taker_id else ()
        told.append((row, teller_of(judge).broken(broken)))
    return told


def _arranged(form: ArrangeForm, duties: dict[UUID, Duty]) -> UUID:
    duty = duties[UUID(form.seat.data)]
    back_seat_id = UUID(form.back.data) if form.back.data else None
    holder_id = duty.seat.officer_id
    if holder_id is None:
        raise NotFound
    with transaction() as session:
        now, actor_id = clock.now(), acting_id()
        swap = swaps.offer(
            session,
            seat_id=duty.seat.id,
            officer_id=holder_id,
            wants_return=back_seat_id is not None,
            note=form.note.data or "",
            actor_id=actor_id,
            now=now,
            on_behalf=True,
        )
        swaps.take(
            session,
            swap_id=swap.id,
            taker_id=UUID(form.taker.data),
            back_seat_id=back_seat_id,
            actor_id=actor_id,
            now=now,
            on_behalf=True,
        )
        return swap.id


def _near(duty: Duty) -> bool:
    return duty.slot.starts_at < clock.now() + ARRANGED_WITHIN
