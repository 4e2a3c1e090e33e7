"""Pages of contests: setting one up, its phases and rule, and its entries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from sotong.contests import queries, rules, services
from sotong.contests.forms import (
    ContestForm,
    EntryForDepartmentForm,
    EntryForm,
    LockRuleForm,
    PhasesForm,
    ReasonedForm,
)
from sotong.contests.models import Contest, Entry
from sotong.contests.queries import Show
from sotong.contests.rule_form import POINTS, RuleForm
from sotong.contests.rules import Actor, EntryNote, Step
from sotong.core import clock
from sotong.core.access import acting, acting_id, public, requires
from sotong.core.days import korean_day
from sotong.core.db import db, transaction
from sotong.core.errors import NotFound
from sotong.core.forms import ConfirmForm, asked_page
from sotong.core.labels import word
from sotong.core.permissions import Permission
from sotong.core.views import Page, page

blueprint = Blueprint("contests", __name__, url_prefix="/contests")

StepSource = Callable[[Session, Contest, datetime], Sequence[Step]]
STEP_SOURCES = "contest_steps"
"""Under this name the application keeps what the rooms above ask for; see `web.contest_pages`."""
CautionSource = Callable[[Session, Contest], Sequence[str]]
CAUTION_SOURCES = "contest_cautions"
"""And under this one what they would have reconsidered before a rule is locked: keys of sentences."""


NoteSource = Callable[[Session, Contest, Entry], Sequence[EntryNote]]
NOTE_SOURCES = "entry_notes"
"""And under this one what they add to an entry's page."""


@blueprint.get("/")
@requires(Permission.CONTEST_READ)
def contests() -> Page:
    """List contests, the newest first."""
    show = _asked_show()
    found = queries.contest_rows(db.session(), show, asked_page())
    shows = [
        {"label": word(one), "url": url_for("contests.contests", show=one.value), "active": one is show}
        for one in Show
    ]
    return page("contests/contests.html", found=found, shows=shows, stage_of=_stage)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.CONTEST_WRITE)
def create_contest() -> Page:
    """Set up a contest."""
    form = ContestForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            contest = services.create_contest(
                session, description=form.description, actor_id=acting_id(), now=clock.now()
            )
        if form.done:
            flash(_("콘테스트를 만들었습니다. 이제 일정을 정해 주십시오."))
            return _to("contests.contest_page", contest)
    return page("contests/describe.html", form=form, contest=None)


@blueprint.get("/<code>")
@requires(Permission.CONTEST_READ)
def contest_page(code: str) -> Page:
    """Show where a contest stands and what is to be done next."""
    session, now = db.session(), clock.now()
    contest = queries.contest_by_code(session, code)
    entries = queries.entries(session, contest.id)
    return page(
        "contests/contest.html",
        contest=contest,
        entries=entries,
        steps=_steps(session, contest, sum(entry.withdrawn_at is None for entry in entries), now),
        stage=rules.stage_of(contest.facts, now),
        next_phase=rules.next_phase(contest.facts.phases, now),
        rule=queries.rule_of(contest),
        now=now,
    )


@blueprint.route("/<code>/edit", methods=["GET", "POST"])
@requires(Permission.CONTEST_WRITE)
def describe_contest(code: str) -> Page:
    """Change what a contest says of itself."""
    contest = queries.contest_by_code(db.session(), code)
    form = ContestForm(obj=contest)
    if form.ready():
        with form.attempt(), transaction() as session:
            services.describe_contest(
                session,
                contest_id=contest.id,
                description=form.description,
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("콘테스트 소개를 바꾸었습니다."))
            return _to("contests.contest_page", contest)
    return page(
        "contests/describe.html",
        form=form,
        contest=contest,
        refusal=rules.why_not_describe(contest.facts, clock.now()),
    )


@blueprint.route("/<code>/cancel", methods=["GET", "POST"])
@requires(Permission.CONTEST_WRITE)
def cancel_contest(code: str) -> Page:
    """Call a contest off."""
    contest, form = queries.contest_by_code(db.session(), code), ReasonedForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            services.cancel_contest(
                session,
                contest_id=contest.id,
                reason=form.reason.data or "",
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("콘테스트를 취소했습니다."))
            return _to("contests.contest_page", contest)
    return page(
        "contests/cancel.html", form=form, contest=contest, refusal=rules.why_not_change(contest.facts)
    )


@blueprint.route("/<code>/phases", methods=["GET", "POST"])
@requires(Permission.CONTEST_WRITE)
def phases(code: str) -> Page:
    """Set when each phase opens and closes."""
    contest, now = queries.contest_by_code(db.session(), code), clock.now()
    form = PhasesForm.showing(contest)
    if form.ready():
        with form.attempt(), transaction() as session:
            services.set_phases(
                session,
                contest_id=contest.id,
                phases=form.phases,
                reason=form.reason.data or None,
                actor_id=acting_id(),
                now=now,
            )
        if form.done:
            flash(_("일정을 저장했습니다."))
            return _to("contests.contest_page", contest)
    return page(
        "contests/phases.html",
        form=form,
        contest=contest,
        kinds=rules.PhaseKind,
        refusal=rules.why_not_change(contest.facts),
        now=now,
    )


@blueprint.get("/<code>/rule")
@public
def public_rule(code: str) -> Page:
    """Explain the rule in words: to everybody once it is locked, before that to those who read contests."""
    contest = _contest_with_open_rule(code)
    return page("contests/rule.html", contest=contest, rule=queries.rule_of(contest))


@blueprint.get("/<code>/rule.json")
@public
def rule_file(code: str) -> Response:
    """Give the rule as it is hashed: SHA-256 of this answer's body is the rule's digest."""
    contest = _contest_with_open_rule(code)
    return Response(contest.rule, content_type="application/json; charset=utf-8")


@blueprint.route("/<code>/rule/edit", methods=["GET", "POST"])
@requires(Permission.CONTEST_WRITE)
def write_rule(code: str) -> Page:
    """Write a new version of the rule."""
    contest = queries.contest_by_code(db.session(), code)
    form = RuleForm.showing(contest)
    if not form.asks_for_row() and form.ready() and form.rule:
        with form.attempt(), transaction() as session:
            services.write_rule(
                session,
                contest_id=contest.id,
                rule=form.rule,
                based_on=form.based_on.data or "",
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("규칙을 저장했습니다. 아래에서 시민이 읽을 설명을 확인해 주십시오."))
            return _to("contests.public_rule", contest)
        form.based_on.data = contest.rule_digest  # whoever presses again has been told, and means it
    refusal = rules.why_not_write_rule(contest.facts)
    return page("contests/write_rule.html", form=form, contest=contest, points=POINTS, refusal=refusal)


@blueprint.get("/<code>/rule/versions")
@requires(Permission.CONTEST_READ)
def rule_versions(code: str) -> Page:
    """List every version of the rule that was ever saved."""
    session = db.session()
    contest = queries.contest_by_code(session, code)
    return page(
        "contests/rule_versions.html", contest=contest, saved=queries.rule_versions(session, contest.id)
    )


@blueprint.route("/<code>/rule/lock", methods=["GET", "POST"])
@requires(Permission.CONTEST_WRITE)
def lock_rule(code: str) -> Page:
    """Lock the rule, for good, and begin the contest's log with it."""
    contest, now = queries.contest_by_code(db.session(), code), clock.now()
    form = LockRuleForm(data={"digest": contest.rule_digest})
    if form.ready():
        with form.attempt(), transaction() as session:
            services.lock_rule(
                session,
                contest_id=contest.id,
                digest=form.digest.data or "",
                actor_id=acting_id(),
                now=now,
            )
        if form.done:
            flash(_("규칙을 확정했습니다. 이제 아무도 바꿀 수 없고, 누구나 읽을 수 있습니다."))
            return _to("contests.public_rule", contest)
        form.digest.data = contest.rule_digest  # the one that the page below shows
    rule = queries.rule_of(contest)
    return page(
        "contests/lock_rule.html",
        form=form,
        contest=contest,
        rule=rule,
        refusal=rules.why_not_lock_rule(contest.facts, rules.phases_needed(rule), now),
        cautions=_cautions(db.session(), contest),
    )


@blueprint.get("/<code>/entries")
@requires(Permission.CONTEST_READ)
def entries(code: str) -> Page:
    """List what departments have entered."""
    session = db.session()
    contest = queries.contest_by_code(session, code)
    return page("contests/entries.html", contest=contest, entries=queries.entries(session, contest.id))


@blueprint.route("/<code>/entries/new", methods=["GET", "POST"])
@requires(Permission.CONTEST_WRITE)
def enter_for_department(code: str) -> Page:
    """Enter a case for a department."""
    contest, now = queries.contest_by_code(db.session(), code), clock.now()
    form = EntryForDepartmentForm()
    form.offer(queries.departments_not_entered(db.session(), contest.id, korean_day(now)))
    if form.ready():
        with form.attempt(), transaction() as session:
            services.enter(
                session,
                contest_id=contest.id,
                department_id=form.department_id,
                content=form.content,
                actor=_actor(),
                now=now,
            )
        if form.done:
            flash(_("출품작을 등록했습니다."))
            return _to("contests.entries", contest)
    refusal = rules.why_not_enter(contest.facts, None, _actor(), now)
    return page("contests/write_entry.html", form=form, contest=contest, entry=None, refusal=refusal)


@blueprint.route("/<code>/my-entry", methods=["GET", "POST"])
@requires(Permission.ENTRY_WRITE)
def my_entry(code: str) -> Page:
    """Enter the case of one's own department, or go on to what it has entered."""
    contest, department_id = queries.contest_by_code(db.session(), code), acting().department_id
    if department_id is None:
        return page("contests/no_department.html", contest=contest)
    if present := queries.entry_of_department(db.session(), contest.id, department_id):
        return _to_entry(contest, present)
    form, now = EntryForm(), clock.now()
    if form.ready():
        with form.attempt(), transaction() as session:
            entry = services.enter(
                session,
                contest_id=contest.id,
                department_id=department_id,
                content=form.content,
                actor=_actor(),
                now=now,
            )
        if form.done:
            flash(_("출품했습니다. 출품 기간이 끝날 때까지 고칠 수 있습니다."))
            return _to_entry(contest, entry)
    refusal = rules.why_not_enter(contest.facts, department_id, _actor(), now)
    return page("contests/write_entry.html", form=form, contest=contest, entry=None, refusal=refusal)


@blueprint.get("/<code>/entries/<int(max=9999):number>")
@requires(Permission.CONTEST_READ)
def entry_page(code: str, number: int) -> Page:
    """Show an entry and what can still be done with it."""
    contest, entry = _entry(code, number)
    actor, now = _actor(), clock.now()
    return page(
        "contests/entry.html",
        contest=contest,
        entry=entry,
        may_edit=not rules.why_not_edit_entry(contest.facts, entry.facts, actor, now),
        may_withdraw=not rules.why_not_withdraw_entry(contest.facts, entry.facts, actor, now),
        may_restore=not rules.why_not_restore_entry(contest.facts, entry.facts, actor, now),
        notes=_notes(db.session(), contest, entry),
    )


@blueprint.route("/<code>/entries/<int(max=9999):number>/edit", methods=["GET", "POST"])
@requires(Permission.ENTRY_WRITE)
def edit_entry(code: str, number: int) -> Page:
    """Change what a department wrote of its case."""
    contest, entry = _own_entry(code, number)
    form = EntryForm(obj=entry)
    if form.ready():
        with form.attempt(), transaction() as session:
            services.edit_entry(
                session, entry_id=entry.id, content=form.content, actor=_actor(), now=clock.now()
            )
        if form.done:
            flash(_("출품작을 고쳤습니다."))
            return _to_entry(contest, entry)
    refusal = rules.why_not_edit_entry(contest.facts, entry.facts, _actor(), clock.now())
    return page("contests/write_entry.html", form=form, contest=contest, entry=entry, refusal=refusal)


@blueprint.route("/<code>/entries/<int(max=9999):number>/withdraw", methods=["GET", "POST"])
@requires(Permission.ENTRY_WRITE)
def withdraw_entry(code: str, number: int) -> Page:
    """Take an entry out of the contest."""
    contest, entry = _own_entry(code, number)
    form = ReasonedForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            services.withdraw_entry(
                session,
                entry_id=entry.id,
                reason=form.reason.data or "",
                actor=_actor(),
                now=clock.now(),
            )
        if form.done:
            flash(_("출품을 철회했습니다."))
            return _to_entry(contest, entry)
    return page("contests/withdraw_entry.html", form=form, contest=contest, entry=entry)


@blueprint.post("/<code>/entries/<int(max=9999):number>/restore")
@requires(Permission.ENTRY_WRITE)
def restore_entry(code: str, number: int) -> Page:
    """Bring a withdrawn entry back."""
    contest, entry = _own_entry(code, number)
    if ConfirmForm().ready():
        with transaction() as session:
            services.restore_entry(session, entry_id=entry.id, actor=_actor(), now=clock.now())
        flash(_("철회한 출품작을 되돌렸습니다."))
    return _to_entry(contest, entry)


def _actor() -> Actor:
    person = acting()
    return Actor(person.account_id, person.role, person.department_id)


def _asked_show() -> Show:
    asked = request.args.get("show")
    return Show(asked) if asked in set(Show) else Show.OPEN


def _stage(contest: Contest) -> rules.Stage:
    return rules.stage_of(contest.facts, clock.now())


def _steps(session: Session, contest: Contest, entries: int, now: datetime) -> list[Step]:
    """What this room asks for, then what the rooms above do."""
    sources: Sequence[StepSource] = current_app.extensions.get(STEP_SOURCES, ())
    others = [step for source in sources for step in source(session, contest, now)]
    return rules.in_turn(rules.steps(contest.facts, entries), others)


def _cautions(session: Session, contest: Contest) -> list[str]:
    """What this room would have reconsidered before the rule is locked, then what the rooms above would."""
    sources: Sequence[CautionSource] = current_app.extensions.get(CAUTION_SOURCES, ())
    own = rules.cautions(queries.rule_of(contest), queries.count_entries(session, contest.id))
    return [*own, *(caution for source in sources for caution in source(session, contest))]


def _notes(session: Session, contest: Contest, entry: Entry) -> list[EntryNote]:
    """What the rooms above add to an entry's page."""
    sources: Sequence[NoteSource] = current_app.extensions.get(NOTE_SOURCES, ())
    return [note for source in sources for note in source(session, contest, entry)]


def _contest_with_open_rule(code: str) -> Contest:
    """The contest, if this person may read its rule. Raises NotFound."""
    contest = queries.contest_by_code(db.session(), code)
    reads = current_user.is_authenticated and acting().may(Permission.CONTEST_READ)
    if contest.rule_locked_at is None and not reads:
        raise NotFound
    return contest


def _entry(code: str, number: int) -> tuple[Contest, Entry]:
    session = db.session()
    contest = queries.contest_by_code(session, code)
    return contest, queries.entry_by_number(session, contest.id, number)


def _own_entry(code: str, number: int) -> tuple[Contest, Entry]:
    """An entry that this person may act for; another department's form is not even shown. Raises NotFound."""
    contest, entry = _entry(code, number)
    if not _actor().acts_for(entry.department_id):
        raise NotFound
    return contest, entry


def _to(endpoint: str, contest: Contest, **values: Any) -> Response:
    return redirect(url_for(endpoint, code=contest.code, **values))


def _to_entry(contest: Contest, entry: Entry) -> Response:
    return _to("contests.entry_page", contest, number=entry.number)
