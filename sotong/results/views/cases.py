"""Pages of the case library: the list, one case, its making, and its files."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sotong.assignments.queries import Task, task_about
from sotong.assignments.rules import SubjectKind
from sotong.contests.rules import Actor
from sotong.core import clock, directory
from sotong.core.access import acting, acting_id, requires
from sotong.core.attachments import accept, sent, shelf
from sotong.core.counting import _n
from sotong.core.db import db, transaction
from sotong.core.errors import NotFound, Refused
from sotong.core.forms import ConfirmForm, asked_page
from sotong.core.permissions import Permission, may
from sotong.core.views import Page, page
from sotong.results import case_rules as rules
from sotong.results import queries, services
from sotong.results.forms.cases import CaseForm, CasesAskedForm, DraftForm, FileForm, WithdrawForm
from sotong.results.queries import CaseRow
from sotong.results.views.room import blueprint


@blueprint.get("/cases")
@requires(Permission.CASE_READ)
def cases() -> Page:
    """List the cases, and tell who may of winners that have none."""
    session, who = db.session(), reader()
    asked = CasesAskedForm(request.args)
    asked.offer(queries.choices(session, who))
    found = queries.cases(session, asked.wanted, who, clock.now(), asked_page())
    without = queries.candidates(session, who) if who else []
    winners = sum(one.award is not None for one in without)
    own = acting().department_id is not None
    return page(
        "results/cases.html", asked=asked, found=found, winners=winners, without=len(without), own=own
    )


@blueprint.route("/cases/new", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE)
def draft_case() -> Page:
    """Begin the card of an entry: officers of their own department's winner, admins of any, with a reason."""
    form, actor = DraftForm(), case_actor()
    if form.ready():
        with form.attempt(), transaction() as session:
            case = services.draft_case(
                session,
                entry_id=form.chosen or _nothing(),
                reason=form.reason.data or "",
                actor=actor,
                now=clock.now(),
            )
        if form.done:
            flash(_("초안을 만들었습니다. 나머지를 적어 주십시오."))
            return redirect(url_for("results.edit_case", case_id=case.id))
    return page("results/draft_case.html", form=form, candidates=queries.candidates(db.session(), actor))


@blueprint.post("/cases/winners")
@requires(Permission.CASE_PUBLISH)
def draft_winners() -> Page:
    """Begin the card of every winner that has none."""
    if ConfirmForm().ready():
        with transaction() as session:
            count = services.draft_winners(session, actor=case_actor(), now=clock.now())
        flash(_n("초안 %(count)d개를 만들었습니다.", count=count))
    return redirect(url_for("results.cases", state=rules.CaseState.DRAFT.value))


@blueprint.get("/cases/<uuid:case_id>")
@requires(Permission.CASE_READ)
def case_page(case_id: UUID) -> Page:
    """Show a case, what one's own department is asked about it, who adopted it, and what builds on it."""
    session, now = db.session(), clock.now()
    row = queries.case(session, case_id, reader())
    return page(
        "results/case.html",
        row=row,
        task=_own_task(case_id),
        officer_id=acting().officer_id,
        adopters=queries.adopters(session, case_id, now),
        built_on=queries.entries_built_on(session, case_id),
        steps=rules.lines_of(row.case.steps),
        may_edit=_may_edit(row),
        may_see_history=rules.may_see_history(row.facts, reader()),
        refusal=rules.why_not_publish(row.facts),
    )


@blueprint.get("/cases/<uuid:case_id>/history")
@requires(Permission.CASE_READ)
def case_history(case_id: UUID) -> Page:
    """Show what was done with a case, and what it said before each edit; to its department and the office."""
    session = db.session()
    row = queries.case(session, case_id, reader())
    if not rules.may_see_history(row.facts, reader()):
        raise NotFound
    found = queries.case_deeds(session, case_id, asked_page())
    people = {deed.actor_id for deed in found.rows if deed.actor_id}
    return page("results/case_history.html", row=row, found=found, names=directory.names(session, people))


@blueprint.route("/cases/<uuid:case_id>/edit", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE)
def edit_case(case_id: UUID) -> Page:
    """Change what a case says."""
    row = _own(case_id)
    form = CaseForm() if request.method == "POST" else CaseForm.of(row.case)
    if form.ready():
        with form.attempt(), transaction() as session:
            services.edit_case(
                session,
                case_id=case_id,
                content=form.content,
                seen=form.version_seen,
                actor=case_actor(),
                now=clock.now(),
            )
        if form.done:
            flash(_("사례를 저장했습니다."))
            return _to_case(case_id)
    return page("results/edit_case.html", form=form, row=row)


@blueprint.post("/cases/<uuid:case_id>/publication")
@requires(Permission.CASE_PUBLISH)
def publish_case(case_id: UUID) -> Page:
    """Show a case to every department."""
    if ConfirmForm().ready():
        with transaction() as session:
            services.publish_case(session, case_id=case_id, actor_id=acting_id(), now=clock.now())
        flash(_("사례를 공개했습니다. 이제 부서에 도입할지 물을 수 있습니다."))
    return _to_case(case_id)


@blueprint.route("/cases/<uuid:case_id>/withdrawal", methods=["GET", "POST"])
@requires(Permission.CASE_PUBLISH)
def withdraw_case(case_id: UUID) -> Page:
    """Show a case no longer."""
    row = queries.case(db.session(), case_id, reader())
    if why_not := rules.why_not_use(row.facts):
        raise Refused(why_not)
    form = WithdrawForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            count = services.withdraw_case(
                session,
                case_id=case_id,
                reason=form.reason.data or "",
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_n("사례를 내리고 남은 과제 %(count)d건을 거두었습니다.", count=count))
            return _to_case(case_id)
    return page("results/withdraw_case.html", form=form, row=row)


@blueprint.route("/cases/<uuid:case_id>/files", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE)
def case_files(case_id: UUID) -> Page:
    """Add a picture or document to a case, or see what to take away."""
    row = _own(case_id)
    form = FileForm()
    if form.ready():
        with form.attempt():
            # before the transaction: nobody else's change waits for a picture to be decoded
            accepted = accept(form.file.data.filename or "", form.file.data.read())
            with transaction() as session:
                services.attach(
                    session,
                    case_id=case_id,
                    accepted=accepted,
                    caption=form.caption.data or "",
                    actor=case_actor(),
                    now=clock.now(),
                )
        if form.done:
            flash(_("파일을 붙였습니다."))
            return redirect(url_for("results.case_files", case_id=case_id))
    return page("results/case_files.html", form=form, row=row)


@blueprint.get("/cases/<uuid:case_id>/files/<uuid:file_id>")
@requires(Permission.CASE_READ)
def case_file(case_id: UUID, file_id: UUID) -> Response:
    """Give a file of a case to whoever may see the case."""
    file = queries.case_file(queries.case(db.session(), case_id, reader()), file_id)
    return sent(file.digest, file.name, file.media_type)


@blueprint.post("/cases/<uuid:case_id>/files/<uuid:file_id>/removal")
@requires(Permission.CASE_WRITE)
def detach_file(case_id: UUID, file_id: UUID) -> Page:
    """Take a file from a case; its content is deleted."""
    _own(case_id)
    if ConfirmForm().ready():
        with transaction() as session:
            unused = services.detach(
                session, case_id=case_id, file_id=file_id, actor=case_actor(), now=clock.now()
            )
        if unused is not None:
            shelf().discard(unused)
        flash(_("파일을 뗐습니다."))
    return redirect(url_for("results.case_files", case_id=case_id))


def case_actor() -> Actor:
    """Who asks, as the rules know her."""
    person = acting()
    return Actor(person.account_id, person.role, person.department_id)


def reader() -> Actor | None:
    """Who reads; None is the auditor, who reads everything and changes nothing."""
    person = acting()
    return case_actor() if may(person.role, Permission.CASE_WRITE) else None


def _own(case_id: UUID) -> CaseRow:
    """A case that this person may change; of another's the form is not even shown. Raises NotFound."""
    row = queries.case(db.session(), case_id, reader())
    if not _may_edit(row):
        raise NotFound
    return row


def _may_edit(row: CaseRow) -> bool:
    who = reader()
    return who is not None and rules.why_not_edit(row.facts, who) is None


def _own_task(case_id: UUID) -> Task | None:
    department_id = acting().department_id
    if department_id is None:
        return None
    return task_about(db.session(), SubjectKind.CASE, case_id, department_id, clock.now())


def _nothing() -> UUID:
    raise NotFound


def _to_case(case_id: UUID) -> Response:
    return redirect(url_for("results.case_page", case_id=case_id))
