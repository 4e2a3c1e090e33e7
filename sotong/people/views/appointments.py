"""What may be done with an appointment that was made: end it, or take it back before it begins."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from sotong.core import clock
from sotong.core.access import acting_id, requires
from sotong.core.db import db, transaction
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.people import queries
from sotong.people.forms import EndForm
from sotong.people.services import appointing
from sotong.people.views.room import blueprint, this_day


@blueprint.route("/appointments/<uuid:appointment_id>/end", methods=["GET", "POST"])
@requires(Permission.PEOPLE_WRITE)
def end_appointment(appointment_id: UUID) -> Page:
    """Say until when an officer serves."""
    served = queries.appointment(db.session(), appointment_id)
    form = EndForm(last_on=served.last_on or this_day())
    if form.ready():
        with form.attempt(), transaction() as session:
            appointing.end_appointment(
                session, appointment_id, ends_on=form.ends_on, actor_id=acting_id(), now=clock.now()
            )
        if form.done:
            flash(_("마지막 날을 정했습니다."))
            return redirect(url_for("people.department", department_id=served.department_id))
    return page("people/end_appointment.html", form=form, served=served)


@blueprint.post("/appointments/<uuid:appointment_id>/withdraw")
@requires(Permission.PEOPLE_WRITE)
def withdraw_appointment(appointment_id: UUID) -> Page:
    """Take back an appointment that has not begun."""
    served = queries.appointment(db.session(), appointment_id)
    with transaction() as session:
        appointing.withdraw_appointment(session, appointment_id, actor_id=acting_id(), now=clock.now())
    flash(_("예정된 배치를 취소했습니다."))
    return redirect(url_for("people.department", department_id=served.department_id))
