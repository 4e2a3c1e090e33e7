"""Opening a signed sheet again: two officials, no marks to be seen."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from sotong.core import clock, directory
from sotong.core.access import acting_id, requires
from sotong.core.days import korean_day
from sotong.core.db import db, transaction
from sotong.core.forms import ConfirmForm
from sotong.core.labels import sentence
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.judging import forms, queries, rules, services
from sotong.judging.queries import UnlockCase
from sotong.judging.rules import Official
from sotong.judging.views.room import blueprint
from sotong.people.queries import departments


@blueprint.route("/sheets/<uuid:sheet_id>/propose-unlock", methods=["GET", "POST"])
@requires(Permission.UNLOCK_PROPOSE)
def propose_unlock(sheet_id: UUID) -> Page:
    """Ask for a signed sheet to be opened again."""
    case = queries.unlock_case(db.session(), sheet_id)
    form = forms.ProposeUnlockForm()
    _offer(form)
    if form.ready():
        with form.attempt(), transaction() as session:
            services.propose_unlock(
                session,
                sheet_id,
                reason=form.reason.data or "",
                official=form.official(acting_id()),
                now=clock.now(),
            )
        if form.done:
            flash(_("잠금 해제를 제안했습니다. 감사담당자가 확정하면 심사위원이 다시 채점할 수 있습니다."))
            return redirect(url_for("judging.panel", code=case.contest.code))
    case = queries.unlock_case(db.session(), sheet_id)
    why_not = rules.why_not_propose_unlock(case.contest.facts, case.facts, Official(acting_id(), None))
    return _unlock_page("judging/propose_unlock.html", case, form, why_not)


@blueprint.route("/sheets/<uuid:sheet_id>/confirm-unlock", methods=["GET", "POST"])
@requires(Permission.UNLOCK_CONFIRM)
def confirm_unlock(sheet_id: UUID) -> Page:
    """Open a signed sheet again, as the second official."""
    case = queries.unlock_case(db.session(), sheet_id)
    form = forms.OfficialForm()
    _offer(form)
    if form.ready():
        with form.attempt(), transaction() as session:
            services.confirm_unlock(session, sheet_id, official=form.official(acting_id()), now=clock.now())
        if form.done:
            flash(_("채점표를 다시 열었습니다. 공개 기록에 남았고, 심사위원에게 알렸습니다."))
            return redirect(url_for("judging.panel", code=case.contest.code))
    case = queries.unlock_case(db.session(), sheet_id)
    why_not = rules.why_not_unlock(case.contest.facts, case.facts, Official(acting_id(), None))
    return _unlock_page("judging/confirm_unlock.html", case, form, why_not)


@blueprint.post("/sheets/<uuid:sheet_id>/withdraw-unlock")
@requires(Permission.UNLOCK_PROPOSE)
def withdraw_unlock(sheet_id: UUID) -> Page:
    """Take one's own proposal back."""
    case = queries.unlock_case(db.session(), sheet_id)
    code = case.contest.code
    form = ConfirmForm()
    if form.ready():
        with transaction() as session:
            services.withdraw_unlock(session, sheet_id, actor_id=acting_id(), now=clock.now())
        flash(_("잠금 해제 제안을 거두었습니다."))
    return redirect(url_for("judging.panel", code=code))


def _offer(form: forms.OfficialForm) -> None:
    form.offer([(one.id, one.name) for one in departments(db.session(), korean_day(clock.now()))])


def _unlock_page(template: str, case: UnlockCase, form: forms.OfficialForm, why_not: str | None) -> Page:
    people = {case.proposal.proposed_by_id} if case.proposal else set()
    return page(
        template,
        form=form,
        case=case,
        names=directory.names(db.session(), people),
        why_not=sentence(why_not) if why_not else "",
    )
