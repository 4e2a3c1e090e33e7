"""Screenshots as proof: handed in by the officer, looked at by a reviewer, which goes on record."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from sotong.assignments import queries, rules, services
from sotong.assignments.forms import ScreenshotForm
from sotong.assignments.models import Assignment, ProofScreenshot
from sotong.assignments.rules import ProofKind
from sotong.assignments.views.room import blueprint, officer_id, what_became_of
from sotong.audit.services import DataAct, record_personal_data_access
from sotong.core import clock
from sotong.core.access import acting_id, requires
from sotong.core.attachments import Accepted, accept, sent
from sotong.core.db import db, transaction
from sotong.core.errors import NotFound
from sotong.core.permissions import Permission
from sotong.core.views import Page, page


@blueprint.route("/<uuid:assignment_id>/screenshot", methods=["GET", "POST"])
@requires(Permission.ASSIGNMENT_DO)
def hand_in_screenshot(assignment_id: UUID) -> Page:
    """Take a picture of what was done, where a platform gives no address."""
    assignment = queries.own_assignment(db.session(), officer_id(), assignment_id)
    form = ScreenshotForm()
    if not form.is_submitted() and rules.why_not_hand_in(assignment.facts, ProofKind.PERMALINK):
        return redirect(url_for(".today"))
    if form.ready():
        with form.attempt():
            # before the transaction: nobody else's change waits for a picture to be decoded
            accepted = accept(form.file.data.filename or "", form.file.data.read())
            with transaction() as session:
                assignment = _handed_in(session, assignment_id, form, accepted)
        if form.done:
            flash(what_became_of(assignment))
            return redirect(url_for(".today"))
    return page("assignments/screenshot.html", form=form, assignment=assignment)


def _handed_in(session: Session, assignment_id: UUID, form: ScreenshotForm, accepted: Accepted) -> Assignment:
    if form.link is not None:
        return services.hand_in(
            session,
            assignment_id=assignment_id,
            officer_id=officer_id(),
            link=form.link,
            screenshot=accepted,
            actor_id=acting_id(),
            now=clock.now(),
        )
    return services.hand_in_screenshot(
        session,
        assignment_id=assignment_id,
        officer_id=officer_id(),
        screenshot=accepted,
        platform=form.platform.data,
        actor_id=acting_id(),
        now=clock.now(),
    )


@blueprint.get("/today/screenshots/<uuid:proof_id>")
@requires(Permission.ASSIGNMENT_DO)
def own_screenshot(proof_id: UUID) -> Page:
    """Show an officer the picture that she handed in."""
    _found, assignment = _own(proof_id)
    picture, back = url_for(".own_picture", proof_id=proof_id), url_for(".today")
    return page("assignments/look.html", assignment=assignment, picture=picture, back=back)


@blueprint.get("/today/screenshots/<uuid:proof_id>/picture")
@requires(Permission.ASSIGNMENT_DO)
def own_picture(proof_id: UUID) -> Response:
    """Send an officer the picture that she handed in."""
    return _sent(_own(proof_id)[0])


@blueprint.get("/proofs/<uuid:proof_id>/screenshot")
@requires(Permission.ASSIGNMENT_READ)
def screenshot(proof_id: UUID) -> Page:
    """Show a reviewer the picture of a proof."""
    _found, assignment = queries.screenshot_with_assignment(db.session(), proof_id)
    picture = url_for(".picture", proof_id=proof_id)
    back = url_for(".assignment_page", assignment_id=assignment.id)
    return page("assignments/look.html", assignment=assignment, picture=picture, back=back)


@blueprint.get("/proofs/<uuid:proof_id>/picture")
@requires(Permission.ASSIGNMENT_READ)
def picture(proof_id: UUID) -> Response:
    """Send a reviewer the picture of a proof. Citizens may be on it, so each look is recorded."""
    found, assignment = queries.screenshot_with_assignment(db.session(), proof_id)
    with transaction() as session:
        record_personal_data_access(
            session,
            what="assignments.screenshot",
            reason=_("증빙 검토"),
            rows=1,
            actor_id=acting_id(),
            at=clock.now(),
            address=request.remote_addr or "",
            act=DataAct.VIEW,
            subject_id=assignment.id,
            selection={"sha256": found.digest},
        )
    return _sent(found)


def _own(proof_id: UUID) -> tuple[ProofScreenshot, Assignment]:
    """The officer's own picture and its assignment. Raises NotFound for anybody else's."""
    found, assignment = queries.screenshot_with_assignment(db.session(), proof_id)
    if assignment.officer_id != officer_id():
        raise NotFound
    return found, assignment


def _sent(screenshot: ProofScreenshot) -> Response:
    answer = sent(screenshot.digest, screenshot.name, screenshot.media_type)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
