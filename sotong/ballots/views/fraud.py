"""The fraud desk: what is flagged, set apart, and by two officials voided. Choices are nowhere to be seen."""

from __future__ import annotations

import json
from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from sotong.ballots import desk, forms, queries, rules, voiding
from sotong.ballots.flags import Flag, FlagKind
from sotong.ballots.models import Quarantine
from sotong.ballots.views.room import blueprint
from sotong.contests.models import Contest
from sotong.contests.queries import contest_by_code
from sotong.core import clock, directory
from sotong.core.access import acting_id, requires
from sotong.core.counting import _n
from sotong.core.db import db, transaction
from sotong.core.forms import ConfirmForm, Form
from sotong.core.labels import sentence, word
from sotong.core.permissions import Permission
from sotong.core.views import Page, page


@blueprint.get("/contests/<contest_code>/fraud-desk")
@requires(Permission.FRAUD_READ)
def fraud_desk(contest_code: str) -> Page:
    """List what is flagged, with how many participations, and what was done about earlier flags."""
    return _desk_page(contest_by_code(db.session(), contest_code), forms.QuarantineForm())


@blueprint.post("/contests/<contest_code>/fraud-desk/quarantine")
@requires(Permission.FRAUD_QUARANTINE)
def quarantine(contest_code: str) -> Page:
    """Set flagged participations apart."""
    contest = contest_by_code(db.session(), contest_code)
    form = forms.QuarantineForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            made = voiding.quarantine(
                session,
                contest.id,
                flag_keys=set(form.chosen.data or ()),
                reason=form.reason.data or "",
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_n("참여 %(number)s건을 따로 두었습니다.", by="number", number=made.number))
            return redirect(url_for("ballots.fraud_desk", contest_code=contest_code))
    return _desk_page(contest_by_code(db.session(), contest_code), form)


@blueprint.post("/quarantines/<uuid:quarantine_id>/release")
@requires(Permission.FRAUD_QUARANTINE)
def release(quarantine_id: UUID) -> Page:
    """Take participations out of quarantine."""
    contest = _contest_of(quarantine_id)
    form = ConfirmForm()
    if form.ready():
        with transaction() as session:
            voiding.release(session, quarantine_id, actor_id=acting_id(), now=clock.now())
        flash(_("따로 둔 참여를 되돌렸습니다."))
    return redirect(url_for("ballots.fraud_desk", contest_code=contest.code))


@blueprint.route("/quarantines/<uuid:quarantine_id>/propose-void", methods=["GET", "POST"])
@requires(Permission.VOID_PROPOSE)
def propose_void(quarantine_id: UUID) -> Page:
    """Ask for the ballots of a quarantine to be voided, on evidence."""
    contest = _contest_of(quarantine_id)
    form = forms.VoidForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            voiding.propose_void(
                session,
                quarantine_id,
                reason=form.reason.data or "",
                evidence=form.evidence(),
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("무효를 제안했습니다. 감사담당자가 확인하고 확정해야 합니다."))
            return redirect(url_for("ballots.fraud_desk", contest_code=contest.code))
    return _case_page("ballots/propose_void.html", contest, quarantine_id, form)


@blueprint.post("/quarantines/<uuid:quarantine_id>/withdraw-void")
@requires(Permission.VOID_PROPOSE)
def withdraw_void(quarantine_id: UUID) -> Page:
    """Take one's own proposal back."""
    contest = _contest_of(quarantine_id)
    form = ConfirmForm()
    if form.ready():
        with transaction() as session:
            voiding.withdraw_void(session, quarantine_id, actor_id=acting_id(), now=clock.now())
        flash(_("무효 제안을 거두었습니다."))
    return redirect(url_for("ballots.fraud_desk", contest_code=contest.code))


@blueprint.route("/quarantines/<uuid:quarantine_id>/confirm-void", methods=["GET", "POST"])
@requires(Permission.VOID_CONFIRM)
def confirm_void(quarantine_id: UUID) -> Page:
    """Void the proposed ballots, as the second official, with the contest's audit key."""
    contest = _contest_of(quarantine_id)
    form = forms.AuditKeyForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            void = voiding.confirm_void(
                session, quarantine_id, audit_key=form.private(), actor_id=acting_id(), now=clock.now()
            )
        if form.done:
            flash(
                _n(
                    "표 %(number)s장을 무효로 했습니다. 공개 기록에 남았습니다.",
                    by="number",
                    number=void.ballots,
                )
            )
            return redirect(url_for("ballots.fraud_desk", contest_code=contest.code))
    return _case_page("ballots/confirm_void.html", contest, quarantine_id, form)


def _contest_of(quarantine_id: UUID) -> Contest:
    return db.session().get_one(Contest, desk.contest_of_case(db.session(), quarantine_id))


def _desk_page(contest: Contest, form: forms.QuarantineForm) -> Page:
    session, now = db.session(), clock.now()
    cases = desk.cases(session, contest.id)
    links = {link.id: link.name for link in queries.vote_links(session, contest.id)}
    return page(
        "ballots/fraud_desk.html",
        form=form,
        contest=contest,
        flags=desk.desk_flags(session, contest.id, now) if contest.published_at is None else [],
        subject=lambda flag: _subject(flag, links),
        cases=cases,
        names=directory.names(session, _people(cases)),
        kinds=_kinds,
        acting_id=acting_id(),
        totals=desk.void_totals(session, contest.id),
    )


def _case_page(template: str, contest: Contest, quarantine_id: UUID, form: Form) -> Page:
    session = db.session()
    case = desk.case(session, quarantine_id)
    mine = case.proposal is not None and case.proposal.proposed_by_id == acting_id()
    asked = rules.why_not_void(case.facts, proposed_by_same=mine)
    why_not = rules.why_not_propose_void(case.facts) if isinstance(form, forms.VoidForm) else asked
    return page(
        template,
        form=form,
        contest=contest,
        case=case,
        names=directory.names(session, _people([case])),
        kinds=_kinds,
        why_not=sentence(why_not) if why_not else "",
    )


def _subject(flag: Flag, links: dict[UUID, str]) -> str:
    """Which network or link a flag is about. Networks have no names, only the first letters of a hash."""
    if flag.cohort is not None:
        return str(_("통신망 %(letters)s", letters=flag.cohort.hex()[:6]))
    return links.get(flag.link_id, "") if flag.link_id else ""


def _kinds(quarantine: Quarantine) -> str:
    return ", ".join(word(FlagKind(kind)) for kind in json.loads(quarantine.flags))


def _people(cases: list[desk.Case]) -> set[UUID]:
    asked = (
        (
            case.quarantine.made_by_id,
            case.quarantine.released_by_id,
            case.proposal.proposed_by_id if case.proposal else None,
            case.void.confirmed_by_id if case.void else None,
        )
        for case in cases
    )
    return {person for people in asked for person in people if person is not None}
