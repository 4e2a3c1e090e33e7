"""One seat: who may take it and why not her; who is to take it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sotong.core import clock
from sotong.core.access import acting, acting_id, requires
from sotong.core.db import db, transaction
from sotong.core.errors import NotFound
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.rota.explain import Explainer
from sotong.rota.forms import SeatForm
from sotong.rota.models import DutySeat, DutySlot
from sotong.rota.queries import Loaded, loaded, rota_of
from sotong.rota.queries import rotas as queries
from sotong.rota.rules import Officer
from sotong.rota.services import seats as services
from sotong.rota.services.seats import Changed, Move
from sotong.rota.states import ChangeCause, RotaState
from sotong.rota.views.plans import officer_names
from sotong.rota.views.room import blueprint
from sotong.rota.views.words import Teller


@dataclass(frozen=True, slots=True)
class Candidate:
    """An officer beside a seat: whether a rule forbids it, and all the reasons."""

    officer: Officer
    holds_it: bool
    hard: bool
    reasons: list[str]


@blueprint.get("/rota/seats/<uuid:seat_id>")
@requires(Permission.ROTA_READ)
def seat(seat_id: UUID) -> Page:
    """Why this officer, and why not her? Of drafts only for those who plan."""
    return _seat_page(seat_id, SeatForm())


@blueprint.post("/rota/seats/<uuid:seat_id>")
@requires(Permission.ROTA_WRITE)
def change_seat(seat_id: UUID) -> Page:
    """Seat somebody else, or nobody. Asked by the grid it answers in JSON."""
    row, found = _found(seat_id)
    form = SeatForm().offer(officer_names(found))
    changed: Changed | None = None
    if form.ready():
        with form.attempt(), transaction() as session:
            changed = services.move(
                session,
                rota_id=found.rota.id,
                moves=[Move(row.id, form.chosen(), form.sequence)],
                cause=ChangeCause.EDIT,
                reason=form.reason.data or "",
                actor_id=acting_id(),
                now=clock.now(),
            )
    told = _broken_texts(changed)
    if request.accept_mimetypes.best == "application/json":
        return _as_json(form, seat_id, told)
    if changed is None:
        return _seat_page(seat_id, form)
    flash(_("근무자를 바꾸었습니다."))
    for text in told:
        flash(text, "warning")
    return redirect(url_for("rota.seat", seat_id=seat_id))


def _seat_page(seat_id: UUID, form: SeatForm) -> Page:
    session = db.session()
    row, found = _found(seat_id)
    if not form.is_submitted():
        form.officer_id.data = str(row.officer_id or "")
    form.offer(officer_names(found))
    form.seen.data = str(row.sequence)
    slot = session.get_one(DutySlot, row.slot_id)
    return page(
        "rota/seat.html",
        form=form,
        rota=found.rota,
        seat=row,
        slot=slot,
        kind_name=queries.kind_names(session).get(slot.kind_code, slot.kind_code),
        candidates=_candidates(found, slot.key, row),
        begun=slot.starts_at <= clock.now() and found.rota.state is RotaState.PUBLISHED,
    )


def _found(seat_id: UUID) -> tuple[DutySeat, Loaded]:
    session = db.session()
    rota = rota_of(session, services.rota_id_of_seat(session, seat_id))
    if rota.state is not RotaState.PUBLISHED and not acting().may(Permission.ROTA_WRITE):
        raise NotFound
    found = loaded(session, rota)
    return next(seat for seat in found.seats.values() if seat.id == seat_id), found


def _candidates(found: Loaded, slot_key: str, row: DutySeat) -> list[Candidate]:
    """Everybody, whoever holds the seat first, then those whom no rule keeps from it."""
    explainer = Explainer(found.problem, found.plan)
    teller = Teller(found.problem, queries.kind_names(db.session()))
    candidates = []
    for officer in found.problem.officers:
        reasons = explainer.why_not(slot_key, row.number, officer.id)
        candidates.append(
            Candidate(
                officer,
                holds_it=str(row.officer_id) == officer.id,
                hard=any(reason.hard for reason in reasons),
                reasons=teller.why(reasons),
            )
        )
    return sorted(
        candidates, key=lambda one: (not one.holds_it, one.hard, len(one.reasons), one.officer.name)
    )


def _broken_texts(changed: Changed | None) -> list[str]:
    if changed is None:
        return []
    return Teller(changed.before.problem, queries.kind_names(db.session())).broken(changed.broken)


def _as_json(form: SeatForm, seat_id: UUID, told: list[str]) -> Response:
    row = db.session().get_one(DutySeat, seat_id, populate_existing=True)
    messages = [*form.form_errors, *(str(error) for field in form for error in field.errors)]
    answer = jsonify(
        done=form.done,
        seen=row.sequence,
        officer_id=str(row.officer_id or ""),
        broken=told,
        messages=[str(message) for message in messages],
        needs_reason=bool(form.reason.errors),
    )
    answer.status_code = form.status
    return answer
