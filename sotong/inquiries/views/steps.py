"""What is done with a question, each on a page of its own so that a phone shows one thing at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy.orm import Session

from sotong.core import clock, config
from sotong.core.access import acting, requires
from sotong.core.days import korean_day
from sotong.core.db import db, transaction
from sotong.core.forms import Form
from sotong.core.labels import sentence
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.inquiries import queries, services
from sotong.inquiries.canned import Place, filled, spoken, spoken_day
from sotong.inquiries.forms import AnswerForm, MergeForm, RelayForm, SearchForm, WordsForm
from sotong.inquiries.queries import Sheet, Wanted
from sotong.inquiries.services.steps import By
from sotong.inquiries.views.inquiry import why_not
from sotong.inquiries.views.room import blueprint, by
from sotong.people.queries import departments


@dataclass(frozen=True, slots=True)
class StepWords:
    """What is said once a step is taken; what its page is called, says, and has on its button."""

    told: LazyString
    title: LazyString | str = ""
    lead: LazyString | str = ""
    label: LazyString | str = ""


STEPS: Final = {
    "answer": StepWords(_l("답변을 기록했습니다. 수고하셨습니다.")),
    "relay": StepWords(
        _l("문의를 이관했습니다."),
        _l("이관"),
        _l("받는 부서가 맡습니다. 시간은 계속 가고, 받은 부서에 알립니다."),
        _l("이관하기"),
    ),
    "hand_back": StepWords(
        _l("보낸 부서로 돌려보냈습니다."),
        _l("회신"),
        _l("보낸 부서로 돌려보내고 답변을 맡깁니다."),
        _l("회신하기"),
    ),
    "refuse": StepWords(
        _l("소관이 아니라고 알렸습니다."),
        _l("소관 아님"),
        _l("보낸 부서로 돌아갑니다. 두 번째로 소관이 아니라고 하면 총괄이 담당 부서를 정합니다."),
        _l("소관이 아니라고 알리기"),
    ),
    "pause": StepWords(
        _l("시간을 멈추었습니다."),
        _l("시민에게 보완 요청"),
        _l("시민이 답할 때까지 시간이 멈춥니다. 답이 오면 처리를 재개해 주십시오."),
        _l("시간 멈추기"),
    ),
    "reopen": StepWords(
        _l("문의를 다시 열었습니다."),
        _l("다시 열기"),
        _l("마지막으로 맡았던 부서가 다시 맡고, 처리 기간은 지금부터 새로 셉니다."),
        _l("다시 열기"),
    ),
    "merge": StepWords(
        _l("문의를 합쳤습니다."),
        _l("다른 문의에 합치기"),
        _l("같은 것을 두 번 물었을 때 합칩니다. 남는 문의에 답변하면 이 문의를 접수한 사람에게도 알립니다."),
        _l("합치기"),
    ),
}


@blueprint.route("/<uuid:inquiry_id>/answer", methods=["GET", "POST"])
@requires(Permission.INQUIRY_WRITE)
def answer(inquiry_id: UUID) -> Page:
    """Write down what was answered; a canned reply is filled in at the press of a button."""
    sheet = _sheet(inquiry_id)
    replies = queries.canned_replies(db.session(), _department_of(sheet))
    form = AnswerForm().offer(replies)
    if form.is_submitted() and "fill" in request.form:
        chosen = next((one for one in replies if str(one.id) == form.canned.data), None)
        if chosen is not None:
            form.text.data = "\n\n".join(filter(None, (form.text.data, filled(chosen.text, _values(sheet)))))
        today = korean_day(clock.now())
        return page("inquiries/answer.html", form=form, sheet=sheet, replies=replies, today=today)

    def act(session: Session, who: By) -> None:
        services.answer(session, inquiry_id=inquiry_id, text=form.text.data or "", link=form.link, by=who)

    return _taken("answer", sheet, form, act, "inquiries/answer.html", replies=replies)


@blueprint.route("/<uuid:inquiry_id>/relay", methods=["GET", "POST"])
@requires(Permission.INQUIRY_WRITE)
def relay(inquiry_id: UUID) -> Page:
    """Hand a question to another department, or to the coordinator."""
    sheet = _sheet(inquiry_id)
    form = RelayForm().offer(departments(db.session(), korean_day(clock.now())), sheet.inquiry.holder)

    def act(session: Session, who: By) -> None:
        services.relay(session, inquiry_id=inquiry_id, to=form.holder, note=form.note.data or "", by=who)

    return _taken("relay", sheet, form, act)


@blueprint.route("/<uuid:inquiry_id>/back", methods=["GET", "POST"])
@requires(Permission.INQUIRY_WRITE)
def hand_back(inquiry_id: UUID) -> Page:
    """Give a question back to whoever sent it, with what one has to say to it."""
    form = WordsForm().called(_("부서의 의견이나 답변"), _("보낸 부서가 이것으로 시민에게 답변합니다."))
    return _said("hand_back", inquiry_id, form, services.hand_back, "note")


@blueprint.route("/<uuid:inquiry_id>/refusal", methods=["GET", "POST"])
@requires(Permission.INQUIRY_WRITE)
def refuse(inquiry_id: UUID) -> Page:
    """Say that a question is none of the department's business."""
    form = WordsForm().called(_("소관이 아닌 까닭"), _("어느 부서의 일인지 알면 함께 적어 주십시오."))
    return _said("refuse", inquiry_id, form, services.refuse, "reason")


@blueprint.route("/<uuid:inquiry_id>/pause", methods=["GET", "POST"])
@requires(Permission.INQUIRY_WRITE)
def pause(inquiry_id: UUID) -> Page:
    """Stop the clock while the citizen is asked for something."""
    form = WordsForm().called(_("시민에게 무엇을 물었습니까?"), _("채널에 올린 보완 요청을 적어 주십시오."))
    return _said("pause", inquiry_id, form, services.pause, "note")


@blueprint.post("/<uuid:inquiry_id>/resumption")
@requires(Permission.INQUIRY_WRITE)
def resume(inquiry_id: UUID) -> Page:
    """Let the clock go on."""
    with transaction() as session:
        services.resume(session, inquiry_id=inquiry_id, by=by())
    flash(_("처리를 재개했습니다."))
    return redirect(url_for(".inquiry_page", inquiry_id=inquiry_id))


@blueprint.route("/<uuid:inquiry_id>/reopening", methods=["GET", "POST"])
@requires(Permission.INQUIRY_WRITE)
def reopen(inquiry_id: UUID) -> Page:
    """Open a settled question again."""
    form = WordsForm().called(
        _("다시 여는 까닭"), _("시민이 다시 물은 것이나 답변에서 모자란 것을 적어 주십시오.")
    )
    return _said("reopen", inquiry_id, form, services.reopen, "reason")


@blueprint.route("/<uuid:inquiry_id>/merging", methods=["GET", "POST"])
@requires(Permission.INQUIRY_WRITE)
def merge(inquiry_id: UUID) -> Page:
    """Settle a question as a duplicate of another, which is found by words (?text=) and shown (?into=)."""
    asked = SearchForm(request.args)
    form = MergeForm(main_number=request.args.get("into", "")[:12])
    main = queries.inquiry_numbered(db.session(), form.number) if form.number is not None else None
    wanted = Wanted(text=asked.said)
    found = queries.inquiries(db.session(), wanted, clock.now()).rows if asked.said else ()

    def act(session: Session, who: By) -> None:
        services.merge(
            session, inquiry_id=inquiry_id, main_number=form.number or 0, note=form.note.data or "", by=who
        )

    shown = {"main": main, "asked": asked, "found": found}
    return _taken("merge", _sheet(inquiry_id), form, act, "inquiries/merge.html", **shown)


def _said(step: str, inquiry_id: UUID, form: WordsForm, service: Callable[..., object], said_as: str) -> Page:
    """Show or take a step that needs nothing but words, which its service calls `said_as`."""

    def act(session: Session, who: By) -> None:
        service(session, inquiry_id=inquiry_id, by=who, **{said_as: form.words.data or ""})

    return _taken(step, _sheet(inquiry_id), form, act)


def _sheet(inquiry_id: UUID) -> Sheet:
    return queries.sheet(db.session(), inquiry_id, clock.now())


def _taken(
    step: str,
    sheet: Sheet,
    form: Form,
    act: Callable[[Session, By], None],
    template: str = "inquiries/step.html",
    **context: object,
) -> Page:
    """Show a step's form, or take the step; one that cannot be taken leads back with the reason."""
    back = redirect(url_for(".inquiry_page", inquiry_id=sheet.inquiry.id))
    reason = why_not(step, sheet, by().actor)
    if reason and not form.is_submitted():
        flash(sentence(reason), "warning")
        return back
    if form.ready():
        with form.attempt(), transaction() as session:
            act(session, by())
        if form.done:
            flash(STEPS[step].told)
            return back
    today = korean_day(clock.now())
    return page(template, form=form, sheet=sheet, words=STEPS[step], today=today, **context)


def _department_of(sheet: Sheet) -> UUID | None:
    """Whose canned replies are offered: those of whoever answers."""
    return acting().department_id or sheet.inquiry.holder_department_id


def _values(sheet: Sheet) -> dict[Place, str]:
    """What the places of a canned reply are filled with."""
    own = _department_of(sheet)
    return {
        Place.CITIZEN: sheet.inquiry.pseudonym or Place.CITIZEN.value,
        Place.DEPARTMENT: _name(own) or config.current().office,
        Place.OFFICE: config.current().office,
        Place.DUE: spoken(sheet.clock.due_at),
        Place.TODAY: spoken_day(clock.now()),
        Place.NUMBER: str(sheet.inquiry.number),
    }


def _name(department_id: UUID | None) -> str:
    found = departments(db.session(), korean_day(clock.now()))
    return next((one.name for one in found if one.id == department_id), "")
