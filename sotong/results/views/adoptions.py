"""Pages of who adopted what: asking departments, the board, and its file."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext as _

from sotong.assignments import queries as work
from sotong.assignments.models import Assignment
from sotong.assignments.rules import SubjectKind
from sotong.core import clock, places
from sotong.core.access import acting_id, requires
from sotong.core.counting import _n
from sotong.core.days import KST, korean_day
from sotong.core.db import db, transaction
from sotong.core.downloads import FileKind, table_file
from sotong.core.errors import Refused
from sotong.core.forms import asked_page
from sotong.core.labels import word
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.outreach.rules import default_due
from sotong.people.queries import active_officers
from sotong.results import case_rules as rules
from sotong.results import queries, services
from sotong.results.adoption import TAKEN_UP, Adoption
from sotong.results.forms.cases import AskForm, BoardAskedForm
from sotong.results.queries import AdoptionBoard, WantedLines
from sotong.results.views.cases import reader
from sotong.results.views.room import blueprint
from sotong.rota.calendar import Calendar
from sotong.rota.rules import DayClass

TIME_TO_ANSWER: Final = timedelta(days=13)
LONGEST_BREAK: Final = timedelta(days=45)


@blueprint.route("/cases/<uuid:case_id>/adoption", methods=["GET", "POST"])
@requires(Permission.CASE_PUBLISH)
def ask_to_adopt(case_id: UUID) -> Page:
    """Ask departments to adopt, adapt or decline a case."""
    now = clock.now()
    row = queries.case(db.session(), case_id, reader())
    if why_not := rules.why_not_use(row.facts):
        raise Refused(why_not)
    form = AskForm(due_at=_default_due(now))
    form.offer(active_officers(db.session(), korean_day(now)))
    if form.ready():
        with form.attempt(), transaction() as session:
            count = services.ask_to_adopt(
                session,
                case_id=case_id,
                to=form.to,
                due_at=form.due_at.data or now,
                actor_id=acting_id(),
                now=now,
            )
        if form.done:
            flash(_n("부서 %(count)d곳에 새로 물었습니다.", count=count))
            return redirect(url_for("results.case_page", case_id=case_id))
    return page("results/ask_to_adopt.html", form=form, row=row)


@blueprint.get("/cases/<uuid:case_id>/answers")
@requires(Permission.ASSIGNMENT_READ)
def answers(case_id: UUID) -> Page:
    """Show every department's answer with its officer, to excuse, take back or open again."""
    session = db.session()
    row = queries.case(session, case_id, reader())
    about = [Assignment.subject_kind == SubjectKind.CASE, Assignment.subject_id == case_id]
    rows = work.board_page(session, clock.now(), about, (), asked_page())
    return page("results/answers.html", row=row, rows=rows)


@blueprint.get("/cases/board")
@requires(Permission.ASSIGNMENT_READ)
def adoptions() -> Page:
    """Show who adopted what: departments by cases, the late first."""
    asked, board = _asked_board()
    return page("results/adoptions.html", asked=asked, board=board, Adoption=Adoption, taken_up=TAKEN_UP)


@blueprint.get("/cases/board.<any(csv, xlsx):kind>")
@requires(Permission.ASSIGNMENT_READ)
def adoptions_file(kind: str) -> Response:
    """Give the board as a file, with every case; it names no person, so it asks for no reason."""
    _asked, board = _asked_board(columns=None)
    head = [_("부서 코드"), _("부서"), _("소속 국"), *(case.title for case in board.shown)]
    cells = [
        [
            row.department.code,
            places.department(row.department.name),
            places.bureau(row.department.bureau),
            *(word(row.line.cells[case.id]) if case.id in row.line.cells else "" for case in board.shown),
        ]
        for row in board.rows
    ]
    stem = f"adoption-{clock.now().astimezone(KST):%Y%m%d-%H%M}"
    return table_file(FileKind(kind), head, cells, sheet=_("도입 현황"), stem=stem)


def _asked_board(columns: int | None = queries.MOST_COLUMNS) -> tuple[BoardAskedForm, AdoptionBoard]:
    session, now = db.session(), clock.now()
    asked = BoardAskedForm(request.args)
    board = queries.adoption_board(session, asked.wanted, now, korean_day(now), columns)
    if asked.wanted.case_id is not None and not board.shown:
        board = queries.adoption_board(session, WantedLines(), now, korean_day(now), columns)
    asked.offer(board)
    return asked, board


def _default_due(now: datetime) -> datetime:
    """The close of the first office day after two weeks."""
    later = now + TIME_TO_ANSWER
    calendar = Calendar(korean_day(later), korean_day(later) + LONGEST_BREAK)
    return default_due(later, lambda on: calendar.class_of(on) is DayClass.WEEKDAY)
