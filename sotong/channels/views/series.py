"""Series of the content calendar: begun, described, changed from a day on, ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sotong.channels.forms.calendar import (
    CourseForm,
    EndForm,
    SeriesForm,
    WordsForm,
    course_so_far,
    weekday_names,
)
from sotong.channels.models import ContentSeries, SeriesTerm
from sotong.channels.queries import calendar as queries
from sotong.channels.queries.registry import own_channels
from sotong.channels.recurrence import LAST, Frequency
from sotong.channels.services import series as services
from sotong.channels.views.room import blueprint
from sotong.core import clock, places
from sotong.core.access import acting_id, requires
from sotong.core.days import korean_day
from sotong.core.db import db, transaction
from sotong.core.errors import NotFound
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.people.queries import active_officers, officer_names

SHOWN_AHEAD: Final = timedelta(days=60)
MOST_SHOWN: Final = 12


@blueprint.get("/calendar/series")
@requires(Permission.CALENDAR_READ)
def series_list() -> Page:
    """List the series, with how and by whom each runs today."""
    session, today = db.session(), korean_day(clock.now())
    listed = queries.all_series(session)
    terms = queries.terms_of(session, [one.id for one in listed])
    running = {one.id: queries.term_on(terms[one.id], today) for one in listed}
    owners = officer_names(session, {term.owner_id for term in running.values() if term})
    return page("channels/series_list.html", listed=listed, running=running, owners=owners, today=today)


@blueprint.route("/calendar/series/new", methods=["GET", "POST"])
@requires(Permission.CALENDAR_WRITE)
def begin_series() -> Page:
    """Begin a series."""
    now = clock.now()
    form = SeriesForm(from_on=korean_day(now))
    _offer_words(form, now)
    _offer_owners(form, now)
    if form.ready():
        with form.attempt(), transaction() as session:
            one = services.begin_series(
                session, words=form.words(), course=form.course(), actor_id=acting_id(), now=now
            )
        if form.done:
            flash(_("연재를 시작했습니다. 회차가 달력에 나타납니다."))
            return redirect(url_for("channels.series_page", series_id=one.id))
    return page("channels/begin_series.html", form=form)


@blueprint.get("/calendar/series/<uuid:series_id>")
@requires(Permission.CALENDAR_READ)
def series_page(series_id: UUID) -> Page:
    """Show one series: how it has run and will run, and what comes next."""
    now = clock.now()
    session, today = db.session(), korean_day(now)
    one = queries.series(session, series_id)
    terms = queries.terms_of(session, [series_id])[series_id]
    coming = queries.slots_between(
        session, today, today + SHOWN_AHEAD, queries.Wanted(series_id=series_id, with_cancelled=True)
    )
    return page(
        "channels/series_page.html",
        one=one,
        terms=terms,
        running=queries.term_on(terms, today),
        owners=officer_names(session, {term.owner_id for term in terms}),
        coming=coming[:MOST_SHOWN],
        today=today,
        now=now,
    )


@blueprint.route("/calendar/series/<uuid:series_id>/words", methods=["GET", "POST"])
@requires(Permission.CALENDAR_WRITE)
def describe_series(series_id: UUID) -> Page:
    """Change a series' name and description."""
    now = clock.now()
    one = queries.series(db.session(), series_id)
    form = WordsForm(
        name=one.name,
        kind=one.kind.value,
        channel_id=str(one.channel_id or ""),
        purpose=one.purpose,
        seen=one.edition,
    )
    _offer_words(form, now)
    if form.ready():
        with form.attempt(), transaction() as session:
            services.describe_series(
                session,
                series_id=series_id,
                words=form.words(),
                actor_id=acting_id(),
                now=now,
                seen=form.edition,
            )
        if form.done:
            flash(_("연재 소개를 바꾸었습니다."))
            return redirect(url_for("channels.series_page", series_id=series_id))
    return page("channels/describe_series.html", form=form, one=one)


@blueprint.route("/calendar/series/<uuid:series_id>/change", methods=["GET", "POST"])
@requires(Permission.CALENDAR_WRITE)
def change_series(series_id: UUID) -> Page:
    """Run a series in another way from a day on."""
    now = clock.now()
    one, running = _running(db.session(), series_id, korean_day(now))
    form = CourseForm(data={**course_so_far(running), "from_on": korean_day(now), "seen": one.edition})
    _offer_owners(form, now, running.owner_id)
    if form.ready():
        with form.attempt(), transaction() as session:
            kept = services.change_series(
                session,
                series_id=series_id,
                course=form.course(),
                actor_id=acting_id(),
                now=now,
                seen=form.edition,
            )
        if form.done:
            flash(_("연재를 바꾸었습니다. 이미 손댄 회차 %(count)d개는 그대로 두었습니다.", count=kept))
            return redirect(url_for("channels.series_page", series_id=series_id))
    return page("channels/change_series.html", form=form, one=one, touched=_touched(one, now))


@blueprint.route("/calendar/series/<uuid:series_id>/end", methods=["GET", "POST"])
@requires(Permission.CALENDAR_WRITE)
def end_series(series_id: UUID) -> Page:
    """Let a series rest from a day on."""
    now = clock.now()
    one = queries.series(db.session(), series_id)
    form = EndForm(from_on=korean_day(now), seen=one.edition)
    if form.ready():
        with form.attempt(), transaction() as session:
            services.end_series(
                session,
                series_id=series_id,
                from_on=form.day,
                actor_id=acting_id(),
                now=now,
                seen=form.edition,
            )
        if form.done:
            flash(_("연재를 쉬기로 했습니다. '바꾸기'로 다시 시작할 수 있습니다."))
            return redirect(url_for("channels.series_page", series_id=series_id))
    return page("channels/end_series.html", form=form, one=one, touched=_touched(one, now))


@blueprint.app_template_filter("course_words")
def course_words(term: SeriesTerm) -> str:
    """Say how a term runs: "every Monday at 09:00"."""
    rule = term.facts.rule
    if rule is None:
        return str(_("쉼"))
    names = weekday_names()
    days = ", ".join(names[day] for day in rule.weekdays)
    every = {
        Frequency.DAILY: _("매일") if rule.interval == 1 else _("%(n)d일마다", n=rule.interval),
        Frequency.WEEKLY: _("매주 %(days)s", days=days)
        if rule.interval == 1
        else _("%(n)d주마다 %(days)s", n=rule.interval, days=days),
        Frequency.MONTHLY: _month_words(rule.month_day, rule.interval),
        Frequency.MONTHLY_NTH: _nth_words(rule.nth, days, rule.interval),
    }[rule.frequency]
    return f"{every} {term.starts // 60:02}:{term.starts % 60:02}"


def _month_words(day: int, interval: int) -> str:
    on = _("마지막 날") if day == LAST else _("%(n)d일", n=day)
    return str(_("매달 %(on)s", on=on) if interval == 1 else _("%(n)d달마다 %(on)s", n=interval, on=on))


def _nth_words(nth: int, day: str, interval: int) -> str:
    on = _("마지막 %(day)s", day=day) if nth == LAST else _("%(n)d번째 %(day)s", n=nth, day=day)
    return str(_("매달 %(on)s", on=on) if interval == 1 else _("%(n)d달마다 %(on)s", n=interval, on=on))


def _running(session: Session, series_id: UUID, today: date) -> tuple[ContentSeries, SeriesTerm]:
    one = queries.series(session, series_id)
    running = queries.term_on(queries.terms_of(session, [series_id])[series_id], today)
    if running is None:
        raise NotFound
    return one, running


def _touched(one: ContentSeries, now: datetime) -> int:
    return len(queries.touched_from(db.session(), one.id, now))


def _offer_words(form: WordsForm, now: datetime) -> None:
    form.offer_channels(own_channels(db.session(), on=korean_day(now)))


def _offer_owners(form: CourseForm, now: datetime, also: UUID | None = None) -> None:
    form.offer_owners(owners_to_choose(now, also))


def owners_to_choose(now: datetime, also: UUID | None = None) -> list[tuple[UUID, str]]:
    """The officers of the day, and one more who may have left since."""
    session = db.session()
    offered = [
        (one.officer_id, places.beside(one.officer_name, one.department_name))
        for one in active_officers(session, korean_day(now))
    ]
    if also is not None and also not in {key for key, _name in offered}:
        offered += officer_names(session, {also}).items()
    return offered
