"""Handing over: what is open on my duty, what I am given, and the history, to be printed."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from sotong.core import clock, directory
from sotong.core.access import acting, acting_id, requires
from sotong.core.db import db, transaction
from sotong.core.errors import NotFound
from sotong.core.forms import asked_page
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.rota.handover_rules import HANDED_OVER_AFTER, OPENS_BEFORE
from sotong.rota.queries import handovers as queries
from sotong.rota.queries.handovers import HandoverRow
from sotong.rota.services import handovers as services
from sotong.rota.swap_forms import ItemForm
from sotong.rota.views.absences import own_officer_id
from sotong.rota.views.room import blueprint

SEE_OTHER: Final = 303


@blueprint.get("/rota/handovers")
@requires(Permission.ROTA_READ)
def handovers() -> Page:
    """List what is handed over and not acknowledged, my duties' own pages, and the history."""
    session, now, officer_id = db.session(), clock.now(), acting().officer_id
    own = (
        queries.current_posts(session, officer_id, now - HANDED_OVER_AFTER, now + OPENS_BEFORE)
        if officer_id
        else []
    )
    answered = queries.answered(session, asked_page())
    waiting = queries.unanswered(session)
    return page(
        "rota/handovers.html",
        own=own,
        waiting=waiting,
        answered=answered,
        names=_names([*waiting, *answered.rows]),
        officer_id=officer_id,
    )


@blueprint.get("/rota/handovers/<uuid:handover_id>")
@requires(Permission.ROTA_READ)
def handover(handover_id: UUID) -> Page:
    """Show a handover, to be read, acknowledged or printed."""
    session = db.session()
    row = queries.handover_row(session, handover_id)
    officer_id = acting().officer_id
    asked = services.asked_officers(session, row.handover, clock.now())
    may_answer = officer_id in asked if officer_id else acting().may(Permission.ROTA_WRITE)
    return page(
        "rota/handover.html",
        row=row,
        names=_names([row]),
        may_answer=may_answer and row.handover.acknowledged_at is None,
        may_settle=may_answer,
    )


@blueprint.post("/rota/handovers/<uuid:handover_id>/acknowledge")
@requires(Permission.ROTA_READ)
def acknowledge(handover_id: UUID) -> Page:
    """Say that it was read."""
    with transaction() as session:
        services.acknowledge(
            session,
            handover_id=handover_id,
            officer_id=_officer_or_admin(),
            actor_id=acting_id(),
            now=clock.now(),
        )
    flash(_("인계를 확인했습니다."))
    return redirect(url_for("rota.handover", handover_id=handover_id), SEE_OTHER)


@blueprint.route("/rota/duties/<uuid:slot_id>/items", methods=["GET", "POST"])
@requires(Permission.DUTY_SERVE)
def duty_items(slot_id: UUID) -> Page:
    """Write down what is open on a duty of mine."""
    officer_id = own_officer_id()
    post = queries.post(db.session(), slot_id)
    if officer_id not in post.officer_ids:
        raise NotFound
    form = ItemForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            services.note(
                session,
                slot_id=slot_id,
                officer_id=officer_id,
                text=form.text.data or "",
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("적었습니다. 근무가 끝나면 다음 근무자에게 갑니다."))
            return redirect(url_for("rota.duty_items", slot_id=slot_id), SEE_OTHER)
    return page(
        "rota/duty_items.html",
        form=form,
        post=post,
        items=queries.items_of(db.session(), slot_id),
        handed=queries.handover_from(db.session(), slot_id),
        now=clock.now(),
    )


@blueprint.post("/rota/duties/<uuid:slot_id>/hand-over")
@requires(Permission.DUTY_SERVE)
def hand_over(slot_id: UUID) -> Page:
    """Hand a duty's open items over now."""
    with transaction() as session:
        made = services.hand_over(
            session, slot_id=slot_id, officer_id=own_officer_id(), actor_id=acting_id(), now=clock.now()
        )
    flash(_("다음 근무자에게 인계했습니다."))
    return redirect(url_for("rota.handover", handover_id=made.id), SEE_OTHER)


@blueprint.post("/rota/handover-items/<uuid:item_id>/settle")
@requires(Permission.ROTA_READ)
def settle_item(item_id: UUID) -> Page:
    """Say that an item is dealt with."""
    with transaction() as session:
        item = services.settle(
            session, item_id=item_id, officer_id=_officer_or_admin(), actor_id=acting_id(), now=clock.now()
        )
        slot_id = item.slot_id
    flash(_("처리했다고 표시했습니다."))
    if acting().officer_id:
        return redirect(url_for("rota.duty_items", slot_id=slot_id), SEE_OTHER)
    return redirect(url_for("rota.handovers"), SEE_OTHER)


def _officer_or_admin() -> UUID | None:
    """The officer who is signed in; None for an admin. Raises NotFound for anybody else."""
    officer_id = acting().officer_id
    if officer_id is None and not acting().may(Permission.ROTA_WRITE):
        raise NotFound
    return officer_id


def _names(rows: list[HandoverRow]) -> dict[UUID, str]:
    ids = {row.handover.acknowledged_by_id for row in rows}
    ids |= {key for row in rows for item in row.items for key in (item.noted_by_id, item.settled_by_id)}
    return dict(directory.names(db.session(), [key for key in ids if key]))
