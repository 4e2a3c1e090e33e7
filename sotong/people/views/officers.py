"""Officers: names and departments for all who may see people; contact details for a reason, on record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from sotong.audit.disclosure import disclose
from sotong.audit.services import DataAct
from sotong.core import clock, places
from sotong.core.access import acting_id, requires
from sotong.core.column_titles import column_title
from sotong.core.db import db, transaction
from sotong.core.downloads import download
from sotong.core.forms import asked_page
from sotong.core.labels import word
from sotong.core.permissions import Permission
from sotong.core.reasons import ReasonForm
from sotong.core.spreadsheet import MEDIA_TYPE, csv_lines
from sotong.core.views import Page, page
from sotong.people import queries
from sotong.people.forms import FilterForm, OfficerEditForm, OfficerForm, TransferForm
from sotong.people.imports import OFFICER_COLUMNS
from sotong.people.models import AppointmentKind
from sotong.people.services import appointing
from sotong.people.services import departments as services
from sotong.people.views.room import blueprint, this_day


@blueprint.get("/officers")
@requires(Permission.PEOPLE_READ)
def officers() -> Page:
    """List the officers with their departments of today."""
    session = db.session()
    form = FilterForm(request.args)
    form.offer_bureaus(queries.bureaus(session))
    found = queries.officer_rows(
        session,
        on=this_day(),
        text=form.wanted_text,
        bureau=form.bureau.data or "",
        number=asked_page(),
    )
    return page("people/officers.html", asked=form, found=found)


@blueprint.get("/officers/<uuid:officer_id>")
@requires(Permission.PEOPLE_READ)
def officer(officer_id: UUID) -> Page:
    """Show an officer: where she serves, did, and will. No contact details."""
    session = db.session()
    return page(
        "people/officer.html",
        officer=queries.officer(session, officer_id),
        account=queries.account_of_officer(session, officer_id),
        history=queries.officer_history(session, officer_id),
        today=this_day(),
    )


@blueprint.route("/officers/<uuid:officer_id>/contact", methods=["GET", "POST"])
@requires(Permission.PEOPLE_EXPORT)
def contact(officer_id: UUID) -> Page:
    """Show an officer's e-mail and phone to who says what for; the reason is put on record first."""
    shown = queries.officer(db.session(), officer_id)
    form = ReasonForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            disclose(session, form, what="officer.contact", rows=1, act=DataAct.VIEW, subject_id=officer_id)
        if form.done:
            return page("people/contact.html", officer=shown)
    return page("people/contact_reason.html", form=form, officer=shown)


@blueprint.route("/officers/export", methods=["GET", "POST"])
@requires(Permission.PEOPLE_EXPORT)
def export_officers() -> Page:
    """Hand out today's officers with their contact details as CSV; the reason is put on record first."""
    form = ReasonForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            rows = queries.officers_in_full(session, on=this_day())
            disclose(session, form, what="officer.list", rows=len(rows))
        if form.done:
            lines = csv_lines(_titles(), (_as_read(row) for row in rows))
            return download("".join(lines), MEDIA_TYPE, f"officers-{this_day()}.csv")
    return page("people/export_officers.html", form=form)


def _titles() -> list[str]:
    """The titles of an import, so that the file can come back; the department's name is for people only."""
    _department, *others = (column_title(column) for column in OFFICER_COLUMNS)
    return [_("부서코드"), _("부서명"), *others]


def _as_read(row: Sequence[object]) -> Sequence[object]:
    code, department, *cells, kind = row
    return [code, places.department(str(department)), *cells, word(AppointmentKind(str(kind)))]


@blueprint.route("/officers/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_WRITE)
def new_officer() -> Page:
    """Add a person, and have her serve a department at once if one is chosen."""
    form = OfficerForm(department=request.args.get("department", ""), starts_on=this_day())
    form.department.offer(
        [(d.id, places.department(d.name)) for d in queries.departments(db.session(), this_day())]
    )
    if form.ready():
        officer_id = _added(form)
        if officer_id is not None:
            flash(_("주무관을 등록했습니다."))
            return redirect(url_for("people.officer", officer_id=officer_id))
    return page("people/new_officer.html", form=form)


def _added(form: OfficerForm) -> UUID | None:
    with form.attempt(), transaction() as session:
        added = services.add_officer(
            session,
            name=form.name.data or "",
            email=form.email.data or "",
            phone=form.phone.data,
            actor_id=acting_id(),
            now=clock.now(),
        )
        if form.department.chosen is not None:
            appointing.appoint(
                session,
                officer_id=added.id,
                department_id=form.department.chosen,
                kind=AppointmentKind.PRIMARY,
                starts_on=form.starts_on.data or date.max,
                actor_id=acting_id(),
                now=clock.now(),
            )
    return added.id if form.done else None


@blueprint.route("/officers/<uuid:officer_id>/edit", methods=["GET", "POST"])
@requires(Permission.PEOPLE_WRITE)
def edit_officer(officer_id: UUID) -> Page:
    """Change an officer's name or contact details, without showing the latter."""
    shown = queries.officer(db.session(), officer_id)
    form = OfficerEditForm(name=shown.name)
    if form.ready():
        with form.attempt(), transaction() as session:
            services.change_officer(
                session,
                officer_id,
                name=form.name.data or "",
                email=form.email.data or None,
                phone=form.wanted_phone,
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("주무관 정보를 고쳤습니다."))
            return redirect(url_for("people.officer", officer_id=officer_id))
    return page("people/edit_officer.html", form=form, officer=shown)


@blueprint.route("/officers/<uuid:officer_id>/transfer", methods=["GET", "POST"])
@requires(Permission.PEOPLE_WRITE)
def transfer(officer_id: UUID) -> Page:
    """Have an officer serve another department from some day on; the old one ends the day before."""
    shown = queries.officer(db.session(), officer_id)
    form = TransferForm(kind=request.args.get("kind", AppointmentKind.PRIMARY), starts_on=this_day())
    form.department.offer(
        [(d.id, places.department(d.name)) for d in queries.departments(db.session(), this_day())]
    )
    if form.ready():
        with form.attempt(), transaction() as session:
            appointing.appoint(
                session,
                officer_id=officer_id,
                department_id=UUID(form.department.data),
                kind=AppointmentKind(form.kind.data),
                starts_on=form.starts_on.data or date.max,
                ends_on=form.ends_on,
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("배치했습니다."))
            return redirect(url_for("people.officer", officer_id=officer_id))
    return page("people/transfer.html", form=form, officer=shown)
