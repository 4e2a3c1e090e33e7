"""Departments: the list, a department with its history, and what may be done with one."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from sotong.core import clock
from sotong.core.access import acting_id, requires
from sotong.core.db import db, transaction
from sotong.core.forms import asked_page
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.people import queries
from sotong.people.forms import AppointForm, CloseForm, DepartmentForm, FilterForm
from sotong.people.models import AppointmentKind, DepartmentKind
from sotong.people.services import appointing
from sotong.people.services import departments as services
from sotong.people.services.departments import DepartmentFacts
from sotong.people.views.room import blueprint, this_day


@blueprint.get("/departments")
@requires(Permission.PEOPLE_READ)
def departments() -> Page:
    """List the departments with their officers of today."""
    session = db.session()
    form = FilterForm(request.args)
    form.offer_bureaus(queries.bureaus(session))
    found = queries.department_rows(
        session,
        on=this_day(),
        text=form.wanted_text,
        bureau=form.bureau.data or "",
        closed=form.closed.data,
        number=asked_page(),
    )
    return page("people/departments.html", asked=form, found=found)


@blueprint.get("/departments/<uuid:department_id>")
@requires(Permission.PEOPLE_READ)
def department(department_id: UUID) -> Page:
    """Show a department: who serves it, who did, who will."""
    session = db.session()
    return page(
        "people/department.html",
        department=queries.department(session, department_id),
        history=queries.department_history(session, department_id),
        today=this_day(),
    )


@blueprint.route("/departments/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_WRITE)
def new_department() -> Page:
    """Add a department."""
    form = DepartmentForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            added = services.add_department(session, _facts(form), actor_id=acting_id(), now=clock.now())
        if form.done:
            flash(_("부서를 등록했습니다."))
            return redirect(url_for("people.department", department_id=added.id))
    return page("people/edit_department.html", form=form, department=None)


@blueprint.route("/departments/<uuid:department_id>/edit", methods=["GET", "POST"])
@requires(Permission.PEOPLE_WRITE)
def edit_department(department_id: UUID) -> Page:
    """Change what is written down of a department."""
    shown = queries.department(db.session(), department_id)
    form = DepartmentForm(obj=shown)
    if form.ready():
        with form.attempt(), transaction() as session:
            services.change_department(
                session, department_id, _facts(form), actor_id=acting_id(), now=clock.now()
            )
        if form.done:
            flash(_("부서 정보를 고쳤습니다."))
            return redirect(url_for("people.department", department_id=department_id))
    return page("people/edit_department.html", form=form, department=shown)


@blueprint.route("/departments/<uuid:department_id>/close", methods=["GET", "POST"])
@requires(Permission.PEOPLE_WRITE)
def close_department(department_id: UUID) -> Page:
    """Dissolve a department from some day on."""
    shown = queries.department(db.session(), department_id)
    form = CloseForm(closed_on=this_day())
    if form.ready():
        with form.attempt(), transaction() as session:
            services.close_department(
                session,
                department_id,
                closed_on=form.closed_on.data or date.max,
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("부서를 폐지했습니다. 지난 기록은 그대로 남습니다."))
            return redirect(url_for("people.department", department_id=department_id))
    return page("people/close_department.html", form=form, department=shown)


@blueprint.post("/departments/<uuid:department_id>/reopen")
@requires(Permission.PEOPLE_WRITE)
def reopen_department(department_id: UUID) -> Page:
    """Take back that a department is dissolved."""
    with transaction() as session:
        services.reopen_department(session, department_id, actor_id=acting_id(), now=clock.now())
    flash(_("부서를 다시 열었습니다. 주무관은 새로 배치해 주십시오."))
    return redirect(url_for("people.department", department_id=department_id))


@blueprint.route("/departments/<uuid:department_id>/appoint", methods=["GET", "POST"])
@requires(Permission.PEOPLE_WRITE)
def appoint(department_id: UUID) -> Page:
    """Have an officer serve a department, in place of the present one or as a deputy."""
    shown = queries.department(db.session(), department_id)
    form = AppointForm(kind=request.args.get("kind", AppointmentKind.PRIMARY), starts_on=this_day())
    form.officer.offer(queries.officer_choices(db.session(), on=this_day()))
    if form.ready():
        with form.attempt(), transaction() as session:
            appointing.appoint(
                session,
                officer_id=UUID(form.officer.data),
                department_id=department_id,
                kind=AppointmentKind(form.kind.data),
                starts_on=form.starts_on.data or date.max,
                ends_on=form.ends_on,
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("배치했습니다."))
            return redirect(url_for("people.department", department_id=department_id))
    return page("people/appoint.html", form=form, department=shown)


def _facts(form: DepartmentForm) -> DepartmentFacts:
    return DepartmentFacts(
        form.code.data or "",
        form.name.data or "",
        form.name_en.data or "",
        DepartmentKind(form.kind.data),
        form.bureau.data or "",
        form.bureau_en.data or "",
    )
