"""The panel's page, for admins and auditors: numbers of sheets, never marks."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from sotong.contests.contest_rule import ContestRule
from sotong.contests.models import Contest
from sotong.contests.queries import contest_by_code, rule_of
from sotong.contests.rule_parts import Criterion, Format
from sotong.contests.rules import PhaseKind
from sotong.core import clock, directory
from sotong.core.access import acting_id, requires
from sotong.core.days import korean_day
from sotong.core.db import db, transaction
from sotong.core.forms import ConfirmForm
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.judging import forms, queries, services
from sotong.judging.views.room import blueprint
from sotong.people.queries import departments


@blueprint.get("/contests/<code>/panel")
@requires(Permission.SHEET_PROGRESS)
def panel(code: str) -> Page:
    """Show the panel and how far each judge is: numbers of sheets, never marks."""
    contest = contest_by_code(db.session(), code)
    return _panel_page(contest, _seat_form(contest.id))


@blueprint.get("/contests/<code>/panel/<int(max=9999):number>")
@requires(Permission.SHEET_PROGRESS)
def judge_lines(code: str, number: int) -> Page:
    """Show how far one judge is, entry by entry, and where a signed sheet can be opened again."""
    judge = queries.judge_lines(db.session(), code, number)
    cases = {case.sheet.id: case for case in queries.unlock_cases(db.session(), judge.contest.id)}
    return page("judging/judge_lines.html", judge=judge, cases=cases, acting_id=acting_id())


@blueprint.post("/contests/<code>/panel/seats")
@requires(Permission.PANEL_WRITE)
def seat_judge(code: str) -> Page:
    """Put a judge on the panel."""
    contest = contest_by_code(db.session(), code)
    contest_id = contest.id
    form = _seat_form(contest_id)
    if form.ready():
        with form.attempt(), transaction() as session:
            services.seat_judge(
                session,
                contest_id,
                account_id=UUID(form.account_id.data),
                department_id=form.department,
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("심사위원을 위촉했습니다."))
            return redirect(url_for("judging.panel", code=code))
    return _panel_page(contest_by_code(db.session(), code), form)


@blueprint.post("/contests/<code>/panel/seats/<uuid:judge_id>/remove")
@requires(Permission.PANEL_WRITE)
def unseat_judge(code: str, judge_id: UUID) -> Page:
    """Take a judge off the panel."""
    form = ConfirmForm()
    if form.ready():
        with transaction() as session:
            services.unseat_judge(session, judge_id, actor_id=acting_id(), now=clock.now())
        flash(_("심사위원단에서 뺐습니다."))
    return redirect(url_for("judging.panel", code=code))


def _panel_page(contest: Contest, form: forms.SeatForm) -> Page:
    session, now, rule = db.session(), clock.now(), rule_of(contest)
    judging = contest.facts.phase(PhaseKind.JUDGING)
    cases = queries.unlock_cases(session, contest.id)
    officials = {one.proposed_by_id for one in (case.proposal for case in cases) if one}
    officials |= {one.confirmed_by_id for one in (case.unlock for case in cases) if one}
    return page(
        "judging/panel.html",
        contest=contest,
        seats=queries.panel(session, contest.id),
        cases=cases,
        names=directory.names(session, officials),
        rubrics=_rubrics(rule),
        weighs=bool(rule.jury.weight),
        reopened=queries.reopened(session, contest.id),
        over=judging is not None and judging.is_over(now),
        acting_id=acting_id(),
        form=form,
    )


def _rubrics(rule: ContestRule) -> list[tuple[list[Format], tuple[Criterion, ...]]]:
    """The rubrics, each with the formats that are scored by it."""
    formats: dict[tuple[Criterion, ...], list[Format]] = {}
    for one in Format:
        if rubric := rule.rubric(one):
            formats.setdefault(tuple(rubric), []).append(one)
    return [(which, rubric) for rubric, which in formats.items()]


def _seat_form(contest_id: UUID) -> forms.SeatForm:
    form = forms.SeatForm()
    session = db.session()
    form.offer(
        [(account.id, account.name) for account in queries.judge_accounts(session, contest_id)],
        [(department.id, department.name) for department in departments(session, korean_day(clock.now()))],
    )
    return form
