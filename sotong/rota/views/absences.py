"""Pages of absences: one's own, everybody's, and files of them."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from sotong.core import clock
from sotong.core.access import acting, acting_id, requires
from sotong.core.blank_files import offer
from sotong.core.counting import _n
from sotong.core.db import db, transaction
from sotong.core.errors import NotFound
from sotong.core.forms import asked_page
from sotong.core.permissions import Permission
from sotong.core.tables import TableInvalid
from sotong.core.views import Page, page
from sotong.people.queries import officer_choices
from sotong.rota.forms import AbsenceFileForm, AbsenceForm, AnyAbsenceForm, ConfirmImportForm
from sotong.rota.queries import absences as queries
from sotong.rota.rules import Absence, AbsenceKind
from sotong.rota.services import absence_import
from sotong.rota.services import absences as services
from sotong.rota.views.room import blueprint, this_day


@blueprint.route("/rota/absences/mine", methods=["GET", "POST"])
@requires(Permission.ABSENCE_ENTER)
def my_absences() -> Page:
    """Show one's own absences, and enter one."""
    officer_id = own_officer_id()
    form = AbsenceForm()
    if form.ready() and _entered(form, officer_id):
        return redirect(url_for("rota.my_absences"))
    entries = queries.own_absences(db.session(), officer_id)
    return page("rota/my_absences.html", form=form, entries=entries, today=this_day())


@blueprint.post("/rota/absences/mine/<uuid:absence_id>/withdraw")
@requires(Permission.ABSENCE_ENTER)
def withdraw_my_absence(absence_id: UUID) -> Page:
    """Take one's own absence back."""
    with transaction() as session:
        services.withdraw_absence(
            session,
            absence_id=absence_id,
            officer_id=own_officer_id(),
            actor_id=acting_id(),
            now=clock.now(),
        )
    flash(_("부재를 취소했습니다."))
    return redirect(url_for("rota.my_absences"))


@blueprint.get("/rota/absences")
@requires(Permission.ABSENCE_WRITE)
def absences() -> Page:
    """List everybody's absences."""
    past = request.args.get("past") == "1"
    found = queries.absences(db.session(), since=None if past else this_day(), number=asked_page())
    return page("rota/absences.html", found=found, past=past, today=this_day())


@blueprint.route("/rota/absences/new", methods=["GET", "POST"])
@requires(Permission.ABSENCE_WRITE)
def enter_absence() -> Page:
    """Enter an absence for somebody; it may lie in the past."""
    form = AnyAbsenceForm().offer(officer_choices(db.session(), on=this_day()))
    if form.ready() and _entered(form, UUID(form.officer_id.data), past_allowed=True):
        return redirect(url_for("rota.absences"))
    return page("rota/enter_absence.html", form=form)


@blueprint.post("/rota/absences/<uuid:absence_id>/withdraw")
@requires(Permission.ABSENCE_WRITE)
def withdraw_absence(absence_id: UUID) -> Page:
    """Take somebody's absence back."""
    with transaction() as session:
        services.withdraw_absence(session, absence_id=absence_id, actor_id=acting_id(), now=clock.now())
    flash(_("부재를 취소했습니다."))
    return redirect(url_for("rota.absences"))


@blueprint.route("/rota/absences/import", methods=["GET", "POST"])
@requires(Permission.ABSENCE_WRITE)
def import_absences() -> Page:
    """Take a file, and say what is wrong with it or lead to what it would do."""
    form = AbsenceFileForm()
    if form.ready():
        content, name, now = form.content, form.file.data.filename or "", clock.now()
        with form.attempt(), transaction() as session:
            plan = absence_import.plan_import(session, content, now=now)
            if plan.problems:
                raise TableInvalid(*plan.problems)
            absence_import.keep_file(session, content, name, account_id=acting_id(), now=now)
        if form.done:
            return redirect(url_for("rota.preview_absences"))
    return page("rota/import_absences.html", form=form)


offer(blueprint, "/rota/absences/import/blank", AbsenceFileForm.blank, beside=import_absences)


@blueprint.route("/rota/absences/import/preview", methods=["GET", "POST"])
@requires(Permission.ABSENCE_WRITE)
def preview_absences() -> Page:
    """Show what the file would do; on a yes do that, all or nothing."""
    form = ConfirmImportForm()
    content = absence_import.kept_content(db.session(), account_id=acting_id(), now=clock.now())
    if content is None:
        flash(_("올리신 파일이 남아 있지 않습니다. 다시 올려 주십시오."), "warning")
        return redirect(url_for("rota.import_absences"))
    if form.ready():
        with form.attempt(), transaction() as session:
            plan = absence_import.import_absences(
                session, content=content, seen=form.seen.data or "", actor_id=acting_id(), now=clock.now()
            )
        if form.done:
            flash(_n("부재 %(count)d건을 등록했습니다.", count=len(plan.adds)))
            return redirect(url_for("rota.absences"))
    plan = absence_import.plan_import(db.session(), content, now=clock.now())
    form.seen.data = plan.fingerprint
    return page("rota/preview_absences.html", form=form, plan=plan)


def own_officer_id() -> UUID:
    """The officer who is signed in. Raises NotFound."""
    officer_id = acting().officer_id
    if officer_id is None:
        raise NotFound
    return officer_id


def _entered(form: AbsenceForm, officer_id: UUID, *, past_allowed: bool = False) -> bool:
    """Enter the absence of the form, and say what that means for the rota; whether it was not refused."""
    with form.attempt(), transaction() as session:
        services.enter_absence(
            session,
            officer_id=officer_id,
            first_on=form.days[0],
            last_on=form.days[1],
            kind=AbsenceKind(form.kind.data),
            actor_id=acting_id(),
            now=clock.now(),
            past_allowed=past_allowed,
        )
    if form.done:
        _tell_entered(officer_id, form)
    return form.done


def _tell_entered(officer_id: UUID, form: AbsenceForm) -> None:
    absence = Absence(str(officer_id), *form.days)
    duties = len(queries.duties_left(db.session(), [absence], clock.now()))
    if duties:
        flash(
            _n(
                "부재를 등록했습니다. 그 사이에 정해진 근무가 %(count)d건 있어 근무표를 다시 짜야 합니다.",
                count=duties,
            ),
            "warning",
        )
    else:
        flash(_("부재를 등록했습니다."))
