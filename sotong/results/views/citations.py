"""The page on which an entry names the cases that it builds on."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sotong.contests import rules as contest_rules
from sotong.contests.models import Contest, Entry
from sotong.contests.queries import contest_by_code, entry_by_number
from sotong.core import clock
from sotong.core.access import requires
from sotong.core.db import db, transaction
from sotong.core.errors import NotFound
from sotong.core.forms import ConfirmForm
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.results import queries, services
from sotong.results.forms.cases import CiteForm
from sotong.results.views.cases import case_actor
from sotong.results.views.room import blueprint


@blueprint.route("/contests/<code>/entries/<int(max=9999):number>/cases", methods=["GET", "POST"])
@requires(Permission.ENTRY_WRITE)
def cite_case(code: str, number: int) -> Page:
    """Name a case that an entry builds on, as long as the entry can be changed."""
    contest, entry = _own_entry(code, number)
    form, session = CiteForm(), db.session()
    form.offer(queries.cases_to_cite(session, entry.id))
    if form.ready():
        with form.attempt(), transaction() as writing:
            services.cite(
                writing,
                entry_id=entry.id,
                case_id=UUID(form.case_id.data),
                note=form.note.data or "",
                actor=case_actor(),
                now=clock.now(),
            )
        if form.done:
            flash(_("바탕이 된 사례를 밝혔습니다."))
            return _back(code, number)
    refusal = contest_rules.why_not_edit_entry(contest.facts, entry.facts, case_actor(), clock.now())
    return page(
        "results/cite_case.html",
        form=form,
        contest=contest,
        entry=entry,
        cited=queries.cases_behind(session, entry.id),
        refusal=refusal,
    )


@blueprint.post("/contests/<code>/entries/<int(max=9999):number>/cases/<uuid:citation_id>/removal")
@requires(Permission.ENTRY_WRITE)
def take_back_citation(code: str, number: int, citation_id: UUID) -> Page:
    """No longer name a case."""
    _contest, entry = _own_entry(code, number)
    if citation_id not in {one.citation.id for one in queries.cases_behind(db.session(), entry.id)}:
        raise NotFound
    if ConfirmForm().ready():
        with transaction() as session:
            services.take_back_citation(session, citation_id=citation_id, actor=case_actor(), now=clock.now())
        flash(_("밝힌 사례를 지웠습니다."))
    return _back(code, number)


def _own_entry(code: str, number: int) -> tuple[Contest, Entry]:
    contest = contest_by_code(db.session(), code)
    entry = entry_by_number(db.session(), contest.id, number)
    if not case_actor().acts_for(entry.department_id):
        raise NotFound
    return contest, entry


def _back(code: str, number: int) -> Response:
    return redirect(url_for("results.cite_case", code=code, number=number))
