"""Pages of judges: tablets in a hall."""

from __future__ import annotations

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from sotong.contests.rules import PhaseKind, stage_of
from sotong.core import clock
from sotong.core.access import acting_id, requires
from sotong.core.db import db, transaction
from sotong.core.forms import REFUSED
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.judging import forms, queries, rules, services
from sotong.judging.views.practice import practice_kinds
from sotong.judging.views.room import blueprint


@blueprint.get("/judging")
@requires(Permission.SHEET_SCORE)
def my_panels() -> Page:
    """List the contests that the judge scores, those that wait for her marks first."""
    now = clock.now()
    contests = queries.panels_of(db.session(), acting_id())
    panels = [
        (contest, stage_of(contest.facts, now), contest.facts.is_open(PhaseKind.JUDGING, now))
        for contest in contests
    ]
    return page("judging/my_panels.html", panels=sorted(panels, key=lambda one: not one[-1]))


@blueprint.get("/judging/<code>")
@requires(Permission.SHEET_SCORE)
def my_sheets(code: str) -> Page:
    """List the entries to score, each with where the judge stands."""
    bench = queries.bench(db.session(), code, acting_id())
    return render_template(
        "judging/my_sheets.html",
        bench=bench,
        practices=practice_kinds(bench),
        account_id=acting_id(),
        now=clock.now(),
    )


@blueprint.route("/judging/<code>/<int(max=9999):number>", methods=["GET", "POST"])
@requires(Permission.SHEET_SCORE)
def sheet(code: str, number: int) -> Page:
    """Score one entry; saved as a draft until it is signed. The sheet's own script asks for JSON."""
    bench, entry = queries.entry_to_score(db.session(), code, acting_id(), number)
    form = forms.sheet_form(entry)
    as_json = request.method == "POST" and request.accept_mimetypes.best == "application/json"
    if form.ready():
        with form.attempt():
            version = _save(form, code, number)
        if form.done and as_json:
            return jsonify(form.answer(done=True, version=version))
        if form.done:
            if request.form.get("then") == "sign":
                return redirect(url_for("judging.sign", code=code, number=number))
            flash(_("저장했습니다. 서명하기 전까지 고칠 수 있습니다."))
            return redirect(url_for("judging.sheet", code=code, number=number))
        bench, entry = queries.entry_to_score(db.session(), code, acting_id(), number)
    if as_json:
        return _as_json(form, entry)
    return page(
        "judging/sheet.html",
        form=form,
        bench=bench,
        entry=entry,
        why_not=rules.why_not_score(bench.contest.facts, entry.facts, clock.now()),
        account_id=acting_id(),
    )


@blueprint.route("/judging/<code>/<int(max=9999):number>/sign", methods=["GET", "POST"])
@requires(Permission.SHEET_SCORE)
def sign(code: str, number: int) -> Page:
    """Show the sheet as it will stand, and sign it for good."""
    bench, entry = queries.entry_to_score(db.session(), code, acting_id(), number)
    form = forms.SignForm(data={"seen": entry.sheet.version if entry.sheet else 0})
    if form.ready():
        with form.attempt(), transaction() as session:
            services.sign_as(
                session,
                code,
                number,
                account_id=acting_id(),
                password=form.password.data or "",
                seen=form.seen_version,
                now=clock.now(),
            )
        if form.done:
            flash(_("서명했습니다. 채점표가 봉인되었습니다."))
            return redirect(url_for("judging.my_sheets", code=code))
        bench, entry = queries.entry_to_score(db.session(), code, acting_id(), number)
    return page("judging/sign.html", form=form, bench=bench, entry=entry)


@blueprint.route("/judging/<code>/<int(max=9999):number>/recuse", methods=["GET", "POST"])
@requires(Permission.SHEET_SCORE)
def recuse(code: str, number: int) -> Page:
    """Step back from an entry, for a reason."""
    bench, entry = queries.entry_to_score(db.session(), code, acting_id(), number)
    form = forms.RecusalForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            services.recuse(
                session,
                code,
                number,
                account_id=acting_id(),
                reason=form.reason.data or "",
                now=clock.now(),
            )
        if form.done:
            flash(_("이 출품작의 심사를 회피했습니다."))
            return redirect(url_for("judging.my_sheets", code=code))
    return page("judging/recuse.html", form=form, bench=bench, entry=entry)


def _save(form: forms.SheetForm, code: str, number: int) -> int:
    with transaction() as session:
        saved = services.save_sheet(
            session,
            code,
            number,
            account_id=acting_id(),
            marks=form.marks(),
            comment=form.comment.data or "",
            note=form.note.data or "",
            seen=form.seen_version,
            now=clock.now(),
        )
        return saved.version


def _as_json(form: forms.SheetForm, entry: queries.EntryToScore) -> Page:
    """Tell the sheet's script why nothing was saved; of a sheet that moved on, also what is saved now."""
    version = forms.version_of(entry)
    signed = entry.sheet is not None and entry.sheet.signed_at is not None
    moved_on = form.status == REFUSED and version != form.seen_version and not signed
    saved = forms.saved_fields(entry) if moved_on else None
    answer = jsonify(form.answer(done=False, version=version, saved=saved))
    answer.status_code = form.status
    return answer
