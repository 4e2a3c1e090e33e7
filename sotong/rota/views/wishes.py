"""Days on which an officer would rather not serve, entered on the phone."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from sotong.core import clock
from sotong.core.access import acting_id, requires
from sotong.core.db import db, transaction
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.rota.forms import WishForm
from sotong.rota.queries import wishes as queries
from sotong.rota.rules import MOST_WISHES_A_YEAR
from sotong.rota.services import wishes as services
from sotong.rota.views.absences import own_officer_id
from sotong.rota.views.room import blueprint, this_day


@blueprint.route("/rota/wishes", methods=["GET", "POST"])
@requires(Permission.ABSENCE_ENTER)
def my_wishes() -> Page:
    """Show the days that I would rather avoid, how many are left this year, and keep one more."""
    officer_id, today = own_officer_id(), this_day()
    form = WishForm()
    if form.ready() and form.on.data:
        with form.attempt(), transaction() as session:
            services.add_wish(
                session, officer_id=officer_id, on=form.on.data, actor_id=acting_id(), now=clock.now()
            )
        if form.done:
            flash(_("피하고 싶은 날로 적었습니다. 앞으로 근무표를 짤 때 되도록 그날을 비웁니다."))
            return redirect(url_for("rota.my_wishes"))
    entries = queries.own_wishes(db.session(), officer_id, today.replace(month=1, day=1))
    used = Counter(entry.on.year for entry in entries)
    left = [(year, max(0, MOST_WISHES_A_YEAR - used[year])) for year in (today.year, today.year + 1)]
    coming = [entry for entry in entries if entry.on > today]
    return page("rota/my_wishes.html", form=form, coming=coming, left=left, most=MOST_WISHES_A_YEAR)


@blueprint.post("/rota/wishes/<uuid:wish_id>/remove")
@requires(Permission.ABSENCE_ENTER)
def remove_wish(wish_id: UUID) -> Page:
    """Forget one of my days."""
    with transaction() as session:
        services.remove_wish(
            session, wish_id=wish_id, officer_id=own_officer_id(), actor_id=acting_id(), now=clock.now()
        )
    flash(_("피하고 싶은 날을 지웠습니다."))
    return redirect(url_for("rota.my_wishes"))
