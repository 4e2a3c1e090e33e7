"""Pages of accounts: the list, one account with its figures, registering, changing, closing, importing."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from sotong.channels import queries, rules, services
from sotong.channels.forms.registry import (
    ChannelForm,
    CloseForm,
    ImportForm,
    MeasureForm,
    WantedForm,
    owner_of,
    today_first,
)
from sotong.channels.models import Channel
from sotong.channels.platforms import Platform
from sotong.channels.queries.charges import charges
from sotong.channels.views.room import blueprint
from sotong.core import clock, config
from sotong.core.access import acting_id, requires
from sotong.core.blank_files import offer
from sotong.core.days import korean_day
from sotong.core.db import db, transaction
from sotong.core.forms import asked_page
from sotong.core.labels import sentence
from sotong.core.permissions import Permission
from sotong.core.table_forms import tell_ignored
from sotong.core.views import Page, page
from sotong.people.queries import departments

CHARTED = 14
"""How many of the newest figures of a measure its chart shows."""


@blueprint.get("/channels")
@requires(Permission.CHANNEL_READ)
def channels() -> Page:
    """List the office's accounts, or those of offices it compares itself with."""
    today = korean_day(clock.now())
    asked = WantedForm(request.args, departments(db.session(), today))
    found = queries.channels(db.session(), asked.wanted(), on=today, number=asked_page())
    return page("channels/channels.html", asked=asked, found=found, today=today)


@blueprint.get("/channels/<uuid:channel_id>")
@requires(Permission.CHANNEL_READ)
def channel_page(channel_id: UUID) -> Page:
    """Show one account: its line for letters and business cards, and its figures over time."""
    return _channel_page(channel_id, MeasureForm())


@blueprint.post("/channels/<uuid:channel_id>/measures")
@requires(Permission.CHANNEL_WRITE)
def record_measure(channel_id: UUID) -> Page:
    """Write down a figure."""
    form = MeasureForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            services.record_measure(
                session,
                channel_id=channel_id,
                figure=form.figure(),
                source=form.source.data or "",
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("수치를 입력했습니다."))
            return redirect(url_for("channels.channel_page", channel_id=channel_id))
    return _channel_page(channel_id, form)


@blueprint.route("/channels/new", methods=["GET", "POST"])
@requires(Permission.CHANNEL_WRITE)
def register_channel() -> Page:
    """Register an account."""
    form = ChannelForm().offer(departments(db.session(), korean_day(clock.now())))
    if form.ready():
        with form.attempt(), transaction() as session:
            channel = services.register_channel(
                session, description=form.description(), actor_id=acting_id(), now=clock.now()
            )
        if form.done:
            flash(_("채널을 등록했습니다."))
            return redirect(url_for("channels.channel_page", channel_id=channel.id))
    return page("channels/register_channel.html", form=form)


@blueprint.route("/channels/<uuid:channel_id>/edit", methods=["GET", "POST"])
@requires(Permission.CHANNEL_WRITE)
def change_channel(channel_id: UUID) -> Page:
    """Change what is registered of an account."""
    channel = queries.channel(db.session(), channel_id)
    form = _filled(channel)
    if form.ready():
        with form.attempt(), transaction() as session:
            services.change_channel(
                session,
                channel_id=channel_id,
                description=form.description(),
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("채널 정보를 바꾸었습니다."))
            return redirect(url_for("channels.channel_page", channel_id=channel_id))
    return page("channels/change_channel.html", form=form, channel=channel)


@blueprint.route("/channels/<uuid:channel_id>/close", methods=["GET", "POST"])
@requires(Permission.CHANNEL_WRITE)
def close_channel(channel_id: UUID) -> Page:
    """Note that an account is run no more."""
    now = clock.now()
    channel = queries.channel(db.session(), channel_id)
    form = CloseForm(closed_on=korean_day(now))
    if form.ready():
        with form.attempt(), transaction() as session:
            services.close_channel(
                session,
                channel_id=channel_id,
                closed_on=form.day,
                actor_id=acting_id(),
                now=now,
            )
        if form.done:
            flash(_("채널을 닫았습니다."))
            return redirect(url_for("channels.channel_page", channel_id=channel_id))
    return page("channels/close_channel.html", form=form, channel=channel)


@blueprint.post("/channels/<uuid:channel_id>/reopen")
@requires(Permission.CHANNEL_WRITE)
def reopen_channel(channel_id: UUID) -> Page:
    """Take a closing back."""
    with transaction() as session:
        services.reopen_channel(session, channel_id=channel_id, actor_id=acting_id(), now=clock.now())
    flash(_("채널을 다시 열었습니다."))
    return redirect(url_for("channels.channel_page", channel_id=channel_id))


@blueprint.route("/channels/import-measures", methods=["GET", "POST"])
@requires(Permission.CHANNEL_WRITE)
def import_measures() -> Page:
    """Write down a file of figures, all or none."""
    form = ImportForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            imported = services.import_measures(
                session,
                content=form.content,
                source=form.source.data or "",
                office=config.current().office,
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_told(imported))
            tell_ignored(imported.ignored)
            return redirect(url_for("channels.channels"))
    return page("channels/import_measures.html", form=form)


offer(blueprint, "/channels/import-measures/blank", ImportForm.blank, beside=import_measures)


def _channel_page(channel_id: UUID, form: MeasureForm) -> Page:
    today = korean_day(clock.now())
    session = db.session()
    channel = queries.channel(session, channel_id)
    return page(
        "channels/channel_page.html",
        form=today_first(form, today),
        channel=channel,
        today=today,
        printed=rules.printed_address,
        together=queries.printed_together(session, channel, on=today),
        charges=charges(session, channel_id, today),
        series=queries.series(session, channel_id, most=CHARTED),
        measures=queries.measures(session, channel_id, asked_page()),
    )


def _filled(channel: Channel) -> ChannelForm:
    """The form with what is registered; an owner that was dissolved can stay the owner."""
    offered = departments(db.session(), korean_day(clock.now()))
    if channel.department is not None and channel.department not in offered:
        offered.append(channel.department)
    return ChannelForm(
        address=channel.url or "",
        own_site=channel.platform is Platform.SOTONG_TV,
        name=channel.name,
        department_id=owner_of(channel.department_id),
        purpose=channel.purpose,
        opened_on=channel.opened_on,
    ).offer(offered)


def _told(imported: services.Imported) -> str:
    """What a file did, in a sentence or two."""
    told = sentence("channel.measures_imported", **imported.counts)
    if not imported.peers:
        return told
    return f"{told} {sentence('channel.new_peers', names=', '.join(imported.peers))}"
