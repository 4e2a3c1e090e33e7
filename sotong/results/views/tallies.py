"""Pages of results: the tally for admins and auditors, the published result for everybody."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from sotong.ballots import desk
from sotong.ballots import queries as ballots
from sotong.contests.models import Contest
from sotong.contests.queries import contest_by_code, rule_of
from sotong.core import clock
from sotong.core.access import acting_id, public, requires
from sotong.core.db import db, transaction
from sotong.core.errors import NotFound
from sotong.core.forms import ConfirmForm
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.judging import queries as judging
from sotong.results import forms, queries, rules, services
from sotong.results.naming import Naming, judge_name
from sotong.results.tally_report import shown
from sotong.results.views.room import blueprint, result_address


@blueprint.get("/contests/<code>/tally")
@requires(Permission.TALLY_READ)
def tally(code: str) -> Page:
    """Show what still stands between a contest and its result, and the tally once it has been made."""
    contest = contest_by_code(db.session(), code)
    return _tally_page(contest, forms.DecisionForm())


@blueprint.post("/contests/<code>/tally/make")
@requires(Permission.TALLY_MAKE)
def make_tally(code: str) -> Page:
    """Compute the results, and put them on the contest's log."""
    contest_id = contest_by_code(db.session(), code).id
    form = ConfirmForm()
    if form.ready():
        with transaction() as session:
            services.make_tally(session, contest_id, actor_id=acting_id(), now=clock.now())
        flash(_("집계했습니다. 확인한 뒤 발표해 주십시오."))
    return redirect(url_for("results.tally", code=code))


@blueprint.post("/contests/<code>/tally/decide")
@requires(Permission.TALLY_MAKE)
def decide_tie(code: str) -> Page:
    """Record a decision on a tie."""
    contest_id = contest_by_code(db.session(), code).id
    form = forms.DecisionForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            services.decide_tie(
                session,
                contest_id,
                numbers=form.order(),
                reason=form.reason.data or "",
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("결정을 기록하고 다시 집계했습니다."))
            return redirect(url_for("results.tally", code=code))
    return _tally_page(contest_by_code(db.session(), code), form)


@blueprint.post("/contests/<code>/publish")
@requires(Permission.RESULT_PUBLISH)
def publish(code: str) -> Page:
    """Publish the result."""
    contest_id = contest_by_code(db.session(), code).id
    form = ConfirmForm()
    if form.ready():
        with transaction() as session:
            services.publish(session, contest_id, actor_id=acting_id(), now=clock.now())
        flash(_("결과를 발표했습니다."))
        return redirect(url_for("results.result", code=code))
    return redirect(url_for("results.tally", code=code))


@blueprint.get("/contests/<code>/weights")
@requires(Permission.TALLY_READ)
def weights(code: str) -> Page:
    """Show what the announced weights of jury and citizens come to, before the rule is locked and after."""
    contest = contest_by_code(db.session(), code)
    return render_template(
        "results/weights.html",
        contest=contest,
        rule=rule_of(contest),
        measured=queries.meter_of(db.session(), contest),
    )


@blueprint.get("/contests/<code>/stability")
@requires(Permission.TALLY_READ)
def stability(code: str) -> Page:
    """Show whether anything else would have made another winner, and how the judges scored."""
    session = db.session()
    contest = contest_by_code(session, code)
    outcome = queries.outcome(session, contest)
    rule = rule_of(contest)
    return render_template(
        "results/stability.html",
        contest=contest,
        rule=rule,
        outcome=outcome,
        naming=Naming.of(rule, outcome.tally) if outcome else None,
        sheet=queries.stability_of(contest, outcome) if outcome else None,
        judges=queries.judges_of(contest, outcome) if outcome else (),
        judge_name=judge_name,
    )


@blueprint.get("/contests/<code>/result")
@public
def result(code: str) -> Page:
    """Show the published result, each figure opening into its arithmetic; before, there is no such page."""
    contest = contest_by_code(db.session(), code)
    outcome = queries.outcome(db.session(), contest) if contest.published_at else None
    if outcome is None:
        raise NotFound
    rule = rule_of(contest)
    return render_template(
        "results/result.html",
        contest=contest,
        rule=rule,
        outcome=outcome,
        naming=Naming.of(rule, outcome.tally),
        shown=shown,
        decisions=queries.decisions(db.session(), contest.id),
        ballots=ballots.close_of(db.session(), contest.id),
        cases=desk.cases(db.session(), contest.id),
        address=result_address(code),
    )


def _tally_page(contest: Contest, form: forms.DecisionForm) -> tuple[str, int]:
    session, now = db.session(), clock.now()
    facts, rule = queries.tally_facts(session, contest), rule_of(contest)
    outcome = queries.outcome(session, contest)
    return page(
        "results/tally.html",
        form=form,
        contest=contest,
        rule=rule,
        facts=facts,
        why_not_tally=rules.why_not_tally(contest.facts, facts, now),
        why_not_publish=rules.why_not_publish(contest.facts, facts)
        or rules.why_not_publish_yet(queries.show_facts(session, contest.id)),
        seats=judging.panel(session, contest.id),
        closed=ballots.close_of(session, contest.id),
        outcome=outcome,
        naming=Naming.of(rule, outcome.tally) if outcome else None,
        shown=shown,
        now=now,
    )
