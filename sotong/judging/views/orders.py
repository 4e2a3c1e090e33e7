"""The order of presentation: drawn by the office, on the log for everybody."""

from __future__ import annotations

import json

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from sotong.contests.models import Contest
from sotong.contests.queries import contest_by_code, entries
from sotong.core import clock, directory
from sotong.core.access import acting_id, requires
from sotong.core.db import db, transaction
from sotong.core.labels import sentence
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.judging import forms, queries, rules, services
from sotong.judging.models import PresentationDraw
from sotong.judging.views.room import blueprint


@blueprint.get("/contests/<code>/order")
@requires(Permission.SHEET_PROGRESS)
def presentation_order(code: str) -> Page:
    """Show the order of presentation, and every draw there was."""
    return _order_page(contest_by_code(db.session(), code), forms.DrawForm())


@blueprint.post("/contests/<code>/order/draw")
@requires(Permission.PANEL_WRITE)
def draw_order(code: str) -> Page:
    """Draw the order; again only for a reason."""
    contest = contest_by_code(db.session(), code)
    form = forms.DrawForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            services.draw_order(
                session, contest.id, reason=form.reason.data or "", actor_id=acting_id(), now=clock.now()
            )
        if form.done:
            flash(_("발표 순서를 추첨했습니다. 공개 기록에 남았습니다."))
            return redirect(url_for("judging.presentation_order", code=code))
    return _order_page(contest_by_code(db.session(), code), form)


def _order_page(contest: Contest, form: forms.DrawForm) -> Page:
    session = db.session()
    drawn, turns = queries.draws(session, contest.id), queries.turns(session, contest.id)
    standing = {one.number: one for one in entries(session, contest.id) if one.withdrawn_at is None}
    why_not = rules.why_not_draw(
        contest.facts, entries=len(standing), drawn_before=bool(drawn), reason="-", now=clock.now()
    )
    return page(
        "judging/order.html",
        contest=contest,
        form=form,
        drawn=drawn,
        turns=turns,
        entries=[standing[number] for number in queries.in_turn([*standing], turns)],
        names=directory.names(session, {draw.drawn_by_id for draw in drawn}),
        order_text=_order_text,
        why_not=sentence(why_not) if why_not else "",
    )


def _order_text(draw: PresentationDraw) -> str:
    return ", ".join(map(str, json.loads(draw.numbers)))
