"""The officer's day on a phone; the reviewer's queue and decisions."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sotong.assignments import queries, rules, services, telling
from sotong.assignments.forms import AnswerForm, DecisionForm, OutcomeForm, ProofForm
from sotong.assignments.models import Answer, Assignment
from sotong.assignments.rules import TAKEN_UP, AssignmentState, Choice, DayPart, Decision, Standing
from sotong.assignments.views.room import blueprint, officer_id, what_became_of
from sotong.core import clock
from sotong.core.access import acting, acting_id, requires
from sotong.core.addresses import inside
from sotong.core.db import db, transaction
from sotong.core.errors import NotFound
from sotong.core.forms import ConfirmForm, Form, asked_page
from sotong.core.labels import word
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.notices.queries import anything_unread_at
from sotong.people.queries import account_names, officer_names

ALL_UNFOLDED = 2
"""So many tasks show their fields at once; of more, only the most urgent does, and the others at a press."""


@blueprint.get("/today")
@requires(Permission.ASSIGNMENT_DO)
def today() -> Page:
    """What the officer has to do: late first, then today's, then what comes next; then what was done."""
    told = acting().unread and anything_unread_at(db.session(), acting_id(), telling.TODAY)
    if told or queries.anything_unseen(db.session(), officer_id()):
        with transaction() as session:
            services.mark_seen(session, officer_id=officer_id(), actor_id=acting_id(), now=clock.now())
    return _today()


@blueprint.route("/<uuid:assignment_id>/proof", methods=["GET", "POST"])
@requires(Permission.ASSIGNMENT_DO)
def hand_in(assignment_id: UUID) -> Page:
    """Take the permalink of what was done."""
    assignment = queries.own_assignment(db.session(), officer_id(), assignment_id)
    form = _proof_form(assignment_id)
    if form.ready():
        with form.attempt(), transaction() as session:
            assignment = services.hand_in(
                session,
                assignment_id=assignment_id,
                officer_id=officer_id(),
                link=form.link,
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(what_became_of(assignment))
            return _back_to_today()
    return _today(form, assignment_id) if form.is_submitted() else _back_to_today(assignment_id)


@blueprint.post("/<uuid:assignment_id>/confirmation")
@requires(Permission.ASSIGNMENT_DO)
def confirm(assignment_id: UUID) -> Page:
    """Take the officer's word that it is done, where no proof is asked for."""
    form = ConfirmForm()
    if _pressed(form, services.confirm, assignment_id):
        flash(_("완료했습니다."))
        return _back_to_today()
    return _today(form, assignment_id)


@blueprint.route("/<uuid:assignment_id>/answer", methods=["GET", "POST"])
@requires(Permission.ASSIGNMENT_DO)
def answer(assignment_id: UUID) -> Page:
    """Take the department's answer, or another one until the due time."""
    assignment = queries.own_assignment(db.session(), officer_id(), assignment_id)
    if not assignment.takes_answer:
        raise NotFound
    standing = queries.standing_answer(db.session(), assignment_id)
    form = AnswerForm(data=_answer_so_far(standing))
    if form.ready():
        with form.attempt(), transaction() as session:
            services.answer(
                session,
                assignment_id=assignment_id,
                officer_id=officer_id(),
                choice=form.chosen,
                text=form.text.data or "",
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("답했습니다. 마감까지 바꿀 수 있습니다."))
            return redirect(form.back.data or url_for(".today"))
    return page("assignments/answer.html", form=form, assignment=assignment, standing=standing)


@blueprint.route("/<uuid:assignment_id>/outcome", methods=["GET", "POST"])
@requires(Permission.ASSIGNMENT_DO)
def report_outcome(assignment_id: UUID) -> Page:
    """Take what came of something that the department took up."""
    assignment = queries.assignment_by_id(db.session(), assignment_id)
    standing = queries.standing_answer(db.session(), assignment_id)
    taken_up = standing is not None and standing.choice in TAKEN_UP
    if assignment.department_id != acting().department_id or not taken_up:
        raise NotFound
    back = inside(request.args.get("back", "")) or ""
    form = OutcomeForm(data={**_outcome_so_far(standing), "back": back})
    if form.ready():
        with form.attempt(), transaction() as session:
            services.report_outcome(
                session,
                assignment_id=assignment_id,
                department_id=assignment.department_id,
                outcome=form.outcome.data or "",
                link=form.link,
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("한 일을 알렸습니다. 수고하셨습니다."))
            return redirect(form.back.data or url_for(".today"))
    return page("assignments/outcome.html", form=form, assignment=assignment, standing=standing)


@blueprint.post("/<uuid:assignment_id>/withdrawal")
@requires(Permission.ASSIGNMENT_DO)
def withdraw(assignment_id: UUID) -> Page:
    """Take back what was handed in."""
    form = ConfirmForm()
    if _pressed(form, services.withdraw, assignment_id):
        flash(_("제출을 취소했습니다. 다시 제출해 주십시오."))
        return _back_to_today(assignment_id)
    return _today(form, assignment_id)


@blueprint.get("/review")
@requires(Permission.ASSIGNMENT_READ)
def review() -> Page:
    """Every proof that waits for a reviewer, the oldest due time first."""
    waiting = [Assignment.state == AssignmentState.HANDED_IN]
    rows = queries.board_page(db.session(), clock.now(), waiting, [Standing.WAITING], asked_page())
    return page("assignments/review.html", rows=rows, samples=queries.open_samples(db.session()))


@blueprint.get("/<uuid:assignment_id>")
@requires(Permission.ASSIGNMENT_READ)
def assignment_page(assignment_id: UUID) -> Page:
    """One assignment with everything that was handed in for it, and what may be decided."""
    session, now = db.session(), clock.now()
    row = next(iter(queries.chosen_rows(session, now, [assignment_id])), None)
    if row is None:
        raise NotFound
    proofs = queries.proofs_of(session, assignment_id)
    twins = queries.twins_of(session, row.proof) if row.proof else []
    people = {row.assignment.assigned_by_id, row.assignment.decided_by_id}
    people |= {proof.reviewed_by_id for proof in proofs}
    return page(
        "assignments/assignment.html",
        form=DecisionForm(back=url_for(".assignment_page", assignment_id=assignment_id)),
        row=row,
        proofs=proofs,
        screenshots=queries.screenshots_of(session, [proof.id for proof in proofs]),
        answers=queries.answers_of(session, assignment_id),
        twins=twins,
        officers=officer_names(session, {twin.officer_id for twin in twins}),
        names=account_names(session, {person for person in people if person}),
        decisions=[
            decision for decision in Decision if not rules.why_not_decide(row.assignment.facts, decision, "-")
        ],
    )


@blueprint.route("/decisions", methods=["GET", "POST"])
@requires(Permission.ASSIGNMENT_REVIEW)
def decide() -> Page:
    """Decide the same for all the assignments chosen on any board."""
    form = DecisionForm()
    if not form.lacks_reason and form.ready():
        with form.attempt(), transaction() as session:
            count = services.decide(
                session,
                decision=form.decided,
                assignment_ids=form.chosen.data or [],
                reason=form.reason.data or None,
                due_at=form.due_at.data,
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("%(decision)s: %(count)d건을 처리했습니다.", decision=word(form.decided), count=count))
            return redirect(form.back.data or url_for(".review"))
    if not form.is_submitted():
        return redirect(url_for(".review"))
    rows = queries.chosen_rows(db.session(), clock.now(), form.chosen.data or [])
    return page("assignments/decide.html", form=form, rows=rows)


def _pressed(form: ConfirmForm, act: Callable[..., object], assignment_id: UUID) -> bool:
    """Whether what a button stands for was done; if it was refused, the form says why."""
    if form.ready():
        with form.attempt(), transaction() as session:
            act(
                session,
                assignment_id=assignment_id,
                officer_id=officer_id(),
                actor_id=acting_id(),
                now=clock.now(),
            )
    return form.done


def _answer_so_far(standing: Answer | None) -> dict[str, str]:
    """What the form begins with: the answer that stands, and what the address asks for."""
    asked = request.args.get("choice", "")
    choice = asked if asked in set(Choice) else standing.choice.value if standing else ""
    return {
        "choice": choice,
        "text": standing.text if standing else "",
        "back": inside(request.args.get("back", "")) or "",
    }


def _outcome_so_far(standing: Answer | None) -> dict[str, str | None]:
    return {"outcome": standing.outcome, "permalink": standing.outcome_link} if standing else {}


def _proof_form(assignment_id: UUID) -> ProofForm:
    """Each task has its form, so the names of the fields must differ."""
    return ProofForm(prefix=f"t{assignment_id.hex}")


def _today(form: Form | None = None, assignment_id: UUID | None = None) -> Page:
    """The officer's page; what was wrongly typed for one task stays in its field."""
    day = queries.own_tasks(db.session(), officer_id(), clock.now())
    finished = day.pop(DayPart.FINISHED)
    to_do = [task.assignment.id for tasks in day.values() for task in tasks]
    forms = {task_id: _empty(task_id) for task_id in to_do}
    homeless = ""
    if isinstance(form, ProofForm) and assignment_id in forms:
        forms[assignment_id] = form
    elif isinstance(form, ProofForm):
        homeless = form.permalink.data or ""  # the task was done meanwhile, on another screen
    return page(
        "assignments/today.html",
        form=form,
        parts=list(day.items()),
        finished=finished,
        forms=forms,
        homeless=homeless,
        to_do=len(to_do),
        unfolded=to_do if len(to_do) <= ALL_UNFOLDED else to_do[:1],
    )


def _empty(assignment_id: UUID) -> ProofForm:
    return ProofForm(formdata=None, prefix=f"t{assignment_id.hex}")


def _back_to_today(assignment_id: UUID | None = None) -> Response:
    return redirect(url_for(".today", _anchor=f"t{assignment_id.hex}" if assignment_id else None))
