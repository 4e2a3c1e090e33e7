"""Scorecards: a month's report, a year's board, a department's page; taken away for a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar
from uuid import UUID

from flask import Response, current_app
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from sotong.assignments.queries import share_policy
from sotong.audit.disclosure import disclose
from sotong.core import clock, places
from sotong.core.access import acting, requires
from sotong.core.days import KST, korean_day
from sotong.core.db import db, transaction
from sotong.core.downloads import FileKind, download, table_file
from sotong.core.errors import NotFound
from sotong.core.forms import asked_page
from sotong.core.months import Month
from sotong.core.paging import Paged
from sotong.core.permissions import Permission
from sotong.core.reasons import PaperExportForm
from sotong.core.views import Page, asked_month, page
from sotong.outreach.queries.guard import paused_windows
from sotong.reports.queries.scorecards import Asked, DepartmentYear, Line, by_department, lines, ranked
from sotong.reports.scorecards import percent, total
from sotong.reports.views.room import blueprint
from sotong.results.printed import ScorePaper, Table

Of = TypeVar("Of", Line, DepartmentYear)
MONTHS_A_YEAR: Final = 12
LINES_A_PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class Board:
    """What a person may see of the scorecards asked for, and whether departments are ranked by them."""

    asked: Asked
    ranking: bool
    whole: bool
    """Whether this is everybody's; else one's own only."""
    lines: Sequence[Line]


@blueprint.get("/reports/scorecards")
@requires(Permission.SCORECARD_READ)
def month_report() -> Page:
    """A month's report: each officer's figures with their arithmetic, ranked if the office ranks."""
    today = korean_day(clock.now())
    month = asked_month(today)
    board = _board(db.session(), [month], clock.now())
    return page(
        "reports/month.html",
        board=board,
        month=month,
        total=total(line.card.figures for line in board.lines),
        shown=_page_of(_own_first(board.lines)),
        own_department_id=acting().department_id,
        percent=percent,
    )


@blueprint.get("/reports/scorecards/year")
@requires(Permission.SCORECARD_READ)
def year_board() -> Page:
    """Twelve months of every department side by side."""
    today = korean_day(clock.now())
    last = asked_month(today)
    months = _year_until(last)
    board = _board(db.session(), months, clock.now())
    return page(
        "reports/year.html",
        board=board,
        last=last,
        months=months,
        year_before=months[0].before,
        shown=_page_of(_own_first(by_department(board.lines))),
        own_department_id=acting().department_id,
        percent=percent,
    )


@blueprint.get("/reports/scorecards/departments/<uuid:department_id>")
@requires(Permission.SCORECARD_READ)
def department_card(department_id: UUID) -> Page:
    """A department's twelve months, with the arithmetic of each figure."""
    last = asked_month(korean_day(clock.now()))
    months = _year_until(last)
    board = _board(db.session(), months, clock.now(), department_id)
    if not board.lines:
        raise NotFound
    return page(
        "reports/department.html",
        board=board,
        last=last,
        months=months,
        department=by_department(board.lines)[0],
        percent=percent,
    )


@blueprint.route("/reports/scorecards/export", methods=["GET", "POST"])
@requires(Permission.REPORT_READ)
def export_month() -> Page:
    """Give a month's report as a file, for a reason, which goes on record: it names people."""
    now = clock.now()
    month = asked_month(korean_day(now))
    board = _board(db.session(), [month], now)
    form = PaperExportForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            disclose(
                session, form, what="reports.month", rows=len(board.lines), selection={"month": str(month)}
            )
        if form.done:
            return _file(form.wanted_kind, board, month, now)
    return page("reports/export_month.html", form=form, board=board, month=month)


def _board(
    session: Session, months: Sequence[Month], now: datetime, department_id: UUID | None = None
) -> Board:
    """Whoever reads reports sees all; an officer all while departments are ranked, else only her own."""
    ranking = share_policy(session).ranking_shown
    whole = ranking or acting().may(Permission.REPORT_READ)
    if not whole:
        own = acting().department_id
        if own is None or department_id not in (None, own):
            raise NotFound
        department_id = own
    paused = paused_windows(session)
    asked = Asked(months, now, paused, department_id)
    found = lines(session, asked)
    return Board(asked, ranking, whole, ranked(found) if ranking else found)


def _year_until(last: Month) -> list[Month]:
    months = [last]
    for _number in range(MONTHS_A_YEAR - 1):
        months.append(months[-1].before)
    return months[::-1]


def _own_first(rows: Sequence[Of]) -> list[Of]:
    """One's own department before all others: an officer opens this to see how hers comes along."""
    own = acting().department_id
    return sorted(rows, key=lambda row: row.department_id != own)


def _page_of(rows: Sequence[object]) -> Paged[object]:
    """A page of rows that had to be read whole: a place is known only when everybody's is."""
    number = min(asked_page(), max(1, -(-len(rows) // LINES_A_PAGE)))
    first = (number - 1) * LINES_A_PAGE
    return Paged(
        rows=list(rows[first : first + LINES_A_PAGE]), number=number, total=len(rows), size=LINES_A_PAGE
    )


HEAD: Final = (
    _l("순위"),
    _l("부서 코드"),
    _l("부서"),
    _l("주무관"),
    _l("맡은 것"),
    _l("제때"),
    _l("늦게"),
    _l("지연"),
    _l("무응답"),
    _l("진행 중"),
    _l("면제"),
    _l("계정 없음"),
    _l("선거 기간"),
    _l("셈에 든 것"),
    _l("제때 낸 비율"),
    _l("재직일"),
    _l("한 달로 환산"),
)


def _cells(line: Line) -> list[object]:
    figures, card = line.card.figures, line.card
    return [
        line.place or "",
        line.department_code,
        places.department(line.department_name),
        line.officer_name,
        figures.asked,
        figures.in_time,
        figures.came_late,
        figures.late,
        figures.silent,
        figures.open,
        figures.excused,
        figures.freed,
        figures.paused,
        figures.counted,
        percent(figures.rate),
        card.days_served,
        "–" if card.per_period is None else f"{float(card.per_period):.1f}",
    ]


def _file(kind: FileKind, board: Board, month: Month, now: datetime) -> Response:
    skip = 0 if board.ranking else 1
    head = [str(title) for title in HEAD][skip:]
    cells = [_cells(line)[skip:] for line in board.lines]
    stem = f"scorecards-{month}"
    if kind is FileKind.PDF:
        return download(_paper(head, cells, month, now), "application/pdf", f"{stem}.pdf")
    return table_file(kind, head, cells, sheet=str(month), stem=stem)


ON_PAPER: Final = (
    _l("순위"),
    _l("부서"),
    _l("주무관"),
    _l("맡은 것"),
    _l("제때"),
    _l("늦게"),
    _l("지연"),
    _l("무응답"),
    _l("셈에 든 것"),
    _l("제때 낸 비율"),
    _l("재직일"),
)
"""What fits an A4 sheet; the workbook has it all."""
NAMED: Final = (_l("부서"), _l("주무관"))


def _paper(head: Sequence[str], cells: Sequence[Sequence[object]], month: Month, now: datetime) -> bytes:
    from sotong.results.score_paper import score_paper  # noqa: PLC0415 - see results/printed.py

    settings = current_app.config["SETTINGS"]
    columns = [head.index(str(title)) for title in ON_PAPER if str(title) in head]
    names = {place for place, at in enumerate(columns) if head[at] in {str(title) for title in NAMED}}
    table = Table(
        title=_("주무관별 성과표"),
        head=[head[at] for at in columns],
        rows=[[str(row[at]) for at in columns] for row in cells],
        widths=[7 if place in names else 4 for place in range(len(columns))],
        figures=frozenset(range(len(columns))) - names,
    )
    facts = ScorePaper(
        office=places.either(settings.office, settings.office_en),
        title=_("%(month)s 확산 성과표", month=month),
        contest="",
        stands=_("%(at)s 현재", at=now.astimezone(KST).strftime("%Y-%m-%d %H:%M")),
        tables=[table],
        remarks=[
            _("제때 낸 비율 = 제때 ÷ (제때 + 늦게 + 지연 + 무응답)"),
            _("면제, 아직 마감 전, 계정이 없어 하지 못한 것, 선거 기간에 마감이 든 것은 셈하지 않습니다."),
        ],
    )
    fonts = Path(str(current_app.static_folder)) / "vendor/fonts"
    return score_paper(facts, fonts, at=now, language=str(get_locale() or "ko"))
