"""A month's report of questions, and the questions themselves as a file, for a reason."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from flask_babel import lazy_gettext as _l

from sotong.audit.disclosure import disclose
from sotong.core import clock, places
from sotong.core.access import requires
from sotong.core.days import KST, korean_day
from sotong.core.db import db, transaction
from sotong.core.downloads import table_file
from sotong.core.labels import word
from sotong.core.permissions import Permission
from sotong.core.reasons import ExportForm
from sotong.core.views import Page, asked_month, page
from sotong.inquiries.course import Party
from sotong.inquiries.queries import months as queries
from sotong.inquiries.queries.months import MonthRow
from sotong.inquiries.views.room import blueprint

HEAD: Final = (
    _l("번호"),
    _l("접수(KST)"),
    _l("채널"),
    _l("주소"),
    _l("별명"),
    _l("내용"),
    _l("상태"),
    _l("부서"),
    _l("안내한 기한(KST)"),
    _l("기한(KST)"),
    _l("끝난 때(KST)"),
    _l("답변"),
    _l("답변 주소"),
)


@blueprint.get("/month")
@requires(Permission.INQUIRY_BOARD)
def month_report() -> Page:
    """A month's questions by department: how many came, how many were answered in time."""
    now = clock.now()
    month = asked_month(korean_day(now))
    rows = queries.month_rows(db.session(), month)
    return page(
        "inquiries/month.html",
        month=month,
        total=queries.total_of(rows, now),
        departments=queries.by_department(rows, now),
    )


@blueprint.route("/month/export", methods=["GET", "POST"])
@requires(Permission.INQUIRY_BOARD)
def export_month() -> Page:
    """Give a month's questions as a file, for a reason, which goes on record: citizens speak in it."""
    now = clock.now()
    month = asked_month(korean_day(now))
    rows = queries.month_rows(db.session(), month)
    form = ExportForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            disclose(session, form, what="inquiries.month", rows=len(rows), selection={"month": str(month)})
        if form.done:
            head, cells = [str(title) for title in HEAD], [_cells(row) for row in rows]
            return table_file(form.wanted_kind, head, cells, sheet=str(month), stem=f"questions-{month}")
    return page("inquiries/export_month.html", form=form, month=month, count=len(rows))


def _cells(row: MonthRow) -> list[object]:
    one = row.inquiry
    return [
        one.number,
        _kst(one.received_at),
        word(one.platform),
        one.permalink,
        one.pseudonym,
        one.text,
        word(one.state),
        places.department(row.department_name) if row.department_name else word(Party.COORDINATOR),
        _kst(one.told_due_at),
        _kst(one.due_at),
        _kst(one.settled_at),
        row.answer.note if row.answer else "",
        row.answer.permalink if row.answer else "",
    ]


def _kst(at: datetime | None) -> str:
    return at.astimezone(KST).strftime("%Y-%m-%d %H:%M") if at else ""
