"""Importing departments and officers: a file, a preview of what it would do, and a yes."""

from __future__ import annotations

from typing import Final

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from sotong.core import clock
from sotong.core.access import acting_id, requires
from sotong.core.blank_files import offer
from sotong.core.db import db, transaction
from sotong.core.labels import word
from sotong.core.permissions import Permission
from sotong.core.tables import TableInvalid
from sotong.core.views import Page, page
from sotong.people.forms import BLANK_DEPARTMENTS, BLANK_OFFICERS, ApplyForm, UploadForm
from sotong.people.imports import fingerprint
from sotong.people.models import DepartmentKind
from sotong.people.services import importing as services
from sotong.people.services.importing import Subject, Upload
from sotong.people.views.room import blueprint

SUBJECT = "<any(departments, officers):subject>"
BLANKS: Final = {Subject.DEPARTMENTS: BLANK_DEPARTMENTS, Subject.OFFICERS: BLANK_OFFICERS}


@blueprint.route(f"/{SUBJECT}/import", methods=["GET", "POST"])
@requires(Permission.PEOPLE_IMPORT)
def import_file(subject: str) -> Page:
    """Take a file, and say what is wrong with it or lead to what it would do."""
    form = UploadForm()
    form.blank = BLANKS[Subject(subject)]
    if form.ready():
        with form.attempt(), transaction() as session:
            upload = services.read_upload(
                Subject(subject), form.file.data.filename or "", form.content, complete=form.complete.data
            )
            plan = services.plan(session, upload, now=clock.now())
            if plan.problems:
                raise TableInvalid(*plan.problems)
            services.keep_draft(session, upload, account_id=acting_id(), now=clock.now())
        if form.done:
            return redirect(url_for("people.import_preview", subject=subject))
    return page("people/import.html", form=form, subject=Subject(subject))


for each in Subject:
    offer(blueprint, f"/{each.value}/import/blank", BLANKS[each], beside=import_file)


@blueprint.route(f"/{SUBJECT}/import/preview", methods=["GET", "POST"])
@requires(Permission.PEOPLE_IMPORT)
def import_preview(subject: str) -> Page:
    """Show what the file would do; on a yes do that, all or nothing, or show what it would do by now."""
    form, upload = ApplyForm(), _kept(Subject(subject))
    if upload is None:
        flash(_("올리신 파일이 남아 있지 않습니다. 다시 올려 주십시오."), "warning")
        return redirect(url_for("people.import_file", subject=subject))
    if form.ready():
        with form.attempt(), transaction() as session:
            services.apply_upload(
                session, upload, seen=form.seen.data or "", actor_id=acting_id(), now=clock.now()
            )
            services.forget_draft(session, upload.subject, account_id=acting_id(), now=clock.now())
        if form.done:
            flash(_("가져오기를 마쳤습니다."))
            return redirect(url_for(f"people.{subject}"))
    plan = services.plan(db.session(), upload, now=clock.now())
    form.seen.data = fingerprint(upload.digest, plan)
    return page(
        "people/import_preview.html",
        form=form,
        upload=upload,
        plan=plan,
        kinds={kind.value: word(kind) for kind in DepartmentKind},
    )


def _kept(subject: Subject) -> Upload | None:
    return services.kept_upload(db.session(), subject, account_id=acting_id(), now=clock.now())
