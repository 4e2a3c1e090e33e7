"""A share of the proofs is looked at instead of all: drawn, decided one by one, settled."""

from __future__ import annotations

import secrets
from typing import Final
from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from sotong.assignments import queries, sampling, services
from sotong.assignments.forms import SampleForm
from sotong.assignments.rules import SubjectKind
from sotong.assignments.sampling import Outcome, Verdict
from sotong.assignments.views.room import blueprint
from sotong.core import clock
from sotong.core.access import acting_id, requires
from sotong.core.db import db, transaction
from sotong.core.errors import NotFound
from sotong.core.forms import ConfirmForm
from sotong.core.permissions import Permission
from sotong.core.views import Page, page

SEED_BYTES: Final = 16
USUAL_SIZE: Final = 10
FAULTY: Final = (1, 3, 5)
"""So many faulty proofs, for which a page says how probably one would be seen."""


@blueprint.route("/samples/<kind>/<uuid:subject_id>", methods=["GET", "POST"])
@requires(Permission.ASSIGNMENT_REVIEW)
def draw_sample(kind: str, subject_id: UUID) -> Page:
    """Draw a sample of what was handed in about a subject."""
    if kind not in set(SubjectKind):
        raise NotFound
    session = db.session()
    if there := queries.open_sample(session, SubjectKind(kind), subject_id):
        return redirect(url_for(".sample", sample_id=there.id))
    proofs = queries.unreviewed(session, SubjectKind(kind), subject_id)
    flagged = sum(proof.flagged for proof in proofs)
    form = SampleForm(size=min(max(USUAL_SIZE, flagged), len(proofs)) or USUAL_SIZE)
    if form.ready():
        with form.attempt(), transaction() as writing:
            drawn = services.draw_sample(
                writing,
                kind=SubjectKind(kind),
                subject_id=subject_id,
                size=form.size.data or 0,
                seed=secrets.token_hex(SEED_BYTES),
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("표본을 뽑았습니다. 하나씩 열어 보고 승인하거나 반려해 주십시오."))
            return redirect(url_for(".sample", sample_id=drawn.id))
    unflagged, size = len(proofs) - flagged, max(0, (form.size.data or 0) - flagged)
    chances = [(faulty, sampling.chance_to_see(unflagged, faulty, size)) for faulty in FAULTY]
    return page(
        "assignments/draw_sample.html",
        form=form,
        proofs=proofs,
        flagged=flagged,
        chances=[(faulty, round(chance * 100)) for faulty, chance in chances if faulty <= unflagged],
    )


@blueprint.get("/samples/<uuid:sample_id>")
@requires(Permission.ASSIGNMENT_READ)
def sample(sample_id: UUID) -> Page:
    """Show what was drawn, what was found, and what follows."""
    session = db.session()
    found = queries.sampled(session, sample_id)
    return page(
        "assignments/sample.html",
        found=found,
        rows=queries.sample_rows(session, found, clock.now()),
        outcomes=Outcome,
        verdict=found.verdict,
        more=len(sampling.grown(found.sample.seed, [item.id for item in found.rest], len(found.looked_at))),
    )


@blueprint.post("/samples/<uuid:sample_id>/settlement")
@requires(Permission.ASSIGNMENT_REVIEW)
def settle_sample(sample_id: UUID) -> Page:
    """Draw more, or approve what was never drawn, as the newest round asks for."""
    form = ConfirmForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            verdict, count = services.settle_sample(
                session, sample_id=sample_id, actor_id=acting_id(), now=clock.now()
            )
        if form.done and verdict is Verdict.GROW:
            flash(_("반려한 증빙이 있어 %(count)d건을 더 뽑았습니다.", count=count))
        elif form.done:
            flash(_("표본 검토를 마치고 나머지 %(count)d건을 승인했습니다.", count=count))
    if form.form_errors:
        flash("; ".join(str(error) for error in form.form_errors), "warning")
    return redirect(url_for(".sample", sample_id=sample_id))
