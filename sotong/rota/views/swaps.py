"""Swaps for officers: what I could offer, what I could take, and how mine stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from sotong.core import clock, places
from sotong.core.access import acting, acting_id, requires
from sotong.core.days import KST
from sotong.core.db import db, transaction
from sotong.core.errors import NotFound
from sotong.core.forms import ConfirmForm, Form, asked_page
from sotong.core.labels import sentence
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.people.queries import officer_choices
from sotong.rota import swap_rules as rules
from sotong.rota.checker import Broken
from sotong.rota.queries import rotas
from sotong.rota.queries import swaps as queries
from sotong.rota.queries.recipients import deputies_of
from sotong.rota.queries.swaps import Duty, Judge, SwapRow
from sotong.rota.services import swaps as services
from sotong.rota.swap_forms import RETURN, OfferForm, TakeForm, WhyForm
from sotong.rota.swap_rules import SwapState
from sotong.rota.views.absences import own_officer_id
from sotong.rota.views.room import blueprint, this_day
from sotong.rota.views.words import Teller

MOST_JUDGED: Final = 30
"""So many offers are judged for the list; of the rest the page of each tells."""
SEE_OTHER: Final = 303


@dataclass(frozen=True, slots=True)
class OwnDutyRow:
    """A duty of mine: in a swap already, too late, or to be offered."""

    duty: Duty
    in_swap: bool
    why_not: str


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An offer, and why I could not take it; nothing: I could."""

    row: SwapRow
    why_not: Sequence[str]


@dataclass(frozen=True, slots=True)
class Return:
    """A duty that I could give in return, and what that would break."""

    duty: Duty
    broken: Sequence[Broken]


@dataclass(frozen=True, slots=True)
class Askable:
    """An officer whom I could ask, or why not; `only_for_another`: only in return for a duty of hers."""

    key: UUID
    name: str
    why_not: Sequence[str]
    only_for_another: bool


@blueprint.get("/rota/swaps")
@requires(Permission.DUTY_SERVE)
def swaps() -> Page:
    """Show my duties to offer, the offers that I could take, and my swaps."""
    officer_id, session = own_officer_id(), db.session()
    found = queries.open_swaps(session)
    ahead, in_swaps = _free_duties(officer_id)
    mine = [row for row in found if officer_id in (row.swap.requester_id, row.swap.taker_id)]
    others = [row for row in found if row not in mine and row.swap.state is SwapState.OFFERED]
    return page(
        "rota/swaps.html",
        own=_own_duties(ahead, in_swaps),
        mine=mine,
        offers=_offers(others, officer_id, [duty for duty in ahead if duty.seat.id not in in_swaps]),
        ended=[row for row in queries.swaps_of(session, officer_id, asked_page()).rows if row not in mine],
        officer_id=officer_id,
        form=ConfirmForm(),
    )


@blueprint.route("/rota/swaps/offer/<uuid:seat_id>", methods=["GET", "POST"])
@requires(Permission.DUTY_SERVE)
def offer_swap(seat_id: UUID) -> Page:
    """Offer a duty of mine."""
    officer_id = own_officer_id()
    duty = queries.duty(db.session(), seat_id)
    if duty.seat.officer_id != officer_id or not duty.published:
        raise NotFound
    askable = _askable(duty, officer_id)
    form = OfferForm().offer([one for one in askable if not one.why_not])
    if form.ready():
        with form.attempt(), transaction() as session:
            services.offer(
                session,
                seat_id=seat_id,
                officer_id=officer_id,
                asked_of_id=form.asked_of_id,
                wants_return=form.wants.data == RETURN,
                note=form.note.data or "",
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("근무를 내놓았습니다. 맡겠다는 사람이 있으면 알려 드립니다."))
            return redirect(url_for("rota.swaps"), SEE_OTHER)
    closes = rules.closes_at(duty.slot.starts_at, queries.closes_hours(db.session(), duty.slot.kind_code))
    unfit = [one for one in askable if one.why_not]
    standing = queries.open_swaps_by_seat(db.session(), [seat_id]).get(seat_id)
    return page(
        "rota/offer_swap.html",
        form=form,
        duty=duty,
        closes_at=closes,
        unfit=unfit,
        standing=standing,
        officer_id=officer_id,
    )


@blueprint.route("/rota/swaps/<uuid:swap_id>/take", methods=["GET", "POST"])
@requires(Permission.DUTY_SERVE)
def take_swap(swap_id: UUID) -> Page:
    """Take a duty that somebody offers."""
    officer_id, row = own_officer_id(), queries.swap_row(db.session(), swap_id)
    judge = queries.judge_of(db.session(), row.duty.slot.rota_id)
    ahead, in_swaps = _free_duties(officer_id)
    returns = _returns(judge, row, [duty for duty in ahead if duty.seat.id not in in_swaps])
    form = TakeForm().offer((one.duty.seat.id, label_of(one.duty)) for one in returns if not one.broken)
    if form.ready():
        with form.attempt(), transaction() as session:
            services.take(
                session,
                swap_id=swap_id,
                taker_id=officer_id,
                back_seat_id=form.back_seat_id,
                seen=form.version,
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("근무를 맡기로 했습니다. 관리자가 승인하면 근무표가 바뀝니다."))
            return redirect(url_for("rota.swaps"), SEE_OTHER)
    form.seen.data = str(row.swap.version)
    teller = Teller(judge.problem, rotas.kind_names(db.session()))
    return page(
        "rota/take_swap.html",
        form=form,
        row=row,
        why_not=_why_not(judge, row, officer_id, returns, teller),
        unfit=[(one.duty, teller.broken(one.broken)) for one in returns if one.broken],
    )


@blueprint.post("/rota/swaps/<uuid:swap_id>/untake")
@requires(Permission.DUTY_SERVE)
def untake_swap(swap_id: UUID) -> Page:
    """Step back from a duty that I took."""
    with transaction() as session:
        services.untake(
            session, swap_id=swap_id, officer_id=own_officer_id(), actor_id=acting_id(), now=clock.now()
        )
    flash(_("맡기로 한 것을 물렀습니다."))
    return redirect(url_for("rota.swaps"), SEE_OTHER)


@blueprint.post("/rota/swaps/<uuid:swap_id>/withdraw")
@requires(Permission.DUTY_SERVE)
def withdraw_swap(swap_id: UUID) -> Page:
    """Take my offer back."""
    with transaction() as session:
        services.withdraw(
            session, swap_id=swap_id, officer_id=own_officer_id(), actor_id=acting_id(), now=clock.now()
        )
    flash(_("내놓은 근무를 거두었습니다."))
    return redirect(url_for("rota.swaps"), SEE_OTHER)


@blueprint.get("/rota/swaps/<uuid:swap_id>")
@requires(Permission.ROTA_READ)
def swap(swap_id: UUID) -> Page:
    """Show one swap: its parties, and how it stands."""
    return swap_page(queries.swap_row(db.session(), swap_id), WhyForm())


def swap_page(row: SwapRow, form: Form) -> Page:
    """The page of a swap; `form` is that with which an admin undoes it."""
    form["seen"].data = str(row.swap.version)
    officer_id = acting().officer_id
    return page(
        "rota/swap.html",
        form=form,
        row=row,
        officer_id=officer_id,
        concerned=officer_id in (row.swap.requester_id, row.swap.taker_id)
        or acting().may(Permission.ROTA_WRITE),
        undoable=row.swap.state is SwapState.APPROVED and row.duty.slot.starts_at > clock.now(),
    )


def label_of(duty: Duty) -> str:
    """A duty as people say it: its day, its hours, its kind."""
    start, end = (instant.astimezone(KST) for instant in (duty.slot.starts_at, duty.slot.ends_at))
    day = format_date(duty.slot.on, "EEE d MMM y" if places.reads_english() else "y. M. d.(EEE)")
    return f"{day} {start:%H:%M}~{end:%H:%M} {duty.kind_name}"


def teller_of(judge: Judge) -> Teller:
    """Who tells what the judge found."""
    return Teller(judge.problem, rotas.kind_names(db.session()))


def _own_duties(ahead: Sequence[Duty], in_swaps: Collection[UUID]) -> list[OwnDutyRow]:
    closed = queries.why_closed_by_slot(db.session(), [duty.slot for duty in ahead], clock.now())
    return [
        OwnDutyRow(
            duty,
            duty.seat.id in in_swaps,
            sentence(closed[duty.slot.id]) if duty.slot.id in closed else "",
        )
        for duty in ahead
    ]


def _offers(rows: Sequence[SwapRow], officer_id: UUID, free: Sequence[Duty]) -> list[OfferRow]:
    judges: dict[UUID, tuple[Judge, Teller]] = {}
    told = []
    for row in rows[:MOST_JUDGED]:
        rota_id = row.duty.slot.rota_id
        if rota_id not in judges:
            judge = queries.judge_of(db.session(), rota_id)
            judges[rota_id] = (judge, teller_of(judge))
        judge, teller = judges[rota_id]
        told.append(OfferRow(row, _why_not(judge, row, officer_id, _returns(judge, row, free), teller)))
    told += [OfferRow(row, ()) for row in rows[MOST_JUDGED:]]
    return sorted(told, key=lambda one: bool(one.why_not))


def _why_not(
    judge: Judge, row: SwapRow, officer_id: UUID, returns: Sequence[Return], teller: Teller
) -> list[str]:
    """Why the officer cannot take an offer, all reasons at once; nothing: she can."""
    swap = row.swap
    reason = (
        rules.why_not_for(swap.facts, officer_id)
        or rules.why_moved(swap.seat_sequence, row.duty.facts)
        or rules.why_closed(swap.closes_at, clock.now())
    )
    if reason:
        return [sentence(reason)]
    if any(not one.broken for one in returns):
        return []
    alone = teller.broken(judge.of_swap(swap, officer_id, None, row.duty))
    return alone if alone or not swap.wants_return else [_("대신 내줄 수 있는 근무가 없습니다.")]


def _free_duties(officer_id: UUID) -> tuple[list[Duty], set[UUID]]:
    """The officer's duties ahead, and those of them that are in a swap."""
    ahead = queries.duties_ahead(db.session(), officer_id, clock.now())
    return ahead, queries.open_swap_on(db.session(), [duty.seat.id for duty in ahead])


def _returns(judge: Judge, row: SwapRow, free: Sequence[Duty]) -> list[Return]:
    """What could be given in return, of one officer's free duties; nothing where nothing is wanted."""
    if not row.swap.wants_return:
        return []
    fit = [duty for duty in free if duty.slot.rota_id == row.duty.slot.rota_id][:MOST_JUDGED]
    return [
        Return(duty, judge.of_swap(row.swap, duty.seat.officer_id, duty, row.duty))
        for duty in fit
        if duty.seat.officer_id and duty.seat.officer_id != row.swap.requester_id
    ]


def _askable(duty: Duty, officer_id: UUID) -> list[Askable]:
    """The other officers with why they could not take a duty, the deputies of one's own department first."""
    session, today = db.session(), this_day()
    judge = queries.judge_of(session, duty.slot.rota_id)
    teller = teller_of(judge)
    free = _free_to_give(duty)
    near = deputies_of(session, [officer_id], today)
    people = {one.id for one in judge.problem.officers}
    found = []
    for key, name in officer_choices(session, on=today):
        if key == officer_id or str(key) not in people:
            continue
        broken = judge.of({duty.place: str(key)})
        swappable = bool(broken) and _fits_for_another(judge, duty, key, free[key])
        found.append(
            Askable(key, name, [] if swappable else teller.broken(broken), only_for_another=swappable)
        )
    return sorted(found, key=lambda one: (one.key not in near, one.only_for_another))


def _free_to_give(duty: Duty) -> dict[UUID, list[Duty]]:
    """The duties ahead in the rota of this one, by who could give them in return."""
    found: dict[UUID, list[Duty]] = defaultdict(list)
    ahead = queries.duties_ahead(db.session(), None, clock.now())
    taken = queries.open_swap_on(db.session(), [one.seat.id for one in ahead])
    for one in ahead:
        same = one.slot.rota_id == duty.slot.rota_id and one.seat.id not in taken
        if same and one.seat.officer_id and one.seat.served_by_id is None:
            found[one.seat.officer_id].append(one)
    return found


def _fits_for_another(judge: Judge, duty: Duty, taker_id: UUID, free: Sequence[Duty]) -> bool:
    """Whether an officer could take the duty if she gave one of hers for it."""
    requester = str(duty.seat.officer_id)
    return any(
        not judge.of(rules.becomes(duty.place, requester, str(taker_id), back.place))
        for back in free[:MOST_JUDGED]
    )
