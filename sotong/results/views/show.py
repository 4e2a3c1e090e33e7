"""The award show: the host's page, and the screen that the hall and the phones follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from flask import Response, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from sotong.contests.models import Contest
from sotong.contests.queries import contest_by_code
from sotong.core import clock, config, places
from sotong.core.access import acting_id, public, requires
from sotong.core.canonical import sha256
from sotong.core.db import db, transaction
from sotong.core.drawing import qr_svg
from sotong.core.errors import NotFound
from sotong.core.forms import ConfirmForm, Form
from sotong.core.permissions import Permission
from sotong.core.views import Page, page, picture
from sotong.results import forms, queries, rules
from sotong.results.rules import Move
from sotong.results.services import showing
from sotong.results.views.memory import Memory
from sotong.results.views.room import blueprint

FRESH_FOR_S: Final = 0.5
_MEMORY: Final = "sotong_show_memory"


class Frame(NamedTuple):
    """A screen as HTML, the page around it, and the mark by which a browser asks whether it has changed."""

    page: bytes
    screen: bytes
    etag: str


@blueprint.get("/contests/<code>/show")
@requires(Permission.SHOW_HOST)
def host_show(code: str) -> Page:
    """Show the host what the hall sees, what the next press reveals, and the buttons."""
    return _host_page(contest_by_code(db.session(), code), forms.PrepareShowForm())


@blueprint.post("/contests/<code>/show/rehearse")
@requires(Permission.SHOW_HOST)
def rehearse_show(code: str) -> Page:
    """Make up results and rehearse with them."""
    return _prepare(code, showing.rehearse, _("꾸며 낸 결과로 연습을 준비했습니다."))


@blueprint.post("/contests/<code>/show/stage")
@requires(Permission.SHOW_HOST)
def stage_show(code: str) -> Page:
    """Put the newest tally into the show."""
    return _prepare(
        code, showing.stage, _("집계한 결과로 시상식을 준비했습니다. 시작하기 전에는 제목만 보입니다.")
    )


@blueprint.post("/contests/<code>/show/start")
@requires(Permission.SHOW_HOST)
def start_show(code: str) -> Page:
    """Begin the real show."""

    def start(session: Session, contest: Contest, form: forms.PressForm) -> None:
        showing.start(session, contest.id, seen=form.seen.data or 0, actor_id=acting_id(), now=clock.now())

    return _press(code, start)


@blueprint.post("/contests/<code>/show/move")
@requires(Permission.SHOW_HOST)
def move_show(code: str) -> Page:
    """Take the show a step on, a step back or, in a rehearsal, to its start."""

    def move(session: Session, contest: Contest, form: forms.PressForm) -> None:
        way, seen = Move(form.move.data or Move.NEXT), form.seen.data or 0
        showing.move(session, contest.id, move=way, seen=seen, actor_id=acting_id(), now=clock.now())

    return _press(code, move)


@blueprint.post("/contests/<code>/show/renew")
@requires(Permission.SHOW_HOST)
def renew_show_address(code: str) -> Page:
    """Give the hall another address."""
    contest = contest_by_code(db.session(), code)
    form = ConfirmForm()
    if form.ready():
        with transaction() as session:
            showing.renew_address(session, contest.id, actor_id=acting_id(), now=clock.now())
        _memory().forget()
        flash(_("새 주소를 만들었습니다. 행사장 화면과 휴대전화는 새 주소로 열어 주십시오."))
    return redirect(url_for("results.host_show", code=code))


@blueprint.get("/contests/<code>/show/version")
@requires(Permission.SHOW_HOST)
def show_version(code: str) -> Response:
    """Tell a host's page whether another host has pressed meanwhile."""
    show = queries.show_of(db.session(), contest_by_code(db.session(), code).id)
    return jsonify({"version": show.version if show else 0})


@blueprint.get("/show/<code>")
@public
def show(code: str) -> AnyResponse:
    """Show what has been revealed: on the hall's screen and on a phone. Works without JavaScript."""
    frame = _frame(code)
    return _answer(frame.page, sha256(frame.page).hex()[:32])


@blueprint.get("/show/<code>/screen")
@public
def show_screen(code: str) -> AnyResponse:
    """Give the screen alone to whoever follows; nothing but 304 while it stays the same."""
    frame = _frame(code)
    return _answer(frame.screen, frame.etag)


@blueprint.get("/show/<code>/qr.svg")
@public
def show_qr(code: str) -> AnyResponse:
    """Draw the show's address as a QR code, for the phones in the hall."""
    _frame(code)
    return picture(qr_svg(_address(code)), "image/svg+xml")


@blueprint.get("/show/<code>/result-qr.svg")
@public
def result_qr(code: str) -> AnyResponse:
    """Draw the address where the result will be."""
    on_screen = queries.on_screen(db.session(), code)
    if on_screen is None:
        raise NotFound
    return picture(qr_svg(_result_address(on_screen.contest_code)), "image/svg+xml")


def _prepare(code: str, verb: Callable[..., object], said: str) -> Page:
    contest = contest_by_code(db.session(), code)
    form = forms.PrepareShowForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            verb(session, contest.id, singly=form.singly.data, actor_id=acting_id(), now=clock.now())
        if form.done:
            _memory().forget()
            flash(said)
            return redirect(url_for("results.host_show", code=code))
    return _host_page(contest_by_code(db.session(), code), form)


def _press(code: str, act: Callable[[Session, Contest, forms.PressForm], None]) -> Page:
    contest = contest_by_code(db.session(), code)
    form = forms.PressForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            act(session, contest, form)
        if form.done:
            _memory().forget()
            return redirect(url_for("results.host_show", code=code))
    return _host_page(contest_by_code(db.session(), code), form)


def _host_page(contest: Contest, form: Form) -> Page:
    session = db.session()
    tally, console = queries.tally_facts(session, contest), queries.console(session, contest)
    facts = console.facts if console else None
    return page(
        "results/show_host.html",
        form=form,
        prepare=form if isinstance(form, forms.PrepareShowForm) else forms.PrepareShowForm(formdata=None),
        contest=contest,
        console=console,
        why_not_rehearse=rules.why_not_rehearse(contest.facts, facts),
        why_not_stage=rules.why_not_stage(contest.facts, tally, facts),
        why_not_start=rules.why_not_start(contest.facts, tally, facts) if facts else None,
        why_not_next=rules.why_not_move(facts, Move.NEXT) if facts else None,
        changed_since=rules.why_not_publish(contest.facts, tally) if facts and facts.started else None,
        why_not_publish=rules.why_not_publish(contest.facts, tally) or rules.why_not_publish_yet(facts),
        address=_address(console.show.code) if console else "",
        **_words_of_screen(),
    )


def _frame(code: str) -> Frame:
    """Return the screen behind an address as this reader's language has it. Raises NotFound."""
    language = str(get_locale())
    return _memory().ask((code, language), lambda: _made_frame(code))


def _made_frame(code: str) -> Frame:
    on_screen = queries.on_screen(db.session(), code)
    if on_screen is None:
        raise NotFound
    said = {
        "on": on_screen,
        "address": _address(code),
        "result_address": _result_address(on_screen.contest_code),
        **_words_of_screen(),
    }
    screen = render_template("results/show_screen.html", **said)
    etag = sha256(screen.encode()).hex()[:32]
    whole = render_template("results/show.html", screen=screen, etag=etag, **said)
    return Frame(whole.encode(), screen.encode(), etag)


def _words_of_screen() -> dict[str, Any]:
    """What a screen's template needs beside the screen: in which language entries are named."""
    return {"in_english": places.reads_english()}


def _answer(body: bytes, etag: str) -> AnyResponse:
    answer = Response(body, mimetype="text/html")
    answer.set_etag(etag)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer.make_conditional(request)


def _address(code: str) -> str:
    return config.current().public_url + url_for("results.show", code=code)


def _result_address(contest_code: str) -> str:
    return config.current().public_url + url_for("results.result", code=contest_code)


def _memory() -> Memory[Frame]:
    memory: Memory[Frame] = current_app.extensions.setdefault(_MEMORY, Memory(FRESH_FOR_S))
    return memory
