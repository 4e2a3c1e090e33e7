"""What citizens see without an account: what to do, where to go. An alert's page puts itself in front."""

from __future__ import annotations

from flask import Blueprint, request

from sotong.core import places
from sotong.core.access import public
from sotong.core.db import db
from sotong.core.views import Page, page
from sotong.outreach import guidance_rules as rules
from sotong.outreach.forms.guidance import ShelterAskedForm
from sotong.outreach.guidance_rules import SafetyField
from sotong.outreach.queries import alerts, guidance
from sotong.outreach.views.guidance import parts_of

blueprint = Blueprint("safety", __name__, url_prefix="/safety")


@blueprint.get("")
@public
def front() -> Page:
    """List the library by field; what an open alert is about stands first, with what to do."""
    session = db.session()
    sheets = guidance.library(session)
    ahead = [
        (one, sheet, parts_of(sheet) if sheet else [])
        for one in alerts.public_alerts(session)
        for sheet in [next((s for s in sheets if s.guidance.hazard is one.alert.hazard), None)]
    ]
    fields = [
        (field, [one for one in sheets if rules.field_of(one.guidance.hazard) is field])
        for field in SafetyField
    ]
    return page("safety/front.html", ahead=ahead, fields=fields, in_english=places.reads_english())


@blueprint.get("/<slug>")
@public
def guidance_page(slug: str) -> Page:
    """Show one page: what to do, where to go, and what the office says now if an alert is open."""
    session = db.session()
    sheet = guidance.public_sheet(session, slug.replace("\x00", ""))
    asked = ShelterAskedForm(request.args)
    hazard = sheet.guidance.hazard
    return page(
        "safety/page.html",
        sheet=sheet,
        parts=parts_of(sheet),
        links=rules.links(sheet.version.links),
        asked=asked,
        shelters=guidance.shelters(session, hazard, asked.wanted()),
        has_shelters=bool(guidance.shelter_counts(session).get(hazard)),
        now_said=[one for one in alerts.public_alerts(session) if one.alert.hazard is hazard],
        in_english=places.reads_english(),
    )
