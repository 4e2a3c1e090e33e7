"""Pages for everybody in the office: the month, my duties, who is on now, the ledger, the printed table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import current_app, jsonify, request
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sotong.core import clock, config, places
from sotong.core.access import acting, requires
from sotong.core.db import db
from sotong.core.downloads import download
from sotong.core.errors import NotFound
from sotong.core.holiday_names import holiday
from sotong.core.months import Month
from sotong.core.permissions import Permission
from sotong.core.spreadsheet import XLSX_MEDIA_TYPE
from sotong.core.views import Page, asked_month, page
from sotong.rota.explain import Explainer, LedgerEntry
from sotong.rota.fairness import Measure
from sotong.rota.models import Rota
from sotong.rota.queries import loaded
from sotong.rota.queries import rotas as queries
from sotong.rota.queries.rotas import OnDuty
from sotong.rota.queries.swaps import open_swaps_by_seat, why_closed_by_slot
from sotong.rota.rules import ANYONE, DayClass, Officer
from sotong.rota.sheet import Sheet, SheetDay, duty_sheet
from sotong.rota.views.absences import own_officer_id
from sotong.rota.views.room import blueprint, short_day, this_day


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """An officer's line of the ledger."""

    officer: Officer
    entry: LedgerEntry


@blueprint.get("/rota")
@requires(Permission.ROTA_READ)
def month() -> Page:
    """Show a month of all published rotas."""
    wanted = asked_month(this_day())
    table = queries.published_month(db.session(), wanted)
    return page("rota/month.html", table=table, month=wanted, today=this_day(), own_id=acting().officer_id)


@blueprint.get("/rota/duty-table")
@requires(Permission.ROTA_READ)
def duty_table() -> Page:
    """당직 편성표, to be printed: a month with a place for the approval."""
    wanted = asked_month(this_day())
    table = queries.published_month(db.session(), wanted)
    return page("rota/duty_table.html", table=table, month=wanted)


@blueprint.get("/rota/duty-table.xlsx")
@requires(Permission.ROTA_READ)
def duty_table_file() -> Response:
    """당직 편성표 as a workbook."""
    wanted = asked_month(this_day())
    return download(duty_sheet(*_sheet(wanted)), XLSX_MEDIA_TYPE, f"duty-table-{wanted}.xlsx")


@blueprint.get("/rota/duty-table.pdf")
@requires(Permission.ROTA_READ)
def duty_table_paper() -> Response:
    """당직 편성표 as a PDF, to be signed and filed."""
    from sotong.rota.duty_paper import duty_paper  # noqa: PLC0415 - PDF is heavy to load, and seldom drawn

    wanted = asked_month(this_day())
    fonts = Path(str(current_app.static_folder)) / "vendor/fonts"
    language = str(get_locale() or "ko")
    content = duty_paper(*_sheet(wanted), fonts, at=clock.now(), language=language)
    return download(content, "application/pdf", f"duty-table-{wanted}.pdf")


def _sheet(wanted: Month) -> tuple[Sheet, list[SheetDay]]:
    """A month's duties in words, as they are printed."""
    table = queries.published_month(db.session(), wanted)
    title = _("%(year)d년 %(month)d월 당직 편성표", year=wanted.year, month=wanted.month)
    head = [_("날짜"), _("비고"), *(_column_title(column) for column in table.columns)]
    days = [
        SheetDay(
            short_day(day.on),
            ", ".join(map(holiday, day.names)),
            [cell.officer_name if cell else "" for cell in day.cells],
            rest=day.day_class is not DayClass.WEEKDAY,
        )
        for day in table.days
    ]
    signed_by = (_("담당"), _("팀장"), _("과장"))
    settings = config.current()
    office = places.either(settings.office, settings.office_en)
    return Sheet(_("편성표"), title, office, signed_by, head), days


@blueprint.get("/rota/mine")
@requires(Permission.DUTY_SERVE)
def my_duties() -> Page:
    """Show one's own duties: the one under way, those to come, those served."""
    now, officer_id = clock.now(), own_officer_id()
    coming = queries.own_duties(db.session(), officer_id, since=now)
    past = queries.past_duties(db.session(), officer_id, now=now)
    swaps = open_swaps_by_seat(db.session(), [duty.seat.id for duty in coming])
    return page(
        "rota/my_duties.html",
        coming=coming,
        past=past,
        swaps=swaps,
        closed=why_closed_by_slot(db.session(), [duty.slot for duty in coming], now),
        officer_id=officer_id,
        now=now,
    )


@blueprint.get("/rota/now")
@requires(Permission.ROTA_READ)
def on_now() -> Page:
    """Show who is on duty now, and who is next."""
    now = clock.now()
    session = db.session()
    return page(
        "rota/on_now.html",
        on=queries.on_duty(session, now),
        coming=queries.next_on_duty(session, now),
        now=now,
    )


@blueprint.get("/rota/now.json")
@requires(Permission.ROTA_READ)
def on_now_json() -> Response:
    """Who is on duty now, for a screen on the wall or another program."""
    now = clock.now()
    session = db.session()
    return jsonify(
        at=now.isoformat(timespec="seconds"),
        on=[_said(one) for one in queries.on_duty(session, now)],
        next=[_said(one) for one in queries.next_on_duty(session, now)],
    )


@blueprint.get("/rota/ledger")
@requires(Permission.ROTA_READ)
def ledger() -> Page:
    """Who has served how much, open to all officers: per class, with what was carried over."""
    session = db.session()
    published = queries.published_rotas(session)
    rota = _asked_rota(published)
    rows: list[LedgerRow] = []
    if rota is not None:
        found = loaded(session, rota)
        explainer = Explainer(found.problem, found.credited)
        rows = [LedgerRow(explainer.officers[entry.officer_id], entry) for entry in explainer.ledger()]
        rows.sort(key=lambda row: row.officer.name)
    return page(
        "rota/ledger.html",
        rota=rota,
        rotas=published,
        rows=rows,
        measures=tuple(Measure),
        own_id=str(acting().officer_id or ""),
    )


def _asked_rota(published: list[Rota]) -> Rota | None:
    """The rota asked for, else the one of today. Raises NotFound for one that is not there."""
    text = request.args.get("rota", "")
    if text:
        found = next((rota for rota in published if str(rota.id) == text), None)
        if found is None:
            raise NotFound
        return found
    return queries.published_rota_on(db.session(), this_day()) or (published[-1] if published else None)


def _said(one: OnDuty) -> dict[str, object]:
    return {
        "duty": one.slot.kind_code,
        "name": one.kind_name,
        "starts_at": one.slot.starts_at.isoformat(timespec="seconds"),
        "ends_at": one.slot.ends_at.isoformat(timespec="seconds"),
        "role": one.role,
        "officer": one.officer_name or None,
        "department": one.department_name or None,
    }


def _column_title(column: queries.GridColumn) -> str:
    """A seat's duty, and its role or number where that tells it from others."""
    number = str(column.number + 1) if column.number else ""
    return f"{column.kind_name} {number if column.role == ANYONE else column.role}".rstrip()
