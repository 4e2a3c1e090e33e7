"""Messages of alerts: writing one, the second look, noting where it was posted."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from sotong.core import clock, config
from sotong.core.access import acting_id, requires
from sotong.core.days import korean_day
from sotong.core.db import db, transaction
from sotong.core.errors import NotFound
from sotong.core.forms import ConfirmForm, Form
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.outreach import alert_rules as rules
from sotong.outreach import guidance_rules
from sotong.outreach.alert_rules import AlertStage
from sotong.outreach.forms.alerts import MessageForm, PostedForm, SendBackForm, as_id
from sotong.outreach.models.alerts import Alert, AlertMessage
from sotong.outreach.queries import alerts as queries
from sotong.outreach.queries import guidance as library
from sotong.outreach.queries.guidance import Sheet
from sotong.outreach.services import alert_messages as services
from sotong.outreach.views.alerts import blueprint, official, readable


@blueprint.route("/<uuid:alert_id>/message", methods=["GET", "POST"])
@requires(Permission.ALERT_RUN)
def write_message(alert_id: UUID) -> Page:
    """Write the message of the next stage; of the third, with what to do put in beside what was typed."""
    alert = queries.alert(db.session(), alert_id)
    stage = rules.next_stage(alert.facts)
    if stage is None:
        return redirect(url_for(".alert_page", alert_id=alert_id))
    sheet = _own_sheet(alert, stage)
    form = _message_form(alert, sheet)
    if "insert" in request.form and stage is AlertStage.WHAT_TO_DO:
        sheet = _put_in(form)
    elif form.ready():
        with form.attempt(), transaction() as session:
            services.write_message(
                session,
                alert_id=alert_id,
                stage=stage,
                text="\n".join((form.text.data or "").splitlines()),
                channel_ids=form.chosen,
                guidance_version_id=form.guidance_version_id,
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("메시지를 두 번째 담당자에게 보냈습니다."))
            return redirect(url_for(".alert_page", alert_id=alert_id))
    sheets = library.library(db.session()) if stage is AlertStage.WHAT_TO_DO else []
    return page("alerts/write_message.html", form=form, alarm=alert, stage=stage, sheets=sheets, sheet=sheet)


@blueprint.get("/messages/<uuid:message_id>")
@requires(Permission.ALERT_LOOK)
def look(message_id: UUID) -> Page:
    """Show a message to the second official, who issues it or sends it back."""
    return _look_page(queries.message(db.session(), message_id), ConfirmForm())


@blueprint.post("/messages/<uuid:message_id>/issue")
@requires(Permission.ALERT_LOOK)
def issue(message_id: UUID) -> Page:
    """Issue a message as the second official: the alert goes on to its stage."""
    message, form = queries.message(db.session(), message_id), ConfirmForm()
    readable(message.alert_id)
    if form.ready():
        with form.attempt(), transaction() as session:
            services.issue_message(session, message_id=message_id, official=official(), now=clock.now())
        if form.done:
            flash(_("메시지를 발표했습니다. 이제 채널에 올려 주십시오."))
            return redirect(url_for(".alert_page", alert_id=message.alert_id))
    return _look_page(message, form)


@blueprint.post("/messages/<uuid:message_id>/return")
@requires(Permission.ALERT_LOOK)
def send_back(message_id: UUID) -> Page:
    """Send a message back to whoever wrote it, with the reason."""
    message, form = queries.message(db.session(), message_id), SendBackForm()
    readable(message.alert_id)
    if form.ready():
        with form.attempt(), transaction() as session:
            services.send_back(
                session,
                message_id=message_id,
                why=form.why.data or "",
                official=official(),
                now=clock.now(),
            )
        if form.done:
            flash(_("메시지를 돌려보냈습니다."))
            return redirect(url_for(".alert_page", alert_id=message.alert_id))
    return _look_page(message, form)


@blueprint.route("/channels/<uuid:row_id>", methods=["GET", "POST"])
@requires(Permission.ALERT_RUN)
def note_posted(row_id: UUID) -> Page:
    """Note that a message stands on a channel, and have it shared from there."""
    session, form, now = db.session(), PostedForm(), clock.now()
    message = queries.message_of_channel(session, row_id)
    alert = queries.alert(session, message.alert_id)
    concerned = [one.row.department_id for one in queries.asked_rows(session, alert.id)]
    if form.ready():
        with form.attempt(), transaction() as writing:
            services.note_posted(
                writing,
                row_id=row_id,
                link=form.link,
                to=form.to(concerned),
                due_at=form.due_at(now),
                actor_id=acting_id(),
                now=now,
            )
        if form.done:
            flash(_("채널에 올린 것으로 등록했습니다."))
            return redirect(url_for(".alert_page", alert_id=alert.id))
    row = _channel_row(alert, row_id)
    return page("alerts/note_posted.html", form=form, alarm=alert, message=message, row=row)


def _channel_row(alert: Alert, row_id: UUID) -> queries.ChannelRow:
    found = (one for row in queries.messages(db.session(), alert.id) for one in row.channels)
    return next(one for one in found if one.row.id == row_id)


def _own_sheet(alert: Alert, stage: AlertStage) -> Sheet | None:
    """The hazard's own guidance; stage 3 only."""
    return library.sheet_for(db.session(), alert.hazard) if stage is AlertStage.WHAT_TO_DO else None


def _put_in(form: MessageForm) -> Sheet:
    """Put what to do of the guidance that was chosen under what was typed, once."""
    sheet = _standing_sheet(as_id(request.form.get("sheet")))
    words = _what_to_do(sheet)
    typed = "\n".join((form.text.data or "").splitlines())
    if words not in typed:
        form.text.data = "\n\n".join(filter(None, (typed, words)))
    form.guidance.data = str(sheet.version.id)
    return sheet


def _standing_sheet(version_id: UUID | None) -> Sheet:
    """A version of a guidance that was not withdrawn. Raises NotFound."""
    if version_id is None:
        raise NotFound
    sheet = library.sheet_of_version(db.session(), version_id)
    if sheet.guidance.withdrawn_at is not None:
        raise NotFound
    return sheet


def _what_to_do(sheet: Sheet) -> str:
    address = config.current().public_url + url_for("safety.guidance_page", slug=sheet.guidance.slug)
    return guidance_rules.what_to_do(sheet.version.content, address)


def _message_form(alert: Alert, sheet: Sheet | None) -> MessageForm:
    """The form with what is known, or with the first message and what to do; sent back, as it was."""
    last = next((one.message for one in queries.messages(db.session(), alert.id)[::-1]), None)
    parts = [last.text if last else alert.known]
    again = last is not None and sheet is not None and last.guidance_version_id == sheet.version.id
    if sheet is not None and not again:
        parts.append(_what_to_do(sheet))
    version_id = str(sheet.version.id) if sheet else ""
    form = MessageForm(text="\n\n".join(parts), guidance=version_id)
    form.offer(queries.channels_to_speak_on(db.session(), korean_day(clock.now())))
    return form


def _look_page(message: AlertMessage, form: Form) -> Page:
    alert = readable(message.alert_id)
    rows = queries.messages(db.session(), alert.id)
    concerned = [one.row.department_id for one in queries.asked_rows(db.session(), alert.id)]
    return page(
        "alerts/look.html",
        form=form,
        back=form if isinstance(form, SendBackForm) else SendBackForm(formdata=None),
        alarm=alert,
        row=next(one for one in rows if one.message.id == message.id),
        why_not=rules.why_not_look(alert.facts, message.facts, official(), concerned),
    )
