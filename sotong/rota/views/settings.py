"""What holds for every rota, on one page: the office's own days and the officers' roles."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from sotong.core import clock
from sotong.core.access import acting_id, requires
from sotong.core.db import db, transaction
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.people.queries import officer_choices
from sotong.rota.forms import OfficeDayForm, RolesForm
from sotong.rota.queries.rotas import office_day_entries, qualifications
from sotong.rota.rules import DayClass
from sotong.rota.services import settings as services
from sotong.rota.views.room import blueprint, this_day


@blueprint.get("/rota/settings")
@requires(Permission.ROTA_WRITE)
def settings() -> Page:
    """Show the office's own days and who may take which role."""
    return _settings_page(OfficeDayForm(), _roles_form())


@blueprint.post("/rota/settings/days")
@requires(Permission.ROTA_WRITE)
def add_office_day() -> Page:
    """Put a day into a class."""
    form = OfficeDayForm()
    if form.ready() and form.on.data:
        with form.attempt(), transaction() as session:
            services.add_office_day(
                session,
                on=form.on.data,
                name=form.name.data or "",
                day_class=DayClass(form.day_class.data),
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("날을 등록했습니다. 앞으로 만드는 근무표부터 따릅니다."))
            return redirect(url_for("rota.settings"))
    return _settings_page(form, _roles_form(), shown=form)


@blueprint.post("/rota/settings/days/<uuid:day_id>/remove")
@requires(Permission.ROTA_WRITE)
def remove_office_day(day_id: UUID) -> Page:
    """Let a day be what the calendar says again."""
    with transaction() as session:
        services.remove_office_day(session, day_id=day_id, actor_id=acting_id(), now=clock.now())
    flash(_("날을 지웠습니다."))
    return redirect(url_for("rota.settings"))


@blueprint.post("/rota/settings/roles")
@requires(Permission.ROTA_WRITE)
def set_roles() -> Page:
    """Say which roles an officer may take."""
    form = _roles_form()
    if form.ready():
        with form.attempt(), transaction() as session:
            services.set_roles(
                session,
                officer_id=UUID(form.officer_id.data),
                roles=form.names(),
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("역할을 정했습니다."))
            return redirect(url_for("rota.settings"))
    return _settings_page(OfficeDayForm(), form, shown=form)


def _roles_form() -> RolesForm:
    return RolesForm().offer(officer_choices(db.session(), on=this_day()))


def _settings_page(
    days: OfficeDayForm, roles: RolesForm, shown: OfficeDayForm | RolesForm | None = None
) -> Page:
    session = db.session()
    named = dict(officer_choices(session, on=this_day()))
    theirs = qualifications(session)
    return page(
        "rota/settings.html",
        form=shown or days,
        day_form=days,
        roles_form=roles,
        days=office_day_entries(session),
        qualified=sorted((named.get(key, ""), names) for key, names in theirs.items()),
    )
