"""The panel's page, for admins and auditors: numbers of sheets, never marks."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from sotong.contests.queries import contest_by_code
from sotong.core import clock
from sotong.core.access import acting_id, requires
from sotong.core.days import korean_day
from sotong.core.db import db, transaction
from sotong.core.forms import ConfirmForm
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.judging import forms, queries, services
from sotong.judging.views.room import blueprint
from sotong.people.queries import departments


@blueprint.route("/contests/<code>/panel", methods=["GET", "POST"])
@requires(Permission.SHEET_PROGRESS)
def panel(code: str) -> Page:
    """Show the panel and how far each judge is: numbers of sheets, never marks."""
    session = db.session()
    contest = contest_by_code(session, code)
    seats = queries.panel(session, contest.id)
    return page("judging/panel.html", contest=contest, seats=seats, form=_seat_form(contest.id))


@blueprint.post("/contests/<code>/panel/seats")
@requires(Permission.PANEL_WRITE)
def seat_judge(code: str) -> Page:
    """Put a judge on the panel."""
    contest = contest_by_code(db.session(), code)
    contest_id = contest.id
    form = _seat_form(contest_id)
    if form.ready():
        with form.attempt(), transaction() as session:
            services.seat_judge(
                session,
                contest_id,
                account_id=UUID(form.account_id.data),
                department_id=form.department,
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("심사위원을 위촉했습니다."))
            return redirect(url_for("judging.panel", code=code))
    seats = queries.panel(db.session(), contest_id)
    contest = contest_by_code(db.session(), code)
    return page("judging/panel.html", contest=contest, seats=seats, form=form)


@blueprint.post("/contests/<code>/panel/seats/<uuid:judge_id>/remove")
@requires(Permission.PANEL_WRITE)
def unseat_judge(code: str, judge_id: UUID) -> Page:
    """Take a judge off the panel."""
    form = ConfirmForm()
    if form.ready():
        with transaction() as session:
            services.unseat_judge(session, judge_id, actor_id=acting_id(), now=clock.now())
        flash(_("심사위원단에서 뺐습니다."))
    return redirect(url_for("judging.panel", code=code))


def _seat_form(contest_id: UUID) -> forms.SeatForm:
    form = forms.SeatForm()
    session = db.session()
    form.offer(
        [(account.id, account.name) for account in queries.judge_accounts(session, contest_id)],
        [(department.id, department.name) for department in departments(session, korean_day(clock.now()))],
    )
    return form
