"""Alerts: opening one, its live page for admins, the one big button for officers, its end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from sotong.core import clock, places
from sotong.core.access import acting, acting_id, requires
from sotong.core.days import korean_day
from sotong.core.db import db, transaction
from sotong.core.errors import NotFound
from sotong.core.forms import ConfirmForm, Form
from sotong.core.forms import asked_page as asked_number
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.outreach import alert_replay
from sotong.outreach import alert_rules as rules
from sotong.outreach.alert_rules import Official
from sotong.outreach.forms.alerts import CloseAlertForm, HowForm, OpenAlertForm
from sotong.outreach.models.alerts import Alert, AlertDepartment
from sotong.outreach.queries import alerts as queries
from sotong.outreach.queries import guidance as library
from sotong.outreach.services import alerts as services
from sotong.people.queries import department_names, departments

blueprint = Blueprint("alerts", __name__, url_prefix="/alerts")


@blueprint.get("")
@requires(Permission.ALERT_READ)
def alerts() -> Page:
    """List the alerts, those going on first; officers see those that concern them."""
    session, number = db.session(), asked_number()
    if acting().officer_id is None:
        return page("alerts/alerts.html", alerts=queries.alerts(session, number))
    return page("alerts/alerts.html", alerts=queries.alerts_of(session, own_departments(), number))


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.ALERT_RUN)
def open_alert() -> Page:
    """Open an alert, once it has been shown whom it will reach: officers and deputies hear of it at once."""
    form, now = OpenAlertForm(), clock.now()
    form.offer(departments(db.session(), korean_day(now)))
    if "mend" in request.form:
        return page("alerts/open_alert.html", form=form)
    if form.ready() and "sure" not in request.form:
        return _sure_page(form)
    if form.ready():
        with form.attempt(), transaction() as session:
            alert = services.open_alert(session, opening=form.opening, actor_id=acting_id(), now=now)
        if form.done:
            flash(_("발령했습니다. 관계 부서에 알리고 있습니다."))
            return redirect(url_for(".alert_page", alert_id=alert.id))
    return page("alerts/open_alert.html", form=form)


def _sure_page(form: OpenAlertForm) -> Page:
    """Ask before anybody is told, in other words for a drill than for the real thing; what is wrong first."""
    with form.attempt():
        services.check_opening(form.opening)
    if not form.done:
        return page("alerts/open_alert.html", form=form)
    names = department_names(db.session(), form.opening.department_ids)
    return page("alerts/sure.html", form=form, opening=form.opening, departments=sorted(names.values()))


@blueprint.get("/<uuid:alert_id>")
@requires(Permission.ALERT_READ)
def alert_page(alert_id: UUID) -> Page:
    """Show how an alert stands; an officer is led to the page with her button."""
    alert = readable(alert_id)
    if acting().officer_id is None:
        return page("alerts/alert.html", **_live(alert), messages=queries.messages(db.session(), alert_id))
    own, rows = own_departments(), queries.asked_rows(db.session(), alert_id)
    mine = [one.row for one in rows if one.row.department_id in own]
    first = min(mine, key=lambda row: row.department_id != acting().department_id)
    return redirect(url_for(".asked_page", asked_id=first.id))


@blueprint.get("/<uuid:alert_id>/live")
@requires(Permission.ALERT_RUN)
def live(alert_id: UUID) -> Page:
    """Give the part of an alert's page that changes by itself."""
    return page("alerts/live.html", **_live(queries.alert(db.session(), alert_id)))


@blueprint.get("/asked/<uuid:asked_id>")
@requires(Permission.ALERT_READ)
def asked_page(asked_id: UUID) -> Page:
    """Show an officer what is known, and the one button; others are led to the alert's own page."""
    alert, asked = queries.asked(db.session(), asked_id)
    if acting().officer_id is None:
        return redirect(url_for(".alert_page", alert_id=alert.id))
    return _asked_page(alert, asked, ConfirmForm())


@blueprint.post("/asked/<uuid:asked_id>/acknowledgement")
@requires(Permission.ALERT_ANSWER)
def acknowledge(asked_id: UUID) -> Page:
    """Take an officer's or a deputy's acknowledgement."""
    alert, asked = queries.asked(db.session(), asked_id)
    officer_id, form = acting().officer_id, ConfirmForm()
    if officer_id is None or asked.department_id not in own_departments():
        raise NotFound
    if form.ready():
        with form.attempt(), transaction() as session:
            services.acknowledge(
                session, asked_id=asked_id, officer_id=officer_id, actor_id=acting_id(), now=clock.now()
            )
        if form.done:
            flash(_("수신을 확인했습니다."))
            return redirect(url_for(".asked_page", asked_id=asked_id))
    return _asked_page(alert, asked, form)


@blueprint.route("/asked/<uuid:asked_id>/by-telephone", methods=["GET", "POST"])
@requires(Permission.ALERT_RUN)
def acknowledge_for(asked_id: UUID) -> Page:
    """Note how an admin learned that a department knows."""
    alert, asked = queries.asked(db.session(), asked_id)
    form = HowForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            services.acknowledge_for(
                session, asked_id=asked_id, how=form.how.data or "", actor_id=acting_id(), now=clock.now()
            )
        if form.done:
            flash(_("수신을 확인한 것으로 적었습니다."))
            return redirect(url_for(".alert_page", alert_id=alert.id))
    name = department_names(db.session(), [asked.department_id])[asked.department_id]
    return page("alerts/by_telephone.html", form=form, alarm=alert, department=name)


@blueprint.route("/<uuid:alert_id>/closing", methods=["GET", "POST"])
@requires(Permission.ALERT_RUN)
def close_alert(alert_id: UUID) -> Page:
    """End an alert with a note."""
    alert = queries.alert(db.session(), alert_id)
    if request.method == "GET" and alert.closed_at:
        return redirect(url_for(".report", alert_id=alert_id))
    form = CloseAlertForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            services.close_alert(
                session, alert_id=alert_id, text=form.note.data or "", actor_id=acting_id(), now=clock.now()
            )
        if form.done:
            flash(_("긴급 전파를 끝냈습니다."))
            return redirect(url_for(".report", alert_id=alert_id))
    silent = [one for one in queries.asked_rows(db.session(), alert_id) if not one.row.acknowledged_at]
    return page("alerts/close_alert.html", form=form, alarm=alert, silent=silent)


@blueprint.get("/<uuid:alert_id>/replay")
@requires(Permission.ALERT_READ)
def replay(alert_id: UUID) -> Page:
    """Play an alert again, minute by minute (?until=): what had happened, and who had not answered."""
    alert = readable(alert_id)
    happenings = queries.happenings(db.session(), alert_id)
    frame = alert_replay.frame(happenings, _asked_minute())
    return page(
        "alerts/replay.html",
        alarm=alert,
        frame=frame,
        steps=alert_replay.steps(happenings, frame.minute),
        names=_names(frame),
        minutes_after=rules.minutes_after,
    )


@blueprint.get("/<uuid:alert_id>/report")
@requires(Permission.ALERT_READ)
def report(alert_id: UUID) -> Page:
    """Show all of an alert on paper: who answered after how many minutes, who did not, what was said."""
    alert = readable(alert_id)
    frame = alert_replay.frame(queries.happenings(db.session(), alert_id))
    names = _names(frame)
    return page(
        "alerts/report.html",
        alarm=alert,
        frame=frame,
        names=names,
        silent=", ".join(sorted(places.department(names[one.department_id]) for one in frame.silent)),
        messages=queries.messages(db.session(), alert_id),
        minutes_after=rules.minutes_after,
        now=clock.now(),
    )


def readable(alert_id: UUID) -> Alert:
    """An alert that the present person may read: officers those that concern them. Raises NotFound."""
    alert = queries.alert(db.session(), alert_id)
    if acting().officer_id is not None:
        concerned = {one.row.department_id for one in queries.asked_rows(db.session(), alert_id)}
        if not concerned & set(own_departments()):
            raise NotFound
    return alert


def own_departments() -> list[UUID]:
    """The departments for which the present officer answers today, as officer or deputy."""
    officer_id = acting().officer_id
    if officer_id is None:
        return []
    return queries.departments_of(db.session(), officer_id, korean_day(clock.now()))


def official() -> Official:
    """The present person, as the rule of the second look sees her."""
    person = acting()
    return Official(person.account_id, own_departments(), is_admin=person.officer_id is None)


def _live(alert: Alert) -> dict[str, Any]:
    """What the page that renews itself shows: everything about an alert but its messages."""
    session = db.session()
    rows = queries.asked_rows(session, alert.id)
    happenings = queries.happenings(session, alert.id)
    return {
        "alarm": alert,
        "rows": rows,
        "happenings": happenings[::-1],
        "names": {one.row.department_id: one.name for one in rows},
        "next_stage": rules.next_stage(alert.facts),
        "waiting": queries.waiting_message(session, alert.id),
        "minutes_after": rules.minutes_after,
        "now": clock.now(),
    }


def _asked_page(alert: Alert, asked: AlertDepartment, form: Form) -> Page:
    if asked.department_id not in own_departments():
        raise NotFound
    session = db.session()
    waiting = queries.waiting_message(session, alert.id)
    concerned = [one.row.department_id for one in queries.asked_rows(session, alert.id)]
    look = waiting and not rules.why_not_look(alert.facts, waiting.facts, official(), concerned)
    return page(
        "alerts/asked.html",
        form=form,
        alarm=alert,
        asked=asked,
        department=department_names(session, [asked.department_id])[asked.department_id],
        messages=[one for one in queries.messages(session, alert.id) if one.message.issued_at],
        look=waiting if look else None,
        guidance=library.sheet_for(session, alert.hazard),
        now=clock.now(),
    )


def _names(frame: alert_replay.Frame) -> dict[UUID, str]:
    return department_names(db.session(), [one.department_id for one in frame.departments])


def _asked_minute() -> int | None:
    text = request.args.get("until", "")
    return int(text) if text.isdecimal() and text.isascii() and len(text) < len("1000000") else None
