"""The content calendar: a month, and the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from flask import request
from flask_babel import format_date
from flask_babel import gettext as _

from sotong.channels.forms.calendar import AskedForm
from sotong.channels.queries import calendar as queries
from sotong.channels.queries.calendar import Slot
from sotong.channels.views.room import blueprint
from sotong.core import clock, office_days
from sotong.core.access import acting, requires
from sotong.core.days import korean_day
from sotong.core.db import db
from sotong.core.forms import asked_page
from sotong.core.months import Month
from sotong.core.paging import ROWS_PER_PAGE, Paged
from sotong.core.permissions import Permission
from sotong.core.views import Page, asked_month, page

ONE_DAY: Final = timedelta(days=1)
LIST_BEFORE: Final = timedelta(days=7)
LIST_AHEAD: Final = timedelta(days=60)
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of the month's page; `rest`: a weekend or holiday."""

    on: date
    names: Sequence[str]
    rest: bool
    inside: bool
    slots: Sequence[Slot]


@blueprint.app_template_filter("weekday_day")
def weekday_day(on: date) -> str:
    """Show a day of a known month with its day of the week."""
    return str(format_date(on, _("d일 (EEE)")))


@blueprint.get("/calendar")
@requires(Permission.CALENDAR_READ)
def calendar() -> Page:
    """Show a month: a grid on a wide screen, a list of its days on a phone."""
    now = clock.now()
    today = korean_day(now)
    month = asked_month(today)
    days = _days(month)
    found = queries.slots_between(db.session(), days[0].on, days[-1].on)
    for slot in found:
        list_of(days[(slot.on - days[0].on).days]).append(slot)
    return page("channels/calendar.html", month=month, days=days, today=today, now=now, any=bool(found))


@blueprint.get("/calendar/list")
@requires(Permission.CALENDAR_READ)
def calendar_list() -> Page:
    """List what comes, of one series or one's own, in one state or any."""
    now = clock.now()
    today = korean_day(now)
    session = db.session()
    officer_id = acting().officer_id
    names = [(one.id, one.name) for one in queries.all_series(session)]
    asked = AskedForm(request.args, names, mine=officer_id is not None)
    wanted = asked.wanted(officer_id)
    found = queries.slots_between(session, today - LIST_BEFORE, today + LIST_AHEAD, wanted)
    return page("channels/calendar_list.html", asked=asked, found=_paged(found), today=today, now=now)


def list_of(day: CalendarDay) -> list[Slot]:
    """The slots of a day, to add to while the month is being laid out."""
    if not isinstance(day.slots, list):
        raise TypeError("the month is laid out already")
    return day.slots


def _days(month: Month) -> list[CalendarDay]:
    """The weeks of a month, each from Sunday, as Korean calendars have them."""
    first_on = month.first_on - (month.first_on.weekday() + 1) % 7 * ONE_DAY
    last_on = month.last_on + (_SATURDAY - month.last_on.weekday()) % 7 * ONE_DAY
    known = office_days.between(db.session(), first_on, last_on)
    every = (first_on + n * ONE_DAY for n in range((last_on - first_on).days + 1))
    return [
        CalendarDay(on, known.names_of(on), known.is_closed(on), on.month == month.month, []) for on in every
    ]


def _paged(found: Sequence[Slot]) -> Paged[Slot]:
    number = asked_page()
    rows = found[(number - 1) * ROWS_PER_PAGE : number * ROWS_PER_PAGE]
    return Paged(rows=rows, number=number, total=len(found))
