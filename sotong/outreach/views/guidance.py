"""The guidance library for those who keep it and those who are asked to read it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from sotong.core import clock
from sotong.core.access import acting_id, requires
from sotong.core.blank_files import offer
from sotong.core.days import korean_day
from sotong.core.db import db, transaction
from sotong.core.forms import ConfirmForm
from sotong.core.labels import word
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.outreach import guidance_rules as rules
from sotong.outreach.forms.guidance import EditGuidanceForm, NewGuidanceForm, ReadForm, ShelterFileForm
from sotong.outreach.guidance_rules import Hazard
from sotong.outreach.queries import guidance as queries
from sotong.outreach.queries.guidance import Sheet
from sotong.outreach.services import guidance as services
from sotong.outreach.services import shelters
from sotong.outreach.views.room import default_due
from sotong.people.queries import account_names, active_officers

blueprint = Blueprint("guidance", __name__, url_prefix="/guidance")


@blueprint.get("")
@requires(Permission.GUIDANCE_READ)
def library() -> Page:
    """List the pages by field, with how many shelters each hazard has."""
    session = db.session()
    return page(
        "guidance/library.html",
        sheets=queries.library(session, withdrawn=True),
        shelters=queries.shelter_counts(session),
        field_of=rules.field_of,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.GUIDANCE_WRITE)
def write_page() -> Page:
    """Write a new page."""
    form = NewGuidanceForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            made = services.write_page(
                session,
                slug=form.slug.data or "",
                hazard=Hazard(form.hazard.data),
                content=form.content,
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("안내를 올렸습니다. 시민이 볼 수 있습니다."))
            return redirect(url_for(".guidance_page", guidance_id=made.id))
    return page("guidance/write.html", form=form, sheet=None)


@blueprint.get("/<uuid:guidance_id>")
@requires(Permission.GUIDANCE_READ)
def guidance_page(guidance_id: UUID) -> Page:
    """Show a page as it is, with all its versions."""
    return _page(queries.sheet(db.session(), guidance_id))


@blueprint.get("/versions/<uuid:version_id>")
@requires(Permission.GUIDANCE_READ)
def version_page(version_id: UUID) -> Page:
    """Show a page as it was in one version: what an officer was asked to read stays readable."""
    return _page(queries.sheet_of_version(db.session(), version_id))


@blueprint.route("/<uuid:guidance_id>/edit", methods=["GET", "POST"])
@requires(Permission.GUIDANCE_WRITE)
def edit_page(guidance_id: UUID) -> Page:
    """Write the next version; the one before stays."""
    sheet = queries.sheet(db.session(), guidance_id)
    form = EditGuidanceForm() if request.method == "POST" else EditGuidanceForm.of(sheet.version)
    if form.ready():
        with form.attempt(), transaction() as session:
            services.edit_page(
                session,
                guidance_id=guidance_id,
                content=form.content,
                seen=form.seen.data or 0,
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("안내를 고쳤습니다. 앞의 것은 그대로 남아 있습니다."))
            return redirect(url_for(".guidance_page", guidance_id=guidance_id))
    return page("guidance/write.html", form=form, sheet=sheet)


@blueprint.post("/<uuid:guidance_id>/withdrawal")
@requires(Permission.GUIDANCE_WRITE)
def withdraw_page(guidance_id: UUID) -> Page:
    """Take a page from the citizens' library."""
    if ConfirmForm().ready():
        with transaction() as session:
            services.withdraw_page(session, guidance_id=guidance_id, actor_id=acting_id(), now=clock.now())
        flash(_("시민이 보는 곳에서 내렸습니다."))
    return redirect(url_for(".guidance_page", guidance_id=guidance_id))


@blueprint.post("/<uuid:guidance_id>/restoration")
@requires(Permission.GUIDANCE_WRITE)
def restore_page(guidance_id: UUID) -> Page:
    """Put a page back into the citizens' library."""
    if ConfirmForm().ready():
        with transaction() as session:
            services.restore_page(session, guidance_id=guidance_id, actor_id=acting_id(), now=clock.now())
        flash(_("시민이 다시 볼 수 있습니다."))
    return redirect(url_for(".guidance_page", guidance_id=guidance_id))


@blueprint.route("/<uuid:guidance_id>/reading", methods=["GET", "POST"])
@requires(Permission.GUIDANCE_WRITE)
def ask_to_read(guidance_id: UUID) -> Page:
    """Ask officers to read a page as it is now."""
    now = clock.now()
    sheet = queries.sheet(db.session(), guidance_id)
    form = ReadForm(due_at=default_due(now))
    form.offer(active_officers(db.session(), korean_day(now)))
    if form.ready():
        with form.attempt(), transaction() as session:
            count = services.ask_to_read(
                session,
                guidance_id=guidance_id,
                to=form.to,
                due_at=_due(form, now),
                actor_id=acting_id(),
                now=now,
            )
        if form.done:
            flash(_("주무관 %(count)d명에게 읽도록 맡겼습니다.", count=count))
            return redirect(url_for(".guidance_page", guidance_id=guidance_id))
    return page("guidance/ask_to_read.html", form=form, sheet=sheet)


@blueprint.get("/shelters/<any({}):hazard>".format(", ".join(Hazard)))
@requires(Permission.GUIDANCE_READ)
def shelter_list(hazard: str) -> Page:
    """List the shelters of a hazard."""
    kind = Hazard(hazard)
    return page("guidance/shelters.html", hazard=kind, shelters=queries.shelters(db.session(), kind))


@blueprint.route("/shelters/import", methods=["GET", "POST"])
@requires(Permission.GUIDANCE_WRITE)
def import_shelters() -> Page:
    """Replace the lists of shelters that a file names, all or none."""
    form = ShelterFileForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            counts = shelters.import_shelters(
                session, content=form.content, actor_id=acting_id(), now=clock.now()
            )
        if form.done:
            told = ", ".join(f"{word(hazard)} {number}" for hazard, number in counts.items())
            flash(_("대피소 목록을 바꾸었습니다: %(told)s", told=told))
            return redirect(url_for(".library"))
    return page("guidance/import_shelters.html", form=form)


offer(blueprint, "/shelters/import/blank", ShelterFileForm.blank, beside=import_shelters)


def _page(sheet: Sheet) -> Page:
    session = db.session()
    versions = queries.versions(session, sheet.guidance.id)
    return page(
        "guidance/page.html",
        sheet=sheet,
        versions=versions,
        names=account_names(session, {one.written_by_id for one in versions}),
        parts=parts_of(sheet),
        links=rules.links(sheet.version.links),
        shelters=queries.shelter_counts(session).get(sheet.guidance.hazard, 0),
    )


def parts_of(sheet: Sheet) -> list[tuple[str, list[rules.Block]]]:
    """The parts of a page that say something, each under its heading."""
    version = sheet.version
    parts = (
        (_("지금 할 일"), version.during),
        (_("미리 할 일"), version.before),
        (_("지나간 뒤 할 일"), version.after),
    )
    return [(heading, rules.blocks(text)) for heading, text in parts if text.strip()]


def _due(form: ReadForm, now: datetime) -> datetime:
    return form.due_at.data or now
