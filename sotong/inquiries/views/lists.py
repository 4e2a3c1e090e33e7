"""Questions in a list, on the admins' board, by department; taken down one by one or by file."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from sotong.core import clock
from sotong.core.access import acting, acting_id, requires
from sotong.core.blank_files import offer
from sotong.core.days import korean_day
from sotong.core.db import db, transaction
from sotong.core.errors import NotFound
from sotong.core.forms import asked_page
from sotong.core.labels import word
from sotong.core.permissions import Permission
from sotong.core.table_forms import tell_ignored
from sotong.core.views import Page, page
from sotong.inquiries import queries, services
from sotong.inquiries.forms import AskedForm, ImportForm, RecordForm
from sotong.inquiries.models import Inquiry
from sotong.inquiries.queries import Wanted
from sotong.inquiries.services import Asked, Imported
from sotong.inquiries.views.room import blueprint, by
from sotong.people.queries import department, departments


@blueprint.get("")
@requires(Permission.INQUIRY_READ)
def inquiries() -> Page:
    """List questions: those to be dealt with by due time, then the settled ones, the latest first."""
    session, now = db.session(), clock.now()
    asked = AskedForm(request.args).offer(departments(session, korean_day(now)))
    wanted = asked.wanted(acting_id(), acting().department_id)
    found = queries.inquiries(session, wanted, now, asked_page())
    return page("inquiries/inquiries.html", asked=asked, found=found, today=korean_day(now))


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.INQUIRY_WRITE)
def record_inquiry() -> Page:
    """Take a question down, and hand it on in one go if it is another department's."""
    now = clock.now()
    form = RecordForm(received_at=now).offer(
        departments(db.session(), korean_day(now)), acting().department_id
    )
    if form.ready():
        with form.attempt(), transaction() as session:
            made = services.record_inquiry(
                session,
                asked=_asked(form),
                by=by(),
                to=form.holder,
                note=form.note.data or "",
            )
        if form.done:
            flash(_recorded(made))
            return redirect(url_for(".inquiry_page", inquiry_id=made.id))
    return page("inquiries/record_inquiry.html", form=form)


@blueprint.route("/import", methods=["GET", "POST"])
@requires(Permission.INQUIRY_WRITE)
def import_inquiries() -> Page:
    """Take down a file of questions, all or none."""
    form = ImportForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            done = services.import_inquiries(session, content=form.content, by=by())
        if form.done:
            flash(_imported(done))
            tell_ignored(done.ignored)
            return redirect(url_for(".inquiries", whose="recorded"))
    return page("inquiries/import_inquiries.html", form=form)


offer(blueprint, "/import/blank", ImportForm.blank, beside=import_inquiries)


@blueprint.get("/board")
@requires(Permission.INQUIRY_BOARD)
def board() -> Page:
    """All that is open: how much is late, not opened, due soon, and with whom."""
    now = clock.now()
    found = queries.board(db.session(), now, asked_page())
    return page("inquiries/board.html", board=found, today=korean_day(now))


@blueprint.get("/departments/<uuid:department_id>")
@requires(Permission.INQUIRY_READ)
def department_page(department_id: UUID) -> Page:
    """What one department holds. Officers see their own department only."""
    session, now = db.session(), clock.now()
    if not acting().may(Permission.INQUIRY_BOARD) and acting().department_id != department_id:
        raise NotFound
    return page(
        "inquiries/department.html",
        department=department(session, department_id),
        counts=queries.department_counts(session, department_id, now),
        found=queries.inquiries(session, Wanted(department_id=department_id), now, asked_page()),
        today=korean_day(now),
    )


def _asked(form: RecordForm) -> Asked:
    return Asked(
        platform=form.came_on,
        text=form.text.data or "",
        received_at=form.received_at.data or clock.now(),
        term_days=form.term_days.data,
        link=form.link,
        pseudonym=form.pseudonym.data or "",
    )


def _recorded(made: Inquiry) -> str:
    told = _("문의 %(number)s번으로 접수했습니다.", number=made.number)
    if not made.masked:
        return str(told)
    kinds = ", ".join(f"{word(kind)} {number}" for kind, number in made.masked.items())
    return f"{told} " + str(_("개인정보를 가리고 저장했습니다: %(kinds)s", kinds=kinds))


def _imported(done: Imported) -> str:
    told = _(
        "문의 %(added)s건을 접수했습니다. 이미 있던 문의: %(there)s건.", added=done.added, there=done.there
    )
    if not done.masked:
        return str(told)
    return f"{told} " + str(_("개인정보 %(count)s건을 가리고 저장했습니다.", count=done.masked))
